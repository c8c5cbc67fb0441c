// The uncertainty of variance parameters as inference about coefficients needs it: Satterthwaite's and Kenward and Roger's.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { multiplySquare } from '../algebra/square-matrix.js';
import type { CovarianceUncertainty } from './fixed-effect.js';

/** Covariance of θ̂: twice the inverse of a Hessian of the deviance; undefined unless that is positive definite. */
export function parameterCovariance(hessian: Float64Array, q: number): Float64Array | undefined {
  // Scaled to a unit diagonal, so that the units of the parameters do not matter.
  const scale = Float64Array.from({ length: q }, (_, k) => Math.sqrt(hessian[k * q + k]!));
  const scaled = hessian.map((x, at) => x / (scale[Math.floor(at / q)]! * scale[at % q]!));
  const inverse = scaled.every(Number.isFinite) ? invertPositiveDefinite(scaled, q) : undefined;
  return inverse?.map((x, at) => (2 * x) / (scale[Math.floor(at / q)]! * scale[at % q]!));
}

/** What {@link kenwardRoger} takes. */
export interface KenwardRogerParts {
  readonly p: number;
  readonly phi: Float64Array;
  readonly slopes: readonly Float64Array[];
  /** W, the covariance of θ̂. */
  readonly weights: Float64Array;
  /** Σ w_kl (Q_kl − ¼ R_kl), p × p. */
  readonly curvature: Float64Array;
}

/**
 * The adjusted covariance Φ + 2Φ {Σ w_kl (Q_kl − P_k Φ P_l − ¼ R_kl)} Φ and what the degrees of freedom need.
 * @see Kenward and Roger (1997), equation 5; pbkrtest::vcovAdj in R
 */
export function kenwardRoger({ p, phi, slopes, weights, curvature }: KenwardRogerParts): CovarianceUncertainty {
  const q = slopes.length;
  const inner = curvature.slice();
  slopes.forEach((slope, k) => {
    const mixed = new Float64Array(p * p);
    slopes.forEach((other, l) => {
      const weight = weights[k * q + l]!;
      for (let t = 0; t < mixed.length; t += 1) mixed[t] = mixed[t]! + weight * other[t]!;
    });
    const product = multiplySquare(multiplySquare(slope, phi, p), mixed, p);
    for (let t = 0; t < inner.length; t += 1) inner[t] = inner[t]! - product[t]!;
  });
  const change = multiplySquare(multiplySquare(phi, inner, p), phi, p);
  const adjusted = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < p; j += 1) adjusted[i * p + j] = phi[i * p + j]! + change[i * p + j]! + change[j * p + i]!;
  }
  return { adjusted, slopes, weights };
}
