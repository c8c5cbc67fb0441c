// Finds rows whose fitted mean runs to zero in a log-link count model, so that coefficients run to infinity.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { orthogonalBasis } from '../algebra/orthogonal-basis.js';
import type { CountProblem } from './count-problem.js';

/** Groups of rows that are separated, and a direction of γ along which the likelihood rises without end. */
export interface Separation {
  /** For each group of the problem. */
  readonly isSeparated: readonly boolean[];
  /** p values, the largest of them ±1; zeros when nothing is separated. */
  readonly direction: Float64Array;
}

const TOLERANCE = 1e-9;

/** Rows with a total of zero may run off to a predictor of −∞; the others may not move. */
export type SeparationProblem = Pick<CountProblem, 'groups' | 'p' | 'basis' | 'total'>;

/**
 * A direction d separates when Qd = 0 in every row with a count above zero, Qd ≤ 0 in the others and Qd < 0 in some. It
 * is looked for among the directions that the positive rows leave free, by projecting on the cone of those that are nowhere positive.
 * @see Correia, Guimarães and Zylkin (2019), arXiv:1903.01633, section 3.3
 */
export function findSeparation(problem: SeparationProblem): Separation {
  const { groups, p, basis, total } = problem;
  const none = { isSeparated: new Array<boolean>(groups).fill(false), direction: new Float64Array(p) };
  const zeros = Array.from({ length: groups }, (_, g) => g).filter((g) => total[g] === 0);
  if (zeros.length === 0) return none;
  const free = freeDirections(problem);
  const k = free.length;
  if (k === 0) return none;

  const values = new Float64Array(zeros.length * k);
  zeros.forEach((g, i) => {
    free.forEach((direction, j) => {
      let sum = 0;
      for (let c = 0; c < p; c += 1) sum += basis[g * p + c]! * direction[c]!;
      values[i * k + j] = sum;
    });
  });
  const span = orthogonalBasis(values, zeros.length, k);
  const shares = separatingShares(span.basis, zeros.length, span.p);
  if (shares === undefined) return none;
  const moved = zeros.map((_, i) => along(span.basis, i, shares));
  const top = Math.max(...moved);

  const direction = new Float64Array(p);
  for (let j = 0; j < span.p; j += 1) {
    let weight = 0;
    for (let c = j; c < span.p; c += 1) weight += span.toCoefficients[j * span.p + c]! * shares[c]!;
    const vector = free[span.kept[j]!]!;
    for (let c = 0; c < p; c += 1) direction[c] = direction[c]! - weight * vector[c]!;
  }
  const longest = Math.max(...direction.map(Math.abs));
  const isSeparated = none.isSeparated.slice();
  zeros.forEach((g, i) => {
    isSeparated[g] = moved[i]! > 1e-6 * top;
  });
  return { isSeparated, direction: direction.map((x) => x / longest) };
}

/**
 * c with Qc ≥ 0 and as many rows of Qc above zero as possible; undefined when only Qc = 0 is possible. The vector of ones, then that of
 * the rows not yet separated, is projected on the cone of all Qc ≥ 0; sums of cone members are members.
 */
function separatingShares(span: Float64Array, n: number, k: number): Float64Array | undefined {
  const shares = new Float64Array(k);
  const target = new Float64Array(n).fill(1);
  for (let round = 0; round < n; round += 1) {
    const found = projectOnCone(span, target, k);
    let isNew = false;
    for (let i = 0; i < n; i += 1) {
      if (target[i] === 0 || !(along(span, i, found) > 1e-7)) continue;
      target[i] = 0;
      isNew = true;
    }
    if (!isNew) return round === 0 ? undefined : shares;
    const longest = Math.max(...found.map(Math.abs));
    for (let j = 0; j < k; j += 1) shares[j] = shares[j]! + found[j]! / longest;
  }
  return shares;
}

/**
 * The c that minimises |Qc − target| among all c with Qc ≥ 0. By its dual: c = Qᵀ(target + λ)/n with λ ≥ 0 that makes |c| smallest, found
 * by active sets.
 * @see Lawson and Hanson (1974), Solving Least Squares Problems, chapter 23
 */
