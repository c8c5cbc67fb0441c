// R refits what was exported: runs where R with MASS is installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse, exportAnalysisData, type Snapshot } from '@equipoise/analysis';
import { parseProtocol } from '@equipoise/trial';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type DataMapping,
  dataRows,
  epilepsyMapping,
  raynaudMapping,
  realSnapshot,
} from '../packages/analysis/src/fixture/real-trial.fixture.js';
import {
  tinyAdverseEvent,
  tinyParticipant,
  tinySnapshot,
} from '../packages/analysis/src/fixture/tiny-trial.fixture.js';

const script = fileURLToPath(new URL('refit.R', import.meta.url));
const hasR = spawnSync('Rscript', ['-e', 'library(MASS)']).status === 0;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function realTrial(trial: string, mapping: DataMapping): Snapshot {
  const read = (file: string) => readFileSync(new URL(`../trials/${trial}/${file}`, import.meta.url), 'utf8');
  const parsed = parseProtocol(read('protocol.yaml'), 'protocol.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return realSnapshot(parsed.value, dataRows(read('data.csv')), mapping);
}

/** Sixteen participants with scans that can be unreadable, and adverse events in both arms. */
function madeTrial(): Snapshot {
  const numbers = Array.from({ length: 16 }, (_, i) => i);
  const streams = numbers.map((i) =>
    tinyParticipant({
      number: i + 1,
      before: i % 5,
      scans: [(i * 7) % 5, i % 6 === 5 ? 'unreadable' : (i * 5) % 11, (i * 3) % 4, (i * 13) % 7],
      more: i % 3 === 0 ? [tinyAdverseEvent(i), tinyAdverseEvent(100 + i)] : i % 4 === 0 ? [tinyAdverseEvent(i)] : [],
    }),
  );
  const arms = Object.fromEntries(
    numbers.map((i) => [i + 1, i % 2 === 0 ? ('drugFirst' as const) : ('sugarFirst' as const)]),
  );
  return tinySnapshot(streams.flat(), arms);
}

function refit(snapshot: Snapshot, spoil: (text: string) => string = (text) => text) {
  const folder = mkdtempSync(join(tmpdir(), 'refit-'));
  folders.push(folder);
  for (const { file, text } of exportAnalysisData(snapshot)) writeFileSync(join(folder, file), text);
  const json = join(folder, 'out.json');
  writeFileSync(json, spoil(JSON.stringify(analyse(snapshot), null, 2)));
  const run = spawnSync('Rscript', [script, folder, json], { encoding: 'utf8' });
  return { status: run.status, text: `${run.stdout}${run.stderr}` };
}

describe.skipIf(!hasR)('R refits the exported records to 1e-6', () => {
  test.each([
    ['the raynaud crossover', () => realTrial('raynaud', raynaudMapping), 2],
    ['the epilepsy trial', () => realTrial('epilepsy', epilepsyMapping), 2],
    ['a made crossover with unreadable scans and adverse events', madeTrial, 4],
  ] as const)('%s', (_, make, analyses) => {
    const { status, text } = refit(make());
    expect(text).toContain(`refit: ${analyses} analyses compared, 0 values differ`);
    expect(status, text).toBe(0);
  });

  test('and finds a reported number that differs in the fifth digit', () => {
    const { status, text } = refit(realTrial('epilepsy', epilepsyMapping), (json) => json.replace('0.7697', '0.7698'));
    expect(text).toContain('DIFFERS');
    expect(status).toBe(1);
  });
});
