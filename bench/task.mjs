// Our side of the bench: each task of the speed table, timed, and held against the plain path.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  countTrialSimulator,
  dataFrame,
  factor,
  fitGee,
  fitLmm,
  fitMmrm,
  fitNbGlm,
  fitNbGlmm,
  modelMatrix,
  nbFitter,
  numeric,
  trialDesign,
} from '@equipoise/stats';
import { countTrials, repeatedRows } from './data.mjs';
import { measure, timeText } from './measure.mjs';
import { MESEMS, SEED, TWO_ARMS } from './scenario.mjs';

/**
 * @typedef {object} Task
 * @property {string} name
 * @property {number} medianMicros
 * @property {number} [fastestMicros]
 * @property {number} targetMicros
 * @property {number} [difference] largest relative difference from the plain path
 * @property {number} [value] estimate of the arm's coefficient on the first data set, to compare with the peer's
 * @property {readonly { name: string, calls?: number, ratio: number, note?: string }[]} peers calls: what one of the peer's runs holds
 * @property {string} [note]
 */

/** @returns {Promise<Task[]>} */
export async function ourTasks({ seconds, trials }) {
  const repeated = repeatedRows();
  return [
    nbTask('covariate', { name: 'NB, n = 144, arm + log(baseline + 1)', target: 15, ratio: 400, seconds }),
    nbTask('distinct', { name: 'NB, with country (9) and age: rows distinct', target: 150, ratio: 60, seconds }),
    nbTask('groups', { name: 'NB, two groups', target: 3, ratio: 2000, seconds }),
    simulationTask(seconds),
    glmmTask(repeated, seconds),
    geeTask(repeated, seconds),
    ...mmrmTasks(repeated, seconds),
    lmmTask(repeated, seconds),
    allCoresTask(trials),
  ];
}

function nbTask(kind, { name, target, ratio, seconds }) {
  const inputs = countTrials(kind).map(({ input }) => input);
  const fitter = nbFitter();
  let difference = 0;
  let fast = 0;
  for (const input of inputs) {
    const ours = fitter.fit(input);
    if (ours.path === 'fast') fast += 1;
    difference = Math.max(
      difference,
      distance(ours, fitter.logLik(), fitNbGlm({ ...input, detail: 'core', search: 'exhaustive' }), input),
    );
  }
  let next = 0;
  const time = measure(
    () => {
      fitter.fit(inputs[next]);
      next = (next + 1) % inputs.length;
    },
    { seconds },
  );
  const value = fitter.fit(inputs[0]).coefficients[1];
  const peers = [
    { name: `glm.nb ${kind}`, ratio },
    { name: `glm.fit ${kind}`, note: 'θ known, no formula' },
    { name: `formula ${kind}`, note: "R's formula handling alone" },
  ];
  return { name, targetMicros: target, difference, value, peers, note: `${fast} of ${inputs.length} fast`, ...time };
}

/** Largest difference relative to 1 + |value| of coefficients, standard errors and θ. */
function distance(ours, logLik, plain, { design }) {
  if (ours.converged !== plain.converged) return Number.POSITIVE_INFINITY;
  const pairs = design.names.flatMap((name, j) => [
    [ours.coefficients[j], plain.coefficients[name]],
    [ours.seExpected[j], plain.seExpected[name]],
    [ours.seObservedJoint[j], plain.seObservedJoint[name]],
  ]);
  pairs.push([ours.theta, plain.theta], [logLik, plain.logLik]);
  return Math.max(...pairs.map(([a, b]) => (Object.is(a, b) ? 0 : Math.abs(a - b) / (1 + Math.abs(b)))));
}

function simulationTask(seconds) {
  const simulator = countTrialSimulator(TWO_ARMS, { seed: SEED });
  let difference = 0;
  for (let trial = 0; trial < 100; trial += 1) {
    const { estimate, se } = simulator.fit(trial);
    const { names, values, response, offset } = trialDesign(simulator.draw(trial), false);
    const design = { names, values, rows: response.length };
    const plain = fitNbGlm({ response, design, offset, effect: 'treatment', detail: 'core', search: 'exhaustive' });
    const { logRateRatio, wald } = plain.effect;
    difference = Math.max(difference, Math.abs(estimate - logRateRatio), Math.abs(se - wald.se));
  }
  let trial = 0;
  const time = measure(
    () => {
      simulator.fit(trial);
      trial += 1;
    },
    { seconds },
  );
  return {
    name: 'Simulate a two-arm trial, 8% of scans missing, and fit it',
    targetMicros: 10,
    difference,
    peers: [
      { name: 'rpact 200 trials', calls: 200, ratio: 10 },
      { name: 'glm.nb simulate', ratio: 500 },
    ],
    ...time,
  };
}

