// Ends of a profile-likelihood interval, by safeguarded secants on the signed root of the likelihood ratio.
import { normalQuantile } from '../distribution/normal.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** What {@link profileInterval} needs. */
export interface Profile {
  /** Log likelihood with the parameter held at a value and all others maximised. */
  readonly logLikAt: (value: number) => number;
  /** At the maximum. */
  readonly logLik: number;
  readonly estimate: number;
  readonly se: number;
  readonly confidence: number;
}

/** The values whose log likelihood is within half a chi-square quantile of the maximum; an end may be infinite. */
export function profileInterval(profile: Profile): Interval {
  return [profileEnd(profile, -1), profileEnd(profile, 1)];
}

function profileEnd({ logLikAt, logLik, estimate, se, confidence }: Profile, side: -1 | 1): number {
  const target = normalQuantile(0.5 + confidence / 2);
  const excess = (distance: number): number =>
    Math.sqrt(Math.max(0, 2 * (logLik - logLikAt(estimate + side * distance)))) - target;
  let inside = 0;
  let insideExcess = -target;
  let outside = target * se;
  let outsideExcess = excess(outside);
  for (let k = 0; outsideExcess < 0; k += 1) {
    if (k === 40 || outside > 200) return side * Number.POSITIVE_INFINITY;
    inside = outside;
    insideExcess = outsideExcess;
    outside *= 1.6;
    outsideExcess = excess(outside);
  }
  // Regula falsi in the Illinois form: the end that stays twice in a row counts half.
  let stayed = 0;
  for (let k = 0; k < 100 && outside - inside > 1e-10 * (se + outside); k += 1) {
    const at = inside + ((outside - inside) * insideExcess) / (insideExcess - outsideExcess);
    const value = excess(at);
    if (Math.abs(value) < 1e-9) return estimate + side * at;
    if (value < 0) {
      inside = at;
      insideExcess = value;
      if (stayed === 1) outsideExcess *= 0.5;
      stayed = 1;
    } else {
      outside = at;
      outsideExcess = value;
      if (stayed === -1) insideExcess *= 0.5;
      stayed = -1;
    }
  }
  return estimate + side * 0.5 * (inside + outside);
}
