// Hurdle negative-binomial regression: a logistic model of any event, and a zero-truncated model of how many.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { normalTwoSided } from '../distribution/normal.js';
import type { Estimable } from '../glm/estimable.js';
import { fitLogistic, fitPoissonGlm } from '../glm/fit-glm.js';
import type { ByName, LogisticFit } from '../glm/glm-fit.js';
import { plainRows, solveGlm } from '../glm/solve-glm.js';
import { type CountRegressionInput, checkInput } from '../regression/count-problem.js';
import { mapByName, partOf, ratioOf } from './model-part.js';
import { logCount, logZero, rowValue } from './nb-row.js';
import { type Ascent, climb, type Peak } from './newton-ascent.js';
import type { ZinbInput } from './zinb-fit.js';

/** What {@link fitHurdleNb} takes; `zeroDesign` is that of the logit of P(y > 0). */
export type HurdleInput = ZinbInput;

/** What a reader must know before using a fit. */
export type HurdleFlag =
  | 'aliased'
  /** Some coefficients are infinite; they are ±∞ in `count` or `zero`. */
  | 'separation'
  /** No count is above zero. */
  | 'all-zero'
  /** The likelihood is highest at θ = ∞: a zero-truncated Poisson model. */
  | 'poisson-limit'
  /** The likelihood is highest at θ = 0, Fisher's logarithmic series: the means have no finite estimate. */
  | 'logarithmic-limit'
  /** No maximum with a gradient ≤ 1e-8 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged';

/** A hurdle regression; keys as R's pscl::hurdle. */
export interface HurdleFit {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest |∂l| of both parts. */
  readonly maxAbsGradient: number;
  readonly boundary: 'none' | 'poisson' | 'logarithmic';
  readonly flags: readonly HurdleFlag[];
  readonly aliased: readonly string[];
  /** Of ln μ of the untruncated negative binomial. */
  readonly count: ByName;
  readonly countSE: ByName;
  readonly countP: ByName;
  /** Of the logit of P(y > 0): a positive coefficient means more events, as in pscl, unlike zero inflation. */
  readonly zero: ByName;
  readonly zeroSE: ByName;
  readonly zeroP: ByName;
  readonly theta: number;
  readonly logThetaSE?: number;
  readonly logLik: number;
  /** Estimable coefficients of both parts + 1 for θ. */
  readonly df: number;
  readonly AIC: number;
  readonly nObs: number;
}

const GRADIENT_LIMIT = 1e-8;
const LARGEST_LOG_THETA = 18;
const SMALLEST_LOG_THETA = -12;

/**
 * Fits logit P(y > 0) = Zζ and, among counts above zero, a negative binomial with ln μ = offset + Xβ, given that it is above
 * zero. The offset enters the counts' part alone.
 * @throws RangeError as fitNbGlm
 * @see Mullahy (1986); Zeileis, Kleiber and Jackman (2008), hurdle(dist = "negbin") in R's pscl
 */
export function fitHurdleNb(input: HurdleInput): HurdleFit {
  checkInput(input);
  checkInput({ ...input, design: input.zeroDesign });
  const { design, zeroDesign, offset } = input;
  const y = Float64Array.from(input.response);
  const zeroPart = fitLogistic({ response: y.map((count) => (count > 0 ? 1 : 0)), design: zeroDesign });
  const positive = Array.from(y, (_, i) => i).filter((i) => y[i]! > 0);
  const columns = design.names.length;
  const values = new Float64Array(positive.length * columns);
  positive.forEach((row, i) => {
    for (let j = 0; j < columns; j += 1) values[i * columns + j] = design.values[row * columns + j]!;
  });
  // Where every count above zero is 1, the mean runs to zero: the Poisson model of y − 1 has the same separation.
  const estimable = solveGlm({
    ...plainRows(
      'poisson',
      positive.map((row) => y[row]! - 1),
    ),
    values,
    columns,
  });
  const rows = estimable.used.map((i) => positive[i]!);
  const counts: Truncated = {
    y: Float64Array.from(rows, (row) => y[row]!),
    offset: Float64Array.from(rows, (row) => offset?.[row] ?? 0),
    basis: estimable.basis,
  };
  const { ascent, boundary } = rows.length === 0 ? { ascent: undefined, boundary: 'none' as const } : maximise(counts);
  const countColumns = estimable.basis.kept.map((kept) => {
    const column = estimable.order[kept]!;
    return estimable.divergent.has(column) ? undefined : column;
  });
  const part = partOf(estimable.basis, countColumns, { names: design.names, divergent: estimable.divergent, from: 0 });
  return assemble(input, { zeroPart, ascent, boundary, part, estimable, positive: positive.length });
}

