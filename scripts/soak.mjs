// `npm run soak`: 100 rounds of sudden death (workers, web servers, PostgreSQL, all), then 20,000 generated requests. Arguments: rounds, seed, requests.
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
const [rounds = 100, seed = Number(process.env.EQUIPOISE_SEED ?? Math.floor(Math.random() * 1e9)), requests = 20_000] =
  process.argv.slice(2).map(Number);
if (![rounds, seed, requests].every((each) => Number.isInteger(each) && each >= 0)) {
  console.error('Usage: npm run soak -- [rounds] [seed] [requests], whole numbers');
  process.exit(2);
}
const load = (name) => import(pathToFileURL(join(root, `packages/server/dist/fault/${name}.js`)).href);
const log = (line) => console.log(line);
console.log(
  `${rounds} rounds, ${requests} requests; seed ${seed} (npm run soak -- ${rounds} ${seed} ${requests} does the same)`,
);
const faults = [];
let isWhole = true;

const overHttp = Math.floor(rounds / 2);
if (rounds > 0) {
  const { runKillRounds } = await load('kill-rounds');
  const rehearsals = Math.max(1, Math.round(rounds / 40));
  const result = await runKillRounds({ rounds: rounds - overHttp, seed, rehearsals, participants: 4, log });
  faults.push(...result.faults);
  isWhole = result.rehearsed === rehearsals;
  console.log(
    `${result.rehearsed} of ${rehearsals} rehearsals reached their end and were compared with undisturbed ones`,
  );
}
if (overHttp > 0) {
  const { runHttpKillRounds } = await load('http-kill-rounds');
  const result = await runHttpKillRounds({ rounds: overHttp, seed, servers: 2, perRound: 40, log });
  faults.push(...result.faults);
  console.log(
    `${result.acknowledged} commands were acknowledged over HTTP, ${result.repeated} after they were sent again`,
  );
}
if (requests > 0) {
  const { runRequestSoak } = await load('request-soak');
  const { statuses, accepted, findings } = await runRequestSoak({ count: requests, seed, log });
  faults.push(...findings);
  console.log(`${requests} requests: ${JSON.stringify(statuses)}; accepted: ${[...accepted].join(', ')}`);
}
for (const fault of faults) console.error(`fault: ${fault}`);
console.log(`soak: ${rounds} rounds, ${requests} requests, ${faults.length} faults`);
process.exitCode = faults.length === 0 && isWhole ? 0 : 1;
