// The restricted mean time without the event, by group, and comparisons of two groups.
import { normalHalfWidth } from '../distribution/confidence-level.js';
import { normalTwoSided } from '../distribution/normal.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { kaplanMeier, type SurvivalCurve } from './kaplan-meier.js';
import type { SurvivalInput } from './survival-data.js';

/** The area under one group's survival curve up to τ. */
export interface RestrictedMean {
  readonly group: string;
  readonly rmst: number;
  /** 0 when the group has no event before τ. */
  readonly se: number;
  readonly ci: Interval;
  /** τ − rmst: the mean time lost. */
  readonly timeLost: number;
}

/** A comparison of two groups, second minus first and second over first. Without variance there is no p. */
export interface RestrictedMeanComparison {
  readonly groups: readonly [string, string];
  readonly difference: { readonly estimate: number; readonly se: number; readonly ci: Interval; readonly p?: number };
  readonly ratio?: { readonly estimate: number; readonly seLog: number; readonly ci: Interval; readonly p?: number };
}

/** Restricted means and, for two groups, their comparison. */
export interface RestrictedMeans {
  readonly tau: number;
  readonly means: readonly RestrictedMean[];
  readonly comparison?: RestrictedMeanComparison;
  /** `tau-beyond-follow-up`: in the groups named, the curve is above 0 at its end and τ lies beyond; it was taken as flat there. */
  readonly flags: readonly 'tau-beyond-follow-up'[];
  readonly beyondFollowUp: readonly string[];
}

/**
 * Areas under the Kaplan–Meier curves from 0 to τ, in the unit of time. A curve that ends above 0 before τ is taken as flat up
 * to τ (as R does), and flagged: then choose a smaller τ.
 * @throws RangeError unless τ is a finite number above 0, or as {@link SurvivalInput} says
 * @see Royston and Parmar (2013), BMC Medical Research Methodology 13, 152; print.survfit(rmean = tau) in R; survRM2
 */
export function restrictedMean(
  input: SurvivalInput,
  { tau, confidence = 0.95 }: { readonly tau: number; readonly confidence?: number },
): RestrictedMeans {
  if (!(tau > 0) || !Number.isFinite(tau)) throw new RangeError(`τ is ${tau}; allowed are finite numbers above 0.`);
  const curves = kaplanMeier(input, { confidence });
  const z = normalHalfWidth(confidence);
  const means = curves.map((curve): RestrictedMean => {
    const { area, variance } = areaUnder(curve, tau);
    const se = Math.sqrt(variance);
    return { group: curve.group, rmst: area, se, ci: [area - z * se, area + z * se], timeLost: tau - area };
  });
  const beyondFollowUp = curves.flatMap(({ group, time, survival }) =>
    (time.at(-1) ?? 0) < tau && survival.at(-1) !== 0 ? [group] : [],
  );
  const [first, second] = means;
  const isPair = first !== undefined && second !== undefined && means.length === 2;
  return {
    tau,
    means,
    ...(isPair ? { comparison: compareMeans(first, second, z) } : {}),
    flags: beyondFollowUp.length > 0 ? ['tau-beyond-follow-up'] : [],
    beyondFollowUp,
  };
}

function compareMeans(first: RestrictedMean, second: RestrictedMean, z: number): RestrictedMeanComparison {
  const estimate = second.rmst - first.rmst;
  const se = Math.hypot(first.se, second.se);
  const difference = { estimate, se, ci: [estimate - z * se, estimate + z * se] as const };
  const groups = [first.group, second.group] as const;
  if (first.rmst === 0 || second.rmst === 0) {
    return { groups, difference: se > 0 ? { ...difference, p: normalTwoSided(estimate / se) } : difference };
  }
  const log = Math.log(second.rmst / first.rmst);
  const seLog = Math.hypot(first.se / first.rmst, second.se / second.rmst);
  const ratio = { estimate: Math.exp(log), seLog, ci: [Math.exp(log - z * seLog), Math.exp(log + z * seLog)] as const };
  if (!(se > 0)) return { groups, difference, ratio };
  return {
    groups,
    difference: { ...difference, p: normalTwoSided(estimate / se) },
    ratio: { ...ratio, p: normalTwoSided(log / seLog) },
  };
}

/** The area up to τ, and Σ (area from tⱼ to τ)² dⱼ / (yⱼ (yⱼ − dⱼ)) over the event times before τ. */
function areaUnder(curve: SurvivalCurve, tau: number): { readonly area: number; readonly variance: number } {
  const { time, survival, atRisk, eventsAt } = curve;
  const used = time.findLastIndex((t) => t <= tau) + 1;
  // From right to left: the area between a time and τ.
  let right = tau;
  let area = 0;
  let variance = 0;
  for (let j = used - 1; j >= 0; j -= 1) {
    area += survival[j]! * (right - time[j]!);
    right = time[j]!;
    const y = atRisk[j]!;
    const d = eventsAt[j]!;
    if (d > 0 && y > d) variance += (area * area * d) / (y * (y - d));
  }
  return { area: area + right, variance };
}
