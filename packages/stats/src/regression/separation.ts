// Finds rows whose fitted mean runs to zero in a log-link count model, so that coefficients run to infinity.
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
 * is looked for among the directions that the positive rows leave free, by projecting alternately on these and on the
 * non-negative vectors, which ends at a direction that separates as many rows as possible.
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
  const { shares, projected } = alternate(span.basis, zeros.length, span.p);
  const top = projected.reduce((a, b) => Math.max(a, b), 0);
  if (top < TOLERANCE) return none;

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
    isSeparated[g] = projected[i]! > 1e-6 * top;
  });
  return { isSeparated, direction: direction.map((x) => x / longest) };
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

/** Alternating projections from the vector of ones. At most 5000 rounds. */
function alternate(span: Float64Array, n: number, k: number): { shares: Float64Array; projected: Float64Array } {
  let projected = new Float64Array(n).fill(1);
  const shares = new Float64Array(k);
  for (let round = 0; round < 5000; round += 1) {
    shares.fill(0);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < k; j += 1) shares[j] = shares[j]! + (span[i * k + j]! * projected[i]!) / n;
    }
    const next = new Float64Array(n);
    let smallest = 0;
    let top = 0;
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < k; j += 1) next[i] = next[i]! + span[i * k + j]! * shares[j]!;
      smallest = Math.min(smallest, next[i]!);
      top = Math.max(top, next[i]!);
    }
    projected = next;
    if (smallest >= -TOLERANCE * top || top < TOLERANCE) break;
    projected = next.map((x) => Math.max(0, x));
  }
  return { shares, projected };
}
