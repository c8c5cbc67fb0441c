// The log partial likelihood of the proportional-hazards model, with its gradient and information.
import { membersOf, type SurvivalRows } from './survival-data.js';

/** How tied events share a risk set. */
export type CoxTies = 'efron' | 'breslow';

/** One stratum: its rows by falling time of end, and by falling time of entry. */
interface CoxStratum {
  readonly byEnd: readonly number[];
  readonly byEntry: readonly number[];
}

/** Observations with covariates, prepared once for many evaluations. */
export interface CoxProblem {
  readonly rows: SurvivalRows;
  readonly ties: CoxTies;
  readonly p: number;
  /** n × p covariates, row by row. */
  readonly basis: Float64Array;
  readonly offset: Float64Array;
  readonly strata: readonly CoxStratum[];
}

/** What {@link visitRiskSets} shows at one distinct event time; the arrays are reused. */
export interface RiskSet {
  readonly time: number;
  readonly stratum: number;
  /** Rows with the event at this time. */
  readonly dead: readonly number[];
  /** One row of these per share of a tie (one in all for Breslow, which then counts `dead.length` times). */
  readonly shares: readonly RiskShare[];
}

/** Weighted sums over a risk set, some of the tied dead taken out in part. */
export interface RiskShare {
  /** Part of the dead that is taken out: k/d for the k-th share of d tied events (Efron), 0 for Breslow. */
  readonly out: number;
  /** How often the share counts. */
  readonly times: number;
  /** ln Σ exp(η). */
  readonly logSum: number;
  /** Σ exp(η), scaled by exp(−scale). */
  readonly sum: number;
  /** Weighted mean of the covariates, p values. */
  readonly mean: Float64Array;
  /** Weighted mean of products of the covariates, p × p, lower triangle. */
  readonly square: Float64Array;
}

/** Value and derivatives at one point. */
export interface CoxPoint {
  readonly logLik: number;
  /** p values. */
  readonly score: Float64Array;
  /** p × p. */
  readonly information: Float64Array;
}

/** Sorts each stratum. Every event code but 0 is the event. */
export function coxProblem(
  rows: SurvivalRows,
  { ties, p, basis, offset }: Pick<CoxProblem, 'ties' | 'p' | 'basis' | 'offset'>,
): CoxProblem {
  const strata = membersOf(rows.stratum, rows.strata).map((members) => ({
    byEnd: [...members].sort((a, b) => rows.time[b]! - rows.time[a]!),
    byEntry: [...members].sort((a, b) => rows.entry[b]! - rows.entry[a]!),
  }));
  return { rows, ties, p, basis, offset, strata };
}

/**
 * Evaluates at γ. Efron's k-th of d tied events sees the risk set less k/d of the d tied; Breslow's sees it whole.
 * @see Cox (1975), Biometrika 62, 269–276; Efron (1977), JASA 72, 557–565; Breslow (1974), Biometrics 30, 89–99
 */
export function evaluateCox(problem: CoxProblem, gamma: Float64Array): CoxPoint {
  const { p, basis } = problem;
  const eta = linearPredictor(problem, gamma);
  let logLik = 0;
  const score = new Float64Array(p);
  const information = new Float64Array(p * p);
  visitRiskSets(problem, eta, ({ dead, shares }) => {
    for (const row of dead) {
      logLik += eta[row]!;
      for (let j = 0; j < p; j += 1) score[j] = score[j]! + basis[row * p + j]!;
    }
    for (const { times, logSum, mean, square } of shares) {
      logLik -= times * logSum;
      for (let j = 0; j < p; j += 1) {
        score[j] = score[j]! - times * mean[j]!;
        for (let k = 0; k <= j; k += 1) {
          information[j * p + k] = information[j * p + k]! + times * (square[j * p + k]! - mean[j]! * mean[k]!);
        }
      }
    }
  });
  for (let j = 0; j < p; j += 1) for (let k = 0; k < j; k += 1) information[k * p + j] = information[j * p + k]!;
  return { logLik, score, information };
}

