// The information that negative-binomial counts carry about a log rate, and about a log rate ratio.
import { gaussLegendre } from '../sequential/gauss-legendre.js';
import { checkNumber } from './check-number.js';

/** For how long participants are observed. All times in one unit, that of the rates. */
export type ExposurePlan =
  /** Everyone for the same time. `accrualTime` matters for the calendar times of looks only. */
  | { readonly kind: 'fixed'; readonly time: number; readonly accrualTime?: number }
  /** Entry evenly over `accrualTime`; the trial ends for all when the last has been observed for `followUpTime`. */
  | { readonly kind: 'accrual'; readonly accrualTime: number; readonly followUpTime: number };

/** A Poisson-gamma rate. */
export interface NbRate {
  /** Mean number of events per unit of time. */
  readonly rate: number;
  /** φ = 1/θ: Var = μ + φ μ²; 0 is the Poisson. */
  readonly dispersion: number;
}

/**
 * Information about the log rate from given exposures: Σ tλ / (1 + φ tλ), φ taken as known. It is the expected information, block
 * diagonal with that of φ, so that estimating φ costs nothing at first order.
 * @see Lawless (1987); Mütze, Glimm, Schmidli and Friede (2019), Statistical Methods in Medical Research 28, 2326–2347
 */
export function informationOfExposures({ rate, dispersion }: NbRate, exposures: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < exposures.length; i += 1) {
    const mean = rate * exposures[i]!;
    sum += mean / (1 + dispersion * mean);
  }
  return sum;
}

/** Information about a log rate ratio of two arms: the harmonic sum of the arms'. */
export function ratioInformation(control: number, treatment: number): number {
  return control > 0 && treatment > 0 ? 1 / (1 / control + 1 / treatment) : 0;
}

const RULE = gaussLegendre(24);

/**
 * Mean information of one participant under a plan; entry times are taken as uniform.
 * @throws RangeError for impossible times
 */
export function meanInformation({ rate, dispersion }: NbRate, plan: ExposurePlan): number {
  checkExposurePlan(plan);
  if (plan.kind === 'fixed') return informationOfExposures({ rate, dispersion }, [plan.time]);
  const { accrualTime, followUpTime } = plan;
  const scale = dispersion * rate;
  if (scale * accrualTime > 0.1) {
    const log = Math.log1p((scale * accrualTime) / (1 + scale * followUpTime));
    return (1 - log / (scale * accrualTime)) / dispersion;
  }
  let sum = 0;
  for (let i = 0; i < RULE.nodes.length; i += 1) {
    const mean = rate * (followUpTime + accrualTime * 0.5 * (1 + RULE.nodes[i]!));
    sum += (0.5 * RULE.weights[i]! * mean) / (1 + dispersion * mean);
  }
  return sum;
}

/** The times at which n participants enter: evenly from 0 to `accrualTime`, first and last included, as rpact and gscounts have it. */
export function entryTimes(n: number, accrualTime: number): Float64Array {
  const times = new Float64Array(n);
  for (let i = 1; i < n; i += 1) times[i] = (accrualTime * i) / (n - 1);
  return times;
}

/** How long each of n participants of an arm has been observed at a calendar time; default: at the end of the trial. */
export function exposuresAt(n: number, plan: ExposurePlan, calendarTime = studyDuration(plan)): Float64Array {
  const longest = plan.kind === 'fixed' ? plan.time : Number.POSITIVE_INFINITY;
  return entryTimes(n, plan.accrualTime ?? 0).map((entry) => Math.max(0, Math.min(calendarTime - entry, longest)));
}

/** Beyond this the sum over participants is extended along its straight line: its error is then below 1e-11 of it. */
const LONGEST_SUM = 1e6;

/** Information about an arm's log rate from n participants who enter evenly, at a calendar time (default: the end); n is whole. */
export function informationOfArm(arm: NbRate, n: number, plan: ExposurePlan, calendarTime?: number): number {
  const sumOf = (m: number): number => informationOfExposures(arm, exposuresAt(m, plan, calendarTime));
  if (n <= LONGEST_SUM) return sumOf(n);
  const whole = sumOf(LONGEST_SUM);
  const slope = (whole - sumOf(LONGEST_SUM / 2)) / (LONGEST_SUM / 2);
  return whole + slope * (n - LONGEST_SUM);
}

/** From the first entry to the end of the last observation. */
export function studyDuration(plan: ExposurePlan): number {
  return plan.kind === 'fixed' ? (plan.accrualTime ?? 0) + plan.time : plan.accrualTime + plan.followUpTime;
}

/** @throws RangeError for times that are impossible */
export function checkExposurePlan(plan: ExposurePlan): void {
  if (plan.kind === 'fixed') {
    checkNumber('The exposure time', plan.time, { above: 0 });
    if (plan.accrualTime !== undefined) checkNumber('The accrual time', plan.accrualTime, { from: 0 });
    return;
  }
  checkNumber('The accrual time', plan.accrualTime, { above: 0 });
  checkNumber('The follow-up time', plan.followUpTime, { from: 0 });
}

/** @throws RangeError for a rate not above 0 or a negative dispersion */
export function checkNbRate({ rate, dispersion }: NbRate): void {
  checkNumber('The rate', rate, { above: 0 });
  checkNumber('The dispersion', dispersion, { from: 0 });
}
