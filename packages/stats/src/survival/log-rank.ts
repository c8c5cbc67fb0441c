// The log-rank test and its G-ρ family for two or more groups, stratified or not.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { membersOf, type SurvivalInput, type SurvivalRows, survivalRows } from './survival-data.js';

/** What a reader must know before using a log-rank test. */
export type LogRankFlag =
  /** Fewer than two groups are ever at risk together at an event: nothing can be compared. */
  | 'not-comparable'
  /** The covariance of the observed counts is singular. */
  | 'singular';

/** A test of equal hazards; per group in the order of the levels, sums over strata. */
export interface LogRankTest {
  readonly groups: readonly string[];
  readonly n: readonly number[];
  /** Events, weighted by S(t−)^ρ. */
  readonly observed: readonly number[];
  /** Expected when hazards are equal, weighted likewise. */
  readonly expected: readonly number[];
  readonly df: number;
  /** Absent with a flag. */
  readonly chisq?: number;
  readonly p?: number;
  readonly flags: readonly LogRankFlag[];
}

/**
 * Compares the groups. `rho` 0 is the log-rank (Mantel–Haenszel) test, 1 the Peto–Peto modification of the Gehan–Wilcoxon
 * test: an event at t weighs S(t−)^ρ, S being the Kaplan–Meier curve of the whole stratum just before t. Every event code but 0
 * is the event; delayed entry is allowed for.
 * @throws RangeError as {@link SurvivalInput} says, without a group, or for a ρ that is not finite
 * @see Harrington and Fleming (1982), Biometrika 69, 553–566; survdiff in R's survival
 */
export function logRank(input: SurvivalInput, { rho = 0 }: { readonly rho?: number } = {}): LogRankTest {
  if (input.group === undefined)
    throw new RangeError('There is no group to compare; give one with two or more levels.');
  if (!Number.isFinite(rho)) throw new RangeError(`ρ is ${rho}; allowed are finite numbers.`);
  const rows = survivalRows(input);
  const k = rows.groups.length;
  const sums: Sums = {
    observed: new Float64Array(k),
    expected: new Float64Array(k),
    variance: new Float64Array(k * k),
  };
  for (const members of membersOf(rows.stratum, rows.strata)) addStratum(rows, members, rho, sums);

  const compared = rows.groups.flatMap((_, g) => (sums.expected[g]! > 0 ? [g] : []));
  const df = Math.max(0, compared.length - 1);
  const flags: LogRankFlag[] = [];
  const statistic = df === 0 ? undefined : quadraticForm(sums, compared.slice(1));
  if (df === 0 || compared.every((g) => sums.variance[g * k + g]! === 0)) flags.push('not-comparable');
  else if (statistic === undefined) flags.push('singular');
  const chisq = flags.length === 0 ? statistic : undefined;
  return {
    groups: rows.groups,
    n: membersOf(rows.group, k).map((members) => members.length),
    observed: [...sums.observed],
    expected: [...sums.expected],
    df,
    ...(chisq === undefined ? {} : { chisq, p: chiSquareUpper(chisq, df) }),
    flags,
  };
}

interface Sums {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** k × k. */
  readonly variance: Float64Array;
}

function addStratum(rows: SurvivalRows, members: readonly number[], rho: number, sums: Sums): void {
  const k = rows.groups.length;
  const ends = [...members].sort((a, b) => rows.time[a]! - rows.time[b]!);
  const entries = [...members].sort((a, b) => rows.entry[a]! - rows.entry[b]!);
  const atRisk = new Float64Array(k);
  const died = new Float64Array(k);
  let entered = 0;
  let survival = 1;
  for (let start = 0; start < ends.length; ) {
    const time = rows.time[ends[start]!]!;
    while (entered < entries.length && rows.entry[entries[entered]!]! < time) {
      atRisk[rows.group[entries[entered]!]!]! += 1;
      entered += 1;
    }
    died.fill(0);
    let end = start;
    while (end < ends.length && rows.time[ends[end]!] === time) {
      if (rows.event[ends[end]!] !== 0) died[rows.group[ends[end]!]!]! += 1;
      end += 1;
    }
    const y = atRisk.reduce((a, b) => a + b, 0);
    const d = died.reduce((a, b) => a + b, 0);
    if (d > 0) {
      const weight = rho === 0 ? 1 : survival ** rho;
      const spread = y > 1 ? (weight * weight * d * (y - d)) / (y - 1) : 0;
      for (let g = 0; g < k; g += 1) {
        const share = atRisk[g]! / y;
        sums.observed[g]! += weight * died[g]!;
        sums.expected[g]! += weight * d * share;
        for (let h = 0; h < k; h += 1) {
          sums.variance[g * k + h]! += spread * share * ((g === h ? 1 : 0) - atRisk[h]! / y);
        }
      }
      survival *= (y - d) / y;
    }
    for (let i = start; i < end; i += 1) atRisk[rows.group[ends[i]!]!]! -= 1;
    start = end;
  }
}

/** (O − E)ᵀ V⁻¹ (O − E) over some of the groups; undefined when V is singular. */
function quadraticForm({ observed, expected, variance }: Sums, chosen: readonly number[]): number | undefined {
  const k = observed.length;
  const p = chosen.length;
  const matrix = Float64Array.from({ length: p * p }, (_, at) => {
    return variance[chosen[Math.floor(at / p)]! * k + chosen[at % p]!]!;
  });
  const factor = new Float64Array(p * p);
  if (!factorCholesky(matrix, p, factor)) return undefined;
  const difference = Float64Array.from(chosen, (g) => observed[g]! - expected[g]!);
  const solved = Float64Array.from(difference);
  solveCholesky(factor, p, solved);
  return difference.reduce((sum, value, i) => sum + value * solved[i]!, 0);
}
