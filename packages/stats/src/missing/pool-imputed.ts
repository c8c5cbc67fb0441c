// Analyses every completed set and pools the estimates; and a search for the assumption at which a conclusion tips.
import { type PooledEstimate, rubinsRules } from './rubins-rules.js';

/** What an analysis of one completed set gives; undefined when it did not converge. */
export type SetEstimate = { readonly estimate: number; readonly variance: number } | undefined;

/** The pooled estimate; absent when an analysis failed, for leaving sets out would bias it. */
export interface ImputedAnalysis {
  readonly sets: number;
  /** Completed sets whose analysis did not converge. */
  readonly failed: number;
  readonly pooled?: PooledEstimate;
}

/**
 * Analyses each completed set and combines the estimates by {@link rubinsRules}.
 * @throws RangeError for fewer than two sets
 */
export function poolImputed<S>(
  completed: readonly S[],
  analyse: (set: S, number: number) => SetEstimate,
  options: { readonly dfComplete?: number; readonly confidence?: number } = {},
): ImputedAnalysis {
  if (completed.length < 2)
    throw new RangeError(`There are ${completed.length} completed sets; at least 2 are needed.`);
  const results = completed.map(analyse);
  const found = results.flatMap((result) => result ?? []);
  const failed = results.length - found.length;
  if (failed > 0) return { sets: results.length, failed };
  const pooled = rubinsRules({
    estimates: found.map(({ estimate }) => estimate),
    variances: found.map(({ variance }) => variance),
    ...options,
  });
  return { sets: results.length, failed, pooled };
}

/** What {@link tippingPoint} takes. */
export interface TippingPointInput {
  /** Two or more shifts in rising order; one of them is usually the one that changes nothing. */
  readonly deltas: readonly number[];
  /**
   * The pooled estimate under a shift. Use the same seed for every shift, so that only the shift differs. Undefined when it
   * could not be had.
   */
  readonly estimateAt: (delta: number) => Pick<PooledEstimate, 'estimate' | 'se' | 'p' | 'ci'> | undefined;
  /** Two-sided significance level. Default 0.05. */
  readonly alpha?: number;
  /** Halve every interval in which the conclusion changes until it is at most this wide. Default: no refinement. */
  readonly precision?: number;
}

/** The estimate under one shift. */
export interface TippingRow {
  readonly delta: number;
  readonly estimate?: number;
  readonly se?: number;
  readonly p?: number;
  readonly ci?: readonly [number, number];
  /** p ≤ alpha; absent without p. */
  readonly isSignificant?: boolean;
}

/** All rows, and between which shifts the conclusion changes. */
export interface TippingPoint {
  readonly rows: readonly TippingRow[];
  /** Neighbouring shifts on either side of a change; empty when the conclusion is the same for all. */
  readonly changes: readonly {
    readonly from: number;
    readonly to: number;
    readonly becomes: 'significant' | 'not-significant';
  }[];
  /** Some shift has no result; changes next to it can't be seen. */
  readonly flags: readonly 'missing-results'[];
}

/**
 * Repeats an analysis over a grid of shifts of the imputed values and tells where significance is lost or won.
 * @throws RangeError for fewer than two shifts, shifts not in rising order, or an alpha outside 0 to 1
 * @see Yan, Lee and Li (2009), Journal of Biopharmaceutical Statistics 19, 1085–1098
 */
export function tippingPoint({ deltas, estimateAt, alpha = 0.05, precision }: TippingPointInput): TippingPoint {
  if (deltas.length < 2) throw new RangeError(`There are ${deltas.length} shifts; at least 2 are needed.`);
  const wrong = deltas.find((delta, i) => !Number.isFinite(delta) || (i > 0 && !(delta > deltas[i - 1]!)));
  if (wrong !== undefined) throw new RangeError(`The shift ${wrong} is not finite or not above the one before it.`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`Alpha is ${alpha}; allowed are numbers between 0 and 1.`);
  if (precision !== undefined && !(precision > 0)) {
    throw new RangeError(`The precision is ${precision}; allowed are numbers above 0.`);
  }
  const rowAt = (delta: number): TippingRow => {
    const result = estimateAt(delta);
    if (result === undefined) return { delta };
    const { estimate, se, p, ci } = result;
    return {
      delta,
      estimate,
      se,
      ...(p === undefined ? {} : { p, isSignificant: p <= alpha }),
      ...(ci === undefined ? {} : { ci }),
    };
  };
  const rows = deltas.map(rowAt);
  const refined: TippingRow[] = [];
  const changes = rows.slice(1).flatMap((row, i) => {
    let from = rows[i]!;
    let to = row;
    if (!isChange(from, to)) return [];
    // At most 60 halvings: then two doubles are neighbours.
    for (let step = 0; precision !== undefined && step < 60 && to.delta - from.delta > precision; step += 1) {
      const middle = rowAt(0.5 * (from.delta + to.delta));
      refined.push(middle);
      if (middle.isSignificant === undefined) break;
      if (middle.isSignificant === from.isSignificant) from = middle;
      else to = middle;
    }
    const becomes = to.isSignificant ? ('significant' as const) : ('not-significant' as const);
    return [{ from: from.delta, to: to.delta, becomes }];
  });
  const all = [...rows, ...refined].sort((a, b) => a.delta - b.delta);
  return { rows: all, changes, flags: all.some((row) => row.p === undefined) ? ['missing-results'] : [] };
}

function isChange(from: TippingRow, to: TippingRow): boolean {
  return from.isSignificant !== undefined && to.isSignificant !== undefined && from.isSignificant !== to.isSignificant;
}
