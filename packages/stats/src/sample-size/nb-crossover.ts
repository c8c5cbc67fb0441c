// Power of the AB/BA crossover with counts.
import { normalCdf, normalUpperQuantile } from '../distribution/normal.js';
import { studentTQuantile } from '../distribution/student-t.js';
import { checkNumber, oneSidedLevel, type TestLevel } from './check-number.js';
import { noncentralTUpper } from './noncentral-t.js';

/**
 * A two-period crossover of counts. Given a participant's relative rate b (mean 1, variance `dispersionBetween`) and the relative rate w
 * of each of the two periods (mean 1, variance `dispersionWithin`, independent), a count is Poisson with mean b w × its period's
 * mean. With gamma distributions each count is negative binomial given b; of the distributions only the two variances matter.
 */
export interface NbCrossoverDesign extends TestLevel {
  /** Events per unit of time under control, in the first period. */
  readonly controlRate: number;
  /** Treatment over control. */
  readonly rateRatio: number;
  /** Rate ratio of the null hypothesis, default 1. */
  readonly ratioH0?: number;
  /** Observation time of each period. */
  readonly exposure: number;
  /** Variance of the participants' relative rates; a lognormal with standard deviation σ of its log has exp(σ²) − 1. */
  readonly dispersionBetween: number;
  /** Variance of the relative rates of one participant's periods. 0: the periods differ by chance alone (Poisson). */
  readonly dispersionWithin: number;
  /** Rate of the second period over that of the first, whatever the treatment; default 1. */
  readonly periodRatio?: number;
  /**
   * 'within-participant' (default) compares each participant's periods; 'first-period' compares the groups of the first period alone,
   * which is what is left when the second can't be used.
   */
  readonly analysis?: 'within-participant' | 'first-period';
  /** Reference distribution: t with n − 2 degrees of freedom (default), or the normal. */
  readonly reference?: 't' | 'normal';
}

/** What {@link nbCrossoverPower} finds. */
export interface NbCrossoverPower {
  readonly power: number;
  /** Standard error of the log rate ratio. */
  readonly se: number;
  readonly information: number;
  /** What the analysis of first periods would have, for comparison. */
  readonly seFirstPeriod: number;
  /** Correlation of a participant's two counts under control, without period effect. */
  readonly correlation: number;
}

/**
 * Power with `nTreatmentFirst` and `nControlFirst` complete participants per sequence.
 *
 * Each sequence's log ratio of means, period 1 over period 2, has variance v / n with v = 1/μ₁ + 1/μ₂ + 2 φw (1 + φb): the
 * participant's own rate cancels. Half the difference of the two sequences' log ratios is the log rate ratio, free of the period
 * effect; its variance is (v₁/n₁ + v₂/n₂) / 4. With φw = 0 this is the information of the conditional Poisson analysis, hence the
 * best possible; otherwise it is that of the estimating equations with sandwich variance, slightly more than the likelihood's.
 * Large-sample; no carry-over. The derivation and its check by simulation are in docs/statistics/design.md.
 * @throws RangeError for impossible numbers
 */
export function nbCrossoverPower(
  design: NbCrossoverDesign & { readonly nTreatmentFirst: number; readonly nControlFirst: number },
): NbCrossoverPower {
  check(design);
  const { nTreatmentFirst, nControlFirst, reference = 't', analysis = 'within-participant' } = design;
  checkNumber('nTreatmentFirst', nTreatmentFirst, { above: 0 });
  checkNumber('nControlFirst', nControlFirst, { above: 0 });
  const {
    controlRate,
    rateRatio,
    exposure,
    dispersionBetween,
    dispersionWithin,
    periodRatio = 1,
    ratioH0 = 1,
  } = design;
  const control = controlRate * exposure;
  const treatment = control * rateRatio;
  const shared = 2 * dispersionWithin * (1 + dispersionBetween);
  const treatmentFirst = 1 / treatment + 1 / (control * periodRatio) + shared;
  const controlFirst = 1 / control + 1 / (treatment * periodRatio) + shared;
  const within = Math.sqrt((treatmentFirst / nTreatmentFirst + controlFirst / nControlFirst) / 4);
  const whole = dispersionBetween + dispersionWithin + dispersionBetween * dispersionWithin;
  const seFirstPeriod = Math.sqrt((1 / treatment + whole) / nTreatmentFirst + (1 / control + whole) / nControlFirst);
  const se = analysis === 'first-period' ? seFirstPeriod : within;
  const effect = Math.abs(Math.log(rateRatio / ratioH0)) / se;
  const level = oneSidedLevel(design);
  const df = nTreatmentFirst + nControlFirst - 2;
  if (reference === 't' && !(df > 0)) {
    throw new RangeError(`There are ${nTreatmentFirst + nControlFirst} participants; at least 3 are needed.`);
  }
  const power =
    reference === 't'
      ? noncentralTUpper(studentTQuantile(1 - level, df), df, effect)
      : normalCdf(effect - normalUpperQuantile(level));
  const variance = 1 / control + whole;
  return { power, se, information: 1 / se ** 2, seFirstPeriod, correlation: dispersionBetween / variance };
}

function check(design: NbCrossoverDesign): void {
  checkNumber('The control rate', design.controlRate, { above: 0 });
  checkNumber('The rate ratio', design.rateRatio, { above: 0 });
  checkNumber('The rate ratio of the null hypothesis', design.ratioH0 ?? 1, { above: 0 });
  checkNumber('The exposure', design.exposure, { above: 0 });
  checkNumber('The dispersion between participants', design.dispersionBetween, { from: 0 });
  checkNumber('The dispersion within participants', design.dispersionWithin, { from: 0 });
  checkNumber('The period ratio', design.periodRatio ?? 1, { above: 0 });
  oneSidedLevel(design);
}
