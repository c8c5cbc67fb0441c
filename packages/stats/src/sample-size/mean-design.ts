// Power and sample size for a difference of two means, in parallel groups and in the AB/BA crossover.
import { studentTQuantile } from '../distribution/student-t.js';
import { type ArmSizes, checkNumber, oneSidedLevel, type TestLevel } from './check-number.js';
import { equivalenceProbability, noncentralTUpper } from './noncentral-t.js';

/** A comparison of means by the pooled t test; for ratios give logarithms. */
export interface MeanDesign extends TestLevel {
  /** Treatment minus control, as assumed. */
  readonly difference: number;
  /**
   * Parallel groups: standard deviation within a group. Crossover: within-participant standard deviation of one measurement, so that
   * a participant's difference of treatments has √2 times it.
   */
  readonly sd: number;
  readonly layout: 'parallel' | 'crossover';
  /** Difference under the null hypothesis, default 0: a margin of non-inferiority. */
  readonly differenceH0?: number;
  /** Two one-sided tests instead, each at `alpha` (default 0.05): is the difference between these? */
  readonly equivalence?: { readonly lower: number; readonly upper: number };
}

/**
 * Power with given arms (crossover: participants per sequence), exact under normality. Superiority counts the side of the alternative only.
 * @throws RangeError for impossible numbers or fewer than 3 participants
 * @see R's power.t.test; PowerTOST power.TOST; Julious (2004), Statistics in Medicine 23, 1921–1986
 */
export function meanPower(design: MeanDesign & ArmSizes): number {
  const { difference, sd, layout, differenceH0 = 0, equivalence, nControl, nTreatment } = design;
  checkNumber('The difference', difference);
  checkNumber('The standard deviation', sd, { above: 0 });
  checkNumber('The difference of the null hypothesis', differenceH0);
  checkNumber('nControl', nControl, { above: 0 });
  checkNumber('nTreatment', nTreatment, { above: 0 });
  const df = nControl + nTreatment - 2;
  if (!(df > 0)) throw new RangeError(`There are ${nControl + nTreatment} participants; at least 3 are needed.`);
  const se = sd * Math.sqrt((1 / nControl + 1 / nTreatment) * (layout === 'crossover' ? 0.5 : 1));
  if (equivalence === undefined) {
    const critical = studentTQuantile(1 - oneSidedLevel(design), df);
    return noncentralTUpper(critical, df, Math.abs(difference - differenceH0) / se);
  }
  const { lower, upper } = equivalence;
  checkNumber('The lower margin', lower);
  checkNumber('The upper margin', upper, { above: lower });
  const level = oneSidedLevel({ alpha: design.alpha ?? 0.05, sided: 1 });
  return equivalenceProbability({
    fromLower: (difference - lower) / se,
    toUpper: (upper - difference) / se,
    critical: studentTQuantile(1 - level, df),
    df,
  });
}

/** Standard deviation of a normal log whose original has the coefficient of variation cv: √ln(1 + cv²). */
export function logSdOfCv(cv: number): number {
  checkNumber('The coefficient of variation', cv, { above: 0 });
  return Math.sqrt(Math.log1p(cv * cv));
}
