// Covariance matrices of a negative-binomial regression: expected, joint observed, and sandwich.
import { crossProduct, product, toCoefficientScale } from '../algebra/basis-product.js';
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { jointInformation } from './maximise-nb.js';
import { type NbSolution, rowSlopes, rowWeights } from './nb-solution.js';

/** Matrices are p × p over the columns of the basis, row by row; undefined where an inverse does not exist. */
export interface NbCovariance {
  /** (XᵀWX)⁻¹ with W = μθ/(θ + μ): θ taken as known, as summary(glm.nb). */
  readonly expected: Float64Array | undefined;
  /** The β block of the inverse observed information of (β, θ). */
  readonly observedJoint: Float64Array | undefined;
  /** Sandwich of the β block. @see White (1980); sandwich::sandwich */
  readonly robustHC0: Float64Array | undefined;
  /** HC0 times n / (n − p). @see MacKinnon and White (1985) */
  readonly robustHC1: Float64Array | undefined;
  /** Sandwich with squared slopes divided by 1 − leverage. */
  readonly robustHC2: Float64Array | undefined;
  /** Sandwich with slopes divided by 1 − leverage. @see sandwich::vcovHC type HC3 */
  readonly robustHC3: Float64Array | undefined;
  /** θ with μ held fixed, as MASS SE.theta. */
  readonly thetaSEConditional: number | undefined;
  readonly thetaSEJoint: number | undefined;
}

/** The covariances at a solution. At the Poisson limit θ has no standard error and the observed matrix is that of β. */
export function nbCovariance(solution: NbSolution): NbCovariance {
  const { basis, maximum } = solution;
  const p = basis.p;
  if (maximum === undefined) return EMPTY;
  const weights = rowWeights(solution);
  const bread = invertPositiveDefinite(crossProduct(basis, weights), p);
  const isPoisson = maximum.theta === Number.POSITIVE_INFINITY;
  const joint = isPoisson
    ? invertPositiveDefinite(maximum.point.information, p)
    : invertPositiveDefinite(jointInformation(maximum.point, p), p + 1);
  const size = isPoisson ? p : p + 1;
  const transform = (matrix: Float64Array | undefined): Float64Array | undefined =>
    matrix === undefined ? undefined : toCoefficientScale(basis, matrix);
  return {
    expected: transform(bread),
    observedJoint: transform(joint === undefined ? undefined : leadingBlock(joint, size, p)),
    ...sandwiches(solution, weights, bread),
    thetaSEConditional:
      isPoisson || !(maximum.point.informationLogTheta > 0)
        ? undefined
        : maximum.theta / Math.sqrt(maximum.point.informationLogTheta),
    thetaSEJoint: isPoisson || joint === undefined ? undefined : maximum.theta * Math.sqrt(joint[size * size - 1]!),
  };
}

const EMPTY: NbCovariance = {
  expected: undefined,
  observedJoint: undefined,
  robustHC0: undefined,
  robustHC1: undefined,
  robustHC2: undefined,
  robustHC3: undefined,
  thetaSEConditional: undefined,
  thetaSEJoint: undefined,
};

type Sandwiches = Pick<NbCovariance, 'robustHC0' | 'robustHC1' | 'robustHC2' | 'robustHC3'>;

function sandwiches(solution: NbSolution, weights: Float64Array, bread: Float64Array | undefined): Sandwiches {
  if (bread === undefined) {
    return { robustHC0: undefined, robustHC1: undefined, robustHC2: undefined, robustHC3: undefined };
  }
  const { basis } = solution;
  const { n, p } = basis;
  const squares = rowSlopes(solution).map((u) => u * u);
  const rest = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let form = 0;
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) {
        form += basis.basis[i * p + j]! * bread[j * p + k]! * basis.basis[i * p + k]!;
      }
    }
    rest[i] = 1 - weights[i]! * form;
  }
  const isLeverageFull = !rest.every((value) => value > 1e-10);
  const wrap = (meat: Float64Array): Float64Array =>
    toCoefficientScale(basis, product(product(bread, crossProduct(basis, meat), p), bread, p));
  const robustHC0 = wrap(squares);
  return {
    robustHC0,
    robustHC1: n > p ? robustHC0.map((value) => (value * n) / (n - p)) : undefined,
    robustHC2: isLeverageFull ? undefined : wrap(squares.map((value, i) => value / rest[i]!)),
    robustHC3: isLeverageFull ? undefined : wrap(squares.map((value, i) => value / (rest[i]! * rest[i]!))),
  };
}

function leadingBlock(matrix: Float64Array, size: number, p: number): Float64Array {
  const block = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) for (let j = 0; j < p; j += 1) block[i * p + j] = matrix[i * size + j]!;
  return block;
}
