// The interval of values whose profile log likelihood is within half a chi-square quantile of the maximum.
import { normalQuantile } from '../distribution/normal.js';

/** What {@link profileInterval} needs. */
export interface ProfileProblem {
  /** The estimate, ±∞ when it diverges, and a scale for the first guess. */
  readonly estimate: number;
  readonly se: number;
  readonly logLik: number;
  readonly confidence: number;
  /** The profile log likelihood at a value, and its slope there. */
  readonly profileAt: (value: number) => { readonly logLik: number; readonly slope: number };
}

/** The two ends; infinite where the likelihood never falls so far. @see Venzon and Moolgavkar (1988) */
export function profileInterval(problem: ProfileProblem): readonly [number, number] {
  return [profileEnd(problem, -1), profileEnd(problem, 1)];
}

/** Newton steps on the signed root of the likelihood ratio, kept inside a bracket once there is one. */
function profileEnd({ estimate, se, logLik, confidence, profileAt }: ProfileProblem, side: -1 | 1): number {
  if (estimate === side * Number.POSITIVE_INFINITY) return estimate;
  const target = normalQuantile(0.5 + confidence / 2);
  const hasEstimate = Number.isFinite(estimate);
  const scale = se > 0 && Number.isFinite(se) ? se : 1;
  let inside = hasEstimate ? estimate : Number.NaN;
  let outside = Number.NaN;
  let at = hasEstimate ? estimate + side * target * scale : 0;
  let width = scale;
  for (let step = 0; step < 100; step += 1) {
    const profile = profileAt(at);
    const root = Math.sqrt(Math.max(0, 2 * (logLik - profile.logLik)));
    const slope = (-profile.slope * side) / Math.max(root, 1e-8);
    if (root < target) inside = at;
    else outside = at;
    if (Math.abs(root - target) < 1e-12) return at;
    let next = at + (side * (target - root)) / slope;
    const isBracketed = !Number.isNaN(inside) && !Number.isNaN(outside);
    if (isBracketed) {
      const low = Math.min(inside, outside);
      const high = Math.max(inside, outside);
      if (!(next > low && next < high)) next = 0.5 * (low + high);
      if (high - low < 1e-14 * Math.max(1, Math.abs(at))) return at;
    } else {
      // Never further at once than a width that grows, and never the wrong way.
      const way = root < target ? side : -side;
      if (!(Math.abs(next - at) <= 4 * width && Math.sign(next - at) === way)) next = at + way * width;
      width *= 1.6;
      if (Math.abs(next) > 700 * Math.max(1, scale)) return side * Number.POSITIVE_INFINITY;
    }
    if (Math.abs(next - at) < 1e-13 * Math.max(1, Math.abs(at))) return next;
    at = next;
  }
  return at;
}
