// Killed at any moment: nothing acknowledged is lost, nothing is there twice, the next start goes on. `npm run soak` does 100 rounds.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { runHttpKillRounds } from './http-kill-rounds.js';
import { runKillRounds } from './kill-rounds.js';

const seed = Number(process.env.EQUIPOISE_SEED ?? Math.floor(Math.random() * 1e9));

// The worker that is killed is the built program: one that is older than the sources would write other events.
beforeAll(() => {
  const build = fileURLToPath(new URL('../../../../scripts/build.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [build], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program does not build:\n${stdout}${stderr}`);
}, 900_000);

it(`keeps every acknowledged command, once and whole, through 3 kills (EQUIPOISE_SEED=${seed})`, async () => {
  const lines: string[] = [];
  const result = await runKillRounds({
    rounds: 3,
    seed,
    rehearsals: 1,
    participants: 4,
    log: (line) => lines.push(line),
  });
  expect(result, lines.join('\n')).toEqual({ rounds: 3, faults: [], rehearsed: 1 });
}, 900_000);

it(`keeps every command that was acknowledged over HTTP, once and whole, through 2 kills (EQUIPOISE_SEED=${seed})`, async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const result = await runHttpKillRounds({ rounds: 2, seed, servers: 1, perRound: 20, log });
  expect(result, lines.join('\n')).toMatchObject({ rounds: 2, faults: [] });
  expect(result.acknowledged).toBeGreaterThan(8);
}, 900_000);
