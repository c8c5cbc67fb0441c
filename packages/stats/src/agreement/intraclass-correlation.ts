// Intraclass correlations of measurements by several raters, with intervals from the F distribution.
import { checkConfidence } from '../distribution/confidence-level.js';
import { fQuantile, fUpper } from '../distribution/f-distribution.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** One intraclass correlation with the F test that it is zero. */
export interface IntraclassCorrelation {
  readonly estimate: number;
  readonly ci: Interval;
  readonly F: number;
  readonly df1: number;
  readonly df2: number;
  readonly p: number;
}

/**
 * The six forms of Shrout and Fleiss, of one measurement and of the mean of k. McGraw and Wong's ten forms are these:
 * ICC(1) and ICC(k), one-way: `oneWay`; ICC(A,1) and ICC(A,k), agreement, two-way random or mixed: `agreement`; ICC(C,1) and
 * ICC(C,k), consistency, two-way random or mixed: `consistency`.
 */
export interface IntraclassCorrelations {
  /** ICC(1,1): each participant has other raters. */
  readonly oneWay: IntraclassCorrelation;
  /** ICC(2,1): raters are a sample, and their level counts. */
  readonly agreement: IntraclassCorrelation;
  /** ICC(3,1): these raters only, or differences of level do not count. */
  readonly consistency: IntraclassCorrelation;
  /** ICC(1,k), ICC(2,k), ICC(3,k). */
  readonly oneWayMean: IntraclassCorrelation;
  readonly agreementMean: IntraclassCorrelation;
  readonly consistencyMean: IntraclassCorrelation;
  readonly meanSquares: {
    readonly participants: number;
    readonly raters: number;
    readonly residual: number;
    readonly within: number;
  };
  readonly n: number;
  readonly raters: number;
  /** Participants left out because a measurement is missing (NaN). */
  readonly missing: number;
  /** With it, F and the interval have no meaning. */
  readonly flags: readonly 'no-variation'[];
}

/**
 * From `measurements[i][j]`, participant i by rater j; participants with a NaN are left out and counted.
 * @throws RangeError for fewer than 2 complete participants or 2 raters, rows of unequal length, or infinite numbers
 * @see Shrout and Fleiss (1979); McGraw and Wong (1996), with the correction of table 7; psych::ICC in R
 */
