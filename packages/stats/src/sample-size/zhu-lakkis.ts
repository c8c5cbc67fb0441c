// Sample size and power for two negative-binomial rates by Zhu and Lakkis, whose three methods differ in the null variance.
import { normalCdf, normalQuantile, normalUpperQuantile } from '../distribution/normal.js';
import { type ArmSizes, checkNumber, oneSidedLevel, type TestLevel } from './check-number.js';

/**
 * The rates in the variance under the null hypothesis: the control rate in both arms (method 1), the true rates (method 2), or the
 * rate that maximises the likelihood under the null, (r₀ + k r₁) / (1 + k) with equal exposure (method 3).
 */
export type NullVariance = 'control-rate' | 'true-rates' | 'pooled-rate';

/** What the design assumes. */
export interface ZhuLakkisDesign extends TestLevel {
  /** Events per unit of time. */
  readonly controlRate: number;
  /** Treatment over control. */
  readonly rateRatio: number;
  /** φ = 1/θ: Var = μ + φ μ²; 0 is the Poisson. */
  readonly dispersion: number;
  /** Observation time of every participant. */
  readonly exposure: number;
  /** Treated participants per control, default 1. */
  readonly allocation?: number;
  /** Default 'true-rates'. */
  readonly nullVariance?: NullVariance;
}

/** A sample size, exact and rounded up in each arm. */
export interface ZhuLakkisSize extends ArmSizes {
  readonly nControlExact: number;
}

/**
 * Participants per arm for a power. Only the side of the alternative counts for the power.
 * @throws RangeError for impossible numbers, naming them
 * @see Zhu and Lakkis (2014), Statistics in Medicine 33, 376–387; R's MKmisc power.nb.test
 */
export function zhuLakkisSampleSize(design: ZhuLakkisDesign & { readonly power: number }): ZhuLakkisSize {
  const { underNull, underAlternative, effect, z, allocation } = parts(design);
  checkPower(design.power);
  const numerator = z * Math.sqrt(underNull) + normalQuantile(design.power) * Math.sqrt(underAlternative);
  const nControlExact = (numerator / effect) ** 2;
  return {
    nControlExact,
    nControl: roundUp(nControlExact),
    nTreatment: roundUp(allocation * nControlExact),
  };
}

/** Power with `nControl` participants in the control arm and `allocation` times as many treated. */
export function zhuLakkisPower(design: ZhuLakkisDesign & { readonly nControl: number }): number {
  const { underNull, underAlternative, effect, z } = parts(design);
  checkNumber('nControl', design.nControl, { above: 0 });
  return normalCdf((Math.sqrt(design.nControl) * effect - z * Math.sqrt(underNull)) / Math.sqrt(underAlternative));
}

function parts(design: ZhuLakkisDesign) {
  const { controlRate, rateRatio, dispersion, exposure, allocation = 1, nullVariance = 'true-rates' } = design;
  checkNumber('The control rate', controlRate, { above: 0 });
  checkNumber('The rate ratio', rateRatio, { above: 0 });
  checkNumber('The dispersion', dispersion, { from: 0 });
  checkNumber('The exposure', exposure, { above: 0 });
  checkNumber('The allocation', allocation, { above: 0 });
  const treatmentRate = controlRate * rateRatio;
  const variance = (control: number, treatment: number): number =>
    (1 / control + 1 / (allocation * treatment)) / exposure + ((1 + allocation) * dispersion) / allocation;
  const underAlternative = variance(controlRate, treatmentRate);
  const pooled = (controlRate + allocation * treatmentRate) / (1 + allocation);
  const underNull = {
    'control-rate': variance(controlRate, controlRate),
    'true-rates': underAlternative,
    'pooled-rate': variance(pooled, pooled),
  }[nullVariance];
  const effect = Math.abs(Math.log(rateRatio));
  if (effect === 0) throw new RangeError('The rate ratio is 1; there is no effect to detect.');
  return { underNull, underAlternative, effect, z: normalUpperQuantile(oneSidedLevel(design)), allocation };
}

/** @throws RangeError for a power outside 0 to 1 */
export function checkPower(power: number): void {
  checkNumber('The power', power, { above: 0, below: 1 });
}

/** Up to the next whole number; a size that is whole but for rounding error stays. */
export function roundUp(size: number): number {
  return Math.ceil(size * (1 - 1e-12));
}
