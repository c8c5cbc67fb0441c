// Multiple imputation of the events that were missed after a participant's observation ended early.
import { factorCholesky, invertPositiveDefinite } from '../algebra/cholesky.js';
import { digammaDifference, trigammaDifference } from '../distribution/digamma.js';
import type { FactorColumn } from '../model/data-frame.js';
import type { RandomSource } from '../random/random-source.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { drawNormal } from './multivariate-draw.js';

/**
 * The rate after observation ended. `missing-at-random`: the own group's. `jump-to-reference`: the reference group's from
 * then on. `copy-reference`: the reference group's from the start, so that a low count so far speaks for a low rate even more.
 */
export type CountAssumption = 'missing-at-random' | 'jump-to-reference' | 'copy-reference';

/** What {@link imputeCounts} takes; exposure is time, or the number of visits or scans, in any unit. */
export interface CountImputationInput {
  /** n counts while observed. */
  readonly events: ArrayLike<number>;
  /** n observed exposures ≥ 0; 0 with a count of 0 for a participant who was never observed. */
  readonly exposure: ArrayLike<number>;
  /** n planned exposures, each at least the observed one. */
  readonly planned: ArrayLike<number>;
  /** n groups. */
  readonly group: FactorColumn;
  /** n rows of complete covariates of the log rate. */
  readonly covariates?: readonly ArrayLike<number>[];
  /** One for all, or one for each row. Default 'missing-at-random'. */
  readonly assumption?: CountAssumption | readonly CountAssumption[];
  /** The level that the reference-based assumptions refer to. Default: the first. */
  readonly reference?: string;
  /** Multiplies the rate after observation ended: a tipping-point analysis. Default 1. */
  readonly rateFactor?: (row: number) => number;
  /** Number of completed sets. Default 20. */
  readonly imputations?: number;
  readonly random: RandomSource;
}

/** What a reader must know before using imputed counts. */
export type CountImputationFlag =
  /** The regression of the observed counts did not converge (see its flags): nothing was imputed. */
  | 'not-estimable'
  /** No extra-Poisson variation: what a participant had so far tells nothing of the rest. */
  | 'poisson-limit'
  | 'nothing-missing';

/** Completed sets: counts over the planned exposure; empty with the flag `not-estimable`. */
export interface CountImputations {
  /** Each n counts. */
  readonly completed: readonly Float64Array[];
  /** Participants whose exposure falls short of the plan. */
  readonly incomplete: number;
  /** Share of the planned exposure that is missing. */
  readonly missingShare: number;
  readonly flags: readonly CountImputationFlag[];
}

/**
 * Fits a negative-binomial regression with offset ln exposure to what was observed, draws its parameters (β, ln θ) from their
 * asymptotic normal distribution (joint observed information), then each participant's own rate given the count so far, which
 * is gamma with shape θ + y and rate θ + λt, and the missed events, which are Poisson. Rates are constant over time.
 * @throws RangeError for counts that are not whole numbers ≥ 0, exposures that are not finite numbers ≥ 0 or exceed the plan, a
 *   count without exposure, an unknown reference, or impossible options
 * @see Keene, Roger, Hartley and Kenward (2014), Pharmaceutical Statistics 13, 258–264
 */
