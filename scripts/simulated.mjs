// `npm run validate:simulated [-- TRIALS]`: rejection and coverage on simulated trials, ours beside R's glm.nb on the same data.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MESEMS as SCENARIO, SEED } from '../bench/scenario.mjs';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

const QUANTILE = 1.959963984540054;

process.exitCode = await compare(Number(process.argv[2] ?? 20_000));

async function compare(trials) {
  if (!Number.isInteger(trials) || trials < 1) {
    console.error(`The number of trials is ${process.argv[2]}; allowed are whole numbers from 1.`);
    return 2;
  }
  if (spawnSync('Rscript', ['-e', 'library(MASS)']).status !== 0) {
    console.error('There is no Rscript with MASS here: nothing to compare with.');
    return 3;
  }
  try {
    await prepare();
  } catch (problem) {
    if (!(problem instanceof PrepareProblem)) throw problem;
    console.error(problem.message);
    return 3;
  }
  const { countTrialSimulator } = await import('@equipoise/stats');
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-simulated-'));
  try {
    const simulator = countTrialSimulator(SCENARIO, { seed: SEED });
    const lines = ['trial,treated,scans,baseline,count'];
    const ours = { rejected: 0, covered: 0, notConverged: 0 };
    for (let trial = 0; trial < trials; trial += 1) {
      const rows = simulator.draw(trial);
      for (let i = 0; i < rows.rows; i += 1) {
        lines.push([trial, rows.isTreated[i], rows.scans[i], rows.baseline[i], rows.count[i]].join());
      }
      const { estimate, se, converged } = simulator.fit(trial);
      // Without convergence nothing is rejected and nothing covered.
      if (!converged) ours.notConverged += 1;
      else if (Math.abs(estimate) > QUANTILE * se) ours.rejected += 1;
      else ours.covered += 1;
    }
    const file = join(folder, 'trials.csv');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const run = spawnSync('Rscript', [join(root, 'validation', 'simulated.R'), file], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    return report(trials, ours, JSON.parse(run.stdout));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Passes where both shares are within four Monte Carlo standard errors of R's. */
function report(trials, ours, theirs) {
  console.log(
    `${trials} trials without a difference, seed ${SEED}; Wald test and interval at 5%, expected information`,
  );
  const results = ['rejected', 'covered'].map((key) => {
    const [own, other] = [ours[key] / trials, theirs[key] / trials];
    const se = Math.sqrt((other * (1 - other)) / trials);
    const passes = Math.abs(own - other) <= 4 * se;
    console.log(
      `${passes ? 'pass' : 'FAIL'}  ${key}: ours ${own.toFixed(5)}, glm.nb ${other.toFixed(5)}, Monte Carlo SE ${se.toFixed(5)}`,
    );
    return passes;
  });
  console.log(`not converged: ours ${ours.notConverged}, glm.nb ${theirs.notConverged} (with a warning or an error)`);
  return results.every(Boolean) ? 0 : 1;
}
