// What follows from forms, corrections, guesses, deviations, exclusions and adverse events.
import { addDays, daysBetween } from '../../calendar-day.js';
import { anchorDay } from '../../capture/anchor-day.js';
import { calculateItems } from '../../capture/calculated-item.js';
import { deferredForms } from '../../capture/deferral.js';
import { isPlanned } from '../../capture/planned-visit.js';
import { questionsOn, wordQuestion } from '../../capture/question.js';
import type { Payload } from '../../event/catalogue.js';
import {
  correctedForms,
  type FormState,
  formKey,
  type ParticipantState,
  recordedForm,
} from '../../evolve/participant-state.js';
import { LOG_VISIT } from '../../protocol/log.js';
import type { DateOrMissing } from '../../value.js';
import { exactDay } from '../day.js';
import { changedItems, correctedPlace, occurrenceOf } from '../permission/capture.js';
import { missingConsents } from '../permission/enrolment.js';
import { changedRows, correctedRows } from '../permission/row.js';
import { same } from '../permission/same.js';
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
  const rows = changedRows(known, body.rows);
  const payload = {
    ...at,
    happenedOn,
    items,
    ...(rows.length === 0 ? {} : { rows: rows.map((row) => ({ ...row })) }),
    ...(body.timepoint === undefined ? {} : { timepoint: body.timepoint }),
  };
  const recorded = recordedForm(participant.forms, { ...payload, happenedOn: known?.happenedOn ?? happenedOn });
  const breaches = known === undefined ? formBreaches(at.visit, happenedOn, situation) : [];
  return effect(
    [
      { ...placesOf(participantId, siteId).open, type: 'FormRecorded', payload },
      ...deviationEvents(breaches, participantId, { siteId, nextId }),
    ],
    { occurrence: at.occurrence, editChecks: questionsAbout(recorded, situation), deviations: breaches.length },
  );
};

const correctValue: Consequence<'correctValue'> = (body, situation, { nextId }) => {
  const { participant, protocol, siteId } = situation;
  const { participantId, reason } = body;
  const at = correctedPlace(body, protocol);
  const known = participant.forms[formKey(at)];
  if (known === undefined) throw new Error('correctValue was permitted without a recorded form');
  const changed = changedItems(known, body.items);
  const items = Object.fromEntries(changed.map((id) => [id, { from: known.items[id]!, to: body.items[id]! }]));
  const isOtherDay = body.happenedOn !== undefined && !same(known.happenedOn, body.happenedOn);
  const inRows = correctedRows(known, body);
  const payload = {
    ...at,
    ...(isOtherDay ? { happenedOn: { from: known.happenedOn, to: body.happenedOn! } } : {}),
    items,
    ...rowsOfCorrection(known, inRows),
  };
  const corrected = correctedForms(participant.forms, payload)[formKey(at)]!;
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
        payload,
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

/** What a correction says of rows: from what to what, and rows as they were before they were removed. */
function rowsOfCorrection(
  known: FormState,
  { changed, removed }: ReturnType<typeof correctedRows>,
): Pick<Payload<'FormCorrected'>, 'rows' | 'removedRows'> {
  const rows = changed.map(({ rowId, group, items }) => ({
    rowId,
    group,
    items: Object.fromEntries(
      Object.entries(items).map(([id, to]) => [id, { from: known.rows?.[rowId]?.items[id] ?? to, to }]),
    ),
  }));
  const gone = removed.flatMap((rowId) => {
    const row = known.rows?.[rowId];
    return row === undefined ? [] : [{ rowId, group: row.group, items: { ...row.items } }];
  });
  return {
    ...(rows.length === 0 ? {} : { rows }),
    ...(gone.length === 0 ? {} : { removedRows: gone }),
  };
}

/** What the form as it now stands raises: implausible or missing values, edit checks, a visit that its rule does not plan. */
function questionsAbout(changed: FormState, { participant, protocol }: Situation): string {
  const after = { ...participant, forms: { ...participant.forms, [formKey(changed)]: changed } };
  const forms = calculateItems(protocol, recordedForms(after));
  const form = forms.find((one) => formKey(one) === formKey(changed));
  const own = form === undefined ? [] : questionsOn(protocol, form, forms);
  const unplanned =
    changed.visit !== LOG_VISIT && isPlanned(protocol, changed.visit, forms) === false
      ? [`the visit ${changed.visit} is not planned here`]
      : [];
  return [...own.map((question) => wordQuestion(protocol, question, forms)), ...unplanned].join('; ');
}

export const captureConsequences: Consequences<
  'recordForm' | 'correctValue' | 'recordDeviation' | 'recordTreatmentGuess' | 'excludeFromAnalysisSet'
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

  excludeFromAnalysisSet: ({ participantId, set, criterion, reason }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'ExcludedFromAnalysisSet',
        payload: { set, criterion },
        reason,
      },
    ]),
};

/** What the recording of a form at a visit breaks of the protocol. */
export function formBreaches(visitId: string, happenedOn: DateOrMissing, situation: Situation): readonly Breach[] {
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
  const targetDay = addDays(anchor, visit.offsetDays);
  const deferred = deferredForms(protocol, participant, { visit: visitId, forms: visit.forms, targetDay });
  const longest = Math.max(
    visit.offsetDays + visit.windowDays.after,
    ...deferred.map(({ until }) => daysBetween(anchor, until)),
  );
  const [first, last] = [visit.offsetDays - visit.windowDays.before, longest];
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
