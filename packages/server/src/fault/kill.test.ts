// Killed at any moment: nothing acknowledged is lost, nothing is there twice, the next start goes on. `npm run soak` does 100 rounds.
import { expect, it } from 'vitest';
import { runKillRounds } from './kill-rounds.js';

const seed = Number(process.env.EQUIPOISE_SEED ?? Math.floor(Math.random() * 1e9));

it(`keeps every acknowledged command, once and whole, through 5 kills (EQUIPOISE_SEED=${seed})`, async () => {
  const lines: string[] = [];
  const result = await runKillRounds({
    rounds: 5,
    seed,
    rehearsals: 1,
    participants: 4,
    log: (line) => lines.push(line),
  });
  expect(result, lines.join('\n')).toEqual({ rounds: 5, faults: [], rehearsed: 1 });
}, 120_000);