/** offset + Qγ, n values. */
export function linearPredictor({ p, basis, offset }: CoxProblem, gamma: Float64Array): Float64Array {
  return offset.map((known, i) => {
    let eta = known;
    for (let j = 0; j < p; j += 1) eta += basis[i * p + j]! * gamma[j]!;
    return eta;
  });
}

/** Weighted sums over rows: of 1, of the covariates, of their products (lower triangle). */
interface Sums {
  zero: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** What may be lost by subtraction before the sums are made anew. */
const REFRESH = 1e-3;

/** Walks through the distinct event times of every stratum, from the last to the first. `scale` is the largest η of a stratum. */
export function visitRiskSets(problem: CoxProblem, eta: Float64Array, visit: (set: RiskSet) => void): void {
  const { rows, p } = problem;
  problem.strata.forEach(({ byEnd, byEntry }, stratum) => {
    const scale = byEnd.reduce((top, row) => Math.max(top, eta[row]!), Number.NEGATIVE_INFINITY);
    const risk = emptySums(p);
    let peak = 0;
    let left = 0;
    for (let start = 0; start < byEnd.length; ) {
      const time = rows.time[byEnd[start]!]!;
      let end = start;
      const dead: number[] = [];
      while (end < byEnd.length && rows.time[byEnd[end]!] === time) {
        const row = byEnd[end]!;
        addRow(problem, risk, row, Math.exp(eta[row]! - scale));
        if (rows.event[row] !== 0) dead.push(row);
        end += 1;
      }
      peak = Math.max(peak, risk.zero);
      start = end;
      if (dead.length === 0) continue;
      const before = left;
      while (left < byEntry.length && rows.entry[byEntry[left]!]! >= time) {
        const row = byEntry[left]!;
        addRow(problem, risk, row, -Math.exp(eta[row]! - scale));
        left += 1;
      }
      if (left > before && risk.zero < REFRESH * peak) {
        resetSums(risk);
        for (let i = 0; i < end; i += 1) {
          const row = byEnd[i]!;
          if (rows.entry[row]! < time) addRow(problem, risk, row, Math.exp(eta[row]! - scale));
        }
        peak = risk.zero;
      }
      visit({ time, stratum, dead, shares: sharesOf(problem, { risk, dead, eta, scale }) });
    }
  });
}

function sharesOf(
  problem: CoxProblem,
  at: { readonly risk: Sums; readonly dead: readonly number[]; readonly eta: Float64Array; readonly scale: number },
): readonly RiskShare[] {
  const { risk, dead, eta, scale } = at;
  const { p, ties } = problem;
  const d = dead.length;
  const tied = emptySums(p);
  if (ties === 'efron' && d > 1) for (const row of dead) addRow(problem, tied, row, Math.exp(eta[row]! - scale));
  return Array.from({ length: ties === 'efron' ? d : 1 }, (_, k) => {
    const out = k / d;
    const sum = risk.zero - out * tied.zero;
    return {
      out,
      times: ties === 'efron' ? 1 : d,
      sum,
      logSum: Math.log(sum) + scale,
      mean: risk.first.map((value, j) => (value - out * tied.first[j]!) / sum),
      square: risk.second.map((value, j) => (value - out * tied.second[j]!) / sum),
    };
  });
}

function addRow({ p, basis }: CoxProblem, sums: Sums, row: number, weight: number): void {
  sums.zero += weight;
  for (let j = 0; j < p; j += 1) {
    const x = weight * basis[row * p + j]!;
    sums.first[j] = sums.first[j]! + x;
    for (let k = 0; k <= j; k += 1) sums.second[j * p + k] = sums.second[j * p + k]! + x * basis[row * p + k]!;
  }
}

function emptySums(p: number): Sums {
  return { zero: 0, first: new Float64Array(p), second: new Float64Array(p * p) };
}

function resetSums(sums: Sums): void {
  sums.zero = 0;
  sums.first.fill(0);
  sums.second.fill(0);
}
