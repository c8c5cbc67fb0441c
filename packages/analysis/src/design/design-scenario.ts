// The scenarios under which a design is simulated: no effect and the assumed one, with less and more variation and dropout.
import type { PowerAssumption, Protocol } from '@equipoise/trial';
import { labelOf } from '../text.js';
import { powerAssumptions } from './design-power.js';
import { type PlannedComparison, plannedComparison } from './planned-comparison.js';

/** A scenario; plain data, so that it can be sent to a worker. */
export interface DesignScenario {
  /** "primaryPower/null/variation-0.5/dropout-5%", unique in the grid. */
  readonly id: string;
  /** The id of the assumption of power. */
  readonly assumption: string;
  readonly hypothesis: 'null' | 'alternative';
  /** Factor of the dispersion of counts, or of the variance of means; 1 for other endpoints. */
  readonly variation: number;
  readonly dropout: number;
  /** Randomised in each sequence, in the order of the protocol. */
  readonly randomised: readonly number[];
  /** Of them, those who have a value. */
  readonly withData: readonly number[];
}

/**
 * The grid of every assumption: null and alternative × variation ×1, ×0.5, ×2 × dropout as assumed and, to compare, none (or 10% where
 * none is assumed). `participants` stands for the planned number of the whole trial.
 * @throws RangeError for a protocol without assumptions, or without a number of participants
 */
export function designScenarios(
  protocol: Protocol,
  { participants = protocol.plannedParticipants }: { readonly participants?: number | undefined } = {},
): readonly DesignScenario[] {
  if (participants === undefined) {
    throw new RangeError('The protocol plans no number of participants: say how many with --participants.');
  }
  return powerAssumptions(protocol).flatMap((assumption) => {
    const comparison = plannedComparison(protocol, assumption);
    const { dropout = 0 } = assumption;
    return [dropout, dropout === 0 ? 0.1 : 0].flatMap((lost) =>
      variationsOf(assumption).flatMap((variation) =>
        (['null', 'alternative'] as const).map((hypothesis) =>
          scenarioOf(comparison, { hypothesis, variation, dropout: lost, participants }),
        ),
      ),
    );
  });
}

/** "No effect, dispersion × 2, dropout 5%". */
export function describeScenario(protocol: Protocol, scenario: DesignScenario): string {
  const assumption = protocol.power!.find(({ id }) => id === scenario.assumption)!;
  const what = assumption.endpoint === 'count' ? 'dispersion' : 'variance';
  const variation = variationsOf(assumption).length > 1 ? `, ${what} × ${scenario.variation}` : '';
  const several = protocol.power!.length > 1 ? `${labelOf(assumption.name, assumption.id)}: ` : '';
  const effect = scenario.hypothesis === 'null' ? 'no effect' : 'assumed effect';
  return `${several}${effect}${variation}, dropout ${shown(scenario.dropout)}`;
}

/** The assumption as the scenario changes it; without effect under the null hypothesis. */
export function assumptionOf(protocol: Protocol, scenario: DesignScenario): PowerAssumption {
  const assumption = protocol.power!.find(({ id }) => id === scenario.assumption)!;
  const isNull = scenario.hypothesis === 'null';
  const { variation } = scenario;
  switch (assumption.endpoint) {
    case 'count': {
      const { dispersion, dispersionWithin, rateRatio } = assumption;
      return {
        ...assumption,
        rateRatio: isNull ? 1 : rateRatio,
        dispersion: dispersion * variation,
        ...(dispersionWithin === undefined ? {} : { dispersionWithin: dispersionWithin * variation }),
      };
    }
    case 'continuous':
      return {
        ...assumption,
        meanDifference: isNull ? 0 : assumption.meanDifference,
        standardDeviation: assumption.standardDeviation * Math.sqrt(variation),
      };
    case 'binary':
      return isNull ? { ...assumption, activeProportion: assumption.controlProportion } : assumption;
    case 'timeToEvent':
      return isNull ? { ...assumption, hazardRatio: 1 } : assumption;
  }
}

function variationsOf(assumption: PowerAssumption): readonly number[] {
  const varies = assumption.endpoint === 'continuous' || (assumption.endpoint === 'count' && assumption.dispersion > 0);
  return varies ? [1, 0.5, 2] : [1];
}

function scenarioOf(
  { assumption, shares }: PlannedComparison,
  {
    participants,
    ...given
  }: Pick<DesignScenario, 'hypothesis' | 'variation' | 'dropout'> & { readonly participants: number },
): DesignScenario {
  const randomised = divided(participants, shares);
  const withData = divided(Math.round(participants * (1 - given.dropout)), shares);
  const { hypothesis, variation, dropout } = given;
  return {
    id: `${assumption.id}/${hypothesis}/variation-${variation}/dropout-${shown(dropout)}`,
    assumption: assumption.id,
    ...given,
    randomised,
    withData: withData.map((count, index) => Math.min(count, randomised[index]!)),
  };
}

/** Whole numbers in proportion to the shares that add up to the total: the largest remainders are rounded up. */
function divided(total: number, shares: readonly number[]): readonly number[] {
  const exact = shares.map((share) => share * total);
  const whole = exact.map((value) => Math.floor(value + 1e-9));
  const left = total - whole.reduce((sum, value) => sum + value, 0);
  const order = shares
    .map((_, index) => index)
    .sort((a, b) => exact[b]! - whole[b]! - (exact[a]! - whole[a]!) || a - b);
  const up = new Set(order.slice(0, left));
  return whole.map((value, index) => value + (up.has(index) ? 1 : 0));
}

function shown(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))}%`;
}
