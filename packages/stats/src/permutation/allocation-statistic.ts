// Statistics of an allocation for re-randomisation tests: everything that does not depend on the allocation is done once.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import type { ModelMatrix } from '../model/model-matrix.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { nbFitter } from '../regression/nb-fitter.js';
import type { Allocation, AllocationStatistic } from './rerandomisation.js';
import { midRanks } from './wilcoxon.js';

/** Mean of arm 1 less mean of arm 0. @throws RangeError for values that are not finite */
export function meanDifferenceStatistic(values: ArrayLike<number>): AllocationStatistic {
  checkFinite(values, 'Value');
  return (allocation) => {
    const { sum, count, otherSum, otherCount } = sumsOf(values, allocation);
    return sum / count - otherSum / otherCount;
  };
}

/** The pooled two-sample t of arm 1 against arm 0. @throws RangeError for values that are not finite */
export function studentTStatistic(values: ArrayLike<number>): AllocationStatistic {
  checkFinite(values, 'Value');
  return (allocation) => {
    const { sum, count, otherSum, otherCount } = sumsOf(values, allocation);
    const mean = sum / count;
    const other = otherSum / otherCount;
    let squares = 0;
    for (let i = 0; i < values.length; i += 1) squares += (values[i]! - (allocation[i] === 1 ? mean : other)) ** 2;
    const variance = (squares / (count + otherCount - 2)) * (1 / count + 1 / otherCount);
    return (mean - other) / Math.sqrt(variance);
  };
}

/** Rank sum of arm 1 less its expectation given the arm's size, with mid-ranks. @throws RangeError for values that are not finite */
export function rankSumStatistic(values: readonly number[]): AllocationStatistic {
  checkFinite(values, 'Value');
  const { ranks } = midRanks(values);
  const middle = (values.length + 1) / 2;
  const scores = Float64Array.from(ranks, (rank) => rank - middle);
  return scoreStatistic(scores);
}

/**
 * Hills and Armitage's t of a 2×2 crossover: sequence 1 has the active treatment first, sequence 0 second.
 * @throws RangeError for values that are not finite, or periods of unequal length
 */
export function hillsArmitageStatistic(period1: ArrayLike<number>, period2: ArrayLike<number>): AllocationStatistic {
  if (period1.length !== period2.length) {
    throw new RangeError(
      `There are ${period1.length} values in period 1 and ${period2.length} in period 2; they must be equal.`,
    );
  }
  return studentTStatistic(Float64Array.from(period1, (x, i) => x - period2[i]!));
}

/** What the statistics of counts take: a design without the treatment. */
export interface CountStatisticInput {
  readonly response: ArrayLike<number>;
  /** Covariates, with an intercept. */
  readonly design: Pick<ModelMatrix, 'names' | 'values' | 'rows'>;
  /** Of the log mean. */
  readonly offset?: ArrayLike<number>;
}

/**
 * Rao's score statistic z of the treatment in a negative-binomial regression: fitted once under the null hypothesis, which is the
 * same for all allocations; expected information with θ of that fit.
 * @throws RangeError as `fitNbGlm`, and when the regression without the treatment does not converge
 */
export function nbScoreStatistic({ response, design, offset }: CountStatisticInput): AllocationStatistic {
  const n = response.length;
  const columns = design.names.length;
  const fit = fitNbGlm({ response, design, ...(offset === undefined ? {} : { offset }), detail: 'core' });
  if (!fit.converged) throw new RangeError(`The regression without treatment has no maximum: ${fit.flags.join(', ')}.`);
  const kept = design.names.flatMap((name, j) => (name in fit.coefficients ? [j] : []));
  const p = kept.length;
  const residual = new Float64Array(n);
  const weight = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let eta = offset?.[i] ?? 0;
    for (const j of kept) eta += design.values[i * columns + j]! * fit.coefficients[design.names[j]!]!;
    const mu = Math.exp(eta);
    const shrink = 1 / (1 + mu * fit.dispersion);
    residual[i] = (response[i]! - mu) * shrink;
    weight[i] = mu * shrink;
  }
  const information = new Float64Array(p * p);
  for (let i = 0; i < n; i += 1) {
    for (let a = 0; a < p; a += 1) {
      for (let b = 0; b < p; b += 1) {
        information[a * p + b]! +=
          weight[i]! * design.values[i * columns + kept[a]!]! * design.values[i * columns + kept[b]!]!;
      }
    }
  }
  const factor = new Float64Array(p * p);
  if (!factorCholesky(information, p, factor)) throw new RangeError('The information of the covariates is singular.');
  const cross = new Float64Array(p);
  const solved = new Float64Array(p);
  return (allocation) => {
    cross.fill(0);
    let score = 0;
    let variance = 0;
    for (let i = 0; i < n; i += 1) {
      if (allocation[i] !== 1) continue;
      score += residual[i]!;
      variance += weight[i]!;
      for (let a = 0; a < p; a += 1) cross[a]! += weight[i]! * design.values[i * columns + kept[a]!]!;
    }
    solved.set(cross);
    solveCholesky(factor, p, solved);
    for (let a = 0; a < p; a += 1) variance -= solved[a]! * cross[a]!;
    return score / Math.sqrt(variance);
  };
}

