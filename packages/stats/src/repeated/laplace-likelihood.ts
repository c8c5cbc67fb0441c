// The Laplace likelihood of counts with a random intercept per cluster, with exact gradient and Hessian.

import { findMode, type ModeProblem } from './cluster-mode.js';
import type { ClusteredCounts } from './clustered-counts.js';
import type { Likelihood } from './newton-ascent.js';
import { rowTerms, setRowTerms } from './row-terms.js';

/** Which parameters a model has besides γ: then come ln sd of the intercepts and ln θ, in this order. */
export interface GlmmParts {
  /** False: no random intercept, an ordinary regression. */
  readonly hasIntercept: boolean;
  /** False: Poisson, θ = ∞. */
  readonly hasTheta: boolean;
}

/** {@link Likelihood} with what is known of each cluster at the last point. */
export interface GlmmLikelihood extends Likelihood {
  readonly parts: GlmmParts;
  /** Posterior mode of each cluster's intercept. */
  readonly mode: Float64Array;
}

/**
 * Sums over clusters h(b̂) − ½ ln D with h(b) = Σ_j f(η_j + b) − b²/(2s²) − ln s, D = −h″(b̂): the integral over b ~ N(0, s²)
 * to Laplace's approximation. The derivatives take in that b̂ moves with the parameters: e = x + ∂b̂/∂γ is the whole change
 * of a row's predictor, by which most of the Hessian becomes one weighted sum of squares Σ ω e eᵀ.
 * @see Breslow and Clayton (1993), Journal of the American Statistical Association 88, 9–25; Skaug and Fournier (2006),
 *   Computational Statistics and Data Analysis 51, 699–709; glmmTMB in R
 */
