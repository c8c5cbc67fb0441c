// Re-estimates a sample size from the blinded counts of a running trial.
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import type { NbGlmFlag } from '../regression/nb-glm-fit.js';
import { checkNumber, type TestLevel } from './check-number.js';
import type { ExposurePlan } from './nb-information.js';
import { controlRateFromPooled, type NbSampleSize, nbSampleSize } from './nb-two-arm.js';

/** What {@link blindedReestimation} takes. */
export interface BlindedReestimationInput extends TestLevel {
  /** One total per participant, arms unknown: whole numbers ≥ 0. */
  readonly counts: readonly number[];
  /** Observation time of each participant so far; default 1 for all. */
  readonly exposures?: readonly number[];
  /** Rate ratio for which the trial is planned; it is assumed, never estimated. */
  readonly assumedRateRatio: number;
  /** Power at that rate ratio. */
  readonly power: number;
  /** Exposure planned for the final analysis; default 1 for all. */
  readonly plan?: ExposurePlan;
  readonly allocation?: number;
  readonly ratioH0?: number;
}

/** The nuisance parameters and the size they ask for. */
export interface BlindedReestimation {
  /** False when no maximum of the likelihood was found or every count is zero; then there is no size. */
  readonly converged: boolean;
  readonly flags: readonly NbGlmFlag[];
  readonly nParticipants: number;
  /** Events per unit of time over both arms. */
  readonly pooledRate: number;
  /** φ = 1/θ of the lumped counts; 0 at the Poisson limit. It counts the treatment effect as dispersion, slightly too much. */
  readonly pooledDispersion: number;
  readonly size?: NbSampleSize;
}

/**
 * Fits one negative-binomial distribution to all counts, whatever their arm, splits the pooled rate by the assumed ratio, and
 * computes the size anew. Nothing about the treatments is used or revealed, so the level stays as it was (Friede and Schmidli
 * found no inflation worth mention).
 * @throws RangeError for no counts, a count or exposure that is impossible, or impossible design numbers
 * @see Friede and Schmidli (2010), Statistics in Medicine 29, 1145–1156; (2010), Methods of Information in Medicine 49, 618–624
 */
export function blindedReestimation(input: BlindedReestimationInput): BlindedReestimation {
  const { counts, exposures, assumedRateRatio, power, plan = { kind: 'fixed', time: 1 }, allocation = 1 } = input;
  if (exposures !== undefined && exposures.length !== counts.length) {
    throw new RangeError(`There are ${exposures.length} exposures for ${counts.length} counts.`);
  }
  exposures?.forEach((time, i) => {
    checkNumber(`Exposure ${i + 1}`, time, { above: 0 });
  });
  const fit = fitNbGlm({
    response: counts,
    design: { names: ['(Intercept)'], values: new Float64Array(counts.length).fill(1), rows: counts.length },
    ...(exposures === undefined ? {} : { offset: exposures.map((time) => Math.log(time)) }),
    detail: 'core',
  });
  const pooledRate = Math.exp(fit.coefficients['(Intercept)'] ?? Number.NaN);
  const found = {
    flags: fit.flags,
    nParticipants: counts.length,
    pooledRate,
    pooledDispersion: fit.theta === Number.POSITIVE_INFINITY ? 0 : 1 / fit.theta,
  };
  if (!fit.converged || !(pooledRate > 0)) return { converged: false, ...found };
  const size = nbSampleSize({
    controlRate: controlRateFromPooled({ pooledRate, rateRatio: assumedRateRatio, allocation }),
    rateRatio: assumedRateRatio,
    dispersion: found.pooledDispersion,
    exposure: plan,
    allocation,
    power,
    ...(input.ratioH0 === undefined ? {} : { ratioH0: input.ratioH0 }),
    ...(input.alpha === undefined ? {} : { alpha: input.alpha }),
    ...(input.sided === undefined ? {} : { sided: input.sided }),
  });
  return { converged: true, ...found, size };
}
