// `npm run soak`: 100 rounds of sudden death (Node, PostgreSQL, both), then the record is checked. Arguments: rounds, seed.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

try {
  await prepare();
} catch (problem) {
  if (!(problem instanceof PrepareProblem)) throw problem;
  console.error(problem.message);
  process.exit(3);
}
const [rounds = 100, seed = Number(process.env.EQUIPOISE_SEED ?? Math.floor(Math.random() * 1e9))] = process.argv
  .slice(2)
  .map(Number);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run soak -- [rounds] [seed], both whole numbers');
  process.exit(2);
}
const { runKillRounds } = await import(pathToFileURL(join(root, 'packages/server/dist/fault/kill-rounds.js')).href);
console.log(`${rounds} rounds; seed ${seed} (npm run soak -- ${rounds} ${seed} does the same)`);
const rehearsals = Math.max(1, Math.round(rounds / 20));
const result = await runKillRounds({ rounds, seed, rehearsals, participants: 4, log: (line) => console.log(line) });
for (const fault of result.faults) console.error(`fault: ${fault}`);
console.log(
  `${result.rehearsed} of ${rehearsals} rehearsals reached their end and were compared with undisturbed ones`,
);
console.log(`soak: ${result.rounds} rounds, ${result.faults.length} faults`);
process.exitCode = result.faults.length === 0 && result.rehearsed === rehearsals ? 0 : 1;
