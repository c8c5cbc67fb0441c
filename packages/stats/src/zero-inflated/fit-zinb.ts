// Zero-inflated negative-binomial regression by maximum likelihood.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import type { OrthogonalBasis } from '../algebra/orthogonal-basis.js';
import { normalTwoSided } from '../distribution/normal.js';
import { checkInput } from '../regression/count-problem.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { mapByName, partOf, ratioOf } from './model-part.js';
import { type Ascent, climb } from './newton-ascent.js';
import type { ZinbFit, ZinbFlag, ZinbInput } from './zinb-fit.js';
import { zinbPeak } from './zinb-likelihood.js';
import { prepareZinb, type ZinbSetup, zinbStarts } from './zinb-problem.js';

const GRADIENT_LIMIT = 1e-8;
/** Beyond this θ the likelihood is flat to rounding. */
const LARGEST_LOG_THETA = 18;
/** A standard error of a logit, per standard deviation of its column, beyond which the estimate is on its way to infinity. */
const WIDEST_LOGIT = 100;

/**
 * Fits P(y) = π 1(y = 0) + (1 − π) NB2(y; μ, θ) with ln μ = offset + Xβ and logit π = Zζ, from several starts, and compares the
 * maximum with the limits θ = ∞ and π = 0. Where the likelihood is higher still with an infinite coefficient of the zero part, the
 * highest maximum with finite coefficients is reported, and flagged.
 * @throws RangeError as fitNbGlm
 * @see Greene (1994); Yau, Wang and Lee (2003); glmmTMB(ziformula = , family = nbinom2) in R
 */
export function fitZeroInflatedNb(input: ZinbInput): ZinbFit {
  checkInput(input);
  checkInput({ ...input, design: input.zeroDesign });
  const y = Float64Array.from(input.response);
  const setup = prepareZinb(input, y);
  const { problem } = setup;
  const [p, q] = [problem.count.p, problem.zero.p];
  const isEmpty = problem.y.length === 0 || y.every((count) => count === 0);
  const starts = isEmpty ? [] : zinbStarts(problem);
  const ascents = starts.map((start) => climb(start, (par) => zinbPeak(problem, par, false)));
  const full = highest(ascents.filter((ascent) => isInterior(ascent, p, q))) ?? highest(ascents);
  const limits = starts.slice(0, 2).map((start) => climb(start.slice(0, p + q), (par) => zinbPeak(problem, par, true)));
  const limit = highest(limits.filter((ascent) => isInterior(ascent, p, q))) ?? highest(limits);
  if (full === undefined || limit === undefined) return emptyFit(input, setup);
  const isPoisson =
    limit.peak.height >= full.peak.height - 1e-9 * (1 + Math.abs(full.peak.height)) ||
    full.point[p + q]! > LARGEST_LOG_THETA;
  const ascent = isPoisson ? limit : full;
  const top = highest([...ascents, ...limits])!.peak.height;
  const plain = fitNbGlm({ ...input, detail: 'core' });
  const isPlain = plain.logLik >= ascent.peak.height - 1e-7;
  if (isPlain && plain.divergentTerms.length === 0) return withoutInflation(input, plain);
  return assemble(input, { setup, ascent, isPoisson, top });
}

function highest(ascents: readonly Ascent[]): Ascent | undefined {
  return ascents
    .filter(({ peak }) => Number.isFinite(peak.height))
    .reduce<Ascent | undefined>(
      (top, one) => (top === undefined || one.peak.height > top.peak.height ? one : top),
      undefined,
    );
}

/** A maximum at which no direction of the zero part is so uncertain that it runs to infinity. */
function isInterior({ peak, isDefinite }: Ascent, p: number, q: number): boolean {
  const k = peak.gradient.length;
  const covariance = isDefinite ? invertPositiveDefinite(peak.information, k) : undefined;
  if (covariance === undefined || !peak.gradient.every((slope) => Math.abs(slope) < 1e-4)) return false;
  return Array.from({ length: q }, (_, j) => (p + j) * k + p + j).every((at) => covariance[at]! < WIDEST_LOGIT ** 2);
}

