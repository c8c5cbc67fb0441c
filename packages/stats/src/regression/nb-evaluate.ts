// The inner loops of the fast negative-binomial engine: likelihood derivatives at one point, by groups of equal rows.
import type { NbWorkspace } from './nb-workspace.js';

/** Below this θ logarithms of several 1 + μ/θ are taken together; above, their rounding would count. */
const LARGEST_THETA_OF_PRODUCTS = 8;
const PRODUCT_LIMIT = 1e150;
const LARGEST_POWER = 7;

/** base^n for n from 1 to 7, where one multiplication more costs less than a logarithm. */
function power(base: number, n: number): number {
  const square = base * base;
  const low = (n & 1) === 1 ? base : 1;
  const middle = (n & 2) === 2 ? square : 1;
  return n < 4 ? low * middle : low * middle * square * square;
}

/** Σ size ln(1 + μ/θ), to the accuracy that the sign of a slope needs. */
export function roughLogSum({ groups, size, mu }: NbWorkspace, theta: number): number {
  const inverseTheta = 1 / theta;
  let sum = 0;
  let product = 1;
  for (let g = 0; g < groups; g += 1) {
    const base = 1 + mu[g]! * inverseTheta;
    const n = size[g]!;
    if (n > LARGEST_POWER) {
      sum += n * Math.log(base);
      continue;
    }
    product *= power(base, n);
    if (product > PRODUCT_LIMIT) {
      sum += Math.log(product);
      product = 1;
    }
  }
  return sum + Math.log(product);
}

/**
 * Puts the linear predictors, means, and all derivatives at the workspace's `gamma` and `theta` into it; θ = ∞ is the Poisson.
 * The formulas are those of `evaluateNb`; the log likelihood is left to {@link logLikNb}, since Newton's steps do not need it.
 */
export function evaluateWorkspace(work: NbWorkspace): void {
  linearPredictor(work);
  if (work.theta === Number.POSITIVE_INFINITY) poissonGroups(work);
  else nbGroups(work);
  columnSums(work, { a: work.slope, b: work.tilt, sumA: work.score, sumB: work.cross });
  weightedSquares(work, work.weight, work.information);
}

/** η = offset + Xγ and μ = exp η. */
export function linearPredictor(work: NbWorkspace): void {
  const { groups, p, stride, dense, x, order, support, supportStart, offset, gamma, eta, mu, intercept } = work;
  const first = intercept === 0 ? 1 : 0;
  const base = intercept === 0 ? gamma[0]! : 0;
  for (let g = 0; g < groups; g += 1) eta[g] = offset[g]! + base;
  for (let k = first; k < p; k += 1) {
    const c = gamma[k]!;
    const at = order[k]! * stride;
    if (k < dense) for (let g = 0; g < groups; g += 1) eta[g] = eta[g]! + c * x[at + g]!;
    else {
      const to = supportStart[k + 1]!;
      for (let t = supportStart[k]!; t < to; t += 1) {
        const g = support[t]!;
        eta[g] = eta[g]! + c * x[at + g]!;
      }
    }
  }
  for (let g = 0; g < groups; g += 1) mu[g] = Math.exp(eta[g]!);
}

/** Slopes and weights by group, and the derivatives in ln θ, from `mu` and θ. */
export function nbGroups(work: NbWorkspace): void {
  const { groups, theta, size, total, mu, slope, weight, tilt } = work;
  const isProduct = theta < LARGEST_THETA_OF_PRODUCTS;
  const inverseTheta = 1 / theta;
  let sumLog = 0;
  let product = 1;
  let sumResidual = 0;
  let sumCurvature = 0;
  for (let g = 0; g < groups; g += 1) {
    const m = mu[g]!;
    const n = size[g]!;
    const y = total[g]!;
    const inverse = 1 / (theta + m);
    const share = theta * inverse;
    const rest = m * inverse;
    const residual = y - n * m;
    const s = residual * share;
    slope[g] = s;
    weight[g] = (y + n * theta) * share * rest;
    tilt[g] = -s * rest;
    sumResidual += residual * inverse;
    sumCurvature += n * rest * inverseTheta + residual * inverse * inverse;
    if (isProduct && n <= LARGEST_POWER) {
      product *= power(1 + m * inverseTheta, n);
      if (product > PRODUCT_LIMIT) {
        sumLog += Math.log(product);
        product = 1;
      }
    } else sumLog += n * (isProduct ? Math.log(1 + m * inverseTheta) : Math.log1p(m * inverseTheta));
  }
  sumLog += Math.log(product);
  const { above, largest } = work;
  let first = 0;
  let second = 0;
  for (let m = 0; m < largest; m += 1) {
    const inverse = 1 / (theta + m);
    const part = above[m]! * inverse;
    first += part;
    second += part * inverse;
  }
  work.scoreLogTheta = theta * (first - sumLog - sumResidual);
  work.informationLogTheta = theta * theta * (second - sumCurvature) - work.scoreLogTheta;
}

