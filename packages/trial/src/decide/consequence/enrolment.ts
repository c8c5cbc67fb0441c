// What follows from screening, consent, eligibility, randomisation and withdrawal.
import type { CommandBody } from '../../command/catalogue.js';
import { siteOf } from '../../evolve/capture-state.js';
import type { ParticipantState } from '../../evolve/participant-state.js';
import { stratumOf } from '../../randomisation/stratum.js';
import type { Context, NewEvent } from '../contract.js';
import { exactDay } from '../day.js';
import { capsToTake, takesSameEntry } from '../permission/entry.js';
import { assessCriteria, failedRules, latestValues, valuesAtRandomisation } from '../rule.js';
import type { Situation } from '../situation.js';
import {
  type Breach,
  type Consequence,
  type Consequences,
  deviationEvents,
  type Effect,
  effect,
  placesOf,
} from './effect.js';

/** No 0, 1, I, L, O or U: nothing that is misread or misheard, and no accidental words. */
const numberAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

const assessEligibility: Consequence<'assessEligibility'> = (body, situation, { nextId }) => {
  const { participant, protocol, siteId } = situation;
  const { participantId, stage, assessedOn } = body;
  const criteria = assessCriteria(protocol, participant, siteId ?? '');
  const failed = failedRules(criteria);
  const eligible = failed.length === 0;
  const isLate = participant.randomisation !== undefined && !eligible && !hasDeviation(participant, 'found-ineligible');
  const breaches: readonly Breach[] = isLate ? [foundIneligible(failed, assessedOn)] : [];
  return effect(
    [
      {
        ...placesOf(participantId, siteId).open,
        type: 'EligibilityAssessed',
        payload: { stage, assessedOn, eligible, criteria: [...criteria] },
      },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { eligible, failed: failed.join(', '), deviations: breaches.length },
  );
};

/** The entry, the places and the number of a participant whom nothing forbids to randomise. */
export const randomisedBy = (
  body: CommandBody<'randomise'>,
  situation: Situation,
  { randomBytes }: Pick<Context, 'randomBytes'>,
): Effect => {
  const { participant, protocol, siteId, stratum, replaced } = situation;
  const { participantId, randomisedOn, automatic = false, replaces } = body;
  const found = stratumOf(protocol, siteId ?? '', latestValues(protocol, participant));
  if (!found.ok) throw new Error('randomise was permitted without a stratum');
  const { key, facts, levels } = found.stratum;
  const site = siteId === undefined ? {} : { siteId };
  const sameEntry = takesSameEntry(situation);
  const index = (sameEntry ? replaced?.randomisation?.index : undefined) ?? stratum.nextIndex;
  const randomisationNumber = drawNumber(randomBytes);
  const claim: NewEvent = {
    stream: { kind: 'stratum', stratum: key },
    ...site,
    type: 'AllocationClaimed',
    payload: { stratum: key, index, participantId, levels },
  };
  const places = capsToTake(situation, key).map(
    ({ key: cap }): NewEvent => ({
      stream: { kind: 'cap', cap },
      ...site,
      type: 'PlaceTaken',
      payload: { cap, place: (situation.caps[cap]?.placesTaken ?? 0) + 1, participantId },
    }),
  );
  return effect(
    [
      ...(sameEntry ? [] : [claim]),
      ...places,
      {
        ...placesOf(participantId, siteId).open,
        type: 'ParticipantRandomised',
        payload: {
          randomisationNumber,
          stratum: key,
          stratumFacts: facts,
          index,
          randomisedOn,
          automatic,
          levels,
          replaces,
        },
      },
      ...(replaces === undefined
        ? []
        : [
            {
              ...placesOf(replaces, replaced === undefined ? undefined : siteOf(replaced)).open,
              type: 'ParticipantReplaced',
              payload: { by: participantId, sameEntry },
            } as const,
          ]),
    ],
    { randomisationNumber, stratum: key },
  );
};

const correctStratum: Consequence<'correctStratum'> = ({ participantId, reason }, situation) => {
  const { participant, protocol, siteId } = situation;
  const site = participant.capture.siteAtRandomisation ?? siteId ?? '';
  const found = stratumOf(protocol, site, valuesAtRandomisation(protocol, participant));
  const known = participant.correctedStratum ?? participant.randomisation;
  if (!found.ok || known === undefined) throw new Error('correctStratum was permitted without a stratum');
  const { key, facts, levels } = found.stratum;
  return effect(
    [
      {
        ...placesOf(participantId, siteId).open,
        type: 'StratumCorrected',
        payload: {
          from: { stratum: known.stratum, stratumFacts: known.stratumFacts, levels: known.levels },
          to: { stratum: key, stratumFacts: facts, levels },
        },
        reason,
      },
    ],
    { stratum: key },
  );
};

export const enrolmentConsequences: Consequences<
  | 'screenParticipant'
  | 'recordConsent'
  | 'assessEligibility'
  | 'randomise'
  | 'correctStratum'
  | 'withdraw'
  | 'transferParticipant'
> = {
  screenParticipant: ({ participantId, siteId, screeningNumber, screenedOn, rescreens }, { other }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'ParticipantScreened',
        payload: {
          participantId,
          siteId,
          screeningNumber,
          screenedOn,
          ...(rescreens === undefined
            ? {}
            : { rescreens, earlierScreenings: (other?.capture.earlierScreenings ?? 0) + 1 }),
        },
      },
      ...(rescreens === undefined
        ? []
        : [
            {
              ...placesOf(rescreens, other === undefined ? undefined : siteOf(other)).open,
              type: 'ParticipantRescreened',
              payload: { by: participantId },
            } as const,
          ]),
    ]),

  // The site of the envelope is the one that has the participant from now on.
  transferParticipant: ({ participantId, toSiteId, transferredOn, reason }, { siteId = '' }) =>
    effect([
      {
        ...placesOf(participantId, toSiteId).open,
        type: 'ParticipantTransferred',
        payload: { from: siteId, to: toSiteId, transferredOn },
        reason,
      },
    ]),

  recordConsent: (body, situation, { nextId }) => {
    const { participantId, consent, consentVersion, givenOn, items = {} } = body;
    const { siteId } = situation;
    const breaches = lateConsent(body, situation);
    return effect(
      [
        {
          ...placesOf(participantId, siteId).open,
          type: 'ConsentGiven',
          payload: { consent, consentVersion, givenOn, items },
        },
        ...deviationEvents(breaches, participantId, { siteId, nextId }),
      ],
      { deviations: breaches.length },
    );
  },

  assessEligibility,
  randomise: (body, situation, context) => randomisedBy({ ...body, automatic: false }, situation, context),
  correctStratum,

  withdraw: ({ participantId, kind, withdrawnOn, reason }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'ParticipantWithdrawn',
        payload: { kind, withdrawnOn },
        reason,
      },
    ]),
};

