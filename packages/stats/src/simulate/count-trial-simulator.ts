// Simulates two-arm trials of counts and fits each by the negative-binomial regression of the analysis.
import { binomialCdf } from '../distribution/discrete.js';
import { normalQuantile } from '../distribution/normal.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { fitWorkspace, nbEstimate } from '../regression/nb-engine.js';
import { type NbWorkspace, nbWorkspace, reserveNb } from '../regression/nb-workspace.js';
import { type CountSampler, countAt, countSampler } from './count-sampler.js';
import { type CheckedScenario, type CountTrialScenario, checkScenario } from './count-trial-scenario.js';
import { EMPTY_TALLY, type SimulationTally } from './simulation-tally.js';
import { uniformStream } from './uniform-stream.js';

/** The fit of one simulated trial. The next trial overwrites it. */
export interface SimulatedFit {
  converged: boolean;
  /** The log rate ratio and its standard error; NaN without convergence. */
  estimate: number;
  se: number;
  /** ∞ at the Poisson limit. */
  theta: number;
}

/** The rows of one simulated trial: participants with at least one readable scan. The next trial overwrites them. */
export interface SimulatedRows {
  rows: number;
  readonly isTreated: Uint8Array;
  readonly scans: Int32Array;
  readonly baseline: Float64Array;
  readonly count: Float64Array;
}

/** Simulates the trials of one scenario. Not to be shared between threads. */
export interface CountTrialSimulator {
  /** Draws a trial. */
  readonly draw: (trial: number) => SimulatedRows;
  /** Draws a trial and fits it. */
  readonly fit: (trial: number) => Readonly<SimulatedFit>;
  /** Tallies the trials from `from` up to, not including, `to`. */
  readonly simulateRange: (from: number, to: number) => SimulationTally;
}

/** Baseline counts up to this have their tables kept. */
const KEPT_BASELINES = 512;
/** Columns of the design: intercept, treatment, ln(baseline + 1). */
const TREATMENT = 1;
/** Estimates are tallied in multiples of this, so that sums are exact. */
const UNIT = 2 ** -30;

/**
 * A simulator of a scenario. Trial t of a seed and scenario number is the same wherever and whenever it is drawn. The fit is that of
 * {@link fitNbGlm}: counts ~ treatment [+ ln(baseline + 1)] + offset(ln scans), with its convergence rules.
 * @throws RangeError for a scenario or seed that is not allowed
 */
export function countTrialSimulator(
  scenario: CountTrialScenario,
  seed: { readonly seed: number; readonly scenario?: number },
): CountTrialSimulator {
  const checked = checkScenario(scenario);
  const stream = uniformStream(seed.seed, seed.scenario ?? 0);
  const samplers = samplersOf(checked);
  const rows = emptyRows(checked.participants[0] + checked.participants[1]);
  const engine = trialEngine(checked);
  const critical = normalQuantile(1 - checked.alpha / 2);
  const truth = Math.log(checked.rateRatio);

  const [control, treated] = checked.participants;
  const draws = 2 + (checked.baseline === undefined ? 0 : 1);
  const uniforms = new Float64Array((control + treated) * draws);

  const draw = (trial: number): SimulatedRows => {
    stream.restart(trial);
    stream.fill(uniforms, uniforms.length);
    const { isTreated, scans, baseline, count } = rows;
    let next = 0;
    for (let i = 0; i < control + treated; i += 1) {
      const read = scansAt(samplers.scans, uniforms[i * draws]!);
      if (read === 0) continue;
      const arm = i < control ? 0 : 1;
      const before = samplers.baseline === undefined ? 0 : countAt(samplers.baseline, uniforms[i * draws + 2]!);
      isTreated[next] = arm;
      scans[next] = read;
      baseline[next] = before;
      count[next] = countAt(samplers.response(arm, read, before), uniforms[i * draws + 1]!);
      next += 1;
    }
    rows.rows = next;
    return rows;
  };
  const fit = (trial: number): Readonly<SimulatedFit> => engine(draw(trial));
  return {
    draw,
    fit,
    simulateRange: (from, to) => {
      const tally = { ...EMPTY_TALLY };
      for (let trial = from; trial < to; trial += 1) {
        const { converged, estimate, se, theta } = fit(trial);
        tally.trials += 1;
        if (!converged) {
          tally.notConverged += 1;
          continue;
        }
        const error = estimate - truth;
        if (theta === Number.POSITIVE_INFINITY) tally.poissonLimit += 1;
        if (Math.abs(estimate) > critical * se) tally.rejections += 1;
        if (Math.abs(error) <= critical * se) tally.covered += 1;
        tally.sumError += rounded(error);
        tally.sumSquaredError += rounded(error * error);
        tally.sumVariance += rounded(se * se);
      }
      return tally;
    },
  };
}

