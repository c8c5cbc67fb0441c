// What follows from queries, source verification, signatures, freeze and lock, and coding.
import type { QueryPlace } from '../../event/review-part.js';
import type { ParticipantState } from '../../evolve/participant-state.js';
import { placeKey, placeValues, thingKey } from '../../evolve/review-state.js';
import { refuse } from '../../refusal.js';
import { codableTerms, isCoded } from '../../review/coding.js';
import { flatValues } from '../../review/flat-value.js';
import { unmetConditions } from '../../review/lock-condition.js';
import type { NewEvent } from '../contract.js';
import { dictionaryVersion } from '../permission/coding.js';
import { statementFor } from '../permission/signature.js';
import { type Consequence, type Consequences, effect, placesOf, trialStream } from './effect.js';

const openQuery: Consequence<'openQuery'> = (body, { participant, protocol, siteId }) => {
  const { participantId, queries, category, text, assignedTo } = body;
  const events = queries.map(({ queryId, place }): NewEvent => {
    const whole = place.form === undefined ? place : { ...place, occurrence: place.occurrence ?? 1 };
    const asked = assignedTo ?? protocol.forms.find(({ id }) => id === place.form)?.filledBy?.[0];
    return {
      ...placesOf(participantId, siteId).open,
      type: 'DataQueryOpened',
      payload: {
        queryId,
        place: whole,
        category,
        text,
        ...(asked === undefined ? {} : { assignedTo: asked }),
        values: valuesAt(whole, participant),
      },
    };
  });
  return effect(events, { queries: queries.length });
};

const reopenQuery: Consequence<'reopenQuery'> = (body, { participant, siteId }) => {
  const { participantId, queryId, text, assignedTo } = body;
  const { place } = participant.review.queries[queryId]!;
  return effect([
    {
      ...placesOf(participantId, siteId).open,
      type: 'DataQueryReopened',
      payload: {
        queryId,
        by: 'person',
        text,
        ...(assignedTo === undefined ? {} : { assignedTo }),
        values: valuesAt(place, participant),
      },
    },
  ]);
};

const verifySource: Consequence<'verifySource'> = (body, { participant, siteId }) => {
  const { participantId, participant: also = false } = body;
  const forms = body.forms.map(({ visit, form, occurrence, items }) => {
    const key = placeKey({ visit, form, occurrence });
    const done = participant.review.verified[key] ?? {};
    const asked = items ?? Object.keys(flatValues(participant.forms[key]!));
    return { visit, form, occurrence, items: asked.filter((item) => !Object.hasOwn(done, item)) };
  });
  return effect([
    {
      ...placesOf(participantId, siteId).open,
      type: 'SourceVerified',
      payload: { forms: forms.filter(({ items }) => items.length > 0), participant: also },
    },
  ]);
};

const signForms: Consequence<'signForms'> = (body, situation, { confirmation, nextId }) => {
  if (confirmation === undefined) throw new Error('signForms was permitted without a confirmation');
  if (situation.trial.creation?.mode === 'live' && confirmation.method === 'operator') return notByOperator();
  const { meaning, statement, unseen } = statementFor('signForms', body.meaning, situation);
  const signatureId = nextId();
  return effect(
    [
      {
        ...placesOf(body.participantId, situation.siteId).open,
        type: 'Signed',
        payload: {
          signatureId,
          meaning,
          statement,
          scope: 'form',
          protocolVersion: situation.protocol.version,
          confirmedBy: confirmation.method,
          screeningNumber: situation.participant.screening?.screeningNumber ?? '',
          unseen: [...unseen],
          forms: [...body.forms],
        },
      },
    ],
    { signatureId, forms: body.forms.length },
  );
};

const signParticipant: Consequence<'signParticipant'> = (body, situation, { confirmation, nextId }) => {
  if (confirmation === undefined) throw new Error('signParticipant was permitted without a confirmation');
  if (situation.trial.creation?.mode === 'live' && confirmation.method === 'operator') return notByOperator();
  const { meaning, statement, unseen } = statementFor('signParticipant', body.meaning, situation);
  const signatureId = nextId();
  return effect(
    [
      {
        ...placesOf(body.participantId, situation.siteId).open,
        type: 'Signed',
        payload: {
          signatureId,
          meaning,
          statement,
          scope: 'participant',
          protocolVersion: situation.protocol.version,
          confirmedBy: confirmation.method,
          screeningNumber: situation.participant.screening?.screeningNumber ?? '',
          unseen: [...unseen],
          forms: [],
          hash: body.hash,
        },
      },
    ],
    { signatureId },
  );
};

/** Two components of the signer's own, at the time of signing (21 CFR 11.200(a)(1)). */
function notByOperator() {
  return refuse('confirmation-required', 'A signature in a live trial is confirmed by the credentials of the signer.');
}

const lockParticipant: Consequence<'lockParticipant'> = (body, { participant, protocol, siteId }, { review }) => {
  const names = protocol.dataReview?.lockConditions ?? [];
  const siteFindings = Math.max(review?.siteFindings ?? 0, participant.review.findings);
  const unmet = unmetConditions({ participant, protocol, siteFindings }, names);
  if (unmet.length > 0) {
    const words = unmet.map(({ condition, blocks }) => `${condition} (${blocks.slice(0, 5).join(', ')})`);
    return refuse('lock-conditions-unmet', `Not ready for the lock: ${words.join('; ')}.`, {
      conditions: unmet.map(({ condition }) => condition),
      blocks: unmet.flatMap(({ blocks }) => blocks.slice(0, 20)),
    });
  }
  return effect([
    { ...placesOf(body.participantId, siteId).open, type: 'ParticipantLocked', payload: { conditions: [...names] } },
  ]);
};

