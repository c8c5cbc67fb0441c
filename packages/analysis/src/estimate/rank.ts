// Rank and permutation methods of two groups.
import {
  hodgesLehmann,
  permutationTest,
  randomSource,
  rerandomisationTest,
  vanElteren,
  wilcoxonRankSum,
} from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import { groupOfRow } from './comparison.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, type ModelRow, modelRows } from './model-table.js';
import { answerOf, levelText } from './prepared-model.js';
import { strataOf } from './strata.js';

type RankMethod = 'wilcoxon' | 'hodges-lehmann' | 'van-elteren' | 'permutation';
type InputBy<M extends RankMethod> = EstimationInput & { readonly analysis: AnalysisBy<M> };
type Base = Pick<MethodResult, 'methodDescription' | 'effectMeasure'>;

/** Wilcoxon–Mann–Whitney test: normal, or exact with ties. No estimate: a test. */
export function estimateWilcoxon(input: InputBy<'wilcoxon'>): MethodResult {
  const { exact = false, continuity = true } = input.analysis;
  const how = exact
    ? 'exact, ties included'
    : `normal approximation ${continuity ? 'with' : 'without'} continuity correction`;
  const base: Base = { methodDescription: `Wilcoxon rank-sum test, ${how}`, effectMeasure: 'none' };
  return withTwoSamples(input, base, (samples) => {
    const test = wilcoxonRankSum(samples.active, samples.reference);
    const normal = continuity ? test.pNormalContinuity : test.pNormalNoContinuity;
    const isTooLarge = exact && test.pExactTwoSided === undefined;
    const p = exact && !isTooLarge ? test.pExactTwoSided : normal;
    const flags = isTooLarge ? ['too many participants for the exact distribution: normal approximation'] : [];
    return testAnswer(base, samples, { p, flags, result: { ...test, wFor: input.analysis.effect.active } });
  });
}

/** Hodges–Lehmann shift, active minus reference. */
export function estimateHodgesLehmann(input: InputBy<'hodges-lehmann'>): MethodResult {
  const { exact = false, confidence = 0.95 } = input.analysis;
  const base: Base = {
    methodDescription: `Hodges–Lehmann shift with ${levelText(input.analysis)} interval, rank-sum test`,
    effectMeasure: 'difference in medians',
  };
  return withTwoSamples(input, base, (samples) => {
    const shift = hodgesLehmann(samples.active, samples.reference, { confidence, method: exact ? 'auto' : 'normal' });
    const test = wilcoxonRankSum(samples.active, samples.reference);
    const p = shift.method === 'exact' ? test.pExactTwoSided : test.pNormalContinuity;
    return answerOf(base, samples, {
      estimate: shift.estimate,
      ci: shift.ci,
      p: p !== undefined && Number.isFinite(p) ? p : undefined,
      converged: true,
      flags: shift.flags,
      result: { ...shift, W: test.W },
    });
  });
}

/** Rank-sum test within strata. No estimate: a test. */
export function estimateVanElteren(input: InputBy<'van-elteren'>): MethodResult {
  const names = input.analysis.strata ?? [];
  const base: Base = {
    methodDescription: `van Elteren test within strata of ${names.join(' and ')}`,
    effectMeasure: 'none',
  };
  return withTwoSamples(input, base, (samples) => {
    const strata = strataOf(input, samples.used, names);
    const pairs = strata.levels.map((level) => {
      const own = samples.used.filter((_, index) => strata.values[index] === level);
      const valuesOf = (group: string) =>
        own.filter((row) => groupOfRow(row, input.analysis.effect) === group).map(({ response }) => response!);
      return { first: valuesOf(input.analysis.effect.active), second: valuesOf(input.analysis.effect.reference) };
    });
    const both = pairs.filter(({ first, second }) => first.length > 0 && second.length > 0);
    if (both.length === 0) return notEstimable(base, [...samples.flags, 'no stratum has both groups'], samples.used);
    const lost = pairs.length - both.length;
    const test = vanElteren(both);
    if (test === undefined)
      return notEstimable(base, [...samples.flags, 'the values do not vary within strata'], samples.used);
    return testAnswer(base, samples, {
      p: test.p,
      flags: lost > 0 ? [`${lost} strata with one group alone do not contribute`] : [],
      result: { ...test },
    });
  });
}

/**
 * Permutation test of two groups: all orders alike, which is right only for complete randomisation; the trial's own randomisation has
 * the method "rerandomisation". Draws are seeded by the trial, so that the same snapshot gives the same p.
 */