/** The deviation of a participant who was randomised and does not meet these criteria. */
export function foundIneligible(criteria: readonly string[], occurredOn: Breach['occurredOn']): Breach {
  return {
    rule: 'found-ineligible',
    category: 'eligibility',
    importance: 'important',
    occurredOn,
    description: `After randomisation the participant was found not to meet: ${criteria.join(', ')}.`,
  };
}

/** Whether the breach of a rule is recorded for this participant already. */
export function hasDeviation(participant: ParticipantState, rule: Breach['rule']): boolean {
  return participant.deviationRules.includes(rule);
}

function lateConsent(body: CommandBody<'recordConsent'>, { participant, protocol }: Situation): readonly Breach[] {
  const given = exactDay(body.givenOn);
  if (given === undefined || participant.consents.some((one) => one.consent === body.consent)) return [];
  const stages = protocol.consents.find((one) => one.id === body.consent)?.requiredFor ?? [];
  const formDays = Object.values(participant.forms).map((form) => form.happenedOn);
  const procedures = {
    screening: ['a form', formDays],
    harvest: ['a harvest', participant.harvests.map((one) => one.harvestedOn)],
    randomisation: [
      'randomisation',
      participant.randomisation === undefined ? [] : [participant.randomisation.randomisedOn],
    ],
  } as const;
  return stages.flatMap((stage) => {
    const [what, dates] = procedures[stage];
    const first = dates.flatMap((date) => exactDay(date) ?? []).sort()[0];
    if (first === undefined || first >= given) return [];
    return [
      {
        rule: 'consent-after-procedure',
        category: 'consent',
        importance: 'important',
        occurredOn: first,
        description: `The consent ${body.consent} is dated ${given}, after ${what} on ${first}.`,
      } as const,
    ];
  });
}

/** "R" and six characters, each uniform: words of 5 bits, those beyond the alphabet are skipped. */
function drawNumber(randomBytes: (length: number) => Uint8Array): string {
  let text = 'R';
  while (text.length < 7) {
    for (const byte of randomBytes(16)) {
      const character = numberAlphabet[byte & 31];
      if (character !== undefined && text.length < 7) text += character;
    }
  }
  return text;
}