export function imputeCounts(input: CountImputationInput): CountImputations {
  const { n, index, reference, assumptions } = checkInput(input);
  const { events, exposure, planned, random, rateFactor, imputations = 20 } = input;
  const rest = Float64Array.from({ length: n }, (_, i) => planned[i]! - exposure[i]!);
  const incomplete = rest.filter((time) => time > 0).length;
  const total = Array.from(planned).reduce((a, b) => a + b, 0);
  const summary = { incomplete, missingShare: total > 0 ? rest.reduce((a, b) => a + b, 0) / total : 0 };
  if (incomplete === 0) {
    const completed = Array.from({ length: imputations }, () => Float64Array.from(events));
    return { ...summary, completed, flags: ['nothing-missing'] };
  }
  const model = fitObserved(input, index);
  if (model === undefined) return { ...summary, completed: [], flags: ['not-estimable'] };

  const completed = Array.from({ length: imputations }, () => {
    const { beta, theta } = model.draw(random);
    return Float64Array.from({ length: n }, (_, i) => {
      if (!(rest[i]! > 0)) return events[i]!;
      const rateIn = (group: number): number => Math.exp(model.linear(beta, i, group));
      const own = rateIn(index[i]!);
      const assumption = assumptions[i]!;
      const before = assumption === 'copy-reference' ? rateIn(reference) : own;
      const after = assumption === 'missing-at-random' ? own : rateIn(reference);
      const factor = rateFactor?.(i) ?? 1;
      if (!(factor >= 0) || !Number.isFinite(factor)) {
        throw new RangeError(`The rate factor of row ${i + 1} is ${factor}; allowed are finite numbers from 0.`);
      }
      const frailty =
        theta === Number.POSITIVE_INFINITY ? 1 : random.gamma(theta + events[i]!, 1 / (theta + before * exposure[i]!));
      return events[i]! + random.poisson(Math.min(1e15, frailty * after * factor * rest[i]!));
    });
  });
  return { ...summary, completed, flags: model.isPoisson ? ['poisson-limit'] : [] };
}

interface ObservedModel {
  readonly isPoisson: boolean;
  readonly draw: (random: RandomSource) => { readonly beta: Float64Array; readonly theta: number };
  /** ln rate per unit of exposure of a row as if it were in a group. */
  readonly linear: (beta: Float64Array, row: number, group: number) => number;
}

function fitObserved(input: CountImputationInput, index: Int32Array): ObservedModel | undefined {
  const { events, exposure, group, covariates } = input;
  const levels = group.levels;
  const c = covariates?.[0]?.length ?? 0;
  const p = levels.length + c;
  const designRow = (row: number, at: number): Float64Array =>
    Float64Array.from({ length: p }, (_, j) => {
      if (j === 0) return 1;
      return j < levels.length ? (at === j ? 1 : 0) : covariates![row]![j - levels.length]!;
    });
  const used = Array.from(events, (_, i) => i).filter((i) => exposure[i]! > 0);
  if (used.length === 0) return undefined;
  const values = new Float64Array(used.length * p);
  used.forEach((row, i) => {
    values.set(designRow(row, index[row]!), i * p);
  });
  const names = Array.from({ length: p }, (_, j) => (j === 0 ? '(Intercept)' : `x${j}`));
  const response = Float64Array.from(used, (row) => events[row]!);
  const offset = Float64Array.from(used, (row) => Math.log(exposure[row]!));
  const design = { names, values, rows: used.length };
  const fit = fitNbGlm({ response, design, offset, detail: 'core' });
  if (!fit.converged || fit.aliased.length > 0 || fit.divergentTerms.length > 0) return undefined;
  const estimate = Float64Array.from(names, (name) => fit.coefficients[name]!);
  const isPoisson = fit.theta === Number.POSITIVE_INFINITY;
  const information = jointInformation({ response, values, offset, beta: estimate, theta: fit.theta });
  const size = isPoisson ? p : p + 1;
  const covariance = invertPositiveDefinite(information, size);
  const factor = new Float64Array(size * size);
  if (covariance === undefined || !factorCholesky(covariance, size, factor)) return undefined;
  return {
    isPoisson,
    draw: (random) => {
      const shift = drawNormal(factor, size, random);
      const beta = estimate.map((value, j) => value + shift[j]!);
      return { beta, theta: isPoisson ? fit.theta : Math.exp(Math.log(fit.theta) + shift[p]!) };
    },
    linear: (beta, row, at) => designRow(row, at).reduce((sum, x, j) => sum + x * beta[j]!, 0),
  };
}

/**
 * Observed information of (β, ln θ), or of β alone at the Poisson limit.
 * @see Lawless (1987), Canadian Journal of Statistics 15, 209–225
 */
