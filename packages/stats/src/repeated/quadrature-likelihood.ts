// The likelihood of counts with a random intercept by adaptive Gauss–Hermite quadrature, with exact gradient.

import { findMode } from './cluster-mode.js';
import type { ClusteredCounts } from './clustered-counts.js';
import { gaussHermite } from './gauss-hermite.js';
import { type GlmmLikelihood, type GlmmParts, longestCluster } from './laplace-likelihood.js';
import { rowTerms, setRowTerms } from './row-terms.js';

/** Step of the differences of the gradient that give the Hessian; their error is near 1e-9 of its size. */
const STEP = 1e-4;

/**
 * Sums over clusters ln Σ_k w_k exp(z_k² + h(b̂ + z_k √(2/D))) − ½ ln(D π), the rule placed at the mode and scaled by the
 * curvature D there. Every constant is kept; one point is Laplace. The gradient is exact for the rule as it stands, moving
 * nodes included; the Hessian is its central difference.
 * @see Liu and Pierce (1994), Biometrika 81, 624–629; Pinheiro and Chao (2006); lme4 (nAGQ) in R, whose log likelihood omits
 *   constants
 */
export function quadratureLikelihood(
  counts: ClusteredCounts,
  parts: GlmmParts,
  points: number,
  start: Float64Array,
): GlmmLikelihood {
  const { p, clusters, basis, offset } = counts;
  const atSd = p;
  const size = p + 1 + (parts.hasTheta ? 1 : 0);
  const atTheta = parts.hasTheta ? size - 1 : -1;
  const { node, weight } = gaussHermite(points);
  const logWeight = weight.map((w, k) => Math.log(w) + node[k]! * node[k]!);
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  const mode = Float64Array.from(start);
  const base = new Float64Array(counts.size.length);
  const predictor = new Float64Array(counts.size.length);
  const longest = longestCluster(counts);
  const terms = rowTerms(longest);
  const slopes = new Float64Array(points * longest);
  const mean = new Float64Array(longest);
  const height = new Float64Array(points);
  const tilts = new Float64Array(points);
  const move = new Float64Array(size);
  const rise = new Float64Array(size);

  const valueAndGradient = (parameters: Float64Array, into: Float64Array): number => {
    const theta = parts.hasTheta ? Math.exp(parameters[atTheta]!) : Number.POSITIVE_INFINITY;
    const logSd = parameters[atSd]!;
    const precision = Math.exp(-2 * logSd);
    into.fill(0);
    for (let g = 0; g < predictor.length; g += 1) {
      let eta = offset[g]!;
      for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * parameters[j]!;
      predictor[g] = eta;
      base[g] = Math.exp(eta);
    }
    let logLik = -counts.sumLogFactorial;
    for (let c = 0; c < clusters; c += 1) {
      const from = counts.start[c]!;
      const to = counts.start[c + 1]!;
      const b = findMode({ counts, base, theta, precision }, c, mode[c]!);
      mode[c] = b;
      const place = { counts, base, predictor, theta, from, to };
      setRowTerms(terms, { ...place, shift: b });
      const d = terms.curvature + precision;
      const width = Math.sqrt(2 / d);
      setMoves(from, to, precision * b, precision, d);

      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < points; k += 1) {
        const at = b + width * node[k]!;
        setRowTerms(terms, { ...place, shift: at });
        height[k] = logWeight[k]! + terms.value - 0.5 * precision * at * at - logSd;
        tilts[k] = terms.tilt;
        for (let i = 0; i < to - from; i += 1) slopes[k * longest + i] = terms.first[i]!;
        if (height[k]! > top) top = height[k]!;
      }
      let sum = 0;
      for (let k = 0; k < points; k += 1) sum += Math.exp(height[k]! - top);
      logLik += top + Math.log(sum) - 0.5 * Math.log(d * Math.PI);

      let along = 0;
      let across = 0;
      mean.fill(0);
      for (let k = 0; k < points; k += 1) {
        const share = Math.exp(height[k]! - top) / sum;
        const at = b + width * node[k]!;
        let slope = -precision * at;
        for (let i = 0; i < to - from; i += 1) {
          const first = slopes[k * longest + i]!;
          slope += first;
          mean[i]! += share * first;
        }
        into[atSd]! += share * (precision * at * at - 1);
        if (parts.hasTheta) into[atTheta]! += share * tilts[k]!;
        along += share * slope;
        across += share * slope * width * node[k]!;
      }
      for (let g = from; g < to; g += 1) {
        for (let j = 0; j < p; j += 1) into[j]! += mean[g - from]! * basis[g * p + j]!;
      }
      for (let j = 0; j < size; j += 1) into[j]! += along * move[j]! - 0.5 * (1 + across) * rise[j]!;
    }
    if (parts.hasTheta) {
      const { log, first } = counts.rising(theta);
      logLik += log;
      into[atTheta]! += first;
    }
    return logLik;
  };

  /** Derivatives of the mode and of ln D, from the terms at the mode. */
  const setMoves = (from: number, to: number, pull: number, precision: number, d: number): void => {
    let sumThird = 0;
    move.fill(0);
    rise.fill(0);
    for (let g = from; g < to; g += 1) {
      sumThird += terms.third[g - from]!;
      for (let j = 0; j < p; j += 1) {
        move[j]! += (terms.second[g - from]! * basis[g * p + j]!) / d;
        rise[j]! -= terms.third[g - from]! * basis[g * p + j]!;
      }
    }
    move[atSd] = (2 * pull) / d;
    rise[atSd] = -2 * precision;
    if (parts.hasTheta) {
      move[atTheta] = terms.tiltOne / d;
      rise[atTheta] = -terms.tiltTwo;
    }
    for (let j = 0; j < size; j += 1) rise[j] = (rise[j]! - sumThird * move[j]!) / d;
  };

  const evaluate = (parameters: Float64Array): number => valueAndGradient(parameters, gradient);

  const inform = (parameters: Float64Array): void => {
    const moved = Float64Array.from(parameters);
    const ahead = new Float64Array(size);
    const behind = new Float64Array(size);
    for (let j = 0; j < size; j += 1) {
      moved[j] = parameters[j]! + STEP;
      valueAndGradient(moved, ahead);
      moved[j] = parameters[j]! - STEP;
      valueAndGradient(moved, behind);
      for (let k = 0; k < size; k += 1) information[j * size + k] = (behind[k]! - ahead[k]!) / (2 * STEP);
      moved[j] = parameters[j]!;
    }
    for (let j = 0; j < size; j += 1) {
      for (let k = 0; k < j; k += 1) {
        const mean = 0.5 * (information[j * size + k]! + information[k * size + j]!);
        information[j * size + k] = mean;
        information[k * size + j] = mean;
      }
    }
  };

  return { size, coefficients: p, gradient, information, evaluate, inform, parts, mode };
}