export function laplaceLikelihood(counts: ClusteredCounts, parts: GlmmParts): GlmmLikelihood {
  const { p, clusters, start, basis, offset } = counts;
  const atSd = parts.hasIntercept ? p : -1;
  const size = p + (parts.hasIntercept ? 1 : 0) + (parts.hasTheta ? 1 : 0);
  const atTheta = parts.hasTheta ? size - 1 : -1;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  const mode = new Float64Array(clusters);
  const base = new Float64Array(counts.size.length);
  const predictor = new Float64Array(counts.size.length);
  const longest = longestCluster(counts);
  const terms = rowTerms(longest);
  const scratch = clusterScratch(p, longest);

  const evaluate = (parameters: Float64Array): number => {
    const theta = parts.hasTheta ? Math.exp(parameters[atTheta]!) : Number.POSITIVE_INFINITY;
    const logSd = parts.hasIntercept ? parameters[atSd]! : 0;
    const precision = parts.hasIntercept ? Math.exp(-2 * logSd) : 0;
    gradient.fill(0);
    information.fill(0);
    for (let g = 0; g < predictor.length; g += 1) {
      let eta = offset[g]!;
      for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * parameters[j]!;
      predictor[g] = eta;
      base[g] = Math.exp(eta);
    }
    const problem: ModeProblem = { counts, base, theta, precision };
    let logLik = -counts.sumLogFactorial;
    for (let c = 0; c < clusters; c += 1) {
      const from = start[c]!;
      const to = start[c + 1]!;
      const b = parts.hasIntercept ? findMode(problem, c, mode[c]!) : 0;
      mode[c] = b;
      setRowTerms(terms, { counts, base, predictor, theta, from, to, shift: b });
      logLik += terms.value - 0.5 * precision * b * b - logSd;
      const d = parts.hasIntercept ? terms.curvature + precision : 1;
      if (parts.hasIntercept) logLik -= 0.5 * Math.log(d);
      addCluster(c, b, precision, d);
    }
    if (parts.hasTheta) {
      const { log, first, second } = counts.rising(theta);
      logLik += log;
      gradient[atTheta]! += first;
      information[atTheta * size + atTheta]! -= second;
    }
    for (let j = 0; j < size; j += 1)
      for (let k = 0; k < j; k += 1) information[k * size + j] = information[j * size + k]!;
    return logLik;
  };

  /** Adds one cluster's derivatives; `d` is D. Without an intercept 1/D is 0, which leaves the regression's own. */
  const addCluster = (c: number, b: number, precision: number, d: number): void => {
    const from = start[c]!;
    const count = start[c + 1]! - from;
    const inverse = parts.hasIntercept ? 1 / d : 0;
    const { first, second, third, fourth, tiltFirst, tiltSecond, tiltThird } = terms;
    const { move, thirdOf, fourthOf, tiltFirstOf, tiltSecondOf, tiltThirdOf, rise, weight, weightOf } = scratch;
    const { sumThird, sumFourth } = terms;
    let sumWeight = 0;
    for (let i = 0; i < count; i += 1) {
      weight[i] = second[i]! + 0.5 * (fourth[i]! + sumThird * third[i]! * inverse) * inverse;
      sumWeight += weight[i]!;
    }
    // Column by column, so that the sums stay in registers: first over x, then moved to e = x + move.
    for (let j = 0; j < p; j += 1) {
      let one = 0;
      let two = 0;
      let three = 0;
      let four = 0;
      let all = 0;
      for (let i = 0, at = from * p + j; i < count; i += 1, at += p) {
        const x = basis[at]!;
        one += first[i]! * x;
        two += second[i]! * x;
        three += third[i]! * x;
        four += fourth[i]! * x;
        all += weight[i]! * x;
      }
      const by = two * inverse;
      move[j] = by;
      thirdOf[j] = three + by * sumThird;
      fourthOf[j] = four + by * sumFourth;
      weightOf[j] = all;
      // rise = d ln D / dγ.
      rise[j] = -thirdOf[j]! * inverse;
      gradient[j]! += one - 0.5 * rise[j]!;
      for (let k = 0; k <= j; k += 1) {
        let squares = 0;
        for (let i = 0, row = from * p; i < count; i += 1, row += p) {
          squares += weight[i]! * basis[row + j]! * basis[row + k]!;
        }
        const moved = by * weightOf[k]! + move[k]! * all + by * move[k]! * sumWeight;
        information[j * size + k]! -= squares + moved + 0.5 * rise[j]! * rise[k]! - precision * by * move[k]!;
      }
    }
    if (parts.hasTheta) {
      for (let j = 0; j < p; j += 1) {
        let one = 0;
        let two = 0;
        let three = 0;
        for (let i = 0, at = from * p + j; i < count; i += 1, at += p) {
          const x = basis[at]!;
          one += tiltFirst[i]! * x;
          two += tiltSecond[i]! * x;
          three += tiltThird[i]! * x;
        }
        tiltFirstOf[j] = one;
        tiltSecondOf[j] = two + move[j]! * terms.tiltTwo;
        tiltThirdOf[j] = three + move[j]! * terms.tiltThree;
      }
    }
    if (parts.hasIntercept) addSd(b, precision, inverse);
    if (parts.hasTheta) addTheta(b, precision, inverse);
  };

  const addSd = (b: number, precision: number, inverse: number): void => {
    const { sumThird, sumFourth } = terms;
    const { move, thirdOf, fourthOf, rise } = scratch;
    const pull = 2 * precision * b;
    const moveSd = pull * inverse;
    const riseSd = -(2 * precision + sumThird * moveSd) * inverse;
    scratch.moveSd = moveSd;
    scratch.riseSd = riseSd;
    gradient[atSd]! += precision * b * b - 1 - 0.5 * riseSd;
    for (let j = 0; j < p; j += 1) {
      const bend = thirdOf[j]! * moveSd + 2 * precision * move[j]!;
      const curve = -fourthOf[j]! * moveSd - sumThird * bend * inverse;
      const cross = (move[j]! * moveSd) / inverse;
      information[atSd * size + j]! -= cross - 0.5 * (curve * inverse - rise[j]! * riseSd);
    }
    const bend = -2 * pull + 4 * precision * moveSd + sumThird * moveSd * moveSd;
    const curve = 4 * precision - sumFourth * moveSd * moveSd - sumThird * bend * inverse;
    information[atSd * size + atSd]! -=
      -2 * precision * b * b + pull * moveSd - 0.5 * (curve * inverse - riseSd * riseSd);
  };

  const addTheta = (b: number, precision: number, inverse: number): void => {
    const { sumThird, sumFourth } = terms;
    const { move, thirdOf, fourthOf, tiltFirstOf, tiltSecondOf, tiltThirdOf, rise } = scratch;
    const { tilt, tiltTwice, tiltOne, tiltTwo, tiltThree, twiceOne, twiceTwo } = terms;
    const moveTheta = tiltOne * inverse;
    const riseTheta = -(tiltTwo + sumThird * moveTheta) * inverse;
    gradient[atTheta]! += tilt - 0.5 * riseTheta;
    for (let j = 0; j < p; j += 1) {
      const bend = tiltSecondOf[j]! + thirdOf[j]! * moveTheta;
      const curve = -tiltThirdOf[j]! - fourthOf[j]! * moveTheta - sumThird * bend * inverse;
      information[atTheta * size + j]! -=
        tiltFirstOf[j]! + move[j]! * tiltOne - 0.5 * (curve * inverse - rise[j]! * riseTheta);
    }
    if (parts.hasIntercept) {
      const { moveSd, riseSd } = scratch;
      const bend = 2 * precision * moveTheta + tiltTwo * moveSd + sumThird * moveSd * moveTheta;
      const curve = -tiltThree * moveSd - sumFourth * moveSd * moveTheta - sumThird * bend * inverse;
      information[atTheta * size + atSd]! -=
        2 * precision * b * moveTheta - 0.5 * (curve * inverse - riseSd * riseTheta);
    }
    const bend = twiceOne + 2 * tiltTwo * moveTheta + sumThird * moveTheta * moveTheta;
    const curve = -twiceTwo - 2 * tiltThree * moveTheta - sumFourth * moveTheta * moveTheta - sumThird * bend * inverse;
    information[atTheta * size + atTheta]! -=
      tiltTwice + tiltOne * moveTheta - 0.5 * (curve * inverse - riseTheta * riseTheta);
  };

  return { size, coefficients: p, gradient, information, evaluate, parts, mode };
}

/** Sums over the rows of one cluster. */
function clusterScratch(p: number, rows: number) {
  return {
    move: new Float64Array(p),
    rise: new Float64Array(p),
    thirdOf: new Float64Array(p),
    fourthOf: new Float64Array(p),
    tiltFirstOf: new Float64Array(p),
    tiltSecondOf: new Float64Array(p),
    tiltThirdOf: new Float64Array(p),
    weight: new Float64Array(rows),
    weightOf: new Float64Array(p),
    moveSd: 0,
    riseSd: 0,
  };
}

/** Groups in the largest cluster. */
export function longestCluster({ clusters, start }: ClusteredCounts): number {
  let longest = 0;
  for (let c = 0; c < clusters; c += 1) longest = Math.max(longest, start[c + 1]! - start[c]!);
  return longest;
}