function rounded(value: number): number {
  return Math.round(value / UNIT) * UNIT;
}

function emptyRows(room: number): SimulatedRows {
  return {
    rows: 0,
    isTreated: new Uint8Array(room),
    scans: new Int32Array(room),
    baseline: new Float64Array(room),
    count: new Float64Array(room),
  };
}

interface Samplers {
  readonly scans: Float64Array;
  readonly baseline: CountSampler | undefined;
  readonly response: (arm: 0 | 1, scans: number, baseline: number) => CountSampler;
}

/** Samplers of the scenario's distributions, each made when it is first needed. */
function samplersOf({ controlRate, rateRatio, theta, scans, missingShare, baseline }: CheckedScenario): Samplers {
  const kept: (CountSampler | undefined)[] = new Array<undefined>(2 * (scans + 1) * KEPT_BASELINES).fill(undefined);
  const width = scans + 1;
  const make = (arm: 0 | 1, read: number, count: number): CountSampler =>
    countSampler(read * controlRate * (arm === 1 ? rateRatio : 1) * (count + 1) ** (baseline?.slope ?? 0), theta);
  return {
    scans: Float64Array.from({ length: width }, (_, read) => binomialCdf(read, scans, 1 - missingShare)),
    baseline: baseline === undefined ? undefined : countSampler(baseline.mean, baseline.theta),
    response: (arm, read, count) => {
      if (count >= KEPT_BASELINES) return make(arm, read, count);
      const key = (count * width + read) * 2 + arm;
      const known = kept[key];
      if (known !== undefined) return known;
      const made = make(arm, read, count);
      kept[key] = made;
      return made;
    },
  };
}

/** The number of readable scans whose distribution function first reaches u. */
function scansAt(cumulative: Float64Array, u: number): number {
  let read = cumulative.length - 1;
  while (read > 0 && cumulative[read - 1]! >= u) read -= 1;
  return read;
}

