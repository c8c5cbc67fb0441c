// The randomisation of a trial by minimisation with caps: through the real database, exported, recomputed twice.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkReveal, type RandomisationExport } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runRehearsal } from '../drive/rehearsal.js';
import { exportRandomisation } from '../store/randomisation-export.js';
import { takeSnapshot } from '../store/snapshot.js';
import { openTestSystem } from '../test-support/system.js';
import { run as assess } from './assess-randomisation.js';
import { verifyReveal } from './randomisation.js';
import { readPlan } from './rehearse.js';

const mesems = fileURLToPath(new URL('../../../../trials/mesems/', import.meta.url));
const minimisation =
  '{ method: minimisation, factors: [{ id: site, from: site }, { id: sex, from: { item: sex } }], measure: range, probability: 0.8, ratio: { earlyMsc: 1, delayedMsc: 1 }, strata: [], caps: { trial: 144, site: 12 } }';

let system: Awaited<ReturnType<typeof openTestSystem>>;
let folder: string;
let exported: RandomisationExport;
let printed = '';

beforeAll(async () => {
  system = await openTestSystem();
  folder = mkdtempSync(path.join(tmpdir(), 'equipoise-randomisation-'));
  const source = readFileSync(path.join(mesems, 'protocol.yaml'), 'utf8');
  const changed = source.replace(/^randomisation:\n(?: .*\n)+/m, `randomisation: ${minimisation}\n`);
  writeFileSync(path.join(folder, 'protocol.yaml'), changed);
  const scenario = path.join(mesems, 'scenarios', 'default.yaml');
  const plan = readPlan({ trial: path.join(folder, 'protocol.yaml'), scenario, participants: 12 });
  await runRehearsal(system, plan);
  exported = await exportRandomisation(system, plan.trialId);
  const snapshot = await takeSnapshot(system, plan.trialId);
  expect(snapshot.allocation.kind === 'actual' && snapshot.allocation.sequenceOf).toEqual(
    Object.fromEntries(plan.sequenceOf),
  );
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  await system.discard();
});

/** Writes an export to a file, and says what the command prints and returns. */
function verified(value: unknown): { readonly code: number | undefined; readonly text: string; readonly file: string } {
  const file = path.join(folder, 'export.json');
  writeFileSync(file, JSON.stringify(value));
  printed = '';
  const code = verifyReveal({ file });
  return { code, text: printed, file };
}

describe('the export of a randomisation', () => {
  it('holds what the allocations follow from, and what was opened while the trial ran', () => {
    expect(exported.claims.map(({ index }) => index)).toEqual(exported.claims.map((_, index) => index));
    expect(exported.participants).toHaveLength(12);
    for (const { sequence, opened } of exported.participants) expect(opened).toBe(sequence);
    expect(checkReveal(exported)).toEqual({ recomputed: 12, problems: [] });
  });

  it('is recomputed by the command from the file alone', () => {
    const { code, text } = verified(exported);
    expect(code).toBe(0);
    expect(text).toContain('all 12 allocations follow from them');
  });

  it.runIf(hasPython())('is recomputed by the independent program', () => {
    const { file } = verified(exported);
    const program = fileURLToPath(
      new URL('../../../../validation/randomisation/equipoise_allocation_1.py', import.meta.url),
    );
    expect(execFileSync('python3', [program, 'verify', file], { encoding: 'utf8' })).toContain('every allocation');
  });

  it('that was changed is found out', () => {
    const [first, ...rest] = exported.participants;
    const other = exported.design.sequences.find((sequence) => sequence !== first!.sequence)!;
    const moved = { ...exported, participants: [{ ...first!, sequence: other }, ...rest] };
    expect(verified(moved)).toMatchObject({ code: 1, text: expect.stringContaining(`the trial says ${other}`) });

    const reseeded = { ...exported, revealed: { ...exported.revealed, seedHex: '00'.repeat(32) } };
    expect(verified(reseeded).text).toContain('not those that were committed to');

    const claims = exported.claims.slice(1);
    expect(verified({ ...exported, claims }).text).toContain('cannot be recomputed');

    expect(verified({ ...exported, participants: rest }).text).toContain('was taken, and nobody has it');
    const twin = { ...first!, randomisationNumber: 'RTWIN' };
    expect(verified({ ...exported, participants: [...exported.participants, twin] }).text).toContain('and RTWIN');
    expect(verified({ ...exported, participants: [...exported.participants, first] }).text).toContain('stands twice');
    const bare = exported.claims.map(({ levels: _, ...claim }) => claim);
    expect(verified({ ...exported, claims: bare }).text).toContain('without a level of sex');
  });

  it('is refused where the file is another one', () => {
    expect(() => verified({ format: 'other' })).toThrow('is no file of');
  });
});

describe('the assessment of a randomisation', () => {
  it('prints, writes and draws designs side by side', () => {
    const json = path.join(folder, 'designs.json');
    const plot = path.join(folder, 'designs.svg');
    printed = '';
    const compare = ['permutedBlocks 2 4', 'bigStick 3', '{ method: simple, strata: [] }'];
    expect(assess({ trial: 'mesems', compare, participants: 48, strata: 4, seed: 1, json, plot })).toBe(0);
    expect(printed).toContain('MESEMS: 48 participants');
    const { designs } = JSON.parse(readFileSync(json, 'utf8')) as {
      designs: { name: string; kind: string; overall: { correctGuesses: number } }[];
    };
    expect(designs.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'permutedBlocks 4 exact',
      'permutedBlocks 2 4 exact',
      'bigStick 3 exact',
      'simple exact',
    ]);
    // Blocks of 4, each of the four strata of 12 complete (Blackwell and Hodges 1957).
    expect(designs[0]!.overall.correctGuesses).toBeCloseTo(17 / 24, 12);
    const svg = readFileSync(plot, 'utf8');
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    for (const { name } of designs) expect(svg).toContain(`>${name}</text>`);
  });

  it.each([
    ['bigStick 3 4', 'is no design'],
    ['bigStick', 'maximumImbalance'],
    ['permutedBlocks 3', 'cannot be drawn from: block size 3'],
    ['{ method: bigStick', 'is not YAML'],
    ['coin 0.5', 'is no design'],
  ])('refuses to compare with "%s"', (text, message) => {
    expect(() => assess({ trial: 'mesems', compare: [text], seed: 1 })).toThrow(message);
  });

  it('says that nothing is known of a list', () => {
    expect(() => assess({ trial: 'raynaud', compare: [], seed: 1 })).toThrow('uploaded list');
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import math; math.lcm(2, 3)'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
