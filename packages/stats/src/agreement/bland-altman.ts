// Bland and Altman's limits of agreement between two methods of measurement.
import { checkConfidence } from '../distribution/confidence-level.js';
import { normalQuantile } from '../distribution/normal.js';
import { studentTQuantile } from '../distribution/student-t.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { noncentralTUpper } from '../sample-size/noncentral-t.js';

/** A limit of agreement with both kinds of interval. */
export interface AgreementLimit {
  readonly estimate: number;
  /** Exact under normality, from the noncentral t. */
  readonly ci: Interval;
  /** Bland and Altman's approximation. */
  readonly approximateCi: Interval;
}

/** Differences first − second. */
export interface BlandAltman {
  readonly bias: number;
  readonly biasCi: Interval;
  /** Standard deviation of the differences. */
  readonly sd: number;
  readonly lower: AgreementLimit;
  readonly upper: AgreementLimit;
  /** Least-squares slope of the differences on the means: bias that grows with the size. Absent when all means are equal. */
  readonly slopeOnMean?: number;
  readonly n: number;
  /** Pairs left out because a value is missing (NaN). */
  readonly missing: number;
  readonly flags: readonly 'no-variation'[];
}

/**
 * Limits between which a share of differences lies (default 95%: bias ± 1.96 sd).
 * @throws RangeError for unequal lengths, infinite numbers, fewer than 3 complete pairs, a share or confidence not between 0 and 1
 * @see Bland and Altman (1999), section 2; Carkeet (2015), Optometry and Vision Science 92, e71–e80, for the exact interval
 */
export function blandAltman(
  first: readonly number[],
  second: readonly number[],
  { confidence = 0.95, share = 0.95 }: { readonly confidence?: number; readonly share?: number } = {},
): BlandAltman {
  checkConfidence(confidence);
  if (!(share > 0 && share < 1)) throw new RangeError(`The share is ${share}; allowed are numbers between 0 and 1.`);
  if (first.length !== second.length) {
    throw new RangeError(`There are ${first.length} and ${second.length} measurements; they must be equal.`);
  }
  const wrong = [...first, ...second].find((x) => !Number.isFinite(x) && !Number.isNaN(x));
  if (wrong !== undefined) throw new RangeError(`A measurement is ${wrong}; allowed are finite numbers and NaN.`);
  const pairs = first.flatMap((x, i) =>
    Number.isNaN(x) || Number.isNaN(second[i]!) ? [] : [[x, second[i]!] as const],
  );
  const n = pairs.length;
  if (n < 3) throw new RangeError(`There are ${n} complete pairs; at least 3 are needed.`);
  const differences = pairs.map(([x, y]) => x - y);
  const means = pairs.map(([x, y]) => (x + y) / 2);
  const bias = mean(differences);
  const sd = Math.sqrt(differences.reduce((sum, d) => sum + (d - bias) ** 2, 0) / (n - 1));
  const z = normalQuantile(0.5 + share / 2);
  const tail = (1 - confidence) / 2;
  const t = studentTQuantile(1 - tail, n - 1);
  const half = t * sd * Math.sqrt(1 / n + (z * z) / (2 * (n - 1)));
  // √n (μ + zσ − bias)/sd is noncentral t: μ + zσ lies between bias + sd × near and bias + sd × far.
  const near = noncentralTQuantile(tail, n - 1, z * Math.sqrt(n)) / Math.sqrt(n);
  const far = noncentralTQuantile(1 - tail, n - 1, z * Math.sqrt(n)) / Math.sqrt(n);
  const limit = (side: 1 | -1): AgreementLimit => {
    const estimate = bias + side * z * sd;
    const ends = [bias + side * near * sd, bias + side * far * sd] as const;
    return {
      estimate,
      ci: side === 1 ? ends : [ends[1], ends[0]],
      approximateCi: [estimate - half, estimate + half],
    };
  };
  const centre = mean(means);
  const spread = means.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const shared = means.reduce((sum, x, i) => sum + (x - centre) * (differences[i]! - bias), 0);
  const biasHalf = (t * sd) / Math.sqrt(n);
  return {
    bias,
    biasCi: [bias - biasHalf, bias + biasHalf],
    sd,
    lower: limit(-1),
    upper: limit(1),
    ...(spread > 0 ? { slopeOnMean: shared / spread } : {}),
    n,
    missing: first.length - n,
    flags: sd > 0 ? [] : ['no-variation'],
  };
}

/** The t with P(T ≤ t) = p of a noncentral t, by the Illinois variant of false position. */
function noncentralTQuantile(p: number, df: number, ncp: number): number {
  const excess = (t: number): number => noncentralTUpper(t, df, ncp) - (1 - p);
  let low = Math.min(0, ncp - 1);
  let high = ncp + 1;
  let atLow = excess(low);
  let atHigh = excess(high);
  for (let width = 2; atLow < 0 && width < 1e12; width *= 2) {
    low -= width;
    atLow = excess(low);
  }
  for (let width = 2; atHigh > 0 && width < 1e12; width *= 2) {
    high += width;
    atHigh = excess(high);
  }
  for (let step = 0; step < 100 && high - low > 1e-13 * Math.max(1, Math.abs(high)); step += 1) {
    const t = (low * atHigh - high * atLow) / (atHigh - atLow);
    const value = excess(t);
    if (Math.abs(value) < 1e-15) return t;
    if (value > 0) {
      low = t;
      atLow = value;
      atHigh *= 0.5;
    } else {
      high = t;
      atHigh = value;
      atLow *= 0.5;
    }
  }
  return 0.5 * (low + high);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
