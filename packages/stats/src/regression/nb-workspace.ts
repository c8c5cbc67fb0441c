// The memory of the fast negative-binomial engine: one problem in the form that its loops want, and room for all they compute.

/**
 * A count regression whose equal rows are gathered, and scratch for fitting it. Matrices of the design are stored column by column
 * with `stride` numbers each, dense columns before sparse ones. Everything is overwritten by the next problem.
 */
export interface NbWorkspace {
  /** Most groups, most columns, and the largest count for which there is room. */
  stride: number;
  columns: number;
  largestRoom: number;

  /** Groups of equal rows. */
  groups: number;
  /** Columns of the design, all of them linearly independent. */
  p: number;
  /** Rows: the sum of `size`. */
  rows: number;
  offset: Float64Array;
  size: Float64Array;
  total: Float64Array;
  /** Σ y² of all rows. */
  sumOfSquares: number;
  sumOfCounts: number;
  largest: number;
  /** above[m] = rows with a count greater than m, m < largest. */
  above: Float64Array;
  /** ln m!, as far as there is room. */
  logFactorial: Float64Array;

  /** p × stride: standardised columns, in the order of `order`. */
  x: Float64Array;
  /** The column of the design that stands at each place. */
  order: Int32Array;
  /** Places below this hold dense columns. */
  dense: number;
  /** Groups in which each sparse column is not zero: from supportStart[place] to supportStart[place + 1]. */
  support: Int32Array;
  supportStart: Int32Array;
  /** p × p: 1 where two sparse columns are nowhere both filled, as indicators of one factor. */
  isDisjoint: Uint8Array;
  /** Standardisation: column = centre + scale × x. */
  centre: Float64Array;
  scale: Float64Array;
  /** Largest |x| and largest |column| at each place. */
  largestX: Float64Array;
  largestColumn: Float64Array;
  /** 0, the place of the column of ones, or −1 without one. */
  intercept: number;

  /** Estimate: coefficients of the standardised columns and θ. */
  gamma: Float64Array;
  theta: number;
  eta: Float64Array;
  mu: Float64Array;
  /** By group: ∂l/∂η, −∂²l/∂η², −∂²l/∂η∂ ln θ. */
  slope: Float64Array;
  weight: Float64Array;
  tilt: Float64Array;
  product: Float64Array;
  /** ∂l/∂γ, −∂²l/∂γ∂γᵀ (p × p), −∂²l/∂γ∂ ln θ. */
  score: Float64Array;
  information: Float64Array;
  cross: Float64Array;
  scoreLogTheta: number;
  informationLogTheta: number;
  /** Cholesky factor of `information`; information⁻¹ score; information⁻¹ cross. */
  factor: Float64Array;
  /** Cholesky factor of the expected information. */
  expectedFactor: Float64Array;
  step: Float64Array;
  solvedCross: Float64Array;
  /** −∂²/∂(ln θ)² of the profile likelihood. */
  profileInformation: number;
  /** Scratch of p and p × p numbers. */
  vector: Float64Array;
  other: Float64Array;
  matrix: Float64Array;
  /** Values of θ at which a certificate needs a closer look. */
  readonly doubtful: Float64Array;
  iterations: number;
}

/** A workspace that grows with its problems. */
export function nbWorkspace(): NbWorkspace {
  const none = new Float64Array(0);
  const index = new Int32Array(0);
  return {
    stride: 0,
    columns: 0,
    largestRoom: 0,
    groups: 0,
    p: 0,
    rows: 0,
    offset: none,
    size: none,
    total: none,
    sumOfSquares: 0,
    sumOfCounts: 0,
    largest: 0,
    above: none,
    logFactorial: none,
    x: none,
    order: index,
    dense: 0,
    support: index,
    supportStart: index,
    isDisjoint: new Uint8Array(0),
    centre: none,
    scale: none,
    largestX: none,
    largestColumn: none,
    intercept: -1,
    gamma: none,
    theta: 0.5,
    eta: none,
    mu: none,
    slope: none,
    weight: none,
    tilt: none,
    product: none,
    score: none,
    information: none,
    cross: none,
    scoreLogTheta: 0.5,
    informationLogTheta: 0.5,
    factor: none,
    expectedFactor: none,
    step: none,
    solvedCross: none,
    profileInformation: 0.5,
    vector: none,
    other: none,
    matrix: none,
    doubtful: new Float64Array(64),
    iterations: 0,
  };
}

/** Makes room for a problem; what a workspace held is lost. */
export function reserveNb(
  work: NbWorkspace,
  { groups, columns, largest }: { readonly groups: number; readonly columns: number; readonly largest: number },
): void {
  if (largest > work.largestRoom) {
    work.largestRoom = Math.max(64, 2 * largest);
    work.above = new Float64Array(work.largestRoom);
    work.logFactorial = new Float64Array(work.largestRoom + 1);
    for (let m = 1; m <= work.largestRoom; m += 1) work.logFactorial[m] = work.logFactorial[m - 1]! + Math.log(m);
  }
  if (groups <= work.stride && columns <= work.columns) return;
  const stride = Math.max(work.stride, groups);
  const p = Math.max(work.columns, columns);
  work.stride = stride;
  work.columns = p;
  for (const name of ['offset', 'size', 'total', 'eta', 'mu', 'slope', 'weight', 'tilt', 'product'] as const) {
    work[name] = new Float64Array(stride);
  }
  for (const name of [
    'centre',
    'scale',
    'largestX',
    'largestColumn',
    'gamma',
    'score',
    'cross',
    'step',
    'solvedCross',
    'vector',
    'other',
  ] as const) {
    work[name] = new Float64Array(p);
  }
  for (const name of ['information', 'factor', 'expectedFactor', 'matrix'] as const)
    work[name] = new Float64Array(p * p);
  work.x = new Float64Array(p * stride);
  work.order = new Int32Array(p);
  work.support = new Int32Array(p * stride);
  work.supportStart = new Int32Array(p + 1);
  work.isDisjoint = new Uint8Array(p * p);
}
