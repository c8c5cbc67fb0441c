// Permissions of forms, corrections, guesses, deviations and exclusions.
import type { CommandBody } from '../../command/catalogue.js';
import { type FormState, formKey, type ParticipantState } from '../../evolve/participant-state.js';
import { LOG_VISIT, logForms, timepointsOf } from '../../protocol/log.js';
import type { Form, Protocol } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { ItemValue } from '../../value.js';
import type { Permissions, Situation } from '../situation.js';
import { fillRefusal } from './fill.js';
import { itemsRefusal } from './item.js';
import { changedRows, correctedRows, itemsBesideRows, recordedInRows, rowsRefusal } from './row.js';
import { same } from './same.js';

export const capturePermissions: Permissions<
  'recordForm' | 'correctValue' | 'recordDeviation' | 'recordTreatmentGuess' | 'excludeFromAnalysisSet'
> = {
  recordForm: (body, situation) => {
    const { participant, protocol } = situation;
    const refusal = formRefusal(body, protocol);
    if (refusal !== undefined) return refusal;
    const form = findForm(protocol, body.form);
    const known = participant.forms[formKey(occurrenceOf(body, participant, protocol))];
    const values = itemsRefusal(itemsBesideRows(form), body.items) ?? rowsRefusal(form, known, body.rows);
    if (values !== undefined) return values;
    const rows = changedRows(known, body.rows);
    const touched = [...changedItems(known, body.items), ...rows.flatMap(({ items }) => Object.keys(items))];
    const roles = fillRefusal('recordForm', { form, items: touched }, situation);
    if (roles !== undefined) return roles;
    const changed = changedItems(known, body.items).filter((id) => known?.items[id] !== undefined);
    const isOtherDay = known !== undefined && !same(known.happenedOn, body.happenedOn);
    const recorded = [...(isOtherDay ? ['happenedOn'] : []), ...changed, ...recordedInRows(known, rows)];
    if (recorded.length > 0) {
      return refuse('value-recorded', `Recorded already with another value: ${recorded.join(', ')}; correct it.`, {
        items: recorded,
      });
    }
    if (known === undefined || touched.length + rows.length > 0) return undefined;
    return refuse('nothing-changes', 'All of this is recorded already.');
  },

  correctValue: (body, situation) => {
    const { participant, protocol } = situation;
    const form = findForm(protocol, body.form);
    const known = participant.forms[formKey(correctedPlace(body, protocol))];
    // What is recorded stays correctable where an amendment no longer asks for the form.
    const refusal = known !== undefined && form !== undefined ? undefined : formRefusal(body, protocol);
    if (refusal !== undefined) return refusal;
    const rows = correctedRows(known, body);
    const values = itemsRefusal(itemsBesideRows(form), body.items) ?? rowsRefusal(form, known, rows.given);
    if (values !== undefined) return values;
    const touched = [...changedItems(known, body.items), ...rows.touched];
    const roles = fillRefusal('correctValue', { form, items: touched }, situation);
    if (roles !== undefined) return roles;
    const unrecorded = [
      ...Object.keys(body.items).filter((id) => known === undefined || !Object.hasOwn(known.items, id)),
      ...rows.unrecorded,
    ];
    if (known === undefined || unrecorded.length > 0) {
      const what = unrecorded.join(', ') || body.form;
      return refuse('value-not-recorded', `Not recorded yet: ${what}; record it instead.`, { items: unrecorded });
    }
    const isOtherDay = body.happenedOn !== undefined && !same(known.happenedOn, body.happenedOn);
    if (isOtherDay || touched.length + rows.removed.length > 0) return undefined;
    return refuse('nothing-changes', 'All of this reads so already.');
  },

  recordDeviation: ({ deviationId }, { participant }) => {
    if (!participant.deviationIds.includes(deviationId)) return undefined;
    return refuse('deviation-known', 'This deviation is recorded already.');
  },

  recordTreatmentGuess: ({ visit, by, guess }, { participant, protocol }) => {
    const refusal = visitRefusal(visit, protocol) ?? notRandomised(participant);
    if (refusal !== undefined) return refusal;
    const allowed = [...protocol.treatments, ...protocol.sequences].map((one) => one.id).concat('unknown');
    if (!allowed.includes(guess)) {
      return refuse('value-not-allowed', 'A guess is a treatment or a sequence of the protocol, or "unknown".', {
        items: ['guess'],
      });
    }
    if (!participant.guesses.some((one) => one.visit === visit && one.by === by)) return undefined;
    return refuse('guess-recorded', `The guess by the ${by} at ${visit} is recorded already.`, { visit, by });
  },

  excludeFromAnalysisSet: ({ set }, { trial, participant, protocol }) => {
    if (trial.isUnblinded) {
      return refuse('trial-unblinded', 'The trial is unblinded; analysis sets are decided before, blind.');
    }
    const sets = protocol.analysisSets.map((one) => one.id);
    if (!sets.includes(set)) {
      return refuse('analysis-set-unknown', `The protocol has no analysis set "${set}"; it has: ${sets.join(', ')}.`, {
        set,
      });
    }
    if (participant.exclusions[set] === undefined) return undefined;
    return refuse('already-excluded', `The participant is excluded from ${set} already.`, { set });
  },
};