interface Parts {
  readonly setup: ZinbSetup;
  readonly ascent: Ascent;
  readonly isPoisson: boolean;
  /** The highest likelihood that any start has reached. */
  readonly top: number;
}

function assemble(input: ZinbInput, { setup, ascent, isPoisson, top }: Parts): ZinbFit {
  const { problem, divergent, zeroDivergent, aliased } = setup;
  const { count, zero } = problem;
  const [p, q] = [count.p, zero.p];
  const { point, peak } = ascent;
  const k = point.length;
  const theta = isPoisson ? Number.POSITIVE_INFINITY : Math.exp(point[p + q]!);
  const covariance = invertPositiveDefinite(peak.information, k);
  const countPart = partOf(count, setup.countColumns, { names: input.design.names, divergent, from: 0 });
  const zeroPart = partOf(zero, setup.zeroColumns, {
    names: input.zeroDesign.names,
    divergent: zeroDivergent,
    from: p,
  });
  const maxAbsGradient = naturalGradient(input, { setup, ascent, isPoisson, top });
  const zeroDiverges = !isInterior(ascent, p, q);
  const isHigherElsewhere = top > peak.height + 1e-6;
  const converged = ascent.isDefinite && covariance !== undefined && maxAbsGradient <= GRADIENT_LIMIT && !zeroDiverges;
  const flags: ZinbFlag[] = [];
  if (aliased.length > 0) flags.push('aliased');
  if (divergent.size + zeroDivergent.size > 0) flags.push('separation');
  if (isPoisson) flags.push('poisson-limit');
  if (zeroDiverges) flags.push('zero-part-diverges');
  if (isHigherElsewhere) flags.push('higher-at-boundary');
  if (!converged) flags.push('not-converged');
  const coefficients = countPart.coefficients(point);
  const zeroInflationCoefficients = zeroPart.coefficients(point);
  const se = converged ? countPart.errors(covariance, k) : {};
  const zeroInflationSE = converged ? zeroPart.errors(covariance, k) : {};
  const z = ratioOf(coefficients, se);
  const df = input.design.names.length + input.zeroDesign.names.length - aliased.length + 1;
  const nObs = input.design.rows;
  const logLik = peak.height;
  return {
    converged,
    iterations: ascent.iterations,
    maxAbsGradient,
    boundary: isPoisson ? 'poisson' : 'none',
    flags,
    aliased,
    divergentTerms: [...divergent.keys()].sort((a, b) => a - b).map((column) => input.design.names[column]!),
    divergentZeroTerms: [...zeroDivergent.keys()].map((column) => input.zeroDesign.names[column]!),
    coefficients,
    se,
    z,
    p: mapByName(z, normalTwoSided),
    zeroInflationCoefficients,
    zeroInflationSE,
    zeroInflationP: mapByName(ratioOf(zeroInflationCoefficients, zeroInflationSE), normalTwoSided),
    theta,
    dispersion: 1 / theta,
    ...(converged && !isPoisson ? { logThetaSE: Math.sqrt(covariance[k * k - 1]!) } : {}),
    logLik,
    ...(isHigherElsewhere ? { boundaryLogLik: top } : {}),
    df,
    AIC: -2 * logLik + 2 * df,
    BIC: -2 * logLik + Math.log(nObs) * df,
    nObs,
  };
}