export function intraclassCorrelations(
  measurements: readonly (readonly number[])[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): IntraclassCorrelations {
  checkConfidence(confidence);
  const k = measurements[0]?.length ?? 0;
  measurements.forEach((row, i) => {
    if (row.length !== k)
      throw new RangeError(`Participant ${i + 1} has ${row.length} measurements, the first has ${k}.`);
    const wrong = row.find((x) => !Number.isFinite(x) && !Number.isNaN(x));
    if (wrong !== undefined)
      throw new RangeError(`Participant ${i + 1} has the value ${wrong}; allowed are finite numbers and NaN.`);
  });
  const rows = measurements.filter((row) => !row.some(Number.isNaN));
  const n = rows.length;
  if (n < 2 || k < 2) {
    throw new RangeError(`There are ${n} complete participants and ${k} raters; at least 2 of each are needed.`);
  }
  const grand = mean(rows.map(mean));
  const rowMeans = rows.map(mean);
  const raterMeans = Array.from({ length: k }, (_, j) => mean(rows.map((row) => row[j]!)));
  const between = (k * rowMeans.reduce((sum, x) => sum + (x - grand) ** 2, 0)) / (n - 1);
  const raters = (n * raterMeans.reduce((sum, x) => sum + (x - grand) ** 2, 0)) / (k - 1);
  let residualSquares = 0;
  let withinSquares = 0;
  rows.forEach((row, i) => {
    row.forEach((x, j) => {
      residualSquares += (x - rowMeans[i]! - raterMeans[j]! + grand) ** 2;
      withinSquares += (x - rowMeans[i]!) ** 2;
    });
  });
  const residual = residualSquares / ((n - 1) * (k - 1));
  const within = withinSquares / (n * (k - 1));
  const setting = { n, k, tail: (1 - confidence) / 2 };
  const squares = { between, raters, residual, within };
  const [oneWay, oneWayMean] = oneWayForms(setting, squares);
  const [agreement, agreementMean] = agreementForms(setting, squares);
  const [consistency, consistencyMean] = consistencyForms(setting, squares);
  return {
    oneWay,
    agreement,
    consistency,
    oneWayMean,
    agreementMean,
    consistencyMean,
    meanSquares: { participants: between, raters, residual, within },
    n,
    raters: k,
    missing: measurements.length - n,
    flags: residual > 0 && between > 0 ? [] : ['no-variation'],
  };
}

interface Setting {
  readonly n: number;
  readonly k: number;
  readonly tail: number;
}

interface Squares {
  readonly between: number;
  readonly raters: number;
  readonly residual: number;
  readonly within: number;
}

type Forms = readonly [IntraclassCorrelation, IntraclassCorrelation];

function oneWayForms({ n, k, tail }: Setting, { between, within }: Squares): Forms {
  const F = between / within;
  return ratioForms({ F, k, tail, df1: n - 1, df2: n * (k - 1) });
}

function consistencyForms({ n, k, tail }: Setting, { between, residual }: Squares): Forms {
  const F = between / residual;
  return ratioForms({ F, k, tail, df1: n - 1, df2: (n - 1) * (k - 1) });
}

/** Forms that are functions of one F: (F − 1)/(F + k − 1) and 1 − 1/F. */
function ratioForms(parts: {
  readonly F: number;
  readonly k: number;
  readonly tail: number;
  readonly df1: number;
  readonly df2: number;
}): Forms {
  const { F, k, tail, df1, df2 } = parts;
  const low = F / fQuantile(1 - tail, df1, df2);
  const high = F * fQuantile(1 - tail, df2, df1);
  const single = (ratio: number): number => (ratio - 1) / (ratio + k - 1);
  const average = (ratio: number): number => 1 - 1 / ratio;
  const test = { F, df1, df2, p: fUpper(F, df1, df2) };
  return [
    { estimate: single(F), ci: [single(low), single(high)], ...test },
    { estimate: average(F), ci: [average(low), average(high)], ...test },
  ];
}

/** Satterthwaite's df for the denominator, as Shrout and Fleiss give them. */
function agreementForms({ n, k, tail }: Setting, { between, raters, residual }: Squares): Forms {
  const estimate = (between - residual) / (between + (k - 1) * residual + (k * (raters - residual)) / n);
  const ratio = raters / residual;
  const numerator = (k - 1) * (n - 1) * (k * estimate * ratio + n * (1 + (k - 1) * estimate) - k * estimate) ** 2;
  const denominator =
    (n - 1) * k * k * estimate * estimate * ratio * ratio + (n * (1 + (k - 1) * estimate) - k * estimate) ** 2;
  const df = numerator / denominator;
  const upperF = fQuantile(1 - tail, n - 1, df);
  const lowerF = fQuantile(1 - tail, df, n - 1);
  const rest = k * raters + (k * n - k - n) * residual;
  const low = (n * (between - upperF * residual)) / (upperF * rest + n * between);
  const high = (n * (lowerF * between - residual)) / (rest + n * lowerF * between);
  const average = (x: number): number => (k * x) / (1 + (k - 1) * x);
  const df1 = n - 1;
  const df2 = (n - 1) * (k - 1);
  const F = between / residual;
  const test = { F, df1, df2, p: fUpper(F, df1, df2) };
  return [
    { estimate, ci: [low, high], ...test },
    {
      estimate: (between - residual) / (between + (raters - residual) / n),
      ci: [average(low), average(high)],
      ...test,
    },
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
