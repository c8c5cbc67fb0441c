// Power and sample size of a protocol: what its assumptions mean in numbers.
import { type DesignSentence, type DesignSize, powerOf, sampleSizeOf, type TrialDesign } from '@equipoise/stats';
import type { Analysis, PowerAssumption, Protocol } from '@equipoise/trial';
import { labelOf } from '../text.js';
import { type PlannedComparison, plannedComparison } from './planned-comparison.js';
import { plannedDesign } from './planned-design.js';

/** One point of the power curve. */
export interface CurvePoint {
  /** Participants with data in the groups that are compared. */
  readonly n: number;
  /** The effect in the unit of its assumption. */
  readonly effect: number;
  readonly power: number;
}

/** The answer to one assumption of power. */
export interface DesignPowerReport {
  readonly id: string;
  readonly name: string;
  readonly analysis: string;
  readonly method: Analysis['method'];
  readonly assumed: boolean;
  /** "rate ratio 0.4": what the curve varies. */
  readonly effectName: string;
  readonly effect: number;
  /** By what the power is found: a phrase. */
  readonly formula: DesignSentence;
  readonly wantedPower: number;
  /** What that power needs; in a crossover nControl and nTreatment are the sequences. */
  readonly needed: DesignSize;
  /** Those to randomise in the whole trial, groups that are not compared included. */
  readonly neededInTrial: number;
  /** Power with the participants that are planned; absent where the protocol plans none. */
  readonly planned?: { readonly participants: number; readonly withData: number; readonly power: number };
  readonly curve: readonly CurvePoint[];
  readonly assumptions: readonly DesignSentence[];
}

/**
 * Needed size, power as planned, and a curve over sizes and effects, for each entry of the protocol's `power`. `participants` stands
 * for the planned number of the whole trial.
 * @throws RangeError for a protocol without assumptions of power, or with impossible ones
 */
export function designPower(
  protocol: Protocol,
  { participants = protocol.plannedParticipants }: { readonly participants?: number | undefined } = {},
): readonly DesignPowerReport[] {
  return powerAssumptions(protocol).map((assumption) => reportOf(protocol, assumption, participants));
}

/** The assumptions of power of a protocol. @throws RangeError where there is none */
export function powerAssumptions(protocol: Protocol): readonly PowerAssumption[] {
  const { power = [] } = protocol;
  if (power.length > 0) return power;
  throw new RangeError(
    `Protocol "${protocol.id}" states no assumptions of power: add a section \`power\` that says for which analysis, endpoint and effect.`,
  );
}

function reportOf(
  protocol: Protocol,
  assumption: PowerAssumption,
  participants: number | undefined,
): DesignPowerReport {
  const comparison = plannedComparison(protocol, assumption);
  const { design, formula, notes } = plannedDesign(protocol, comparison);
  const { power, dropout = 0 } = assumption;
  const needed = sampleSizeOf(design, { power, dropout });
  const made = design.kind === 'nb-parallel' ? { ...design, designPower: power } : design;
  const planned = participants === undefined ? undefined : plannedPower(made, comparison, participants);
  const { name, effect, effects } = effectOf(assumption);
  return {
    id: assumption.id,
    name: labelOf(assumption.name, assumption.id),
    analysis: comparison.analysis.id,
    method: comparison.analysis.method,
    assumed: assumption.assumed === true,
    effectName: name,
    effect,
    formula,
    wantedPower: power,
    needed,
    neededInTrial: Math.ceil(needed.nToRandomise / comparison.compared - 1e-9),
    ...(planned === undefined ? {} : { planned }),
    curve: effects.flatMap((each) =>
      sizesAround(planned?.withData ?? needed.n).map((n) => ({
        n,
        effect: each,
        power: powerOf(withEffect(made, assumption, each), n).power,
      })),
    ),
    assumptions: [...needed.assumptions, ...notes],
  };
}

/** Participants with data in the groups compared: the dropouts are left out, rounded to the nearest. */
function plannedPower(design: TrialDesign, { assumption, compared }: PlannedComparison, participants: number) {
  const withData = Math.round(participants * compared * (1 - (assumption.dropout ?? 0)));
  if (withData < 4)
    throw new RangeError(`${participants} participants leave ${withData} with data; at least 4 are needed.`);
  return { participants, withData, power: powerOf(design, withData).power };
}

/** Even numbers around a size: half of it to one and a half. */
function sizesAround(size: number): readonly number[] {
  return [
    ...new Set(
      [0.5, 0.75, 1, 1.25, 1.5].map((part) => Math.max(4, part === 1 ? size : 2 * Math.round((size * part) / 2))),
    ),
  ];
}

const STEPS = [0.5, 0.75, 1, 1.25, 1.5];

/** The assumed effect and weaker and stronger ones: parts of it on the scale on which no effect is 0. */
function effectOf(assumption: PowerAssumption): {
  readonly name: string;
  readonly effect: number;
  readonly effects: readonly number[];
} {
  const ratios = (ratio: number) => STEPS.map((step) => (step === 1 ? ratio : Number((ratio ** step).toPrecision(3))));
  switch (assumption.endpoint) {
    case 'count':
      return { name: 'rate ratio', effect: assumption.rateRatio, effects: ratios(assumption.rateRatio) };
    case 'timeToEvent':
      return { name: 'hazard ratio', effect: assumption.hazardRatio, effects: ratios(assumption.hazardRatio) };
    case 'continuous': {
      const { meanDifference } = assumption;
      return {
        name: 'difference in means',
        effect: meanDifference,
        effects: STEPS.map((step) => (step === 1 ? meanDifference : Number((meanDifference * step).toPrecision(3)))),
      };
    }
    case 'binary': {
      const { controlProportion, activeProportion } = assumption;
      const odds = (p: number) => p / (1 - p);
      const ratio = odds(activeProportion) / odds(controlProportion);
      const at = (step: number): number => {
        const own = odds(controlProportion) * ratio ** step;
        return step === 1 ? activeProportion : Number((own / (1 + own)).toPrecision(3));
      };
      return { name: 'active proportion', effect: activeProportion, effects: STEPS.map(at) };
    }
  }
}

function withEffect(design: TrialDesign, assumption: PowerAssumption, effect: number): TrialDesign {
  switch (design.kind) {
    case 'nb-parallel':
    case 'nb-crossover':
      return { ...design, rateRatio: effect };
    case 'log-rank':
      return { ...design, hazardRatio: effect };
    case 'means':
      return { ...design, difference: effect };
    case 'proportions':
      return { ...design, treatment: effect };
    default:
      throw new RangeError(`No curve is known for ${assumption.endpoint} by ${design.kind}.`);
  }
}
