// Runs the whole bench on the built packages and prints its table; the exit code is 1 when a fit differs from the plain path.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { costCurve, trialCurve } from './curve.mjs';
import { timePeers } from './peers.mjs';
import { printTable } from './table.mjs';
import { ourTasks } from './task.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } } });
const seconds = values.quick ? 0.3 : 2;

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`);
const [load = 0] = loadavg();
console.log(
  `Load average ${load.toFixed(1)}${load > 0.5 ? ': other work is running, medians are too long; the fastest tells more' : ''}`,
);
console.log('Ours: one thread, median and fastest of many calls of the public function with all its checks.');
const ours = await ourTasks({ seconds, trials: values.quick ? 20_000 : 100_000 });
const peers = timePeers({ seconds: values.quick ? 2 : 10 });
const rows = printTable(ours, peers);

console.log('\nCost over rows: arm + log(baseline + 1), and all rows distinct (country, age)');
const curve = costCurve({ seconds: seconds / 4 });
for (const { rows: n, covariate, distinct } of curve) {
  console.log(`${String(n).padStart(7)} rows ${covariate.padStart(10)} ${distinct.padStart(10)}`);
}
console.log('\nCost over simulated trials (two arms of 72, 3 scans, 8% missing), one thread');
const trials = trialCurve({ largest: values.quick ? 10_000 : 100_000 });
for (const { trials: n, total, each } of trials) {
  console.log(`${String(n).padStart(7)} trials ${total.padStart(10)} ${each.padStart(10)} each`);
}
console.log(`\nPeak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ rows, peers, curve, trials }, null, 2)}\n`);
  console.log(`Written to ${values.json}`);
}
const isEqual = ours.every(({ difference }) => difference === undefined || difference <= 1e-10);
if (!isEqual) console.error('A fit differs from the plain path by more than 1e-10.');
process.exitCode = isEqual ? 0 : 1;
