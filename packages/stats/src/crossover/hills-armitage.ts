// The Hills–Armitage analysis of a two-period, two-sequence crossover.
import { studentTQuantile, studentTTwoSided } from '../distribution/student-t.js';
import { exactSumTest } from '../permutation/exact-sum-test.js';
import { wilcoxonRankSum } from '../permutation/wilcoxon.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** One sequence's participants, each with a value in both periods: `period1[i]` and `period2[i]` are one participant's. */
export interface CrossoverGroup {
  /** The sequence's name, such as "PN". */
  readonly name: string;
  /** The treatment of period 1. Default: read from the name when it is the two treatments' names in a row. */
  readonly first?: string;
  readonly period1: readonly number[];
  readonly period2: readonly number[];
}

/** What {@link hillsArmitage} takes. */
export interface HillsArmitageInput {
  /** The two sequences. Carry-over and the rank test compare the first with the second. */
  readonly groups: readonly [CrossoverGroup, CrossoverGroup];
  /** The treatment effect is active minus control. */
  readonly treatments: { readonly active: string; readonly control: string };
  /** Default 0.95. */
  readonly confidence?: number;
}

/** A pooled t comparison. Absent p and t where the pooled variance is zero. */
export interface PooledComparison {
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly t?: number;
  readonly p?: number;
  readonly ci: Interval;
}

/** The analysis, and the same under the key names of the procedure crossover-2x2-hills-armitage. */
export interface HillsArmitage {
  /** Active minus control, within participants. */
  readonly treatment: PooledComparison;
  /** Period 1 minus period 2. */
  readonly period: PooledComparison;
  /**
   * Difference of the sums of both periods, first minus second sequence: carry-over, confounded with the sequence. To be
   * reported; never a test by which the analysis is chosen. @see Senn (2002), section 3.1
   */
  readonly carryover: PooledComparison;
  /** Ranks of the period differences, first against second sequence. */
  readonly wilcoxon: { readonly W: number; readonly normalP: number; readonly exactP?: number };
  /** Exact p of the treatment effect over all assignments of the participants to sequences of these sizes. */
  readonly randomisationExactP?: number;
  readonly n: Readonly<Record<string, number>>;
  /** The results by their names in the reference cases, such as `treatmentEffectNminusP`. */
  readonly keyed: Readonly<Record<string, number | Interval>>;
}

/**
 * Analyses within-participant differences d = period 1 − period 2 by the pooled two-sample t, half their difference between
 * the sequences being the treatment effect; and by ranks and re-randomisation.
 * @throws RangeError for fewer than two participants in a sequence, unequal lengths, a number that is not finite, or a
 *   sequence whose first treatment is unknown
 * @see Hills and Armitage (1979), British Journal of Clinical Pharmacology 8, 7–20
 */