const column = (rows, name) => rows.map((row) => row[name]);

function repeatedFrame(rows) {
  return dataFrame({
    arm: factor(column(rows, 'arm'), ['A', 'B']),
    visit: numeric(column(rows, 'visit')),
    week: factor(column(rows, 'visit').map(String), ['1', '2', '3', '4', '5', '6']),
  });
}

function glmmTask(rows, seconds) {
  const design = modelMatrix(['arm', 'visit'], repeatedFrame(rows));
  const input = { response: column(rows, 'y'), design, cluster: column(rows, 'subject') };
  const fit = fitNbGlmm(input);
  return {
    name: 'NB random-intercept model, 864 rows',
    targetMicros: 3000,
    value: fit.converged ? fit.coefficients.armB : Number.NaN,
    peers: [{ name: 'glmmTMB', ratio: 150 }],
    ...measure(() => fitNbGlmm(input), { seconds }),
  };
}

function geeTask(rows, seconds) {
  const design = modelMatrix(['arm', 'visit'], repeatedFrame(rows));
  const input = {
    response: column(rows, 'y'),
    design,
    cluster: column(rows, 'subject'),
    family: 'poisson',
    correlation: 'exchangeable',
  };
  const fit = fitGee(input);
  return {
    name: 'GEE exchangeable, 864 rows',
    targetMicros: 300,
    value: fit.converged ? fit.coefficients.armB : Number.NaN,
    peers: [{ name: 'geeglm', ratio: 40 }],
    ...measure(() => fitGee(input), { seconds }),
  };
}

function mmrmTasks(rows, seconds) {
  const design = modelMatrix(['arm', 'week', 'arm:week'], repeatedFrame(rows));
  const input = {
    response: column(rows, 'value'),
    design,
    cluster: column(rows, 'subject'),
    visit: column(rows, 'visit').map((visit) => visit - 1),
    visits: 6,
  };
  const fit = fitMmrm(input, { detail: 'core' });
  const value = fit.converged ? fit.coefficients.armB : Number.NaN;
  return [
    {
      name: 'MMRM unstructured, 144 × 6',
      targetMicros: 5000,
      value,
      peers: [{ name: 'gls', ratio: 20 }],
      ...measure(() => fitMmrm(input, { detail: 'core' }), { seconds }),
    },
    {
      name: 'The same with Kenward–Roger',
      targetMicros: 25_000,
      value,
      peers: [],
      note: 'pbkrtest does not fit unstructured residuals; see the next row',
      ...measure(() => fitMmrm(input), { seconds }),
    },
  ];
}

function lmmTask(rows, seconds) {
  const design = modelMatrix(['arm', 'visit'], repeatedFrame(rows));
  const input = { response: column(rows, 'value'), design, cluster: column(rows, 'subject') };
  const fit = fitLmm(input);
  return {
    name: 'Random-intercept linear model with Kenward–Roger, 864 rows',
    targetMicros: Number.NaN,
    value: fit.converged ? fit.coefficients.armB : Number.NaN,
    peers: [{ name: 'pbkrtest', ratio: 20, note: 'lmer, vcovAdj and df of one coefficient' }],
    ...measure(() => fitLmm(input), { seconds }),
  };
}

/** In a process of its own, so that its memory can be told. */
function allCoresTask(trials) {
  const script = fileURLToPath(new URL('./all-cores.mjs', import.meta.url));
  const run = spawnSync(process.execPath, [script, JSON.stringify({ scenario: MESEMS, seed: SEED, trials })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { micros, cpuMicros, workers, megabytes, summary } = JSON.parse(run.stdout.toString());
  return {
    name: `${trials.toLocaleString('en')} MESEMS trials, covariate model, all cores`,
    medianMicros: micros,
    targetMicros: (3e6 * trials) / 100_000,
    peers: [],
    note:
      `${workers} workers, start included, ${timeText(cpuMicros / workers)} of processor time each, peak ${megabytes} MB; ` +
      `rejected ${summary.rejection.value.toFixed(4)} ± ${summary.rejection.se.toFixed(4)}, ` +
      `covered ${summary.coverage.value.toFixed(4)}, not converged ${summary.notConverged.value.toFixed(5)}`,
    megabytes,
  };
}
