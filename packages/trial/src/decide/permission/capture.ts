// Permissions of forms, corrections, guesses, deviations, code breaks and exclusions.
import type { CommandBody } from '../../command/catalogue.js';
import { type FormState, formKey, type ParticipantState } from '../../evolve/participant-state.js';
import type { Form, Protocol } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { ItemValue } from '../../value.js';
import type { Permissions, Situation } from '../situation.js';
import { fillRefusal } from './fill.js';
import { itemsRefusal } from './item.js';

export const capturePermissions: Permissions<
  'recordForm' | 'correctValue' | 'recordDeviation' | 'recordTreatmentGuess' | 'breakCode' | 'excludeFromAnalysisSet'
> = {
  recordForm: (body, situation) => {
    const { participant, protocol } = situation;
    const refusal = formRefusal(body, protocol);
    if (refusal !== undefined) return refusal;
    const form = findForm(protocol, body.form);
    const values = itemsRefusal(form?.items ?? [], body.items);
    if (values !== undefined) return values;
    const known = participant.forms[formKey(occurrenceOf(body, participant, protocol))];
    const roles = fillRefusal('recordForm', { form, items: changedItems(known, body.items) }, situation);
    if (roles !== undefined) return roles;
    const changed = changedItems(known, body.items).filter((id) => known?.items[id] !== undefined);
    const isOtherDay = known !== undefined && !same(known.happenedOn, body.happenedOn);
    const recorded = [...(isOtherDay ? ['happenedOn'] : []), ...changed];
    if (recorded.length > 0) {
      return refuse('value-recorded', `Recorded already with another value: ${recorded.join(', ')}; correct it.`, {
        items: recorded,
      });
    }
    if (known === undefined || changedItems(known, body.items).length > 0) return undefined;
    return refuse('nothing-changes', 'All of this is recorded already.');
  },

  correctValue: (body, situation) => {
    const { participant, protocol } = situation;
    const refusal = formRefusal(body, protocol);
    if (refusal !== undefined) return refusal;
    const form = findForm(protocol, body.form);
    const values = itemsRefusal(form?.items ?? [], body.items);
    if (values !== undefined) return values;
    const known = participant.forms[formKey({ ...body, occurrence: body.occurrence ?? 1 })];
    const roles = fillRefusal('correctValue', { form, items: changedItems(known, body.items) }, situation);
    if (roles !== undefined) return roles;
    const unrecorded = Object.keys(body.items).filter((id) => known === undefined || !Object.hasOwn(known.items, id));
    if (known === undefined || unrecorded.length > 0) {
      const what = unrecorded.join(', ') || body.form;
      return refuse('value-not-recorded', `Not recorded yet: ${what}; record it instead.`, { items: unrecorded });
    }
    const isOtherDay = body.happenedOn !== undefined && !same(known.happenedOn, body.happenedOn);
    if (isOtherDay || changedItems(known, body.items).length > 0) return undefined;
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

  breakCode: ({ typedConfirmation }, { participant }) => {
    if (participant.randomisation?.randomisationNumber === typedConfirmation) return undefined;
    const missing = notRandomised(participant);
    if (missing !== undefined) return missing;
    return refuse('confirmation-wrong', 'What was typed is not the randomisation number of this participant.');
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
 * The occurrence that a form is recorded as: the one that is named; else the next one, of a form that repeats or of an
 * unscheduled visit; else 1.
 */
export function occurrenceOf(
  body: Pick<CommandBody<'recordForm'>, 'visit' | 'form' | 'occurrence'>,
  participant: ParticipantState,
  protocol: Protocol,
): Pick<FormState, 'visit' | 'form' | 'occurrence'> {
  const { visit, form } = body;
  if (body.occurrence !== undefined) return { visit, form, occurrence: body.occurrence };
  const isUnscheduled = protocol.visits.some((one) => one.id === visit && one.unscheduled);
  if (!isUnscheduled && findForm(protocol, form)?.repeats !== true) return { visit, form, occurrence: 1 };
  const known = Object.values(participant.forms).filter((one) => one.visit === visit && one.form === form);
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

/** Whether two recorded values are equal. */
export function same(one: ItemValue | undefined, other: ItemValue | undefined): boolean {
  if (typeof one === 'object' && typeof other === 'object') return one.missing === other.missing;
  return one === other;
}

function formRefusal(
  body: { readonly visit: string; readonly form: string; readonly occurrence?: number | undefined },
  protocol: Protocol,
): Refusal | undefined {
  const refusal = visitRefusal(body.visit, protocol);
  if (refusal !== undefined) return refusal;
  const visit = protocol.visits.find((one) => one.id === body.visit);
  const forms = visit?.forms ?? [];
  if (!forms.includes(body.form)) {
    const allowed = forms.join(', ') || 'none';
    return refuse('form-unknown', `The form "${body.form}" is not asked for at ${body.visit}; these are: ${allowed}.`, {
      form: body.form,
      visit: body.visit,
    });
  }
  if ((body.occurrence ?? 1) === 1 || visit?.unscheduled || findForm(protocol, body.form)?.repeats) return undefined;
  return refuse('occurrence-not-allowed', `The form ${body.form} occurs once at ${body.visit}.`, { form: body.form });
}

function visitRefusal(visit: string, protocol: Protocol): Refusal | undefined {
  const visits = protocol.visits.map((one) => one.id);
  if (visits.includes(visit)) return undefined;
  return refuse('visit-unknown', `The protocol has no visit "${visit}"; it has: ${visits.join(', ')}.`, { visit });
}

function notRandomised(participant: Situation['participant']): Refusal | undefined {
  if (participant.randomisation !== undefined) return undefined;
  return refuse('not-randomised', 'The participant is not randomised; randomise first.');
}
