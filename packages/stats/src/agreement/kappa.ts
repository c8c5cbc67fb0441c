// Agreement of raters on categories beyond chance: Cohen's kappa, weighted or not, and Fleiss' kappa for several raters.
import { checkConfidence, normalHalfWidth } from '../distribution/confidence-level.js';
import { normalTwoSided } from '../distribution/normal.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** How far apart categories i and j of k are: 'linear' 1 − |i − j|/(k − 1), 'quadratic' its square. */
export type KappaWeights = 'unweighted' | 'linear' | 'quadratic';

/** Cohen's kappa. What can't be computed, because all ratings are in one category, is NaN and flagged. */
export interface CohenKappa {
  readonly kappa: number;
  /** (Weighted) share of agreement, observed and expected by chance. */
  readonly observed: number;
  readonly expected: number;
  /** Large-sample standard error of kappa, for the interval. */
  readonly se: number;
  /** Standard error if ratings are independent, for the test. */
  readonly seNull: number;
  readonly z: number;
  /** Two-sided test that agreement is that of chance. */
  readonly p: number;
  readonly ci: Interval;
  readonly n: number;
  readonly flags: readonly 'no-variation'[];
}

/**
 * Agreement of two raters from a square table: `counts[i][j]` participants were put in category i by the first and j by the second.
 * @throws RangeError for a table that is not square, has fewer than 2 categories, no counts, or counts that are not whole from 0
 * @see Cohen (1968); Fleiss, Cohen and Everitt (1969), equations 8 and 9; vcd::Kappa in R
 */
export function cohenKappa(
  counts: readonly (readonly number[])[],
  { weights = 'unweighted', confidence = 0.95 }: { readonly weights?: KappaWeights; readonly confidence?: number } = {},
): CohenKappa {
  checkConfidence(confidence);
  const k = counts.length;
  if (k < 2 || counts.some((row) => row.length !== k)) {
    throw new RangeError(`The table has ${k} rows; a square table of at least 2 categories is needed.`);
  }
  checkCounts(counts, 'Row', 'column');
  const n = counts.flat().reduce((a, b) => a + b, 0);
  if (n === 0) throw new RangeError('The table is empty; at least one count must be above 0.');
  const weight = weightsOf(weights, k);
  const rows = counts.map((row) => row.reduce((a, b) => a + b, 0) / n);
  const columns = counts.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0) / n);
  const rowMeans = rows.map((_, i) => columns.reduce((sum, c, j) => sum + c * weight(i, j), 0));
  const columnMeans = columns.map((_, j) => rows.reduce((sum, r, i) => sum + r * weight(i, j), 0));
  let observed = 0;
  let expected = 0;
  eachCell(k, (i, j) => {
    observed += (weight(i, j) * counts[i]![j]!) / n;
    expected += weight(i, j) * rows[i]! * columns[j]!;
  });
  const hasVariation = 1 - expected > 1e-14;
  const kappa = hasVariation ? (observed - expected) / (1 - expected) : Number.NaN;
  let spread = 0;
  let spreadNull = 0;
  eachCell(k, (i, j) => {
    const own = rowMeans[i]! + columnMeans[j]!;
    spread += (counts[i]![j]! / n) * (weight(i, j) - own * (1 - kappa)) ** 2;
    spreadNull += rows[i]! * columns[j]! * (weight(i, j) - own) ** 2;
  });
  const scale = n * (1 - expected) ** 2;
  const se = Math.sqrt(Math.max(0, spread - (kappa - expected * (1 - kappa)) ** 2) / scale);
  const seNull = Math.sqrt(Math.max(0, spreadNull - expected * expected) / scale);
  const z = seNull > 0 ? kappa / seNull : Number.NaN;
  const half = normalHalfWidth(confidence) * se;
  return {
    kappa,
    observed,
    expected,
    se: hasVariation ? se : Number.NaN,
    seNull: hasVariation ? seNull : Number.NaN,
    z,
    p: normalTwoSided(z),
    ci: [kappa - half, kappa + half],
    n,
    flags: hasVariation ? [] : ['no-variation'],
  };
}

/** Fleiss' kappa of one category, or of all. */
export interface FleissPart {
  readonly kappa: number;
  /** Standard error if ratings are at random. */
  readonly seNull: number;
  readonly z: number;
  readonly p: number;
}

/** Fleiss' kappa of several raters. NaN and flagged when all ratings are in one category. */
export interface FleissKappa extends FleissPart {
  readonly observed: number;
  readonly expected: number;
  /** Standard error by leaving out one participant at a time, and the interval from it. */
  readonly seJackknife: number;
  readonly ci: Interval;
  readonly categories: readonly FleissPart[];
  readonly n: number;
  readonly raters: number;
  readonly flags: readonly 'no-variation'[];
}

