// What follows from forms, corrections, guesses, deviations, code breaks, exclusions and adverse events.
import { daysBetween } from '../../calendar-day.js';
import { calculateItems } from '../../capture/calculated-item.js';
import { isPlanned } from '../../capture/planned-visit.js';
import { questionsOn, wordQuestion } from '../../capture/question.js';
import { type FormState, formKey, type ParticipantState } from '../../evolve/participant-state.js';
import type { Anchor, Protocol, Visit } from '../../protocol/schema.js';
import { refuse } from '../../refusal.js';
import type { DateOrMissing } from '../../value.js';
import { exactDay } from '../day.js';
import { changedItems, occurrenceOf, same } from '../permission/capture.js';
import { missingConsents } from '../permission/enrolment.js';
import { changedFacts } from '../permission/safety.js';
import { assessCriteria, failedRules, recordedForms } from '../rule.js';
import type { Situation } from '../situation.js';
import { type Breach, type Consequence, type Consequences, deviationEvents, effect, placesOf } from './effect.js';
import { foundIneligible, hasDeviation } from './enrolment.js';

const recordForm: Consequence<'recordForm'> = (body, situation, { nextId }) => {
  const { participant, protocol, siteId } = situation;
  const { participantId, happenedOn } = body;
  const at = occurrenceOf(body, participant, protocol);
  const known = participant.forms[formKey(at)];
  const items = Object.fromEntries(changedItems(known, body.items).map((id) => [id, body.items[id]!]));
  const recorded: FormState = {
    ...at,
    happenedOn: known?.happenedOn ?? happenedOn,
    items: { ...known?.items, ...items },
  };
  const breaches = known === undefined ? formBreaches(at.visit, happenedOn, situation) : [];
  return effect(
    [
      { ...placesOf(participantId, siteId).open, type: 'FormRecorded', payload: { ...at, happenedOn, items } },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { occurrence: at.occurrence, editChecks: questionsAbout(recorded, situation), deviations: breaches.length },
  );
};

const correctValue: Consequence<'correctValue'> = (body, situation, { nextId }) => {
  const { participant, siteId } = situation;
  const { participantId, reason } = body;
  const at = { visit: body.visit, form: body.form, occurrence: body.occurrence ?? 1 };
  const known = participant.forms[formKey(at)];
  if (known === undefined) throw new Error('correctValue was permitted without a recorded form');
  const changed = changedItems(known, body.items);
  const items = Object.fromEntries(changed.map((id) => [id, { from: known.items[id]!, to: body.items[id]! }]));
  const isOtherDay = body.happenedOn !== undefined && !same(known.happenedOn, body.happenedOn);
  const corrected: FormState = {
    ...known,
    happenedOn: body.happenedOn ?? known.happenedOn,
    items: { ...known.items, ...body.items },
  };
  const after = { ...participant, forms: { ...participant.forms, [formKey(at)]: corrected } };
  const breaches = [
    ...(isOtherDay ? formBreaches(at.visit, corrected.happenedOn, situation) : []),
    ...ineligibleBy(after, corrected.happenedOn, situation),
  ];
  return effect(
    [
      {
        ...placesOf(participantId, siteId).open,
        type: 'FormCorrected',
        payload: {
          ...at,
          ...(isOtherDay ? { happenedOn: { from: known.happenedOn, to: corrected.happenedOn } } : {}),
          items,
        },
        reason,
      },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    {
      editChecks: questionsAbout(corrected, situation),
      deviations: breaches.length,
    },
  );
};

/** What the form as it now stands raises: implausible or missing values, edit checks, a visit that its rule does not plan. */
function questionsAbout(changed: FormState, { participant, protocol }: Situation): string {
  const after = { ...participant, forms: { ...participant.forms, [formKey(changed)]: changed } };
  const forms = calculateItems(protocol, recordedForms(after));
  const form = forms.find((one) => formKey(one) === formKey(changed));
  const own = form === undefined ? [] : questionsOn(protocol, form, forms);
  const unplanned =
    isPlanned(protocol, changed.visit, forms) === false ? [`the visit ${changed.visit} is not planned here`] : [];
  return [...own.map((question) => wordQuestion(protocol, question, forms)), ...unplanned].join('; ');
}

const breakCode: Consequence<'breakCode'> = (body, { participant, protocol, siteId }, { openedSequence }) => {
  const { participantId, emergency, reason } = body;
  if (openedSequence === undefined) {
    return refuse('allocation-not-opened', 'The allocation was not opened for this code break.');
  }
  const { open, sealed } = placesOf(participantId, siteId);
  // One treatment tells the whole sequence, so that every administration becomes known.
  const administrations = protocol.administrations.map((one) => one.id);
  return effect(
    [
      { ...sealed, type: 'AllocationOpened', payload: { kind: 'codeBreak', sequence: openedSequence }, reason },
      { ...open, type: 'CodeBroken', payload: { emergency, administrations }, reason },
    ],
    { administrations: administrations.join(', '), ...alsoTold(participant, protocol) },
  );
};

/** Who has the same entry, as a replacement or as the one replaced: a code break tells both sequences. */
function alsoTold(
  { replacement, randomisation }: ParticipantState,
  protocol: Protocol,
): { readonly alsoTells?: string } {
  if (replacement?.sameEntry) return { alsoTells: replacement.by };
  const isSame = protocol.randomisation.replacement?.withSameSequence === true;
  return isSame && randomisation?.replaces !== undefined ? { alsoTells: randomisation.replaces } : {};
}

export const captureConsequences: Consequences<
  | 'recordForm'
  | 'correctValue'
  | 'recordDeviation'
  | 'recordTreatmentGuess'
  | 'breakCode'
  | 'excludeFromAnalysisSet'
  | 'reportAdverseEvent'
  | 'updateAdverseEvent'
> = {
  recordForm,
  correctValue,

  recordDeviation: ({ participantId, ...facts }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'DeviationRecorded',
        payload: { ...facts, detectedBy: 'person' },
      },
    ]),

  recordTreatmentGuess: ({ participantId, visit, by, guess, reason }, { siteId }) => {
    const { open, sealed } = placesOf(participantId, siteId);
    const because = reason === undefined ? {} : { reason };
    return effect([
      { ...sealed, type: 'GuessSealed', payload: { visit, by, guess, ...because } },
      { ...open, type: 'TreatmentGuessRecorded', payload: { visit, by } },
    ]);
  },

  breakCode,

  excludeFromAnalysisSet: ({ participantId, set, criterion, reason }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'ExcludedFromAnalysisSet',
        payload: { set, criterion },
        reason,
      },
    ]),

  reportAdverseEvent: ({ participantId, ...facts }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'AdverseEventReported', payload: facts }]),

  updateAdverseEvent: ({ participantId, adverseEventId, reason, ...update }, { participant, siteId }) => {
    const known = participant.adverseEvents[adverseEventId];
    if (known === undefined) throw new Error('updateAdverseEvent was permitted without a reported event');
    return effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'AdverseEventUpdated',
        payload: { adverseEventId, ...changedFacts(known, update) },
        reason,
      },
    ]);
  },
};