/** Counts above zero, with their basis. */
interface Truncated {
  readonly y: Float64Array;
  readonly offset: Float64Array;
  readonly basis: Estimable['basis'];
}

interface Maximum {
  readonly ascent: Ascent | undefined;
  readonly boundary: HurdleFit['boundary'];
}

function maximise(counts: Truncated): Maximum {
  const { y, offset, basis } = counts;
  const p = basis.p;
  const names = Array.from({ length: p }, (_, j) => `${j}`);
  const poisson = fitPoissonGlm({ response: y, design: { names, values: basis.basis, rows: y.length }, offset });
  const gamma = names.map((name) => poisson.coefficients[name] ?? 0);
  const level = p > 0 ? Math.sign(basis.basis[0]!) : 0;
  const starts = [5, 1, 0.2].map((theta) => {
    const point = Float64Array.from([...gamma, Math.log(theta)]);
    // A small θ needs a smaller mean to give the same mean above zero.
    if (p > 0 && theta < 1) point[0] = point[0]! - level;
    return point;
  });
  const limit = climb(Float64Array.from(gamma), (par) => truncatedPeak(counts, par, true));
  const ascents = starts.map((start) => climb(start, (par) => truncatedPeak(counts, par, false)));
  const full = ascents.reduce((top, one) => (one.peak.height > top.peak.height ? one : top));
  const margin = 1e-9 * (1 + Math.abs(full.peak.height));
  if (limit.peak.height >= full.peak.height - margin || full.point[p]! > LARGEST_LOG_THETA) {
    return { ascent: limit, boundary: 'poisson' };
  }
  return { ascent: full, boundary: full.point[p]! < SMALLEST_LOG_THETA ? 'logarithmic' : 'none' };
}

/** Σ ln f(y) − ln(1 − f(0)) at (γ, ln θ), or at γ alone with θ = ∞. */
function truncatedPeak({ y, offset, basis: { basis, p } }: Truncated, par: Float64Array, isPoisson: boolean): Peak {
  const k = par.length;
  const theta = isPoisson ? Number.POSITIVE_INFINITY : Math.exp(par[p]!);
  const gradient = new Float64Array(k);
  const information = new Float64Array(k * k);
  const full = rowValue();
  const zero = rowValue();
  const x = new Float64Array(k).fill(1);
  let height = 0;
  for (let i = 0; i < y.length; i += 1) {
    let eta = offset[i]!;
    for (let j = 0; j < p; j += 1) {
      x[j] = basis[i * p + j]!;
      eta += x[j]! * par[j]!;
    }
    const mu = Math.exp(eta);
    logCount(y[i]!, mu, { theta, into: full });
    logZero(mu, theta, zero);
    const rest = -Math.expm1(zero.value);
    /** Odds of a zero. */
    const odds = Math.exp(zero.value) / rest;
    height += full.value - Math.log(rest);
    const slopeEta = full.dEta + odds * zero.dEta;
    const slopeT = full.dT + odds * zero.dT;
    const bend = odds * (1 + odds);
    const etaEta = -(full.dEtaEta + odds * zero.dEtaEta + bend * zero.dEta * zero.dEta);
    const etaT = -(full.dEtaT + odds * zero.dEtaT + bend * zero.dEta * zero.dT);
    const tt = -(full.dTT + odds * zero.dTT + bend * zero.dT * zero.dT);
    for (let a = 0; a < k; a += 1) {
      gradient[a] = gradient[a]! + (a < p ? slopeEta : slopeT) * x[a]!;
      for (let b = 0; b <= a; b += 1) {
        const curve = a < p ? etaEta : b < p ? etaT : tt;
        information[a * k + b] = information[a * k + b]! + curve * x[a]! * x[b]!;
      }
    }
  }
  for (let a = 0; a < k; a += 1) for (let b = 0; b < a; b += 1) information[b * k + a] = information[a * k + b]!;
  return { height: Number.isNaN(height) ? Number.NEGATIVE_INFINITY : height, gradient, information };
}