function projectOnCone(span: Float64Array, target: Float64Array, k: number): Float64Array {
  const n = target.length;
  const lambda = new Float64Array(n);
  const start = sumOfRows(span, target, k);
  const active: number[] = [];
  let shares = start;
  for (let step = 0; step < 20 * (n + k); step += 1) {
    const lowest = lowestRow(span, shares, n, active);
    if (lowest === undefined) return shares;
    active.push(lowest);
    for (;;) {
      const wanted = freeMultipliers(span, start, active);
      if (wanted === undefined) return new Float64Array(k);
      let share = 1;
      active.forEach((row, a) => {
        if (wanted[a]! <= 0) share = Math.min(share, lambda[row]! / (lambda[row]! - wanted[a]!));
      });
      active.forEach((row, a) => {
        lambda[row] = lambda[row]! + share * (wanted[a]! - lambda[row]!);
      });
      if (share === 1) break;
      const kept = active.filter((row, a) => wanted[a]! > 0 || lambda[row]! > 1e-14);
      for (const row of active) if (!kept.includes(row)) lambda[row] = 0;
      active.splice(0, active.length, ...kept);
    }
    const added = sumOfRows(span, lambda, k);
    shares = start.map((value, j) => value + added[j]!);
  }
  return new Float64Array(k);
}

/** The row outside the active set where Qc is most negative, beyond rounding; undefined when none is. */
function lowestRow(span: Float64Array, shares: Float64Array, n: number, active: readonly number[]): number | undefined {
  let lowest: number | undefined;
  let value = -TOLERANCE;
  for (let i = 0; i < n; i += 1) {
    const own = along(span, i, shares);
    if (own >= value || active.includes(i)) continue;
    value = own;
    lowest = i;
  }
  return lowest;
}

/** The multipliers of the active rows that make Qc zero there; undefined when these rows are dependent. */
function freeMultipliers(span: Float64Array, start: Float64Array, active: readonly number[]): Float64Array | undefined {
  const size = active.length;
  const k = start.length;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  const factor = new Float64Array(size * size);
  active.forEach((row, a) => {
    const own = span.subarray(row * k, row * k + k);
    right[a] = -along(span, row, start);
    active.forEach((other, b) => {
      gram[a * size + b] = along(span, other, own) / (span.length / k);
    });
  });
  if (!factorCholesky(gram, size, factor)) return undefined;
  solveCholesky(factor, size, right);
  return right;
}

/** Qᵀ weights / n. */
function sumOfRows(span: Float64Array, weights: Float64Array, k: number): Float64Array {
  const n = weights.length;
  const sum = new Float64Array(k);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < k; j += 1) sum[j] = sum[j]! + (span[i * k + j]! * weights[i]!) / n;
  return sum;
}

/** Row i of Q times c. */
function along(span: Float64Array, i: number, shares: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < shares.length; j += 1) sum += span[i * shares.length + j]! * shares[j]!;
  return sum;
}

/** Orthonormal directions that are at right angles to every row with a positive total. */
function freeDirections({ groups, p, basis, total }: SeparationProblem): readonly Float64Array[] {
  const found: Float64Array[] = [];
  const rest = (vector: Float64Array): Float64Array => {
    const left = Float64Array.from(vector);
    for (let pass = 0; pass < 2; pass += 1) {
      for (const known of found) {
        let share = 0;
        for (let c = 0; c < p; c += 1) share += left[c]! * known[c]!;
        for (let c = 0; c < p; c += 1) left[c] = left[c]! - share * known[c]!;
      }
    }
    return left;
  };
  const append = (vector: Float64Array): boolean => {
    const left = rest(vector);
    const length = Math.hypot(...left);
    if (length <= TOLERANCE * Math.hypot(...vector)) return false;
    found.push(left.map((x) => x / length));
    return true;
  };
  for (let g = 0; g < groups && found.length < p; g += 1) {
    if (total[g]! > 0) append(basis.slice(g * p, g * p + p));
  }
  const rank = found.length;
  while (found.length < p) {
    let best: Float64Array | undefined;
    for (let c = 0; c < p; c += 1) {
      const unit = new Float64Array(p);
      unit[c] = 1;
      const left = rest(unit);
      if (best === undefined || Math.hypot(...left) > Math.hypot(...best)) best = left;
    }
    append(best!);
  }
  return found.slice(rank);
}
