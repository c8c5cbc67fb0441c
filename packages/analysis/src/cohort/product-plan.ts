// Harvests and batches of a made participant: laboratory values that pass, or fail, the protocol's release tests.
import { deterministicId, type ItemValue, type Product } from '@equipoise/trial';
import { drawNumber, drawValue } from './distribution.js';
import { createDraws, type Draws } from './draws.js';
import type { Rules } from './rule.js';
import type { HarvestPlan, Scenario } from './scenario-schema.js';

type Distributions = NonNullable<Scenario['product']>['preparation'];

export interface Harvest {
  readonly harvestId: string;
  readonly batchId: string;
  readonly chainOfIdentityCode: string;
  /** Days after screening. */
  readonly harvestDay: number;
  /** Days after screening on which the batch was released, or found to have failed. */
  readonly decidedDay: number;
  readonly volumeMl: number;
  readonly isReleased: boolean;
  readonly laboratory: Readonly<Record<string, ItemValue>>;
}

const mostAttempts = 2000;

/** The harvests of a participant, the last of which yields a released batch; never more than the protocol allows. */
export function planHarvests(input: {
  readonly product: Product;
  readonly plan: HarvestPlan;
  readonly rules: Rules;
  readonly seed: number;
  readonly key: string;
  readonly participantId: string;
}): Harvest[] {
  const { product, plan, rules, seed, key, participantId } = input;
  const draws = createDraws(seed, 'product', key);
  const harvests: Harvest[] = [];
  let day = draws.integer(plan.daysToHarvest.min, plan.daysToHarvest.max);
  const maximumHarvests = product.maximumHarvests ?? 1;
  for (let attempt = 1; attempt <= maximumHarvests; attempt++) {
    const isReleased = attempt === maximumHarvests || !draws.chance(plan.failedBatch);
    const decidedDay = day + draws.integer(plan.daysToRelease.min, plan.daysToRelease.max);
    const laboratory = drawLaboratory(rules, plan.laboratory, isReleased, draws);
    harvests.push({
      harvestId: deterministicId(participantId, 'harvest', String(attempt)),
      batchId: deterministicId(participantId, 'batch', String(attempt)),
      chainOfIdentityCode: `COI${deterministicId(participantId, 'chain of identity', '').replaceAll('-', '').slice(0, 12).toUpperCase()}`,
      harvestDay: day,
      decidedDay,
      volumeMl: Math.max(1, drawNumber(plan.harvestVolumeMl, draws)),
      isReleased,
      laboratory,
    });
    if (isReleased) break;
    day = decidedDay + draws.integer(plan.daysToHarvest.min, plan.daysToHarvest.max);
  }
  return harvests;
}

/** Laboratory values by the given distributions, for which the release tests come out as wanted. Throws where they hardly ever do. */
export function drawLaboratory(
  rules: Rules,
  distributions: Distributions,
  isReleased: boolean,
  draws: Draws,
): Record<string, ItemValue> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const values: Record<string, ItemValue> = {};
    for (const [id, distribution] of Object.entries(distributions))
      values[id] = drawValue(distribution, draws, '2000-01-01');
    if (rules.isReleasable(values) === isReleased) return values;
  }
  throw new RangeError(
    `None of ${mostAttempts} batches that the scenario drew ${isReleased ? 'passes' : 'fails'} the release tests of the protocol.`,
  );
}

/** Laboratory values of a bag that passes the tests of the day of its use. Throws where hardly any does. */
export function drawUsable(
  rules: Rules,
  distributions: Distributions,
  draws: Draws,
  day: string,
): Record<string, ItemValue> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const values = Object.fromEntries(
      Object.entries(distributions).map(([id, distribution]) => [id, drawValue(distribution, draws, day)]),
    );
    if (rules.isUsable(values)) return values;
  }
  throw new RangeError(
    `None of ${mostAttempts} bags that the scenario drew passes the tests of the day of use of the protocol.`,
  );
}
