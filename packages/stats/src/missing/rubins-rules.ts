// Combines the estimates of several imputed data sets by Rubin's rules.
import { checkConfidence } from '../distribution/confidence-level.js';
import { normalQuantile, normalTwoSided } from '../distribution/normal.js';
import { studentTQuantile, studentTTwoSided } from '../distribution/student-t.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** One estimate and its variance per imputed data set, on a scale on which the estimate is about normal (log rate ratio). */
export interface RubinsRulesInput {
  /** m ≥ 2 estimates. */
  readonly estimates: ArrayLike<number>;
  /** m variances (squared standard errors) ≥ 0. */
  readonly variances: ArrayLike<number>;
  /** Residual degrees of freedom that complete data would have. Default: n − k when both are given, otherwise ∞. */
  readonly dfComplete?: number;
  /** Rows of the complete data. */
  readonly n?: number;
  /** Parameters of the complete-data model. */
  readonly k?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** The combined estimate. Without any variance (all zero) there is no t, p or interval. */
export interface PooledEstimate {
  readonly m: number;
  readonly estimate: number;
  /** Mean of the variances, W. */
  readonly within: number;
  /** Variance of the estimates, B. */
  readonly between: number;
  /** W + (1 + 1/m) B. */
  readonly total: number;
  readonly se: number;
  /** Barnard and Rubin's; Rubin's (1987) when the complete data have no finite degrees of freedom. */
  readonly df: number;
  /** (1 + 1/m) B / W; ∞ when W is 0. */
  readonly relativeIncrease: number;
  /** (1 + 1/m) B / total: the share of the variance that is due to missing values. */
  readonly lambda: number;
  /** (r + 2/(df + 3)) / (r + 1). */
  readonly fractionMissingInfo: number;
  readonly t?: number;
  /** Two-sided, Student's t with df. */
  readonly p?: number;
  readonly ci?: Interval;
}

/**
 * Pools m estimates. With equal estimates in all sets the complete data's degrees of freedom are kept, less their share
 * (ν + 1)/(ν + 3); mice takes λ for at least 1e-4 there.
 * @throws RangeError for fewer than 2 estimates, unequal lengths, a number that is not finite, a negative variance, or
 *   degrees of freedom that are not above 0
 * @see Rubin (1987), section 3.3; Barnard and Rubin (1999), Biometrika 86, 948–955; mice::pool.scalar in R
 */
export function rubinsRules(input: RubinsRulesInput): PooledEstimate {
  const { estimates, variances, n, k, confidence = 0.95 } = input;
  const dfComplete = input.dfComplete ?? (n === undefined || k === undefined ? Number.POSITIVE_INFINITY : n - k);
  checkPooled(input, dfComplete);
  const m = estimates.length;
  const estimate = meanOf(estimates);
  const within = meanOf(variances);
  let squares = 0;
  for (let i = 0; i < m; i += 1) squares += (estimates[i]! - estimate) ** 2;
  const between = squares / (m - 1);
  const spread = (1 + 1 / m) * between;
  const total = within + spread;
  const se = Math.sqrt(total);
  const lambda = total > 0 ? spread / total : 0;
  const relativeIncrease = total > 0 ? spread / within : 0;
  const df = pooledDf(m, lambda, dfComplete);
  const gamma = 2 / (df + 3);
  const fractionMissingInfo =
    relativeIncrease === Number.POSITIVE_INFINITY ? 1 : (relativeIncrease + gamma) / (relativeIncrease + 1);
  const summary = { m, estimate, within, between, total, se, df, relativeIncrease, lambda, fractionMissingInfo };
  if (!(se > 0)) return summary;
  const t = estimate / se;
  const isNormal = df === Number.POSITIVE_INFINITY;
  const level = 0.5 + confidence / 2;
  const half = se * (isNormal ? normalQuantile(level) : studentTQuantile(level, df));
  const p = isNormal ? normalTwoSided(t) : studentTTwoSided(t, df);
  return { ...summary, t, p, ci: [estimate - half, estimate + half] };
}

function pooledDf(m: number, lambda: number, dfComplete: number): number {
  const old = lambda > 0 ? (m - 1) / (lambda * lambda) : Number.POSITIVE_INFINITY;
  if (dfComplete === Number.POSITIVE_INFINITY) return old;
  const observed = ((dfComplete + 1) / (dfComplete + 3)) * dfComplete * (1 - lambda);
  if (old === Number.POSITIVE_INFINITY || observed === 0) return observed;
  return (old * observed) / (old + observed);
}

function checkPooled({ estimates, variances, confidence = 0.95 }: RubinsRulesInput, dfComplete: number): void {
  const m = estimates.length;
  if (m < 2) throw new RangeError(`There are ${m} estimates; at least 2 are needed.`);
  if (variances.length !== m) throw new RangeError(`There are ${variances.length} variances for ${m} estimates.`);
  for (let i = 0; i < m; i += 1) {
    if (!Number.isFinite(estimates[i]!)) {
      throw new RangeError(`Estimate ${i + 1} is ${estimates[i]}; allowed are finite numbers.`);
    }
    if (!(variances[i]! >= 0) || !Number.isFinite(variances[i]!)) {
      throw new RangeError(`Variance ${i + 1} is ${variances[i]}; allowed are finite numbers from 0.`);
    }
  }
  if (!(dfComplete > 0)) {
    throw new RangeError(`The complete data's degrees of freedom are ${dfComplete}; allowed are numbers above 0.`);
  }
  checkConfidence(confidence);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
}
