// The two-period, two-sequence crossover: differences within participants, and the ranks of these.
import { type HillsArmitageInput, hillsArmitage, koch } from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import { finiteInterval, type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, type ModelRow, modelRows, valuesByParticipant } from './model-table.js';
import { answerOf, levelText } from './prepared-model.js';

type InputBy<M extends 'crossover-2x2-hills-armitage' | 'koch'> = EstimationInput & {
  readonly analysis: AnalysisBy<M>;
};
type Base = Pick<MethodResult, 'methodDescription' | 'effectMeasure'>;

/**
 * Half the difference between the sequences of period 1 minus period 2: the treatment effect, active minus reference. Participants
 * without a value in both periods are left out and counted. Carry-over is reported, and never used to choose the analysis.
 * @see Hills, Armitage 1979; PROCEDURES crossover-2x2-hills-armitage
 */
export function estimateHillsArmitage(input: InputBy<'crossover-2x2-hills-armitage'>): MethodResult {
  const { analysis } = input;
  const base: Base = {
    methodDescription: `Hills–Armitage: ${analysis.endpoint}, period 1 minus period 2 within participants; pooled t test and ${levelText(analysis)} interval`,
    effectMeasure: 'difference in means',
  };
  return withPairs(input, base, ({ design, used, flags }) => {
    const { treatment, keyed } = hillsArmitage(design);
    const isConstant = treatment.p === undefined;
    return {
      ...base,
      estimate: treatment.estimate,
      ci: isConstant ? null : finiteInterval(treatment.ci),
      p: treatment.p ?? null,
      status: isConstant ? 'not estimable' : 'computed',
      flags: isConstant ? [...flags, 'the differences do not vary within the sequences: no test is possible'] : flags,
      result: keyed,
      used,
    };
  });
}

/** Koch's rank analysis: half the Hodges–Lehmann shift of the period differences between the sequences, with the rank-sum test. */
export function estimateKoch(input: InputBy<'koch'>): MethodResult {
  const { analysis } = input;
  const base: Base = {
    methodDescription: `Koch: ${analysis.endpoint}, ranks of period 1 minus period 2; Hodges–Lehmann ${levelText(analysis)} interval, rank-sum test`,
    effectMeasure: 'difference in medians',
  };
  return withPairs(input, base, ({ design, used, flags }) => {
    const result = koch(design);
    const { treatment } = result;
    const isExact = analysis.exact ?? treatment.shift.method === 'exact';
    const exact = isExact ? treatment.pExactTwoSided : undefined;
    const p = exact ?? treatment.pNormalContinuity;
    const isTooLarge = isExact && exact === undefined;
    return answerOf(
      base,
      { used, flags },
      {
        estimate: treatment.shift.estimate,
        ci: treatment.shift.ci,
        p: Number.isFinite(p) ? p : undefined,
        converged: Number.isFinite(p),
        flags: [
          ...treatment.shift.flags,
          ...(isTooLarge ? ['too many participants for the exact distribution: normal approximation'] : []),
        ],
        result,
      },
    );
  });
}

interface Pairs {
  readonly design: HillsArmitageInput;
  readonly used: readonly ModelRow[];
  readonly flags: readonly string[];
}

function withPairs(input: EstimationInput, base: Base, compute: (pairs: Pairs) => MethodResult): MethodResult {
  const { analysis, protocol, trial } = input;
  const { active, reference } = analysis.effect;
  const [period1, period2, third] = protocol.periods;
  const controlFirst = sequenceOf(input, [reference, active]);
  const activeFirst = sequenceOf(input, [active, reference]);
  if (period2 === undefined || third !== undefined || controlFirst === undefined || activeFirst === undefined) {
    return notEstimable(base, ['the design has no two periods with both orders of the two treatments']);
  }
  const values = valuesByParticipant(trial);
  const valueIn = (row: ModelRow, period: string) =>
    values
      .get(row.participant.participantId)
      ?.find((value) => value.endpoint === analysis.endpoint && value.period === period)?.value;
  const rows = modelRows(input);
  const pairs = rows.flatMap((row) => {
    const pair = [valueIn(row, period1!.id), valueIn(row, period2.id)] as const;
    return pair[0] === undefined || pair[1] === undefined ? [] : [{ row, one: pair[0], two: pair[1] }];
  });
  const used = pairs.map(({ row }) => row);
  const left = rows.length - used.length;
  const flags = left > 0 ? [`${left} without a value in both periods`] : [];
  const groupOf = (name: string, first: string) => {
    const own = pairs.filter(({ row }) => row.sequence === name);
    return { name, first, period1: own.map(({ one }) => one), period2: own.map(({ two }) => two) };
  };
  const groups = [groupOf(controlFirst, reference), groupOf(activeFirst, active)] as const;
  const small = groups.filter((group) => group.period1.length < 2).map(({ name }) => name);
  if (small.length > 0) {
    return notEstimable(
      base,
      [...flags, `fewer than two participants with both periods in: ${small.join(', ')}`],
      used,
    );
  }
  const design = { groups, treatments: { active, control: reference }, confidence: analysis.confidence ?? 0.95 };
  return compute({ design, used, flags });
}

function sequenceOf({ protocol }: EstimationInput, treatments: readonly [string, string]): string | undefined {
  const [period1, period2] = protocol.periods;
  return protocol.sequences.find(
    ({ id }) =>
      assignedTreatment(protocol, id, period1!.id) === treatments[0] &&
      assignedTreatment(protocol, id, period2?.id ?? '') === treatments[1],
  )?.id;
}