export function hillsArmitage({ groups, treatments, confidence = 0.95 }: HillsArmitageInput): HillsArmitage {
  const { active, control } = treatments;
  const [starter] = crossoverGroups({ groups, treatments });
  const [one, two] = groups;
  const differences = groups.map(({ period1, period2 }) => period1.map((x, i) => x - period2[i]!));
  const sums = groups.map(({ period1, period2 }) => period1.map((x, i) => x + period2[i]!));
  const d1 = differences[0]!;
  const d2 = differences[1]!;
  const activeFirst = starter === one ? d1 : d2;
  const controlFirst = starter === one ? d2 : d1;

  const pooled = pooledVariance(d1, d2);
  const treatment = comparison(0.5 * (mean(activeFirst) - mean(controlFirst)), 0.5 * pooled.se, pooled.df, confidence);
  const period = comparison(0.5 * (mean(d1) + mean(d2)), 0.5 * pooled.se, pooled.df, confidence);
  const pooledSums = pooledVariance(sums[0]!, sums[1]!);
  const carryover = comparison(mean(sums[0]!) - mean(sums[1]!), pooledSums.se, pooledSums.df, confidence);
  const ranks = wilcoxonRankSum(d1, d2);
  const randomisationExactP = exactSumTest(d1, d2)?.twoSided;
  const exactP = ranks.pExactTwoSided;

  const entries: readonly (readonly [string, number | Interval | undefined])[] = [
    [`treatmentEffect${active}minus${control}`, treatment.estimate],
    ['se', treatment.se],
    ['t', treatment.t],
    ['df', treatment.df],
    ['p', treatment.p],
    ['ci', treatment.ci],
    ['periodEffect1minus2', period.estimate],
    ['periodSe', period.se],
    ['periodT', period.t],
    ['periodP', period.p],
    [`carryoverSumDiff${one.name}minus${two.name}`, carryover.estimate],
    ['carryoverT', carryover.t],
    ['carryoverP', carryover.p],
    [`wilcoxonW_${one.name}`, ranks.W],
    ['wilcoxonNormalP', ranks.pNormalContinuity],
    ['wilcoxonExactP', exactP],
    ['randomisationExactP', randomisationExactP],
  ];
  return {
    treatment,
    period,
    carryover,
    wilcoxon: { W: ranks.W, normalP: ranks.pNormalContinuity, ...(exactP === undefined ? {} : { exactP }) },
    ...(randomisationExactP === undefined ? {} : { randomisationExactP }),
    n: { [one.name]: d1.length, [two.name]: d2.length },
    keyed: Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))),
  };
}

/**
 * The sequence that starts with the active treatment, then the other.
 * @throws RangeError as {@link hillsArmitage}
 */
export function crossoverGroups({ groups, treatments }: HillsArmitageInput): readonly [CrossoverGroup, CrossoverGroup] {
  const { active, control } = treatments;
  groups.forEach(checkGroup);
  const starts = groups.map((group) => firstTreatment(group, treatments));
  if (starts[0] === starts[1]) {
    throw new RangeError(`Both sequences start with ${starts[0]}; one must start with ${active}, one with ${control}.`);
  }
  return starts[0] === active ? groups : [groups[1], groups[0]];
}

function firstTreatment(group: CrossoverGroup, { active, control }: HillsArmitageInput['treatments']): string {
  const first =
    group.first ??
    (group.name === `${active}${control}` ? active : group.name === `${control}${active}` ? control : undefined);
  if (first !== active && first !== control) {
    throw new RangeError(
      `Sequence "${group.name}" has the first treatment ${first ?? 'unknown'}; give first: "${active}" or "${control}".`,
    );
  }
  return first;
}

function checkGroup({ name, period1, period2 }: CrossoverGroup): void {
  if (period1.length !== period2.length) {
    throw new RangeError(
      `Sequence "${name}" has ${period1.length} values in period 1 and ${period2.length} in period 2.`,
    );
  }
  if (period1.length < 2) {
    throw new RangeError(`Sequence "${name}" has ${period1.length} participants; at least 2 are needed.`);
  }
  const wrong = [...period1, ...period2].find((x) => !Number.isFinite(x));
  if (wrong !== undefined) throw new RangeError(`Sequence "${name}" holds ${wrong}; allowed are finite numbers.`);
}

function comparison(estimate: number, se: number, df: number, confidence: number): PooledComparison {
  const half = studentTQuantile(0.5 + confidence / 2, df) * se;
  const ci: Interval = [estimate - half, estimate + half];
  if (!(se > 0)) return { estimate, se, df, ci };
  const t = estimate / se;
  return { estimate, se, df, t, p: studentTTwoSided(t, df), ci };
}

function pooledVariance(a: readonly number[], b: readonly number[]): { readonly se: number; readonly df: number } {
  const squares = (x: readonly number[]): number => {
    const centre = mean(x);
    return x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  };
  const df = a.length + b.length - 2;
  const variance = (squares(a) + squares(b)) / df;
  return { se: Math.sqrt(variance * (1 / a.length + 1 / b.length)), df };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
