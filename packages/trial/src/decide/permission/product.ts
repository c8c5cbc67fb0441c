// Permissions from harvest, or from the shelf, to infusion. What has happened is never refused for having happened.
import type { CommandBody } from '../../command/catalogue.js';
import { type Refusal, refuse } from '../../refusal.js';
import { isMissing } from '../../value.js';
import { exactDay, workingDaysBetween } from '../day.js';
import { assessGate, assessRelease, failedRules, latestValues, type RuleResult } from '../rule.js';
import type { Permissions, Situation } from '../situation.js';
import { itemsRefusal } from './item.js';

export const productPermissions: Permissions<
  | 'recordHarvest'
  | 'releaseProduct'
  | 'recordFailedBatch'
  | 'prepareInfusion'
  | 'requestGateOverride'
  | 'permitInfusion'
  | 'recordInfusion'
> = {
  recordHarvest: ({ harvestId }, { participant, protocol }) => {
    if (!participant.harvests.some((one) => one.harvestId === harvestId)) return harvestedProductMissing(protocol);
    return refuse('harvest-known', 'This harvest is recorded already.');
  },

  releaseProduct: ({ harvestId, laboratory }, { participant, protocol }) => {
    const refusal = batchRefusal(harvestId, laboratory, { participant, protocol });
    if (refusal !== undefined) return refusal;
    if (participant.product !== undefined) {
      return refuse('product-released', 'A batch is released for this participant already.');
    }
    const tests = failedRules(assessRelease(protocol, laboratory));
    if (tests.length === 0) return undefined;
    return refuse('release-tests-failed', `The batch does not pass: ${tests.join(', ')}. Record it as failed.`, {
      tests,
    });
  },

  recordFailedBatch: ({ harvestId, laboratory }, situation) => batchRefusal(harvestId, laboratory, situation),

  prepareInfusion: ({ administration, bagCode, laboratory }, { participant, protocol }) => {
    const refusal = productMissing(protocol) ?? administrationRefusal(administration, { participant, protocol });
    if (refusal !== undefined) return refusal;
    if (Object.values(participant.bags).flat().includes(bagCode)) {
      return refuse('bag-code-used', `The bag code ${bagCode} is used already; take a new one.`, { bagCode });
    }
    if (bodyWeightKg({ participant, protocol }) === undefined) {
      return refuse('weight-unknown', 'The body weight is not recorded; the volume of the bag follows from it.');
    }
    return stockRefusal(protocol, laboratory);
  },

  requestGateOverride: ({ administration }, situation) => {
    const refusal = administrationRefusal(administration, situation) ?? permittedRefusal(administration, situation);
    if (refusal !== undefined) return refusal;
    const gate = gateOf(administration, situation);
    if (gate === undefined) {
      return refuse('gate-missing', `The administration ${administration} has no gate.`, { administration });
    }
    if (!gate.satisfied) return undefined;
    return refuse('override-not-needed', `The gate of ${administration} is satisfied; permit the infusion.`, {
      administration,
    });
  },

  permitInfusion: (body, situation) => {
    const { administration } = body;
    const refusal = administrationRefusal(administration, situation) ?? permittedRefusal(administration, situation);
    if (refusal !== undefined) return refusal;
    const gate = gateOf(administration, situation);
    if (gate === undefined || gate.satisfied) {
      if (body.confirmOverride === undefined) return undefined;
      return refuse('override-not-needed', `Nothing of ${administration} needs an override.`, { administration });
    }
    if (body.confirmOverride === undefined) {
      return refuse('gate-not-satisfied', `The gate of ${administration} is not satisfied: ${gate.why}.`, {
        administration,
        rule: gate.rule,
      });
    }
    const request = situation.participant.overrideRequests[administration];
    if (request === undefined) {
      return refuse('override-not-requested', `Nobody requested to override the gate of ${administration}.`, {
        administration,
      });
    }
    if (request.requestedBy !== situation.actorId) return undefined;
    return refuse('override-same-person', 'Who requested the override cannot confirm it; another person must.');
  },

  recordInfusion: ({ administration }, { protocol }) => administrationUnknown(administration, protocol),
};

