// Error spending functions: how much of an error rate may have been spent at an information fraction.
import { normalUpper, normalUpperQuantile } from '../distribution/normal.js';

/** An error spending function, named. */
export type SpendingFunction =
  /** 2 − 2Φ(z / √t) with z the upper α/2 quantile: close to O'Brien–Fleming's test. @see Lan and DeMets (1983) */
  | { readonly kind: 'lan-demets-obrien-fleming' }
  /** α log(1 + (e − 1) t): close to Pocock's test. @see Lan and DeMets (1983) */
  | { readonly kind: 'lan-demets-pocock' }
  /** α t^power, power > 0. @see Kim and DeMets (1987) */
  | { readonly kind: 'kim-demets'; readonly power: number }
  /** α (1 − e^(−γt)) / (1 − e^(−γ)); γ = 0 spends evenly. @see Hwang, Shih and DeCani (1990) */
  | { readonly kind: 'hwang-shih-decani'; readonly gamma: number };

/**
 * The error spent up to information fraction t. For a two-sided level each side spends its half by the one-sided function, so that
 * the two-sided test of level 2α has the boundaries of the one-sided of level α (as rpact has them; gsDesign's symmetric test too).
 * @throws RangeError for a fraction or level outside 0 to 1, or a parameter that is not allowed
 */
export function spentError(
  spending: SpendingFunction,
  { level, sided = 1, fraction }: { readonly level: number; readonly sided?: 1 | 2; readonly fraction: number },
): number {
  if (!(fraction >= 0)) throw new RangeError(`The information fraction is ${fraction}; allowed are numbers from 0.`);
  if (!(level > 0 && level < 1)) throw new RangeError(`The level is ${level}; allowed are numbers between 0 and 1.`);
  if (fraction === 0) return 0;
  if (fraction >= 1) return level;
  return sided * spentOneSided(spending, level / sided, fraction);
}

function spentOneSided(spending: SpendingFunction, level: number, t: number): number {
  switch (spending.kind) {
    case 'lan-demets-obrien-fleming':
      return 2 * normalUpper(normalUpperQuantile(level / 2) / Math.sqrt(t));
    case 'lan-demets-pocock':
      return level * Math.log1p((Math.E - 1) * t);
    case 'kim-demets':
      if (!(spending.power > 0))
        throw new RangeError(`Kim–DeMets' power is ${spending.power}; allowed are numbers above 0.`);
      return level * t ** spending.power;
    case 'hwang-shih-decani':
      if (!Number.isFinite(spending.gamma)) throw new RangeError(`γ is ${spending.gamma}; allowed are finite numbers.`);
      return spending.gamma === 0 ? level * t : (level * Math.expm1(-spending.gamma * t)) / Math.expm1(-spending.gamma);
  }
}
