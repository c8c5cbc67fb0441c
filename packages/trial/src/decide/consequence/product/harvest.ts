// What follows from identity and harvest.
import type { CommandBody } from '../../../command/catalogue.js';
import { drawDonationCode, drawIdentityCode } from '../../../product/code.js';
import { zoneOfSite } from '../../../product/time.js';
import { wallClock } from '../../../zone.js';
import { missingConsents } from '../../permission/enrolment.js';
import type { Situation } from '../../situation.js';
import { type Breach, type Consequence, type Consequences, deviationEvents, effect, placesOf } from '../effect.js';
import { reasonEvent } from './part.js';

/** ISBT 128 gives each facility a number; this one is nobody's. */
const noFacility = 'EQ000';

const recordHarvest: Consequence<'recordHarvest'> = (body, situation, { nextId, randomBytes }) => {
  const { participantId, chainOfIdentityCode, ...harvest } = body;
  const { participant, protocol, siteId, now } = situation;
  const breaches = harvestBreaches(body, situation);
  const identityCode = chainOfIdentityCode ?? participant.chain.identityCode ?? drawIdentityCode(randomBytes);
  const laboratory = protocol.product?.laboratories?.find((one) => one.sites.includes(siteId ?? ''));
  const donationCode = drawDonationCode(randomBytes, {
    facility: laboratory?.facilityCode ?? noFacility,
    year: wallClock(now, zoneOfSite(protocol, siteId)).day.slice(2, 4),
  });
  return effect(
    [
      {
        ...placesOf(participantId, siteId).open,
        type: 'HarvestRecorded',
        payload: { ...harvest, chainOfIdentityCode: identityCode, donationCode },
      },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { identityCode, donationCode, deviations: breaches.length },
  );
};

export const harvestConsequences: Consequences<'issueIdentityCode' | 'requestHarvest' | 'recordHarvest'> = {
  issueIdentityCode: ({ participantId }, { siteId }, { randomBytes }) => {
    const identityCode = drawIdentityCode(randomBytes);
    return effect(
      [{ ...placesOf(participantId, siteId).open, type: 'IdentityCodeIssued', payload: { identityCode } }],
      { identityCode },
    );
  },

  requestHarvest: ({ participantId, reason }, { participant, siteId }) => {
    const request = participant.chain.requestedHarvests + 1;
    return effect([
      reasonEvent(participantId, siteId, { about: 'harvestRequest', reference: String(request), reason }),
      { ...placesOf(participantId, siteId).open, type: 'HarvestRequested', payload: { request } },
    ]);
  },

  recordHarvest,
};

function harvestBreaches(body: CommandBody<'recordHarvest'>, situation: Situation): readonly Breach[] {
  const { participant, protocol } = situation;
  const consents = missingConsents(situation, 'harvest');
  const isStage = protocol.eligibility.stages.includes('harvest');
  // Before another harvest eligibility is judged again.
  const isAssessed = participant.chain.isHarvestAssessed;
  const { identityCode } = participant.chain;
  const isOther =
    participant.chain.isCodeIssued &&
    body.chainOfIdentityCode !== undefined &&
    body.chainOfIdentityCode !== identityCode;
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
    isOther
      ? breach(
          'identity-mismatch',
          'product',
          `The code ${body.chainOfIdentityCode} was read at the harvest; that of the participant is ${identityCode}.`,
        )
      : [],
  ].flat();
}