/** The exact day that a visit is counted from, where it is known. */
export function anchorDay(
  participant: ParticipantState,
  anchor: Visit['anchor'],
  protocol: Protocol,
): string | undefined {
  if (anchor === 'screening') return exactDay(participant.screening?.screenedOn);
  if (anchor === 'randomisation') return exactDay(participant.randomisation?.randomisedOn);
  const event = protocol.anchors?.find((one) => one.id === anchor);
  if (event !== undefined) return eventDay(participant, event);
  return exactDay(participant.infusions.find((one) => one.administration === anchor)?.startedAt);
}

/** The exact day of a dated event, the first or the last of those recorded. */
function eventDay(participant: ParticipantState, { form, item, occurrence }: Anchor): string | undefined {
  const days = Object.values(participant.forms)
    .filter((one) => one.form === form)
    .flatMap((one) => {
      const value = Object.hasOwn(one.items, item) ? one.items[item] : undefined;
      return (typeof value === 'string' ? exactDay(value) : undefined) ?? [];
    })
    .sort();
  return occurrence === 'last' ? days.at(-1) : days[0];
}

function formBreaches(visitId: string, happenedOn: DateOrMissing, situation: Situation): readonly Breach[] {
  const { participant } = situation;
  const consents = hasDeviation(participant, 'consent-missing') ? [] : missingConsents(situation, 'screening');
  const day = exactDay(happenedOn);
  const left = participant.withdrawals.find(({ kind, withdrawnOn }) => {
    const from = exactDay(withdrawnOn);
    return (kind === 'visits' || kind === 'contact') && from !== undefined && day !== undefined && day > from;
  });
  const late = windowBreach(visitId, happenedOn, situation);
  return [
    consents.length > 0
      ? {
          rule: 'consent-missing' as const,
          category: 'consent' as const,
          importance: 'important' as const,
          occurredOn: happenedOn,
          description: `A form was filled without consent: ${consents.join(', ')}.`,
        }
      : [],
    earlyForm(happenedOn, situation),
    left === undefined
      ? []
      : {
          rule: 'form-after-withdrawal' as const,
          category: 'consent' as const,
          importance: 'important' as const,
          occurredOn: happenedOn,
          description: `${visitId} took place after the withdrawal of ${left.kind}.`,
        },
    late ?? [],
  ].flat();
}

