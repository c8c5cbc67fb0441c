// Sandwich standard errors of repeated measures: valid when the covariance of the visits is modelled wrongly.
import { bilinear, multiplySquare } from '../algebra/square-matrix.js';
import type { LikelihoodPoint } from './repeated-likelihood.js';
import type { Pattern } from './repeated-moments.js';

/** CR0: plain. CR3: residuals of each participant multiplied by (I − H)⁻¹, about what leaving the participant out does. */
export type RobustCovarianceKind = 'CR0' | 'CR3';

/**
 * Φ (Σ Xᵀ W e eᵀ W X) Φ over participants, p × p, with e = r for CR0 and (I − X Φ Xᵀ W)⁻¹ r for CR3; no small-sample factor.
 * Undefined when one participant alone determines a coefficient, so that I − H is singular.
 * @see Liang and Zeger (1986); Bell and McCaffrey (2002); clubSandwich::vcovCR in R; EMPIRICAL in SAS (CR0)
 */
export function robustCovariance(
  patterns: readonly Pattern[],
  { beta, phi, states }: LikelihoodPoint,
  kind: RobustCovarianceKind,
): Float64Array | undefined {
  const p = beta.length;
  const meat = new Float64Array(p * p);
  const score = new Float64Array(p);
  for (const [at, { rows, size, width, visits }] of patterns.entries()) {
    const s = visits.length;
    const { weight } = states[at]!;
    for (let start = 0; start < size * s * width; start += s * width) {
      const x = Array.from({ length: s }, (_, a) => rows.subarray(start + a * width, start + a * width + p));
      const residual = Float64Array.from(x, (row, a) => {
        let fitted = 0;
        for (let j = 0; j < p; j += 1) fitted += row[j]! * beta[j]!;
        return rows[start + a * width + p]! - fitted;
      });
      const error = kind === 'CR0' ? residual : unshrunk(x, { residual, phi, weight });
      if (error === undefined) return undefined;
      score.fill(0);
      for (let a = 0; a < s; a += 1) {
        let pull = 0;
        for (let b = 0; b < s; b += 1) pull += weight[a * s + b]! * error[b]!;
        for (let j = 0; j < p; j += 1) score[j] = score[j]! + x[a]![j]! * pull;
      }
      for (let j = 0; j < p; j += 1) for (let k = 0; k < p; k += 1) meat[j * p + k]! += score[j]! * score[k]!;
    }
  }
  return multiplySquare(multiplySquare(phi, meat, p), phi, p);
}

/** Solves (I − X Φ Xᵀ W) e = r by Gauss's elimination with row exchanges. */
function unshrunk(
  x: readonly Float64Array[],
  {
    residual,
    phi,
    weight,
  }: { readonly residual: Float64Array; readonly phi: Float64Array; readonly weight: Float64Array },
): Float64Array | undefined {
  const s = x.length;
  const spread = Float64Array.from({ length: s * s }, (_, at) => bilinear(phi, x[Math.floor(at / s)]!, x[at % s]!));
  const hat = multiplySquare(spread, weight, s);
  const system = Array.from({ length: s }, (_, a) =>
    Float64Array.from({ length: s + 1 }, (__, b) => (b === s ? residual[a]! : (a === b ? 1 : 0) - hat[a * s + b]!)),
  );
  for (let k = 0; k < s; k += 1) {
    let pivot = k;
    for (let a = k + 1; a < s; a += 1) if (Math.abs(system[a]![k]!) > Math.abs(system[pivot]![k]!)) pivot = a;
    if (!(Math.abs(system[pivot]![k]!) > 1e-10)) return undefined;
    [system[k], system[pivot]] = [system[pivot]!, system[k]!];
    for (let a = 0; a < s; a += 1) {
      if (a === k) continue;
      const share = system[a]![k]! / system[k]![k]!;
      for (let b = k; b <= s; b += 1) system[a]![b]! -= share * system[k]![b]!;
    }
  }
  return Float64Array.from(system, (row, a) => row[s]! / row[a]!);
}