/**
 * Agreement of the same number of raters, not necessarily the same people: `counts[i][j]` raters put participant i in category j.
 * @throws RangeError for fewer than 2 participants, categories or raters, unequal numbers of raters, or counts not whole from 0
 * @see Fleiss (1971); Fleiss, Nee and Landis (1979) for the standard errors; irr::kappam.fleiss in R
 */
export function fleissKappa(
  counts: readonly (readonly number[])[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): FleissKappa {
  checkConfidence(confidence);
  const n = counts.length;
  const k = counts[0]?.length ?? 0;
  if (n < 2 || k < 2 || counts.some((row) => row.length !== k)) {
    throw new RangeError(
      `There are ${n} participants and ${k} categories; at least 2 of each are needed, in equal rows.`,
    );
  }
  checkCounts(counts, 'Participant', 'category');
  const raters = counts[0]!.reduce((a, b) => a + b, 0);
  counts.forEach((row, i) => {
    const own = row.reduce((a, b) => a + b, 0);
    if (own !== raters || raters < 2) {
      throw new RangeError(`Participant ${i + 1} has ${own} ratings; all need the same number, at least 2.`);
    }
  });
  const { kappa, observed, expected, shares } = fleissOf(counts, raters);
  const spread = shares.reduce((sum, p) => sum + p * (1 - p), 0);
  const skew = shares.reduce((sum, p) => sum + p * (1 - p) * (1 - 2 * p), 0);
  const base = Math.sqrt(2 / (n * raters * (raters - 1)));
  const seNull = (base * Math.sqrt(Math.max(0, spread * spread - skew))) / spread;
  const left = counts.map(
    (_, i) =>
      fleissOf(
        counts.filter((_, other) => other !== i),
        raters,
      ).kappa,
  );
  const middle = left.reduce((a, b) => a + b, 0) / n;
  const seJackknife = Math.sqrt(((n - 1) / n) * left.reduce((sum, x) => sum + (x - middle) ** 2, 0));
  const half = normalHalfWidth(confidence) * seJackknife;
  const part = (value: number, se: number): FleissPart => ({
    kappa: value,
    seNull: se,
    z: value / se,
    p: normalTwoSided(value / se),
  });
  return {
    ...part(kappa, seNull),
    observed,
    expected,
    seJackknife,
    ci: [kappa - half, kappa + half],
    categories: shares.map((p, j) => {
      const disagreement = counts.reduce((sum, row) => sum + row[j]! * (raters - row[j]!), 0);
      const own = p > 0 && p < 1 ? 1 - disagreement / (n * raters * (raters - 1) * p * (1 - p)) : Number.NaN;
      return part(own, base);
    }),
    n,
    raters,
    flags: Number.isNaN(kappa) ? ['no-variation'] : [],
  };
}

function fleissOf(counts: readonly (readonly number[])[], raters: number) {
  const n = counts.length;
  const shares = counts[0]!.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0) / (n * raters));
  const pairs = counts.reduce((sum, row) => sum + row.reduce((own, x) => own + x * (x - 1), 0), 0);
  const observed = pairs / (n * raters * (raters - 1));
  const expected = shares.reduce((sum, p) => sum + p * p, 0);
  const kappa = 1 - expected > 1e-14 ? (observed - expected) / (1 - expected) : Number.NaN;
  return { kappa, observed, expected, shares };
}

function weightsOf(weights: KappaWeights, k: number): (i: number, j: number) => number {
  switch (weights) {
    case 'unweighted':
      return (i, j) => (i === j ? 1 : 0);
    case 'linear':
      return (i, j) => 1 - Math.abs(i - j) / (k - 1);
    case 'quadratic':
      return (i, j) => 1 - ((i - j) / (k - 1)) ** 2;
    default:
      throw new RangeError(`The weights are ${String(weights)}; allowed are unweighted, linear and quadratic.`);
  }
}

function eachCell(k: number, visit: (i: number, j: number) => void): void {
  for (let i = 0; i < k; i += 1) for (let j = 0; j < k; j += 1) visit(i, j);
}

function checkCounts(counts: readonly (readonly number[])[], rowName: string, columnName: string): void {
  counts.forEach((row, i) => {
    row.forEach((count, j) => {
      if (!Number.isSafeInteger(count) || count < 0) {
        throw new RangeError(
          `${rowName} ${i + 1}, ${columnName} ${j + 1} is ${count}; allowed are whole numbers from 0.`,
        );
      }
    });
  });
}