function jointInformation({
  response,
  values,
  offset,
  beta,
  theta,
}: {
  readonly response: Float64Array;
  readonly values: Float64Array;
  readonly offset: Float64Array;
  readonly beta: Float64Array;
  readonly theta: number;
}): Float64Array {
  const p = beta.length;
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  const size = isPoisson ? p : p + 1;
  const information = new Float64Array(size * size);
  response.forEach((y, i) => {
    let eta = offset[i]!;
    for (let j = 0; j < p; j += 1) eta += values[i * p + j]! * beta[j]!;
    const mu = Math.exp(eta);
    const weight = isPoisson ? mu : ((y + theta) * theta * mu) / (theta + mu) ** 2;
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) information[j * size + k]! += weight * values[i * p + j]! * values[i * p + k]!;
    }
    if (isPoisson) return;
    const tilt = (theta * (y - mu) * mu) / (theta + mu) ** 2;
    for (let j = 0; j < p; j += 1) {
      information[j * size + p]! -= tilt * values[i * p + j]!;
      information[p * size + j]! -= tilt * values[i * p + j]!;
    }
    const first = digammaDifference(y, theta) - Math.log1p(mu / theta) - (y - mu) / (theta + mu);
    const second = trigammaDifference(y, theta) + mu / (theta * (theta + mu)) + (y - mu) / (theta + mu) ** 2;
    information[p * size + p]! -= theta * first + theta * theta * second;
  });
  return information;
}

function checkInput(input: CountImputationInput) {
  const { events, exposure, planned, group, covariates, assumption = 'missing-at-random', imputations = 20 } = input;
  const n = events.length;
  if (n === 0) throw new RangeError('There are no rows; at least one is needed.');
  for (const [name, length] of [
    ['exposures', exposure.length],
    ['planned exposures', planned.length],
    ['groups', group.values.length],
    ['rows of covariates', covariates?.length ?? n],
    ['assumptions', typeof assumption === 'string' ? n : assumption.length],
  ] as const) {
    if (length !== n) throw new RangeError(`There are ${length} ${name} for ${n} counts.`);
  }
  if (!Number.isSafeInteger(imputations) || imputations < 1) {
    throw new RangeError(`The number of imputations is ${imputations}; allowed are whole numbers from 1.`);
  }
  for (let i = 0; i < n; i += 1) {
    const y = events[i]!;
    const t = exposure[i]!;
    if (!Number.isSafeInteger(y) || y < 0)
      throw new RangeError(`Count ${i + 1} is ${y}; allowed are whole numbers from 0.`);
    if (!(t >= 0) || !Number.isFinite(t) || (t === 0 && y > 0)) {
      throw new RangeError(
        `Exposure ${i + 1} is ${t} with a count of ${y}; allowed are finite numbers from 0, above 0 with a count.`,
      );
    }
    if (!(planned[i]! >= t) || !Number.isFinite(planned[i]!)) {
      throw new RangeError(
        `Planned exposure ${i + 1} is ${planned[i]}; allowed are finite numbers from the observed ${t}.`,
      );
    }
    if (covariates !== undefined && covariates[i]!.length !== covariates[0]!.length) {
      throw new RangeError(
        `Row ${i + 1} has ${covariates[i]!.length} covariates; the first has ${covariates[0]!.length}.`,
      );
    }
    const wrong = Array.from(covariates?.[i] ?? []).find((value) => !Number.isFinite(value));
    if (wrong !== undefined)
      throw new RangeError(`A covariate of row ${i + 1} is ${wrong}; allowed are finite numbers.`);
  }
  const { levels } = group;
  const index = Int32Array.from(group.values, (value, i) => {
    const at = value === undefined ? -1 : levels.indexOf(value);
    if (at < 0) throw new RangeError(`Group ${i + 1} is ${value ?? 'missing'}; allowed are ${levels.join(', ')}.`);
    return at;
  });
  const reference = input.reference === undefined ? 0 : levels.indexOf(input.reference);
  if (reference < 0)
    throw new RangeError(`The reference "${input.reference}" is no group; allowed are ${levels.join(', ')}.`);
  const assumptions = typeof assumption === 'string' ? new Array<CountAssumption>(n).fill(assumption) : assumption;
  return { n, index, reference, assumptions };
}