/**
 * The occurrence that a form is recorded as: the one that is named, by number or by the moment of the visit; else the next one, of
 * a form that repeats, a log, or an unscheduled visit; else 1.
 */
export function occurrenceOf(
  body: Pick<CommandBody<'recordForm'>, 'visit' | 'form' | 'occurrence' | 'timepoint'>,
  participant: ParticipantState,
  protocol: Protocol,
): Pick<FormState, 'visit' | 'form' | 'occurrence'> {
  const { visit, form } = body;
  if (body.occurrence !== undefined) return { visit, form, occurrence: body.occurrence };
  const planned = protocol.visits.find((one) => one.id === visit);
  const timepoints = timepointsOf(planned, form);
  const moment = body.timepoint === undefined ? -1 : timepoints.indexOf(body.timepoint);
  if (moment >= 0) return { visit, form, occurrence: moment + 1 };
  const definition = findForm(protocol, form);
  const isRepeated = planned?.unscheduled || definition?.repeats || definition?.log !== undefined;
  const known = Object.values(participant.forms).filter((one) => one.visit === visit && one.form === form);
  if (!isRepeated) {
    // The first moment of the visit at which it is not filled yet.
    const free = timepoints.findIndex((_, index) => known.every(({ occurrence }) => occurrence !== index + 1));
    return { visit, form, occurrence: Math.max(0, free) + 1 };
  }
  return { visit, form, occurrence: Math.max(0, ...known.map((one) => one.occurrence)) + 1 };
}

/** The form of an id. */
export function findForm(protocol: Protocol, id: string): Form | undefined {
  return protocol.forms.find((form) => form.id === id);
}

/** The ids of the items that a form does not hold with this value. */
export function changedItems(
  known: FormState | undefined,
  items: Readonly<Record<string, ItemValue>>,
): readonly string[] {
  return Object.keys(items).filter((id) => known === undefined || !same(known.items[id], items[id]));
}

/** The form that a correction is of. */
export function correctedPlace(
  {
    visit,
    form,
    occurrence,
    timepoint,
  }: Pick<CommandBody<'correctValue'>, 'visit' | 'form' | 'occurrence' | 'timepoint'>,
  protocol: Protocol,
): Pick<FormState, 'visit' | 'form' | 'occurrence'> {
  const timepoints = timepointsOf(
    protocol.visits.find((one) => one.id === visit),
    form,
  );
  const moment = timepoint === undefined ? 0 : Math.max(0, timepoints.indexOf(timepoint));
  return { visit, form, occurrence: occurrence ?? moment + 1 };
}

/** Whether a form can stand at this place at all. */
export function formRefusal(
  body: {
    readonly visit: string;
    readonly form: string;
    readonly occurrence?: number | undefined;
    readonly timepoint?: string | undefined;
  },
  protocol: Protocol,
): Refusal | undefined {
  const definition = findForm(protocol, body.form);
  const isLog = body.visit === LOG_VISIT;
  const refusal = isLog ? undefined : visitRefusal(body.visit, protocol);
  if (refusal !== undefined) return refusal;
  const visit = protocol.visits.find((one) => one.id === body.visit);
  const forms = isLog ? logForms(protocol).map(({ id }) => id) : (visit?.forms ?? []);
  if (!forms.includes(body.form)) {
    const allowed = forms.join(', ') || 'none';
    return refuse('form-unknown', `The form "${body.form}" is not asked for at ${body.visit}; these are: ${allowed}.`, {
      form: body.form,
      visit: body.visit,
    });
  }
  const timepoints = timepointsOf(visit, body.form);
  if (body.timepoint !== undefined && !timepoints.includes(body.timepoint)) {
    const allowed = timepoints.join(', ') || 'none';
    return refuse(
      'timepoint-unknown',
      `The form ${body.form} has no moment "${body.timepoint}" at ${body.visit}; it has: ${allowed}.`,
      { timepoint: body.timepoint },
    );
  }
  const isRepeated = isLog || visit?.unscheduled || definition?.repeats;
  if (isRepeated || (body.occurrence ?? 1) <= Math.max(1, timepoints.length)) return undefined;
  const times = timepoints.length > 1 ? `${timepoints.length} times` : 'once';
  return refuse('occurrence-not-allowed', `The form ${body.form} occurs ${times} at ${body.visit}.`, {
    form: body.form,
  });
}

/** Whether the protocol has a visit. */
export function visitRefusal(visit: string, protocol: Protocol): Refusal | undefined {
  const visits = protocol.visits.map((one) => one.id);
  if (visits.includes(visit)) return undefined;
  return refuse('visit-unknown', `The protocol has no visit "${visit}"; it has: ${visits.join(', ')}.`, { visit });
}

function notRandomised(participant: Situation['participant']): Refusal | undefined {
  if (participant.randomisation !== undefined) return undefined;
  return refuse('not-randomised', 'The participant is not randomised; randomise first.');
}