const codeTerm: Consequence<'codeTerm'> = (body, situation, { review }) => {
  const { participantId, thing, code, reason } = body;
  const { participant, protocol, siteId } = situation;
  const term = codableTerms(protocol, participant).find(({ key }) => key === thingKey(thing))!;
  if (review?.term === undefined) return codeUnknown(code, dictionaryVersion(term.coding, situation));
  return effect([
    {
      ...placesOf(participantId, siteId).open,
      type: 'TermCoded',
      payload: { thing: term.thing, coding: term.coding, verbatim: term.verbatim, to: review.term, method: 'person' },
      ...(reason === undefined ? {} : { reason }),
    },
  ]);
};

const codeAutomatically: Consequence<'codeAutomatically'> = (body, situation, { review }) => {
  const { participant, protocol, siteId } = situation;
  const version = dictionaryVersion(body.coding, situation);
  const open = codableTerms(protocol, participant).filter(
    (term) =>
      term.coding === body.coding &&
      (!isCoded(participant.review, term) || participant.review.codings[term.key]?.to.version !== version),
  );
  const events = open.flatMap(({ key, thing, coding, verbatim }): readonly NewEvent[] => {
    const match = review?.matches?.[key];
    if (match === undefined) return [];
    const payload = { thing, coding, verbatim, to: match.to, method: match.method };
    return [{ ...placesOf(body.participantId, siteId).open, type: 'TermCoded', payload }];
  });
  if (events.length > 0) return effect(events, { coded: events.length, remaining: open.length - events.length });
  return refuse('nothing-changes', `None of ${open.length} open terms has a match of its own; code them by hand.`, {
    open: open.length,
  });
};

function codeUnknown(code: string, version: string | undefined) {
  return refuse('dictionary-code-unknown', `Version ${version} of the dictionary has no current term ${code} here.`, {
    code,
  });
}

function valuesAt(place: QueryPlace, { forms }: ParticipantState) {
  const form = forms[`${place.visit}/${place.form}/${place.occurrence}`];
  const { items, rowId } = place;
  return form === undefined || items === undefined ? {} : placeValues(form, { items, rowId });
}

export const reviewConsequences: Consequences<
  | 'openQuery'
  | 'answerQuery'
  | 'closeQuery'
  | 'reopenQuery'
  | 'recordSealedQuery'
  | 'verifySource'
  | 'withdrawVerification'
  | 'recordMonitoringVisit'
  | 'closeActionItem'
  | 'signForms'
  | 'signParticipant'
  | 'declareMissed'
  | 'freezeForms'
  | 'unfreezeForms'
  | 'lockForms'
  | 'unlockForms'
  | 'lockParticipant'
  | 'unlockParticipant'
  | 'requestTrialUnlock'
  | 'unlockTrial'
  | 'codeTerm'
  | 'codeAutomatically'
  | 'addSynonym'
  | 'changeDictionaryVersion'
> = {
  openQuery,
  reopenQuery,
  answerQuery: ({ participantId, queryId, text }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'DataQueryAnswered', payload: { queryId, text } }]),
  closeQuery: ({ participantId, queryIds, comment }, { siteId }) =>
    effect(
      queryIds.map((queryId) => ({
        ...placesOf(participantId, siteId).open,
        type: 'DataQueryClosed',
        payload: { queryId, by: 'person', ...(comment === undefined ? {} : { comment }) },
      })),
    ),
  recordSealedQuery: ({ participantId, ...step }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'SealedQueryWritten', payload: step }]),

  verifySource,
  withdrawVerification: ({ participantId, forms, reason }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'VerificationWithdrawn', payload: { forms }, reason }]),
  recordMonitoringVisit: ({ actionItems = [], ...visit }) =>
    effect([
      {
        stream: trialStream,
        siteId: visit.siteId,
        type: 'MonitoringVisitRecorded',
        payload: { ...visit, actionItems },
      },
    ]),
  closeActionItem: (payload) =>
    effect([{ stream: trialStream, siteId: payload.siteId, type: 'ActionItemClosed', payload }]),

  signForms,
  signParticipant,

  declareMissed: ({ participantId, forms, reason }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'FormsDeclaredMissed', payload: { forms }, reason }]),
  freezeForms: ({ participantId, forms }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'FormsFrozen', payload: { forms } }]),
  unfreezeForms: ({ participantId, forms, reason }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'FormsUnfrozen', payload: { forms }, reason }]),
  lockForms: ({ participantId, forms }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'FormsLocked', payload: { forms } }]),
  unlockForms: ({ participantId, forms, reason }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'FormsUnlocked', payload: { forms }, reason }]),
  lockParticipant,
  unlockParticipant: ({ participantId, reason }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'ParticipantUnlocked', payload: {}, reason }]),
  requestTrialUnlock: ({ reason }) =>
    effect([{ stream: trialStream, type: 'TrialUnlockRequested', payload: {}, reason }]),
  unlockTrial: ({ reason }) => effect([{ stream: trialStream, type: 'TrialUnlocked', payload: {}, reason }]),

  codeTerm,
  codeAutomatically,
  addSynonym: ({ coding, verbatim, code, reason }, situation, { review }) =>
    review?.term === undefined
      ? codeUnknown(code, dictionaryVersion(coding, situation))
      : effect([{ stream: trialStream, type: 'SynonymAdded', payload: { coding, verbatim, to: review.term }, reason }]),
  changeDictionaryVersion: ({ coding, version, reason }, situation) =>
    effect([
      {
        stream: trialStream,
        type: 'DictionaryVersionChanged',
        payload: { coding, from: dictionaryVersion(coding, situation) ?? '', to: version },
        reason,
      },
    ]),
};