/** The gate of an administration as it stands, with why it is not satisfied; undefined where there is none. */
export function gateOf(
  administration: string,
  { participant, protocol, now }: Pick<Situation, 'participant' | 'protocol' | 'now'>,
): (RuleResult & { readonly why: string }) | undefined {
  const gate = protocol.administrations.find((one) => one.id === administration)?.gate;
  if (gate === undefined) return undefined;
  const result = assessGate(protocol, participant, gate);
  if (!result.satisfied) {
    const missing = Object.keys(result.facts).filter((name) => isMissing(result.facts[name]));
    const why = missing.length > 0 ? `${missing.join(', ')} not recorded at ${gate.visit}` : `"${gate.rule}" is false`;
    return { ...result, why };
  }
  const days = Object.values(participant.forms).flatMap((form) =>
    form.visit === gate.visit ? (exactDay(form.happenedOn) ?? []) : [],
  );
  const first = days.sort()[0];
  if (gate.withinWorkingDays === undefined || first === undefined) return { ...result, why: '' };
  const elapsed = workingDaysBetween(first, now.slice(0, 10));
  const facts = { ...result.facts, workingDaysSinceVisit: elapsed };
  if (elapsed <= gate.withinWorkingDays) return { ...result, facts, why: '' };
  const why = `${elapsed} working days since ${gate.visit}, at most ${gate.withinWorkingDays} are allowed`;
  return { ...result, facts, satisfied: false, why };
}

/** The body weight in kg: the latest value of the item that the dose names, else of the first in kg; undefined where none is recorded. */
export function bodyWeightKg({
  participant,
  protocol,
}: Pick<Situation, 'participant' | 'protocol'>): number | undefined {
  const named = protocol.product?.dose.weight;
  const item = protocol.forms
    .flatMap((form) => form.items)
    .find((one) => (named === undefined ? one.unit === 'kg' : one.id === named));
  const value = item === undefined ? undefined : latestValues(protocol, participant)[item.id];
  return typeof value === 'number' && value > 0 ? value : undefined;
}

type Known = Pick<Situation, 'participant' | 'protocol'>;

function batchRefusal(
  harvestId: string,
  laboratory: Parameters<typeof itemsRefusal>[1],
  { participant, protocol }: Known,
): Refusal | undefined {
  const missing = harvestedProductMissing(protocol);
  if (missing !== undefined) return missing;
  if (!participant.harvests.some((one) => one.harvestId === harvestId)) {
    return refuse('harvest-unknown', 'This participant has no such harvest; record it first.');
  }
  return itemsRefusal(protocol.product?.laboratory ?? [], laboratory);
}

/** Of every bag alike, whatever it holds: the answer says nothing about treatments. */
function stockRefusal(
  protocol: Situation['protocol'],
  laboratory: CommandBody<'prepareInfusion'>['laboratory'],
): Refusal | undefined {
  if (protocol.product?.origin !== 'offTheShelf') return undefined;
  const values = itemsRefusal(protocol.product.laboratory, laboratory);
  if (values !== undefined) return values;
  const tests = failedRules(assessRelease(protocol, laboratory));
  if (tests.length === 0) return undefined;
  return refuse('release-tests-failed', `The bag does not pass: ${tests.join(', ')}. Take another from the stock.`, {
    tests,
  });
}

function harvestedProductMissing(protocol: Situation['protocol']): Refusal | undefined {
  if (protocol.product?.origin !== 'offTheShelf') return productMissing(protocol);
  return refuse('product-off-the-shelf', 'The product comes off the shelf; nothing is harvested or released for one.');
}

function productMissing(protocol: Situation['protocol']): Refusal | undefined {
  return protocol.product === undefined ? refuse('product-unknown', 'The protocol has no product.') : undefined;
}

function administrationUnknown(administration: string, protocol: Situation['protocol']): Refusal | undefined {
  const known = protocol.administrations.map((one) => one.id);
  if (known.includes(administration)) return undefined;
  const allowed = known.join(', ') || 'none';
  return refuse(
    'administration-unknown',
    `The protocol has no administration "${administration}"; it has: ${allowed}.`,
    {
      administration,
    },
  );
}

function administrationRefusal(administration: string, { participant, protocol }: Known): Refusal | undefined {
  const unknown = administrationUnknown(administration, protocol);
  if (unknown !== undefined || participant.randomisation !== undefined) return unknown;
  return refuse('not-randomised', 'The participant is not randomised; randomise first.');
}

function permittedRefusal(administration: string, { participant }: Known): Refusal | undefined {
  if (!participant.permitted.includes(administration)) return undefined;
  return refuse('already-permitted', `The administration ${administration} is permitted already.`, { administration });
}
