// The graphical procedure: a rejected hypothesis passes its share of the level on to others.
import { checkP, type PValue } from './adjust-p.js';

/** A graph of m hypotheses. */
export interface TestingGraph {
  /** Share of the level of each hypothesis at the start; ≥ 0, together at most 1. */
  readonly weights: readonly number[];
  /** m × m: row i says which parts of its level hypothesis i passes on when it is rejected; rows sum to at most 1. */
  readonly transitions: readonly (readonly number[])[];
}

/** What {@link graphicalBonferroni} takes. */
export interface GraphicalBonferroniInput extends TestingGraph {
  readonly p: readonly PValue[];
  /** Level of the whole family, default 0.05. */
  readonly alpha?: number;
}

/** The decisions of a graphical procedure. */
export interface GraphicalBonferroni {
  /** Smallest level of the family at which each hypothesis would be rejected, at most 1; undefined where there was no p. */
  readonly adjustedP: readonly PValue[];
  /** Is the hypothesis rejected at `alpha`? */
  readonly rejected: readonly boolean[];
  /** The rejected hypotheses in the order in which the graph rejects them (indices from 0). */
  readonly order: readonly number[];
}

/** Rounding that a comparison of an adjusted p with α forgives: 0.015 / 0.3 is 0.05 but for its last digit. */
const ROUNDING = 1e-12;

/** Is an adjusted p-value small enough for rejection at α? A missing one never is. */
export function isRejected(adjustedP: PValue, alpha: number): boolean {
  return adjustedP !== undefined && adjustedP <= alpha * (1 + ROUNDING);
}

/**
 * Tests hypotheses by weighted Bonferroni tests; the level of a rejected one moves along the graph's edges and the graph is
 * updated. Controls the family-wise error rate strongly under any dependence. Holm, fixed sequence, fallback and
 * Bonferroni-based gatekeeping are graphs.
 * @throws RangeError for p outside 0 to 1, negative weights or transitions, sums above 1, a transition to itself, or sizes
 *   that differ
 * @see Bretz, Maurer, Brannath and Posch (2009), Statistics in Medicine 28, 586–604, algorithms 1 and 2; gMCP
 */
export function graphicalBonferroni({
  p,
  weights,
  transitions,
  alpha = 0.05,
}: GraphicalBonferroniInput): GraphicalBonferroni {
  p.forEach(checkP);
  checkAlpha(alpha);
  checkGraph({ weights, transitions }, p.length);
  let graph: MutableGraph = { weights: [...weights], transitions: transitions.map((row) => [...row]) };
  const open = new Set(p.keys());
  const adjusted = new Array<number>(p.length).fill(1);
  const sequence: number[] = [];
  let largest = 0;
  while (open.size > 0) {
    const ratio = (i: number): number => (graph.weights[i]! > 0 ? (p[i] ?? 1) / graph.weights[i]! : 1);
    const next = [...open].reduce((best, i) => (ratio(i) < ratio(best) ? i : best));
    largest = Math.max(largest, Math.min(1, ratio(next)));
    adjusted[next] = largest;
    sequence.push(next);
    open.delete(next);
    graph = withoutHypothesis(graph, next, open);
  }
  const adjustedP = adjusted.map((value, i) => (p[i] === undefined ? undefined : value));
  const rejected = adjustedP.map((value) => isRejected(value, alpha));
  return { adjustedP, rejected, order: sequence.filter((i) => rejected[i]) };
}

interface MutableGraph {
  readonly weights: number[];
  readonly transitions: number[][];
}

/** The update rule: w_l + w_j g_jl, and (g_lk + g_lj g_jk) / (1 − g_lj g_jl) for the hypotheses still open. */
function withoutHypothesis({ weights, transitions: g }: MutableGraph, j: number, open: Set<number>): MutableGraph {
  const m = weights.length;
  const isOpen = (i: number): boolean => open.has(i);
  const nextWeights = weights.map((weight, l) => (isOpen(l) ? weight + weights[j]! * g[j]![l]! : 0));
  const transitions = Array.from({ length: m }, (_, l) =>
    Array.from({ length: m }, (__, k) => {
      if (l === k || !isOpen(l) || !isOpen(k)) return 0;
      const loop = g[l]![j]! * g[j]![l]!;
      return loop < 1 ? (g[l]![k]! + g[l]![j]! * g[j]![k]!) / (1 - loop) : 0;
    }),
  );
  return { weights: nextWeights, transitions };
}

/** @throws RangeError for a level outside 0 to 1 */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`The level is ${alpha}; allowed are numbers between 0 and 1.`);
}

function checkGraph({ weights, transitions }: TestingGraph, m: number): void {
  if (weights.length !== m) throw new RangeError(`There are ${weights.length} weights for ${m} hypotheses.`);
  checkShares('The weights', weights);
  if (transitions.length !== m)
    throw new RangeError(`There are ${transitions.length} rows of transitions for ${m} hypotheses.`);
  transitions.forEach((row, i) => {
    if (row.length !== m) throw new RangeError(`Row ${i + 1} of the transitions has ${row.length} entries, not ${m}.`);
    if (row[i] !== 0) throw new RangeError(`Hypothesis ${i + 1} passes ${row[i]} on to itself; allowed is 0.`);
    checkShares(`Row ${i + 1} of the transitions`, row);
  });
}

function checkShares(what: string, shares: readonly number[]): void {
  const wrong = shares.find((share) => !(share >= 0 && share <= 1 + ROUNDING));
  if (wrong !== undefined) throw new RangeError(`${what} hold ${wrong}; allowed are numbers from 0 to 1.`);
  const sum = shares.reduce((a, b) => a + b, 0);
  if (sum > 1 + 1e-9) throw new RangeError(`${what} sum to ${sum}; allowed is at most 1.`);
}
