// What follows from handovers and quarantines. What an unblinded person gives of condition and time is sealed.
import { isActorBlinded } from '../../../blinding/access.js';
import type { CommandBody } from '../../../command/catalogue.js';
import type { NewEvent } from '../../contract.js';
import type { Situation } from '../../situation.js';
import { type Breach, type Consequence, type Consequences, deviationEvents, effect, placesOf } from '../effect.js';
import { reasonEvent } from './part.js';

type Handover = CommandBody<'recordHandover'>;

const recordHandover: Consequence<'recordHandover'> = (body, situation, { nextId }) => {
  const { participantId, handoverId, material, from, to, happenedAt, condition } = body;
  const { siteId, actorId, protocol, trial } = situation;
  const { open, sealed } = placesOf(participantId, siteId);
  const isOpen = isActorBlinded(trial, protocol, actorId);
  const matched = isMatched(body, situation);
  const isExcursion = isOpen && condition.outcome === 'excursion';
  const shownAt = isOpen ? happenedAt : shownTime(body, situation);
  const breaches = handoverBreaches(body, { matched, isExcursion });
  const causes = [...(matched ? [] : (['identity'] as const)), ...(isExcursion ? (['temperature'] as const) : [])];
  const quarantines = causes.slice(0, 1).map(
    (cause): NewEvent => ({
      ...open,
      type: 'MaterialQuarantined',
      payload: { quarantineId: nextId(), material, cause },
    }),
  );
  const { identityCode, secondIdentifier } = body;
  return effect(
    [
      {
        ...sealed,
        type: 'HandoverSealed',
        payload: { handoverId, material, happenedAt, identityCode, secondIdentifier, condition },
      },
      {
        ...open,
        type: 'HandoverRecorded',
        payload: {
          handoverId,
          material,
          from,
          to,
          matched,
          ...(shownAt === undefined ? {} : { happenedAt: shownAt }),
          ...(isOpen ? { condition } : {}),
        },
      },
      ...quarantines,
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { matched, quarantined: quarantines.length > 0, deviations: breaches.length },
  );
};

export const handoverConsequences: Consequences<'recordHandover' | 'quarantineMaterial' | 'resolveQuarantine'> = {
  recordHandover,

  quarantineMaterial: ({ participantId, quarantineId, material, reason }, { siteId }) =>
    effect([
      reasonEvent(participantId, siteId, { about: 'quarantine', reference: quarantineId, reason }),
      {
        ...placesOf(participantId, siteId).open,
        type: 'MaterialQuarantined',
        payload: { quarantineId, material, cause: 'decision' },
      },
    ]),

  resolveQuarantine: ({ participantId, quarantineId, decision, reason }, { siteId }) =>
    effect([
      reasonEvent(participantId, siteId, { about: 'quarantineEnd', reference: quarantineId, reason }),
      { ...placesOf(participantId, siteId).open, type: 'QuarantineResolved', payload: { quarantineId, decision } },
    ]),
};

/** Both identifiers are those of the participant and of this material. */
function isMatched(
  { material, identityCode, secondIdentifier }: Handover,
  { participant, protocol }: Situation,
): boolean {
  const { chain, screening, harvests } = participant;
  const donationCode =
    'bagCode' in material
      ? chain.bags[material.bagCode]?.donationCode
      : harvests.find((one) => one.harvestId === material.harvestId)?.donationCode;
  const isKnown =
    'bagCode' in material
      ? chain.bags[material.bagCode] !== undefined
      : harvests.some((one) => one.harvestId === material.harvestId);
  const second = protocol.product?.secondIdentifier === 'donationCode' ? donationCode : screening?.screeningNumber;
  return isKnown && identityCode === chain.identityCode && secondIdentifier === second;
}

/** Of a bag the planned time of its collection, whenever it was ready; of a harvest, which everybody has, the time itself. */
function shownTime({ material, happenedAt }: Handover, { participant }: Situation): Handover['happenedAt'] | undefined {
  if (!('bagCode' in material)) return happenedAt;
  const administration = participant.chain.bags[material.bagCode]?.administration ?? '';
  const { collectionAt, zone } = participant.chain.schedule[administration] ?? {};
  return collectionAt === undefined || zone === undefined ? undefined : { at: collectionAt, zone };
}

function handoverBreaches(
  { happenedAt, material, from, to }: Handover,
  { matched, isExcursion }: { readonly matched: boolean; readonly isExcursion: boolean },
): readonly Breach[] {
  const what = 'bagCode' in material ? `The bag ${material.bagCode}` : 'A harvest';
  const breach = (rule: Breach['rule'], description: string): Breach => ({
    rule,
    category: 'product',
    importance: 'important',
    occurredOn: happenedAt.at.slice(0, 10),
    description,
  });
  return [
    matched
      ? []
      : breach('identity-mismatch', `${what} went from ${from.at} to ${to.at} with identifiers that do not match.`),
    isExcursion
      ? breach('temperature-excursion', `${what} left its limits of temperature between ${from.at} and ${to.at}.`)
      : [],
  ].flat();
}
