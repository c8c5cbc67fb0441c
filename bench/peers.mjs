// The other side of the bench: writes the data as CSV, runs peers.R once, reads its lines.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTrials, csvOf, repeatedRows } from './data.mjs';
import { TWO_ARMS } from './scenario.mjs';

const KINDS = ['covariate', 'distinct', 'groups'];

/**
 * @returns {{ missing?: string, versions: Record<string, string>, absent: string[], errors: Record<string, string>,
 *   times: Record<string, { medianMicros: number, runs: number, value: number }> }}
 */
export function timePeers({ seconds }) {
  const empty = { versions: {}, absent: [], errors: {}, times: {} };
  const probe = spawnSync('Rscript', ['--version']);
  if (probe.error !== undefined) return { ...empty, missing: 'no Rscript on the path: peers not measured' };
  const dir = mkdtempSync(join(tmpdir(), 'equipoise-bench-'));
  try {
    for (const kind of KINDS) {
      countTrials(kind, { trials: 5 }).forEach(({ table }, i) => {
        writeFileSync(join(dir, `${kind}-${i + 1}.csv`), csvOf(table));
      });
    }
    const { participants, controlRate, rateRatio, theta, scans, missingShare } = TWO_ARMS;
    const scenario = { participants: participants[0], rate: controlRate, ratio: rateRatio, theta, scans };
    writeFileSync(join(dir, 'scenario.csv'), csvOf([{ ...scenario, missing: missingShare }]));
    writeFileSync(join(dir, 'repeated.csv'), csvOf(repeatedRows()));
    const script = fileURLToPath(new URL('./peers.R', import.meta.url));
    const run = spawnSync('Rscript', ['--vanilla', script, dir, String(seconds)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 26,
    });
    const result = readLines(run.stdout.toString());
    if (run.status === 0) return result;
    return {
      ...result,
      missing: `Rscript ended with ${run.status}: ${run.stderr.toString().trim().split('\n').at(-1)}`,
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function readLines(text) {
  const result = { versions: {}, absent: [], errors: {}, times: {} };
  for (const line of text.split('\n')) {
    const [what, name, ...rest] = line.split('\t');
    if (what === 'version') result.versions[name] = rest[0];
    if (what === 'absent') result.absent.push(name);
    if (what === 'error') result.errors[name] = rest[0];
    if (what === 'time') {
      result.times[name] = { medianMicros: Number(rest[0]), runs: Number(rest[1]), value: Number(rest[2]) };
    }
  }
  return result;
}
