// What follows from forms that are taken back or moved, visits that were missed, deviations, attachments and ranges.
import { isActorBlinded } from '../../blinding/access.js';
import { siteOf } from '../../evolve/capture-state.js';
import type { FormState } from '../../evolve/participant-state.js';
import { refuse } from '../../refusal.js';
import type { NewEvent } from '../contract.js';
import { formsMeant, movedPlace } from '../permission/place.js';
import { changedFactsOf } from '../permission/site-data.js';
import { formBreaches } from './capture.js';
import { type Consequence, type Consequences, deviationEvents, effect, placesOf, trialStream } from './effect.js';

const undoForm: Consequence<'undoForm'> = (body, { participant, siteId }) => {
  const forms = formsMeant(body, participant);
  const { open } = placesOf(body.participantId, siteId);
  return effect(
    forms.map(({ visit, form, occurrence }) => ({
      ...open,
      type: 'FormUndone',
      payload: { visit, form, occurrence },
      reason: body.reason,
    })),
    { forms: forms.length },
  );
};

const moveForm: Consequence<'moveForm'> = (body, situation, { nextId }) => {
  const { participant, other, siteId } = situation;
  const { participantId, toParticipantId = participantId, reason } = body;
  const target = toParticipantId === participantId ? participant : other;
  if (target === undefined) throw new Error('moveForm was permitted without a participant to move to');
  const targetSite = siteOf(target);
  const forms = formsMeant(body, participant);
  const away = forms.map((form): NewEvent => {
    const { visit, occurrence } = movedPlace(body, form);
    return {
      ...placesOf(participantId, siteId).open,
      type: 'FormUndone',
      payload: { ...placeOf(form), movedTo: { participantId: toParticipantId, visit, occurrence } },
      reason,
    };
  });
  const here = forms.map((form): NewEvent => {
    const { items, happenedOn, rows = {} } = form;
    const sent = Object.entries(rows).map(([rowId, row]) => ({ rowId, ...row }));
    const movedFrom = { participantId, visit: form.visit, occurrence: form.occurrence };
    return {
      ...placesOf(toParticipantId, targetSite).open,
      type: 'FormRecorded',
      payload: {
        ...movedPlace(body, form),
        happenedOn,
        items,
        ...(sent.length === 0 ? {} : { rows: sent }),
        movedFrom,
      },
      reason,
    };
  });
  const breaches = forms.slice(0, 1).flatMap((form) =>
    formBreaches(movedPlace(body, form).visit, form.happenedOn, {
      ...situation,
      participant: target,
      siteId: targetSite,
    }),
  );
  return effect([...away, ...here, ...deviationEvents(breaches, toParticipantId, { siteId: targetSite, nextId })], {
    forms: forms.length,
    deviations: breaches.length,
  });
};

function placeOf({ visit, form, occurrence }: FormState) {
  return { visit, form, occurrence };
}

export const placeConsequences: Consequences<
  | 'undoForm'
  | 'moveForm'
  | 'declareVisitMissed'
  | 'updateDeviation'
  | 'addAttachment'
  | 'removeAttachment'
  | 'setReferenceRange'
> = {
  undoForm,
  moveForm,

  declareVisitMissed: ({ participantId, visit, reason }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'VisitMissed', payload: { visit }, reason }]),

  updateDeviation: ({ participantId, reason, ...update }, { participant, siteId }) => {
    const known = participant.capture.deviations[update.deviationId];
    if (known === undefined) throw new Error('updateDeviation was permitted without a deviation');
    const changed = changedFactsOf(known, update);
    const facts = Object.fromEntries(Object.entries(update).filter(([key]) => changed.includes(key)));
    return effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'DeviationUpdated',
        payload: { deviationId: update.deviationId, ...facts },
        reason,
      },
    ]);
  },

  addAttachment: ({ participantId, ...facts }, { trial, protocol, actorId, siteId }, { storedFile }) => {
    if (storedFile === undefined || storedFile.sha256 !== facts.sha256) {
      return refuse('file-not-stored', 'An attachment is added by sending its file; this command came without it.');
    }
    const payload = { ...facts, ...storedFile };
    const { open, sealed } = placesOf(participantId, siteId);
    // What an unblinded person adds may show a treatment: it is sealed, and blind people learn not even that it is there.
    return effect([
      isActorBlinded(trial, protocol, actorId)
        ? { ...open, type: 'AttachmentAdded', payload }
        : { ...sealed, type: 'AttachmentSealed', payload },
    ]);
  },

  removeAttachment: ({ participantId, attachmentId, reason }, { participant, siteId }) => {
    const isOpen = participant.capture.attachments[attachmentId] !== undefined;
    const { open, sealed } = placesOf(participantId, siteId);
    const payload = { attachmentId };
    return effect([
      isOpen
        ? { ...open, type: 'AttachmentRemoved', payload, reason }
        : { ...sealed, type: 'AttachmentSealedRemoved', payload, reason },
    ]);
  },

  setReferenceRange: ({ reason, ...range }) =>
    effect([
      {
        stream: trialStream,
        siteId: range.siteId,
        type: 'ReferenceRangeSet',
        payload: range,
        ...(reason === undefined ? {} : { reason }),
      },
    ]),
};
