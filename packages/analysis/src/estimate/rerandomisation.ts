// The test over the allocations that the trial's own randomisation could have made.
import { meanDifferenceStatistic, randomSource, rankSumStatistic, rerandomisationTest } from '@equipoise/stats';
import {
  type AnalysisBy,
  allocationSampler,
  type EnteredParticipant,
  type RandomisationDesign,
  referenceSet,
} from '@equipoise/trial';
import { byCodeUnits } from '../text.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, modelRows } from './model-table.js';
import { seedOf } from './rank.js';

/** Allocations that are counted one by one at most. */
const COUNTED = 20_000;

/**
 * p under the design that was committed (blocks, strata, minimisation), never under complete randomisation in its place: everyone who
 * was randomised takes a place in each drawn allocation, and those with a value make the statistic. Draws are seeded by the trial.
 * @see Rosenberger and Lachin 2016, Randomization in Clinical Trials, chapter 6
 */
export function estimateRerandomisation(
  input: EstimationInput & { readonly analysis: AnalysisBy<'rerandomisation'> },
): MethodResult {
  const { analysis, protocol, trial } = input;
  const { statistic = 'meanDifference', draws } = analysis;
  const base = {
    methodDescription: `re-randomisation test, ${NAMES[statistic]}, under ${methodText(trial.design)}`,
    effectMeasure: 'none' as const,
  };
  const { design } = trial;
  if (design === undefined || design.method === 'uploadedList')
    return notEstimable(base, ['the allocations come from a list: how it was made is not in the record']);
  if (analysis.effect.term !== 'sequence' || protocol.sequences.length !== 2)
    return notEstimable(base, ['the test compares two sequences']);
  const entered = enteredOf(input, design);
  const rows = new Map(modelRows(input).map((row) => [row.participant.participantId, row]));
  const measured = entered.flatMap(({ participantId }, index) => {
    const response = rows.get(participantId)?.response;
    return response === undefined ? [] : [{ index, response, row: rows.get(participantId)! }];
  });
  const used = measured.map(({ row }) => row);
  const without = rows.size - used.length;
  const flags = without > 0 ? [`${without} without a value`] : [];
  const empty = protocol.sequences.filter(({ id }) => !used.some(({ sequence }) => sequence === id));
  if (empty.length > 0)
    return notEstimable(base, [...flags, `no one contributes in: ${empty.map(({ id }) => id).join(', ')}`], used);
  const active = design.sequences.indexOf(analysis.effect.active);
  const ofMeasured = (allocation: ArrayLike<number>) =>
    measured.map(({ index }) => (allocation[index] === active ? 0 : 1));
  const compute = statisticOf(
    statistic,
    measured.map(({ response }) => response),
  );
  const random = randomSource(seedOf(`${protocol.id}/${analysis.id}`));
  const people = entered.map(
    ({ stratum, index, levels }): EnteredParticipant => ({ stratum, index, ...(levels !== undefined && { levels }) }),
  );
  const complete = typeof draws === 'number' ? undefined : completeSet(design, people, random.uniform);
  const observed = entered.map(({ sequence }) => design.sequences.indexOf(sequence));
  const sample = allocationSampler(design, people, random.uniform);
  const test = rerandomisationTest({
    statistic: (allocation) => compute(ofMeasured(allocation)),
    observed,
    reference: complete ?? { draw: sample, draws: typeof draws === 'number' ? draws : 9999 },
    centre: 'expectation',
    confidence: analysis.confidence ?? 0.95,
  });
  const isSampled = draws === 'all' && complete === undefined;
  return {
    ...base,
    estimate: null,
    ci: null,
    p: test.p,
    status: 'computed',
    flags: [...flags, ...(isSampled ? ['too many allocations to count: a sample of them was drawn'] : [])],
    result: { ...test },
    used,
  };
}

const NAMES = { meanDifference: 'difference in means', rankSum: 'rank sum', meanRatio: 'log ratio of means' } as const;

function statisticOf(kind: keyof typeof NAMES, values: readonly number[]): (groups: readonly number[]) => number {
  if (kind === 'meanDifference') return meanDifferenceStatistic(values);
  if (kind === 'rankSum') return rankSumStatistic(values);
  return (groups) => Math.log(meanIn(values, groups, 0)) - Math.log(meanIn(values, groups, 1));
}

/** The mean of a group; half an event more than there was, so that a group of zeros has a logarithm. */
function meanIn(values: readonly number[], groups: readonly number[], group: number): number {
  const own = values.filter((_, index) => groups[index] === group);
  return (own.reduce((sum, value) => sum + value, 0) + 0.5) / Math.max(1, own.length);
}

function completeSet(design: RandomisationDesign, people: readonly EnteredParticipant[], random: () => number) {
  const set = referenceSet(design, people, { random, draws: 1, most: COUNTED });
  return set.isComplete ? { allocations: set.allocations, probabilities: set.probabilities } : undefined;
}

interface Entered {
  readonly participantId: string;
  readonly stratum: string;
  /** A replacement may have the entry of whom it replaced. */
  readonly index: number;
  readonly sequence: string;
  readonly levels?: readonly string[];
}

/** Everyone who was randomised, by stratum and entry: the order in which the design deals. */
function enteredOf({ trial }: EstimationInput, design: RandomisationDesign): readonly Entered[] {
  const factors = design.method === 'minimisation' ? design.factors.map(({ id }) => id) : [];
  return trial.randomised
    .toSorted(
      (a, b) =>
        byCodeUnits(a.randomisation.stratum, b.randomisation.stratum) ||
        a.randomisation.index - b.randomisation.index ||
        // Who claimed an entry comes before who took it over.
        Number(b.replacedBy !== undefined) - Number(a.replacedBy !== undefined),
    )
    .map(({ participantId, sequence, randomisation }) => ({
      participantId,
      stratum: randomisation.stratum,
      index: randomisation.index,
      sequence,
      ...(factors.length > 0 && { levels: factors.map((id) => String(randomisation.levels?.[id])) }),
    }));
}

function methodText(design: RandomisationDesign | undefined): string {
  return (design?.method ?? 'no design').replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