/** The gradient in β, ζ and ln θ: ∂l/∂β = Rᵀ ∂l/∂γ, by the rows themselves. */
function naturalGradient(input: ZinbInput, { setup, ascent, isPoisson }: Parts): number {
  const { problem, rows } = setup;
  const { count, zero, zeroRow } = problem;
  const [p, q] = [count.p, zero.p];
  let largest = isPoisson ? 0 : Math.abs(ascent.peak.gradient[p + q]!);
  // The columns are combinations of the basis: X = Q R, so that Xᵀu = Rᵀ(Qᵀu). R's column is Qᵀx/n.
  const visit = (basis: OrthogonalBasis, from: number, column: (row: number) => readonly number[]): void => {
    const picked = Array.from({ length: basis.n }, (_, i) => column(i));
    for (let c = 0; c < (picked[0]?.length ?? 0); c += 1) {
      let slope = 0;
      let scale = 1;
      for (const values of picked) scale = Math.max(scale, Math.abs(values[c]!));
      for (let j = 0; j < basis.p; j += 1) {
        let share = 0;
        for (let i = 0; i < basis.n; i += 1) share += (basis.basis[i * basis.p + j]! * picked[i]![c]!) / basis.n;
        slope += share * ascent.peak.gradient[from + j]!;
      }
      largest = Math.max(largest, Math.abs(slope) / scale);
    }
  };
  const cells = (design: ZinbInput['design'], row: number, columns: readonly (number | undefined)[]) =>
    columns.flatMap((column) => (column === undefined ? [] : [design.values[row * design.names.length + column]!]));
  visit(count, 0, (i) => cells(input.design, rows[i]!, setup.countColumns));
  const inflated = rows.filter((_, i) => zeroRow[i]! >= 0);
  visit(zero, p, (i) => cells(input.zeroDesign, inflated[i]!, setup.zeroColumns));
  return largest;
}

/** The limit π = 0: the negative-binomial regression itself. */
function withoutInflation(input: ZinbInput, plain: ReturnType<typeof fitNbGlm>): ZinbFit {
  const { names } = input.zeroDesign;
  const df = plain.df + names.length;
  const isPoisson = plain.boundary === 'poisson';
  const z = plain.converged ? ratioOf(plain.coefficients, plain.seObservedJoint) : {};
  const flags: ZinbFlag[] = ['no-zero-inflation'];
  if (plain.aliased.length > 0) flags.unshift('aliased');
  if (isPoisson) flags.push('poisson-limit');
  if (!plain.converged) flags.push('not-converged');
  return {
    converged: plain.converged,
    iterations: plain.iterations,
    maxAbsGradient: plain.maxAbsScore,
    boundary: 'no-zero-inflation',
    flags,
    aliased: plain.aliased,
    divergentTerms: [],
    divergentZeroTerms: [names[0]!],
    coefficients: plain.coefficients,
    se: plain.seObservedJoint,
    z,
    p: mapByName(z, normalTwoSided),
    zeroInflationCoefficients: { [names[0]!]: Number.NEGATIVE_INFINITY },
    zeroInflationSE: {},
    zeroInflationP: {},
    theta: plain.theta,
    dispersion: plain.dispersion,
    ...(plain.thetaSEJoint === undefined ? {} : { logThetaSE: plain.thetaSEJoint / plain.theta }),
    logLik: plain.logLik,
    df,
    AIC: -2 * plain.logLik + 2 * df,
    BIC: -2 * plain.logLik + Math.log(plain.nObs) * df,
    nObs: plain.nObs,
  };
}

/** Nothing can be learnt: every count is zero, or every row is separated. */
function emptyFit(input: ZinbInput, { aliased, divergent, zeroDivergent }: ZinbSetup): ZinbFit {
  const nObs = input.design.rows;
  const isAllZero = Array.from(input.response).every((count) => count === 0);
  return {
    converged: false,
    iterations: 0,
    maxAbsGradient: Number.NaN,
    boundary: 'none',
    flags: [...(isAllZero ? (['all-zero'] as const) : []), 'separation', 'not-converged'],
    aliased,
    divergentTerms: [...divergent.keys()].map((column) => input.design.names[column]!),
    divergentZeroTerms: [...zeroDivergent.keys()].map((column) => input.zeroDesign.names[column]!),
    coefficients: {},
    se: {},
    z: {},
    p: {},
    zeroInflationCoefficients: {},
    zeroInflationSE: {},
    zeroInflationP: {},
    theta: Number.NaN,
    dispersion: Number.NaN,
    logLik: isAllZero ? 0 : Number.NaN,
    df: 0,
    AIC: Number.NaN,
    BIC: Number.NaN,
    nObs,
  };
}
