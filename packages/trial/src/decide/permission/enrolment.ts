// Permissions from screening to randomisation, and withdrawal.
import { consentVersionsAt } from '../../protocol/consent-version.js';
import { type Refusal, refuse } from '../../refusal.js';
import { assessCriteria, failedRules } from '../rule.js';
import type { Permissions, Situation } from '../situation.js';
import { correctionRefusal, entryRefusal } from './entry.js';
import { numberRefusal, rescreeningRefusal } from './screening.js';
import { siteRefusal } from './site.js';

export const enrolmentPermissions: Permissions<
  | 'screenParticipant'
  | 'recordConsent'
  | 'assessEligibility'
  | 'randomise'
  | 'correctStratum'
  | 'withdraw'
  | 'transferParticipant'
> = {
  screenParticipant: (body, situation) => {
    const { siteId } = body;
    const { trial, participant, protocol } = situation;
    if (participant.version > 0)
      return refuse('participant-known', 'A participant was screened under this id already.');
    if (!protocol.sites.some((site) => site.id === siteId)) {
      return refuse('site-unknown', `The protocol has no site "${siteId}".`, { siteId });
    }
    if (!trial.isLive) return refuse('trial-not-live', 'The trial is not live; nobody is screened before go-live.');
    return siteRefusal(situation, siteId) ?? numberRefusal(body, protocol) ?? rescreeningRefusal(body, situation);
  },

  recordConsent: ({ consent, items = {} }, { protocol }) => {
    const known = protocol.consents.find((one) => one.id === consent);
    if (known === undefined) {
      const allowed = protocol.consents.map((one) => one.id);
      return refuse('consent-unknown', `The protocol has no consent "${consent}"; it has: ${allowed.join(', ')}.`, {
        consent,
      });
    }
    const itemIds = (known.items ?? []).map((item) => item.id);
    const unknown = Object.keys(items).filter((id) => !itemIds.includes(id));
    if (unknown.length === 0) return undefined;
    return refuse('consent-unknown', `The consent ${consent} has no item ${unknown.join(', ')}.`, { items: unknown });
  },

  assessEligibility: ({ stage }, { protocol }) => {
    const { stages } = protocol.eligibility;
    if (stages.includes(stage)) return undefined;
    const allowed = stages.join(', ') || 'no stage';
    return refuse('stage-unknown', `The protocol assesses eligibility at ${allowed}, not at ${stage}.`, { stage });
  },

  randomise: (body, situation) => randomiseRefusal(situation) ?? entryRefusal(body, situation),

  correctStratum: (_body, situation) => correctionRefusal(situation),

  transferParticipant: ({ toSiteId }, situation) => {
    const { protocol, siteId } = situation;
    if (!protocol.sites.some((site) => site.id === toSiteId)) {
      return refuse('site-unknown', `The protocol has no site "${toSiteId}".`, { siteId: toSiteId });
    }
    if (toSiteId === siteId) return refuse('transfer-not-needed', `The participant is at ${siteId} already.`);
    return siteRefusal(situation, toSiteId);
  },

  withdraw: ({ kind }, { participant }) => {
    if (!participant.withdrawals.some((withdrawal) => withdrawal.kind === kind)) return undefined;
    return refuse('withdrawal-known', `The withdrawal of ${kind} is recorded already.`, { kind });
  },
};

/** The consents that a stage requires and that are not given in a version that counts now with every required item. */
export function missingConsents(
  { participant, protocol, siteId, now }: Pick<Situation, 'participant' | 'protocol' | 'siteId' | 'now'>,
  stage: 'screening' | 'harvest' | 'randomisation',
): readonly string[] {
  const required = protocol.consents.filter((consent) => consent.requiredFor.includes(stage));
  return required.flatMap((consent) => {
    const versions = consentVersionsAt(protocol, consent, { siteId, day: now.slice(0, 10) });
    const given = participant.consents.findLast((one) => one.consent === consent.id);
    const items = (consent.items ?? []).filter((item) => item.required);
    const isGiven = given !== undefined && versions.includes(given.consentVersion);
    if (isGiven && items.every((item) => given.items[item.id] === true)) return [];
    return [`${consent.id} ${versions.at(-1)}`];
  });
}

/** Why a participant may not be randomised yet, or again. */
export function randomiseRefusal(situation: Situation): Refusal | undefined {
  const { trial, participant } = situation;
  if (participant.capture.rescreenedBy !== undefined) {
    return refuse('already-rescreened', 'This person was screened again; randomise under the later screening.');
  }
  if (participant.randomisation !== undefined) {
    const { randomisationNumber } = participant.randomisation;
    return refuse('already-randomised', `The participant is randomised already, as ${randomisationNumber}.`, {
      randomisationNumber,
    });
  }
  if (!trial.isLive) return refuse('trial-not-live', 'The trial is not live; nobody is randomised before go-live.');
  if (trial.allocation === undefined) {
    return refuse('allocation-not-committed', 'The allocation is not committed yet; nobody is randomised before.');
  }
  const site = situation.siteId === undefined ? undefined : siteRefusal(situation, situation.siteId);
  if (site !== undefined) return site;
  const consents = missingConsents(situation, 'randomisation');
  if (consents.length > 0) {
    return refuse('consent-missing', `Consent is missing or not complete: ${consents.join(', ')}.`, { consents });
  }
  return eligibilityRefusal(situation) ?? productRefusal(situation);
}

function eligibilityRefusal({ participant, protocol, siteId }: Situation): Refusal | undefined {
  if (!protocol.eligibility.stages.includes('randomisation') || siteId === undefined) return undefined;
  const assessed = participant.eligibility.randomisation;
  if (assessed === undefined) {
    return refuse('eligibility-not-assessed', 'Eligibility was not assessed for randomisation; assess it first.');
  }
  const now = failedRules(assessCriteria(protocol, participant, siteId));
  const criteria = now.length > 0 ? now : failedRules(assessed.criteria);
  if (criteria.length === 0) return undefined;
  const again = now.length > 0 ? '' : ' when it was assessed; assess it again';
  return refuse('not-eligible', `The participant does not meet ${criteria.join(', ')}${again}.`, { criteria });
}

function productRefusal({ participant, protocol }: Situation): Refusal | undefined {
  if (protocol.product?.origin !== 'autologous' || participant.product !== undefined) return undefined;
  return refuse('product-not-released', 'No product is released for this participant; release it first.');
}