export function estimatePermutation(input: InputBy<'permutation'>): MethodResult {
  const { statistic = 'meanDifference', draws, strata = [] } = input.analysis;
  const within = strata.length === 0 ? '' : `, within strata of ${strata.join(' and ')}`;
  const base: Base = { methodDescription: `permutation test, ${names[statistic]}${within}`, effectMeasure: 'none' };
  return withTwoSamples(input, base, (samples) => {
    if (strata.length > 0) return permuteWithin(input, base, samples);
    const test = permutationTest(samples.active, samples.reference, {
      ...statistics[statistic],
      method: draws === 'all' ? 'auto' : draws === undefined ? 'auto' : 'monte-carlo',
      random: randomSource(seedOf(`${input.protocol.id}/${input.analysis.id}`)),
      draws: typeof draws === 'number' ? draws : 9999,
    });
    const flags =
      draws === 'all' && test.method !== 'exact' ? ['too many orders to count: a sample of them was drawn'] : [];
    return testAnswer(base, samples, { p: test.p, flags, result: { ...test } });
  });
}

/** Orders of the groups within each stratum alike, drawn at random. */
function permuteWithin(input: InputBy<'permutation'>, base: Base, samples: Samples): MethodResult {
  const { statistic = 'meanDifference', draws, strata = [], effect } = input.analysis;
  const of = strataOf(input, samples.used, strata);
  const places = of.levels.map((level) => samples.used.flatMap((_, at) => (of.values[at] === level ? [at] : [])));
  const observed = samples.used.map((row) => (groupOfRow(row, effect) === effect.active ? 0 : 1));
  if (!places.some((own) => new Set(own.map((at) => observed[at])).size > 1))
    return notEstimable(base, [...samples.flags, 'no stratum has both groups'], samples.used);
  const { uniform } = randomSource(seedOf(`${input.protocol.id}/${input.analysis.id}`));
  const draw = (): readonly number[] => {
    const order: number[] = [...observed];
    for (const own of places) {
      for (let left = own.length - 1; left > 0; left -= 1) {
        const at = Math.floor(uniform() * (left + 1));
        [order[own[left]!], order[own[at]!]] = [order[own[at]!]!, order[own[left]!]!];
      }
    }
    return order;
  };
  const values = samples.used.map(({ response }) => response!);
  const compute = (groups: ArrayLike<number>) => {
    const group = (wanted: number) => values.filter((_, at) => groups[at] === wanted);
    return differences[statistic](group(0), group(1));
  };
  const test = rerandomisationTest({
    statistic: compute,
    observed,
    reference: { draw, draws: typeof draws === 'number' ? draws : 9999 },
    centre: 'expectation',
  });
  const flags = draws === 'all' ? ['orders within strata are drawn, not counted: a sample of them was drawn'] : [];
  return testAnswer(base, samples, { p: test.p, flags, result: { ...test } });
}

const names = { meanDifference: 'difference in means', rankSum: 'rank sum', meanRatio: 'log ratio of means' } as const;

type Values = ArrayLike<number>;

const differences = {
  meanDifference: (a: Values, b: Values) => meanOf(a) - meanOf(b),
  rankSum: (a: Values, b: Values) => mannWhitney(a, b) - (a.length * b.length) / 2,
  meanRatio: (a: Values, b: Values) => Math.log((meanOf(a) + TINY) / (meanOf(b) + TINY)),
} as const;

const statistics = {
  meanDifference: {},
  rankSum: { statistic: differences.rankSum },
  meanRatio: { statistic: differences.meanRatio },
} as const;

/** Keeps the ratio of means finite where one is zero. */
const TINY = 1e-9;

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
}

function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < first.length; i += 1) {
    for (let j = 0; j < second.length; j += 1) count += first[i]! > second[j]! ? 1 : first[i] === second[j] ? 0.5 : 0;
  }
  return count;
}

/** A seed made of a text. */
export function seedOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) % 256);
}

interface Samples {
  readonly active: readonly number[];
  readonly reference: readonly number[];
  readonly used: readonly ModelRow[];
  readonly flags: readonly string[];
}

function withTwoSamples(input: EstimationInput, base: Base, compute: (samples: Samples) => MethodResult): MethodResult {
  const { effect } = input.analysis;
  const rows = modelRows(input).filter((row) =>
    [effect.active, effect.reference].includes(groupOfRow(row, effect) ?? ''),
  );
  const used = rows.filter(({ response }) => response !== undefined);
  const flags = used.length < rows.length ? [`${rows.length - used.length} without a value`] : [];
  const valuesOf = (group: string) =>
    used.filter((row) => groupOfRow(row, effect) === group).map(({ response }) => response!);
  const samples = { active: valuesOf(effect.active), reference: valuesOf(effect.reference), used, flags };
  const empty = [effect.active, effect.reference].filter((group) => valuesOf(group).length === 0);
  if (empty.length > 0) return notEstimable(base, [...flags, `no one contributes in: ${empty.join(', ')}`], used);
  return compute(samples);
}

function testAnswer(
  base: Base,
  { used, flags }: Samples,
  found: {
    readonly p: number | undefined;
    readonly flags: readonly string[];
    readonly result: Readonly<Record<string, unknown>>;
  },
): MethodResult {
  const p = found.p !== undefined && Number.isFinite(found.p) ? found.p : null;
  return {
    ...base,
    estimate: null,
    ci: null,
    p,
    status: p === null ? 'not estimable' : 'computed',
    flags: [...flags, ...found.flags],
    result: found.result,
    used,
  };
}
