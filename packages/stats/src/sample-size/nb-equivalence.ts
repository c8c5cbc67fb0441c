// Power of an equivalence test of two negative-binomial rates.
import { normalCdf, normalUpperQuantile } from '../distribution/normal.js';
import { checkNumber } from './check-number.js';

/** What {@link nbEquivalencePower} takes. */
export interface NbEquivalenceDesign {
  /** True rates of the two groups, per unit of time; the ratio is rate1 / rate2. */
  readonly rate1: number;
  readonly rate2: number;
  /** φ = 1/θ. */
  readonly dispersion: number;
  /** Observation time of every participant, default 1. */
  readonly exposure?: number;
  /** Equivalence is claimed when the ratio lies between these. */
  readonly lower: number;
  readonly upper: number;
  /** Level of each of the two one-sided tests, default 0.05. */
  readonly alphaEachSide?: number;
  /**
   * Rates in the variance at each margin: the true ones (method 1), those of the margin's ratio with the same expected total of
   * events (method 2), or the maximum-likelihood ones under the margin (method 3). Default 'true-rates'.
   */
  readonly nullVariance?: 'true-rates' | 'fixed-total' | 'restricted';
}

/**
 * Power of the two one-sided tests of H₀: ratio ≤ lower or ratio ≥ upper, by the normal approximation; 0 where the approximation
 * falls below it.
 * @throws RangeError for impossible numbers or margins that do not enclose anything
 * @see Zhu (2017), Statistics in Biopharmaceutical Research 9, 107–115; statsmodels power_equivalence_neginb_2indep
 */
export function nbEquivalencePower(design: NbEquivalenceDesign & { readonly n1: number; readonly n2: number }): number {
  const { rate1, rate2, n1, n2, lower, upper, alphaEachSide = 0.05 } = design;
  check(design);
  const z = normalUpperQuantile(alphaEachSide);
  const ratio = Math.log(rate1 / rate2);
  const sd = Math.sqrt(varianceAt(design, rate1, rate2));
  const side = (margin: number): number => {
    const [null1, null2] = nullRates(design, margin);
    const distance = Math.abs(ratio - Math.log(margin));
    const isInside = margin === lower ? rate1 / rate2 > lower : rate1 / rate2 < upper;
    return normalCdf(((isInside ? distance : -distance) - z * Math.sqrt(varianceAt(design, null1, null2))) / sd);
  };
  checkNumber('n1', n1, { above: 0 });
  checkNumber('n2', n2, { above: 0 });
  return Math.max(0, side(lower) + side(upper) - 1);
}

type Sized = NbEquivalenceDesign & { readonly n1: number; readonly n2: number };

function varianceAt({ n1, n2, dispersion, exposure = 1 }: Sized, rate1: number, rate2: number): number {
  return (1 / (exposure * rate1) + dispersion) / n1 + (1 / (exposure * rate2) + dispersion) / n2;
}

function nullRates(design: Sized, margin: number): readonly [number, number] {
  const { rate1, rate2, n1, n2, nullVariance = 'true-rates' } = design;
  if (nullVariance === 'true-rates') return [rate1, rate2];
  const fixed = (n1 * rate1 + n2 * rate2) / (n1 * margin + n2);
  if (nullVariance === 'fixed-total') return [margin * fixed, fixed];
  const restricted = restrictedRate(design, margin);
  return [margin * restricted, restricted];
}

/**
 * Rate of group 2 at which the expected score under rate1 = margin × rate2 is zero:
 * n₁ (r₁ − mx) / (1 + φ t m x) + n₂ (r₂ − x) / (1 + φ t x) = 0, a quadratic in x.
 */
function restrictedRate({ rate1, rate2, n1, n2, dispersion, exposure = 1 }: Sized, margin: number): number {
  const k = dispersion * exposure;
  const a = -k * margin * (n1 + n2);
  const b = n1 * (k * rate1 - margin) + n2 * (k * margin * rate2 - 1);
  const c = n1 * rate1 + n2 * rate2;
  const root = Math.sqrt(b * b - 4 * a * c);
  return b < 0 ? (2 * c) / (root - b) : (-b - root) / (2 * a);
}

function check({
  rate1,
  rate2,
  dispersion,
  exposure = 1,
  lower,
  upper,
  alphaEachSide = 0.05,
}: NbEquivalenceDesign): void {
  checkNumber('rate1', rate1, { above: 0 });
  checkNumber('rate2', rate2, { above: 0 });
  checkNumber('The dispersion', dispersion, { from: 0 });
  checkNumber('The exposure', exposure, { above: 0 });
  checkNumber('The level of each side', alphaEachSide, { above: 0, below: 0.5 });
  checkNumber('The lower margin', lower, { above: 0 });
  checkNumber('The upper margin', upper, { above: lower });
}