interface Parts extends Maximum {
  readonly zeroPart: LogisticFit;
  readonly part: ReturnType<typeof partOf>;
  readonly estimable: Estimable;
  readonly positive: number;
}

function assemble(input: CountRegressionInput, parts: Parts): HurdleFit {
  const { zeroPart, ascent, boundary, part, estimable, positive } = parts;
  const { names, rows: nObs } = input.design;
  const k = ascent?.point.length ?? 0;
  const covariance = ascent === undefined ? undefined : invertPositiveDefinite(ascent.peak.information, k);
  const gradient = ascent?.peak.gradient.reduce((a, g) => Math.max(a, Math.abs(g)), 0) ?? Number.NaN;
  // A logistic part without variation (every count above zero, or none) has nothing to converge to, and no p-value.
  const maxAbsGradient = Math.max(gradient, Number.isNaN(zeroPart.maxAbsScore) ? 0 : zeroPart.maxAbsScore);
  const isCountSolved =
    (ascent?.isDefinite ?? false) &&
    covariance !== undefined &&
    gradient <= GRADIENT_LIMIT &&
    boundary !== 'logarithmic';
  const converged = isCountSolved && zeroPart.converged;
  const aliased = [
    ...estimable.aliased.map((column) => names[column]!),
    ...zeroPart.aliased.map((name) => `zero part: ${name}`),
  ];
  const flags: HurdleFlag[] = [];
  if (aliased.length > 0) flags.push('aliased');
  if (estimable.divergent.size > 0 || zeroPart.divergentTerms.length > 0) flags.push('separation');
  if (positive === 0) flags.push('all-zero');
  if (boundary === 'poisson') flags.push('poisson-limit');
  if (boundary === 'logarithmic') flags.push('logarithmic-limit');
  if (!converged) flags.push('not-converged');
  const isPoisson = boundary === 'poisson';
  const count = ascent === undefined || boundary === 'logarithmic' ? {} : part.coefficients(ascent.point);
  const countSE = isCountSolved ? part.errors(covariance, k) : {};
  const theta =
    ascent === undefined
      ? Number.NaN
      : isPoisson
        ? Number.POSITIVE_INFINITY
        : boundary === 'logarithmic'
          ? 0
          : Math.exp(ascent.point[k - 1]!);
  const logLik = (ascent?.peak.height ?? 0) + zeroPart.logLik;
  const df = names.length - estimable.aliased.length + zeroPart.df + 1;
  return {
    converged,
    iterations: (ascent?.iterations ?? 0) + zeroPart.iterations,
    maxAbsGradient,
    boundary,
    flags,
    aliased,
    count,
    countSE,
    countP: mapByName(ratioOf(count, countSE), normalTwoSided),
    zero: zeroPart.coefficients,
    zeroSE: zeroPart.se,
    zeroP: zeroPart.p,
    theta,
    ...(isCountSolved && !isPoisson ? { logThetaSE: Math.sqrt(covariance[k * k - 1]!) } : {}),
    logLik,
    df,
    AIC: -2 * logLik + 2 * df,
    nObs,
  };
}
