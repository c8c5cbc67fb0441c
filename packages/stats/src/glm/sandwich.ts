// Covariance matrices of regression coefficients: from the information, and sandwiches HC0 to HC3.
import { crossProduct, product, toCoefficientScale } from '../algebra/basis-product.js';
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import type { OrthogonalBasis } from '../algebra/orthogonal-basis.js';

/** The kinds of robust covariance. */
export type RobustKind = 'HC0' | 'HC1' | 'HC2' | 'HC3';

/** What a regression tells for its sandwich: n rows, p columns of the basis. */
export interface SandwichInput {
  readonly basis: OrthogonalBasis;
  /** Slopes of the rows' log likelihoods in their linear predictors, weights included. */
  readonly slope: Float64Array;
  /** Expected information of the rows in their linear predictors, weights included. */
  readonly weight: Float64Array;
}

/** p × p matrices in the columns of the basis, row by row, on the scale of the coefficients; undefined where none exists. */
export interface Covariances {
  /** (XᵀWX)⁻¹. */
  readonly model: Float64Array | undefined;
  readonly HC0: Float64Array | undefined;
  /** HC0 times n / (n − p); undefined without residual degrees of freedom. */
  readonly HC1: Float64Array | undefined;
  /** Squared slopes divided by 1 − leverage; undefined where a leverage is 1. */
  readonly HC2: Float64Array | undefined;
  /** Squared slopes divided by (1 − leverage)². */
  readonly HC3: Float64Array | undefined;
}

/**
 * The inverse information A⁻¹ and the sandwiches A⁻¹ (Σ ω u² x xᵀ) A⁻¹.
 * @see White (1980); MacKinnon and White (1985); Zeileis (2006), vcovHC in R's sandwich
 */
export function covariancesOf({ basis, slope, weight }: SandwichInput): Covariances {
  const { n, p } = basis;
  const bread = invertPositiveDefinite(crossProduct(basis, weight), p);
  if (bread === undefined || p === 0) {
    return { model: undefined, HC0: undefined, HC1: undefined, HC2: undefined, HC3: undefined };
  }
  const squares = slope.map((u) => u * u);
  const rest = leverages(basis, weight, bread).map((leverage) => 1 - leverage);
  const isLeverageFull = rest.some((share) => !(share > 1e-10));
  const wrap = (meat: Float64Array): Float64Array =>
    toCoefficientScale(basis, product(product(bread, crossProduct(basis, meat), p), bread, p));
  const divided = (power: 1 | 2): Float64Array | undefined =>
    isLeverageFull ? undefined : wrap(squares.map((u, i) => u / rest[i]! ** power));
  const plain = wrap(squares);
  return {
    model: toCoefficientScale(basis, bread),
    HC0: plain,
    HC1: n > p ? plain.map((v) => (v * n) / (n - p)) : undefined,
    HC2: divided(1),
    HC3: divided(2),
  };
}

/** Diagonal of W^½ Q A⁻¹ Qᵀ W^½. */
function leverages({ basis, n, p }: OrthogonalBasis, weight: Float64Array, bread: Float64Array): Float64Array {
  const found = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let form = 0;
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) form += basis[i * p + j]! * bread[j * p + k]! * basis[i * p + k]!;
    }
    found[i] = weight[i]! * form;
  }
  return found;
}
