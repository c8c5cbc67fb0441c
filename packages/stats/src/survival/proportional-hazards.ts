// A test of the assumption that hazards stay proportional over time.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { midRanks } from '../permutation/wilcoxon.js';
import type { ChiSquareTest } from '../regression/nb-glm-fit.js';
import { type CoxProblem, coxProblem, linearPredictor, visitRiskSets } from './cox-likelihood.js';
import { type CoxInput, fitCox } from './fit-cox.js';
import { riskTable } from './risk-table.js';
import { type SurvivalRows, survivalRows } from './survival-data.js';

/** How a coefficient might change with time: with 1 − Kaplan–Meier just before it, the time, its logarithm, or its rank. */
export type TimeTransform = 'km' | 'identity' | 'log' | 'rank';

/** Score tests of coefficients that change with time. Empty without a converged fit. */
export interface ProportionalHazardsTest {
  readonly transform: TimeTransform;
  /** One degree of freedom each. */
  readonly columns: Readonly<Record<string, ChiSquareTest>>;
  /** All columns together. */
  readonly global?: ChiSquareTest;
  readonly converged: boolean;
}

/**
 * Tests, for each column x, the added covariate x g(t). A large p is no proof of proportional hazards.
 * @throws RangeError as {@link fitCox}; for the transform `log` when an event is at time 0
 * @see Grambsch and Therneau (1994), Biometrika 81, 515–526; cox.zph in R's survival 3
 */
export function proportionalHazardsTest(
  input: CoxInput,
  { transform = 'km' }: { readonly transform?: TimeTransform } = {},
): ProportionalHazardsTest {
  const fit = fitCox(input);
  const nothing: ProportionalHazardsTest = { transform, columns: {}, converged: false };
  if (!fit.converged) return nothing;
  const { time, event, entry, strata, design, ties = 'efron' } = input;
  const rows = survivalRows({
    time,
    event,
    ...(entry === undefined ? {} : { entry }),
    ...(strata === undefined ? {} : { strata }),
  });
  const p = fit.columns.length;
  const basis = scaledColumns(
    design,
    fit.columns.map((name) => design.names.indexOf(name)),
  );
  const offset = input.offset === undefined ? new Float64Array(rows.n) : Float64Array.from(input.offset);
  const problem = coxProblem(rows, { ties, p, basis: basis.values, offset });
  const beta = Float64Array.from(fit.columns, (name, j) => fit.coefficients[name]! * basis.scale[j]!);
  const { score, variance } = addedScore(problem, beta, transformOf(rows, transform));
  const inverse = variance === undefined ? undefined : invertPositiveDefinite(variance, p);
  if (variance === undefined || inverse === undefined) return nothing;
  let chisq = 0;
  for (let j = 0; j < p; j += 1) for (let k = 0; k < p; k += 1) chisq += score[j]! * inverse[j * p + k]! * score[k]!;
  const test = (value: number, df: number): ChiSquareTest => ({ chisq: value, df, p: chiSquareUpper(value, df) });
  return {
    transform,
    columns: Object.fromEntries(fit.columns.map((name, j) => [name, test(score[j]! ** 2 / variance[j * p + j]!, 1)])),
    global: test(chisq, p),
    converged: true,
  };
}

/** The score of x g(t), and its variance given that the coefficients of x were estimated. */
function addedScore(
  problem: CoxProblem,
  beta: Float64Array,
  g: (time: number) => number,
): { readonly score: Float64Array; readonly variance: Float64Array | undefined } {
  const { p, basis } = problem;
  const score = new Float64Array(p);
  const plain = new Float64Array(p * p);
  const cross = new Float64Array(p * p);
  const added = new Float64Array(p * p);
  visitRiskSets(problem, linearPredictor(problem, beta), ({ time, dead, shares }) => {
    const weight = g(time);
    for (const row of dead) for (let j = 0; j < p; j += 1) score[j]! += weight * basis[row * p + j]!;
    for (const { times, mean, square } of shares) {
      for (let j = 0; j < p; j += 1) {
        score[j]! -= weight * times * mean[j]!;
        for (let k = 0; k < p; k += 1) {
          // Only the lower triangle of `square` is filled.
          const product = square[Math.max(j, k) * p + Math.min(j, k)]!;
          const spread = times * (product - mean[j]! * mean[k]!);
          plain[j * p + k]! += spread;
          cross[j * p + k]! += weight * spread;
          added[j * p + k]! += weight * weight * spread;
        }
      }
    }
  });
  const inverse = invertPositiveDefinite(plain, p);
  if (inverse === undefined) return { score, variance: undefined };
  const variance = added.map((value, at) => {
    const j = Math.floor(at / p);
    const k = at % p;
    let explained = 0;
    for (let a = 0; a < p; a += 1) {
      for (let b = 0; b < p; b += 1) explained += cross[j * p + a]! * inverse[a * p + b]! * cross[b * p + k]!;
    }
    return value - explained;
  });
  return { score, variance };
}

/** g at an event time, less its mean over the events: a constant changes nothing but rounding. */
function transformOf(rows: SurvivalRows, transform: TimeTransform): (time: number) => number {
  const members = Array.from({ length: rows.n }, (_, i) => i);
  const { time, atRisk, events } = riskTable(rows, members);
  const eventTimes = members.filter((i) => rows.event[i] !== 0).map((i) => rows.time[i]!);
  if (transform === 'log' && eventTimes.includes(0)) {
    throw new RangeError('An event is at time 0; allowed for the transform "log" are events after 0.');
  }
  // Ranks among all times, censored ones included, as cox.zph.
  const { ranks } = midRanks([...rows.time]);
  const rankOf = new Map(ranks.map((rank, i) => [rows.time[i]!, rank] as const));
  const valueAt = new Map<number, number>();
  let survival = 1;
  let sum = 0;
  time.forEach((t, j) => {
    if (events[j] === 0) return;
    const values = { km: 1 - survival, identity: t, log: Math.log(t), rank: rankOf.get(t)! };
    valueAt.set(t, values[transform]);
    sum += events[j]! * values[transform];
    survival *= (atRisk[j]! - events[j]!) / atRisk[j]!;
  });
  const centre = sum / eventTimes.length;
  return (t) => valueAt.get(t)! - centre;
}

/** Some columns of a design, centred and scaled to a largest value of 1. */
function scaledColumns({ names, values, rows }: CoxInput['design'], chosen: readonly number[]) {
  const p = chosen.length;
  const scaled = new Float64Array(rows * p);
  const scale = chosen.map((column, j) => {
    let mean = 0;
    for (let i = 0; i < rows; i += 1) mean += values[i * names.length + column]! / rows;
    let top = 0;
    for (let i = 0; i < rows; i += 1) {
      const value = values[i * names.length + column]! - mean;
      scaled[i * p + j] = value;
      top = Math.max(top, Math.abs(value));
    }
    for (let i = 0; i < rows; i += 1) scaled[i * p + j]! /= top;
    return top;
  });
  return { values: scaled, scale };
}
