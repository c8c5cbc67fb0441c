// What follows from harvests, batches, bags and infusions. Blinded people see the same for every sequence.
import type { CommandBody } from '../../command/catalogue.js';
import type { Protocol } from '../../protocol/schema.js';
import { refuse } from '../../refusal.js';
import { exactDay } from '../day.js';
import { missingConsents } from '../permission/enrolment.js';
import { bodyWeightKg, gateOf } from '../permission/product.js';
import { assessRelease } from '../rule.js';
import type { Situation } from '../situation.js';
import { type Breach, type Consequence, type Consequences, deviationEvents, effect, placesOf } from './effect.js';

const recordHarvest: Consequence<'recordHarvest'> = (body, situation, { nextId }) => {
  const { participantId, ...harvest } = body;
  const { siteId } = situation;
  const breaches = harvestBreaches(body, situation);
  return effect(
    [
      { ...placesOf(participantId, siteId).open, type: 'HarvestRecorded', payload: harvest },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { deviations: breaches.length },
  );
};

const prepareInfusion: Consequence<'prepareInfusion'> = (body, situation, { openedSequence }) => {
  const { participantId, administration, bagCode, preparedAt, laboratory, note } = body;
  const { protocol, siteId } = situation;
  if (openedSequence === undefined) {
    return refuse('allocation-not-opened', 'The allocation was not opened for the preparation of this bag.');
  }
  const { open, sealed } = placesOf(participantId, siteId);
  const weightKg = bodyWeightKg(situation) ?? 0;
  // From the body weight alone, never from a cell count: the volume is the same for every treatment.
  const volumeMl = Math.round(weightKg * (protocol.product?.volumeMlPerKg ?? 0) * 10) / 10;
  const treatment = treatmentAt(protocol, openedSequence, administration);
  return effect(
    [
      {
        ...sealed,
        type: 'AllocationOpened',
        payload: { kind: 'dispensing', sequence: openedSequence, administration },
      },
      {
        ...sealed,
        type: 'BagFilled',
        payload: {
          administration,
          bagCode,
          treatment,
          preparedAt,
          laboratory,
          ...(note === undefined ? {} : { note }),
        },
      },
      { ...open, type: 'BagPrepared', payload: { administration, bagCode, volumeMl } },
    ],
    { volumeMl },
  );
};

const permitInfusion: Consequence<'permitInfusion'> = (body, situation, { actorId, nextId, now }) => {
  const { participantId, administration, confirmOverride } = body;
  const { participant, siteId } = situation;
  const gate = gateOf(administration, situation);
  const request = participant.overrideRequests[administration];
  const isOverridden = gate !== undefined && !gate.satisfied && request !== undefined && confirmOverride !== undefined;
  const breaches: readonly Breach[] = isOverridden
    ? [
        {
          rule: 'gate-overridden',
          category: 'administration',
          importance: 'important',
          occurredOn: now.slice(0, 10),
          description: `Two people overrode the gate of ${administration}: ${gate.why}.`,
        },
      ]
    : [];
  return effect(
    [
      {
        ...placesOf(participantId, siteId).open,
        type: 'InfusionPermitted',
        payload: {
          administration,
          ...(gate === undefined
            ? {}
            : { gate: { rule: gate.rule, satisfied: gate.satisfied, facts: { ...gate.facts } } }),
          ...(isOverridden
            ? { override: { requestedBy: request.requestedBy, confirmedBy: actorId, reason: confirmOverride.reason } }
            : {}),
        },
      },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { overridden: isOverridden, deviations: breaches.length },
  );
};

const recordInfusion: Consequence<'recordInfusion'> = (body, situation, { nextId }) => {
  const { participantId, ...infusion } = body;
  const { siteId } = situation;
  const breaches = infusionBreaches(body, situation);
  return effect(
    [
      { ...placesOf(participantId, siteId).open, type: 'InfusionRecorded', payload: infusion },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { deviations: breaches.length },
  );
};

export const productConsequences: Consequences<
  | 'recordHarvest'
  | 'releaseProduct'
  | 'recordFailedBatch'
  | 'prepareInfusion'
  | 'requestGateOverride'
  | 'permitInfusion'
  | 'recordInfusion'
> = {
  recordHarvest,

  releaseProduct: (body, { protocol, siteId }) => {
    const { participantId, releasedOn, ...batch } = body;
    const { open, sealed } = placesOf(participantId, siteId);
    const tests = [...assessRelease(protocol, batch.laboratory)];
    return effect([
      { ...sealed, type: 'BatchReleased', payload: { ...batch, tests } },
      { ...open, type: 'ProductReleased', payload: { releasedOn } },
    ]);
  },

  recordFailedBatch: (body, { protocol, siteId }) => {
    const { participantId, ...batch } = body;
    const tests = [...assessRelease(protocol, batch.laboratory)];
    return effect([{ ...placesOf(participantId, siteId).sealed, type: 'BatchFailed', payload: { ...batch, tests } }]);
  },

  prepareInfusion,

  requestGateOverride: ({ participantId, administration, reason }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'GateOverrideRequested',
        payload: { administration, reason },
        reason,
      },
    ]),

  permitInfusion,
  recordInfusion,
};

/** The treatment that a sequence gives at an administration. */
export function treatmentAt(protocol: Protocol, sequenceId: string, administration: string): string {
  const period = protocol.administrations.find((one) => one.id === administration)?.period;
  const index = protocol.periods.findIndex((one) => one.id === period);
  const treatment = protocol.sequences.find((one) => one.id === sequenceId)?.treatments[index];
  if (treatment === undefined) throw new Error('the protocol gives no treatment to this administration');
  return treatment;
}

function harvestBreaches(body: CommandBody<'recordHarvest'>, situation: Situation): readonly Breach[] {
  const { participant, protocol } = situation;
  const consents = missingConsents(situation, 'harvest');
  const isStage = protocol.eligibility.stages.includes('harvest');
  const isAssessed = participant.eligibility.harvest?.eligible === true;
  const maximum = protocol.product?.maximumHarvests ?? 0;
  const breach = (rule: Breach['rule'], category: Breach['category'], description: string): Breach => ({
    rule,
    category,
    importance: 'important',
    occurredOn: body.harvestedOn,
    description,
  });
  return [
    consents.length > 0
      ? breach('consent-missing', 'consent', `A harvest took place without consent: ${consents.join(', ')}.`)
      : [],
    isStage && !isAssessed
      ? breach('not-eligible', 'eligibility', 'A harvest took place before eligibility for it was found.')
      : [],
    participant.harvests.length >= maximum
      ? breach(
          'harvest-limit',
          'product',
          `Harvest ${participant.harvests.length + 1}; the protocol allows ${maximum}.`,
        )
      : [],
  ].flat();
}

function infusionBreaches(
  body: CommandBody<'recordInfusion'>,
  { participant, protocol }: Situation,
): readonly Breach[] {
  const { administration, bagCode } = body;
  const planned = protocol.administrations.find((one) => one.id === administration);
  const prepared = participant.bags[administration] ?? [];
  const occurredOn = exactDay(body.startedAt) ?? body.startedAt;
  const breach = (
    rule: Breach['rule'],
    description: string,
    category: Breach['category'] = 'administration',
  ): Breach => ({
    rule,
    category,
    importance: 'important',
    occurredOn,
    description,
  });
  const isPermitted = planned?.gate === undefined || participant.permitted.includes(administration);
  const isWrong = protocol.product !== undefined && !prepared.includes(bagCode);
  const isVoided = !isWrong && prepared.length > 0 && prepared.at(-1) !== bagCode;
  const isAgainst = participant.withdrawals.some((one) => startsAfter(body.startedAt, one.withdrawnOn));
  return [
    participant.randomisation === undefined
      ? breach('not-randomised', `${administration} was given before randomisation.`, 'randomisation')
      : [],
    isAgainst ? breach('withdrawn', `${administration} was given after a withdrawal.`) : [],
    isPermitted ? [] : breach('infusion-not-permitted', `${administration} was given though it was not permitted.`),
    isWrong
      ? breach('wrong-bag', `The bag ${bagCode} was not prepared for this participant's ${administration}.`, 'product')
      : [],
    isVoided
      ? breach('voided-bag', `The bag ${bagCode} was replaced by a later one before ${administration}.`, 'product')
      : [],
    participant.infusions.some((one) => one.administration === administration)
      ? breach('infusion-repeated', `${administration} was given more than once.`)
      : [],
  ].flat();
}

function startsAfter(start: CommandBody<'recordInfusion'>['startedAt'], day: Parameters<typeof exactDay>[0]): boolean {
  const [from, until] = [exactDay(day), exactDay(start)];
  return from !== undefined && until !== undefined && until > from;
}