/** Fits the rows of one trial after another in one workspace; equal rows are found by their small whole numbers. */
function trialEngine(scenario: CheckedScenario): (rows: SimulatedRows) => SimulatedFit {
  const columns = scenario.isAdjusted ? 3 : 2;
  const room = scenario.participants[0] + scenario.participants[1];
  const work = nbWorkspace();
  const estimate = nbEstimate(columns);
  const result: SimulatedFit = { converged: false, estimate: Number.NaN, se: Number.NaN, theta: Number.NaN };
  const width = scenario.scans + 1;
  const keys = 2 * width * (scenario.isAdjusted ? KEPT_BASELINES : 1);
  const group = new Int32Array(keys);
  const marks = new Int32Array(keys);
  let generation = 0;

  const load = (rows: SimulatedRows): boolean => {
    let largest = 0;
    for (let i = 0; i < rows.rows; i += 1) {
      if (rows.count[i]! > largest) largest = rows.count[i]!;
      if (scenario.isAdjusted && rows.baseline[i]! >= KEPT_BASELINES) return false;
    }
    if (largest === 0 || largest > 20_000 || rows.rows <= columns) return false;
    reserveNb(work, { groups: room, columns, largest });
    const { stride, x, size, total, offset, above } = work;
    above.fill(0, 0, largest);
    generation += 1;
    let groups = 0;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < rows.rows; i += 1) {
      const arm = rows.isTreated[i]!;
      const baseline = scenario.isAdjusted ? rows.baseline[i]! : 0;
      const key = (baseline * width + rows.scans[i]!) * 2 + arm;
      let g = group[key]!;
      if (marks[key] !== generation) {
        marks[key] = generation;
        g = groups;
        group[key] = g;
        groups += 1;
        size[g] = 0;
        total[g] = 0;
        offset[g] = Math.log(rows.scans[i]!);
        x[g] = 1;
        x[TREATMENT * stride + g] = arm;
        if (scenario.isAdjusted) x[2 * stride + g] = Math.log(baseline + 1);
      }
      const y = rows.count[i]!;
      size[g] = size[g]! + 1;
      if (y === 0) continue;
      total[g] = total[g]! + y;
      sum += y;
      squares += y * y;
      above[y - 1] = above[y - 1]! + 1;
    }
    for (let m = largest - 2; m >= 0; m -= 1) above[m] = above[m]! + above[m + 1]!;
    describe(work, { groups, p: columns, rows: rows.rows, largest, sumOfCounts: sum, sumOfSquares: squares });
    return groups >= columns;
  };

  return (rows) => {
    if (load(rows) && fitWorkspace(work, estimate)) {
      const { coefficients, seExpected, seObservedJoint } = estimate;
      result.converged = true;
      result.estimate = coefficients[TREATMENT]!;
      result.se = scenario.information === 'expected' ? seExpected[TREATMENT]! : seObservedJoint[TREATMENT]!;
      result.theta = estimate.theta;
      return result;
    }
    return fitPlainly(rows, scenario, result);
  };
}

type Totals = Pick<NbWorkspace, 'groups' | 'p' | 'rows' | 'largest' | 'sumOfCounts' | 'sumOfSquares'>;

function describe(work: NbWorkspace, totals: Totals): void {
  work.groups = totals.groups;
  work.p = totals.p;
  work.rows = totals.rows;
  work.largest = totals.largest;
  work.sumOfCounts = totals.sumOfCounts;
  work.sumOfSquares = totals.sumOfSquares;
}

function fitPlainly(rows: SimulatedRows, scenario: CheckedScenario, result: SimulatedFit): SimulatedFit {
  result.converged = false;
  result.estimate = Number.NaN;
  result.se = Number.NaN;
  result.theta = Number.NaN;
  if (rows.rows === 0) return result;
  const { names, values, response, offset } = trialDesign(rows, scenario.isAdjusted);
  const design = { names, values, rows: rows.rows };
  const fit = fitNbGlm({ response, design, offset, effect: 'treatment', detail: 'core', search: 'exhaustive' });
  const wald = scenario.information === 'expected' ? fit.effect?.wald : fit.effect?.waldJoint;
  result.theta = fit.theta;
  if (!fit.converged || fit.effect === undefined || wald === undefined) return result;
  result.converged = true;
  result.estimate = fit.effect.logRateRatio;
  result.se = wald.se;
  return result;
}

/** A simulated trial as input of {@link fitNbGlm}: the design of intercept, treatment and, if adjusted, log(baseline + 1). */
export function trialDesign(
  rows: SimulatedRows,
  isAdjusted: boolean,
): {
  readonly names: readonly string[];
  readonly values: Float64Array;
  readonly response: Float64Array;
  readonly offset: Float64Array;
} {
  const names = ['(Intercept)', 'treatment', ...(isAdjusted ? ['log(baseline + 1)'] : [])];
  const values = new Float64Array(rows.rows * names.length);
  for (let i = 0; i < rows.rows; i += 1) {
    values[i * names.length] = 1;
    values[i * names.length + TREATMENT] = rows.isTreated[i]!;
    if (isAdjusted) values[i * names.length + 2] = Math.log(rows.baseline[i]! + 1);
  }
  const offset = Float64Array.from(rows.scans.subarray(0, rows.rows), Math.log);
  return { names, values, response: rows.count.slice(0, rows.rows), offset };
}