/** A form dated before the consent that screening needs, recorded after that consent. Once for each participant. */
function earlyForm(happenedOn: DateOrMissing, { participant, protocol }: Situation): readonly Breach[] {
  const day = exactDay(happenedOn);
  if (day === undefined || hasDeviation(participant, 'consent-after-procedure')) return [];
  const late = protocol.consents.filter((consent) => {
    const first = participant.consents.find((one) => one.consent === consent.id);
    const given = exactDay(first?.givenOn);
    return consent.requiredFor.includes('screening') && given !== undefined && given > day;
  });
  return late.map((consent) => ({
    rule: 'consent-after-procedure',
    category: 'consent',
    importance: 'important',
    occurredOn: happenedOn,
    description: `The consent ${consent.id} is dated after a form of ${day}.`,
  }));
}

function windowBreach(
  visitId: string,
  happenedOn: DateOrMissing,
  { participant, protocol }: Situation,
): Breach | undefined {
  const visit = protocol.visits.find((one) => one.id === visitId);
  const day = exactDay(happenedOn);
  if (visit?.offsetDays === undefined || visit.windowDays === undefined || visit.unscheduled) return undefined;
  const anchor = anchorDay(participant, visit.anchor, protocol);
  if (day === undefined || anchor === undefined) return undefined;
  const isKnown = Object.values(participant.forms).some((form) => form.visit === visitId && form.happenedOn === day);
  const [first, last] = [visit.offsetDays - visit.windowDays.before, visit.offsetDays + visit.windowDays.after];
  const actual = daysBetween(anchor, day);
  if (isKnown || (actual >= first && actual <= last)) return undefined;
  return {
    rule: 'visit-outside-window',
    category: 'visitWindow',
    importance: 'minor',
    occurredOn: day,
    description: `${visitId} took place on day ${actual} after ${visit.anchor}, outside day ${first} to ${last}.`,
  };
}

/** A correction by which a randomised participant no longer meets a criterion that was met. */
function ineligibleBy(
  after: ParticipantState,
  occurredOn: DateOrMissing,
  { participant, protocol, siteId }: Situation,
): readonly Breach[] {
  if (participant.randomisation === undefined || hasDeviation(participant, 'found-ineligible')) return [];
  if (!protocol.eligibility.stages.includes('randomisation') || siteId === undefined) return [];
  const before = failedRules(assessCriteria(protocol, participant, siteId));
  const failed = failedRules(assessCriteria(protocol, after, siteId)).filter((id) => !before.includes(id));
  return failed.length === 0 ? [] : [foundIneligible(failed, occurredOn)];
}