/**
 * The Wald z of the treatment in a negative-binomial regression that is fitted anew to each allocation. NaN where it does not
 * converge. @throws RangeError as `fitNbGlm`
 */
export function nbWaldStatistic({ response, design, offset }: CountStatisticInput): AllocationStatistic {
  const n = response.length;
  const columns = design.names.length;
  const names = [...design.names, 'treatment'];
  const values = new Float64Array(n * (columns + 1));
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < columns; j += 1) values[i * (columns + 1) + j] = design.values[i * columns + j]!;
  }
  const fitter = nbFitter({ effect: columns });
  return (allocation) => {
    for (let i = 0; i < n; i += 1) values[i * (columns + 1) + columns] = allocation[i] === 1 ? 1 : 0;
    return fitter.fit({ response, design: { names, values, rows: n }, ...(offset === undefined ? {} : { offset }) }).z;
  };
}

/** Times to event or censoring; event 0 is censored. */
export interface TimeStatisticInput {
  readonly time: ArrayLike<number>;
  readonly event: ArrayLike<number>;
  /** Default: one stratum. */
  readonly stratum?: ArrayLike<number | string>;
}

/**
 * The log-rank statistic: observed less expected events of arm 1, which is a sum of martingale residuals of the pooled
 * Nelson–Aalen estimate. @throws RangeError for unequal lengths, or times that are not finite
 */
export function logRankStatistic({ time, event, stratum }: TimeStatisticInput): AllocationStatistic {
  const n = time.length;
  if (event.length !== n || (stratum !== undefined && stratum.length !== n)) {
    throw new RangeError(`There are ${n} times and ${event.length} events; all lengths must be equal.`);
  }
  checkFinite(time, 'Time');
  const scores = new Float64Array(n);
  const strata = new Map<number | string, number[]>();
  for (let i = 0; i < n; i += 1) {
    const own = stratum?.[i] ?? 0;
    const members = strata.get(own);
    if (members === undefined) strata.set(own, [i]);
    else members.push(i);
  }
  for (const members of strata.values()) {
    members.sort((a, b) => time[a]! - time[b]!);
    let hazard = 0;
    for (let start = 0; start < members.length; ) {
      let end = start;
      let events = 0;
      while (end < members.length && time[members[end]!] === time[members[start]!]) {
        if (event[members[end]!] !== 0) events += 1;
        end += 1;
      }
      hazard += events / (members.length - start);
      for (let k = start; k < end; k += 1) scores[members[k]!] = (event[members[k]!] !== 0 ? 1 : 0) - hazard;
      start = end;
    }
  }
  return scoreStatistic(scores);
}

/** The sum of fixed scores over arm 1. */
function scoreStatistic(scores: Float64Array): AllocationStatistic {
  return (allocation) => {
    let sum = 0;
    for (let i = 0; i < scores.length; i += 1) if (allocation[i] === 1) sum += scores[i]!;
    return sum;
  };
}

function sumsOf(values: ArrayLike<number>, allocation: Allocation) {
  let sum = 0;
  let count = 0;
  let otherSum = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (allocation[i] === 1) {
      sum += values[i]!;
      count += 1;
    } else otherSum += values[i]!;
  }
  return { sum, count, otherSum, otherCount: values.length - count };
}

function checkFinite(values: ArrayLike<number>, what: string): void {
  if (values.length === 0) throw new RangeError('There are no values; a statistic needs at least one.');
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i]!))
      throw new RangeError(`${what} ${i + 1} is ${values[i]}; allowed are finite numbers.`);
  }
}