function poissonGroups(work: NbWorkspace): void {
  const { groups, size, total, mu, slope, weight, tilt } = work;
  for (let g = 0; g < groups; g += 1) {
    const mean = size[g]! * mu[g]!;
    slope[g] = total[g]! - mean;
    weight[g] = mean;
    tilt[g] = 0;
  }
  work.scoreLogTheta = 0;
  work.informationLogTheta = 0;
}

/** Two vectors with a value for each group, and where their sums over the columns go, p values each. */
interface ColumnSums {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly sumA: Float64Array;
  readonly sumB: Float64Array;
}

/** Xᵀa and Xᵀb. */
export function columnSums(work: NbWorkspace, { a, b, sumA, sumB }: ColumnSums): void {
  const { groups, p, stride, dense, x, order, support, supportStart } = work;
  for (let k = 0; k < p; k += 1) {
    const at = order[k]! * stride;
    let s = 0;
    let t = 0;
    if (k < dense) {
      for (let g = 0; g < groups; g += 1) {
        const value = x[at + g]!;
        s += value * a[g]!;
        t += value * b[g]!;
      }
    } else {
      const to = supportStart[k + 1]!;
      for (let i = supportStart[k]!; i < to; i += 1) {
        const g = support[i]!;
        const value = x[at + g]!;
        s += value * a[g]!;
        t += value * b[g]!;
      }
    }
    sumA[k] = s;
    sumB[k] = t;
  }
}

/** Xᵀ diag(weight) X into the lower triangle of `sum`, p × p. A sparse column visits only the groups where it is not zero. */
export function weightedSquares(work: NbWorkspace, weight: Float64Array, sum: Float64Array): void {
  const { groups, p, stride, dense, x, order, support, supportStart, product, isDisjoint } = work;
  let first = 0;
  if (work.intercept === 0) {
    let total = 0;
    for (let g = 0; g < groups; g += 1) total += weight[g]!;
    sum[0] = total;
    first = 1;
  }
  for (let j = first; j < p; j += 1) {
    const at = order[j]! * stride;
    const isDense = j < dense;
    const from = isDense ? 0 : supportStart[j]!;
    const count = isDense ? groups : supportStart[j + 1]! - from;
    let total = 0;
    let own = 0;
    for (let t = 0; t < count; t += 1) {
      const g = isDense ? t : support[from + t]!;
      const value = x[at + g]!;
      const part = weight[g]! * value;
      product[t] = part;
      total += part;
      own += part * value;
    }
    if (first === 1) sum[j * p] = total;
    sum[j * p + j] = own;
    for (let k = first; k < j; k += 1) {
      const other = order[k]! * stride;
      let s = 0;
      if (isDisjoint[j * p + k] === 1) {
        sum[j * p + k] = 0;
        continue;
      }
      if (isDense) for (let t = 0; t < count; t += 1) s += product[t]! * x[other + t]!;
      else for (let t = 0; t < count; t += 1) s += product[t]! * x[other + support[from + t]!]!;
      sum[j * p + k] = s;
    }
  }
}

/** The log likelihood at the estimate, all constants kept; `eta` and `mu` must be current. */
export function logLikNb(work: NbWorkspace): number {
  const { groups, theta, size, total, eta, mu, above, largest, logFactorial } = work;
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let g = 0; g < groups; g += 1) {
    const y = total[g]!;
    const n = size[g]!;
    if (isPoisson) sum += y * eta[g]! - n * mu[g]!;
    else sum += y * eta[g]! - (n * theta + y) * Math.log1p(mu[g]! / theta);
  }
  // Runs of equal `above`, long in the tail, share one logarithm.
  for (let m = 0; m < largest; ) {
    const times = above[m]!;
    const from = m;
    let product = 1;
    for (; m < largest && above[m] === times && product < PRODUCT_LIMIT; m += 1) product *= 1 + m / theta;
    sum += times * ((isPoisson ? 0 : Math.log(product)) - logFactorial[m]! + logFactorial[from]!);
  }
  return sum;
}
