// The log likelihood of a zero-inflated negative binomial, with gradient and observed information.
import type { OrthogonalBasis } from '../algebra/orthogonal-basis.js';
import { logCount, logZero, rowValue } from './nb-row.js';
import type { Peak } from './newton-ascent.js';

/** Rows on which all coefficients are finite. */
export interface ZinbProblem {
  readonly y: Float64Array;
  readonly offset: Float64Array;
  /** Basis of the count part: a row for each count. */
  readonly count: OrthogonalBasis;
  /** Basis of the zero part. */
  readonly zero: OrthogonalBasis;
  /** The row of the zero part's basis; −1 where structural zeros are impossible. */
  readonly zeroRow: Int32Array;
}

/**
 * At (γ of the count part, δ of the zero part, ln θ), or without the last where `isPoisson`. A zero has ln(π + (1 − π) f(0)),
 * a count ln(1 − π) + ln f(y).
 * @see Lambert (1992); Greene (1994); Hall (2000)
 */
export function zinbPeak(problem: ZinbProblem, par: Float64Array, isPoisson: boolean): Peak {
  const { y, offset, count, zero, zeroRow } = problem;
  const [p, q] = [count.p, zero.p];
  const k = par.length;
  const theta = isPoisson ? Number.POSITIVE_INFINITY : Math.exp(par[p + q]!);
  const gradient = new Float64Array(k);
  const information = new Float64Array(k * k);
  const row = rowValue();
  /** A row's values in the two bases. */
  const x = new Float64Array(p + q);
  let height = 0;
  for (let i = 0; i < y.length; i += 1) {
    let eta = offset[i]!;
    for (let j = 0; j < p; j += 1) {
      x[j] = count.basis[i * p + j]!;
      eta += x[j]! * par[j]!;
    }
    const at = zeroRow[i]!;
    let logit = at < 0 ? Number.NEGATIVE_INFINITY : 0;
    for (let j = 0; j < q; j += 1) {
      x[p + j] = at < 0 ? 0 : zero.basis[at * q + j]!;
      if (at >= 0) logit += x[p + j]! * par[p + j]!;
    }
    const mu = Math.exp(eta);
    if (y[i] === 0) logZero(mu, theta, row);
    else logCount(y[i]!, mu, { theta, into: row });
    const pi = logistic(logit);
    /** Probability that the zero is structural, given that it is a zero. */
    const s = y[i] === 0 ? logistic(logit - row.value) : 0;
    // ln π + ln(1 + e^(ln f − logit)) in the form that can't overflow.
    const logOneMinusPi = -softplus(logit);
    height += y[i] === 0 ? logOneMinusPi + row.value + softplus(logit - row.value) : logOneMinusPi + row.value;
    const mix = s * (1 - s);
    const own = 1 - s;
    const etaEta = -own * row.dEtaEta - mix * row.dEta * row.dEta;
    const etaT = -own * row.dEtaT - mix * row.dEta * row.dT;
    const tt = -own * row.dTT - mix * row.dT * row.dT;
    const zeta = pi * (1 - pi) - mix;
    for (let a = 0; a < p; a += 1) {
      gradient[a] = gradient[a]! + own * row.dEta * x[a]!;
      const curve = etaEta * x[a]!;
      for (let b = 0; b <= a; b += 1) information[a * k + b] = information[a * k + b]! + curve * x[b]!;
    }
    for (let a = p; a < p + q; a += 1) {
      gradient[a] = gradient[a]! + (s - pi) * x[a]!;
      const cross = mix * row.dEta * x[a]!;
      for (let b = 0; b < p; b += 1) information[a * k + b] = information[a * k + b]! + cross * x[b]!;
      const curve = zeta * x[a]!;
      for (let b = p; b <= a; b += 1) information[a * k + b] = information[a * k + b]! + curve * x[b]!;
    }
    if (isPoisson) continue;
    const last = p + q;
    gradient[last] = gradient[last]! + own * row.dT;
    for (let b = 0; b < p; b += 1) information[last * k + b] = information[last * k + b]! + etaT * x[b]!;
    const cross = mix * row.dT;
    for (let b = p; b < last; b += 1) information[last * k + b] = information[last * k + b]! + cross * x[b]!;
    information[last * k + last] = information[last * k + last]! + tt;
  }
  for (let a = 0; a < k; a += 1) for (let b = 0; b < a; b += 1) information[b * k + a] = information[a * k + b]!;
  return { height: Number.isNaN(height) ? Number.NEGATIVE_INFINITY : height, gradient, information };
}

function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
