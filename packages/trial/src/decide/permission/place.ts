// Permissions to take back or move forms that stand at the wrong place, and to say that a visit was missed.
import { rolesWithRight } from '../../blinding/access.js';
import { visitCalendar } from '../../capture/calendar.js';
import type { CommandBody } from '../../command/catalogue.js';
import { siteOf } from '../../evolve/capture-state.js';
import { type FormState, formKey, type ParticipantState } from '../../evolve/participant-state.js';
import { placeKey } from '../../evolve/review-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';
import { withdrawalsAgainst } from '../withdrawal.js';
import { findForm, formRefusal, visitRefusal } from './capture.js';
import { fillRefusal } from './fill.js';

export const placePermissions: Permissions<'undoForm' | 'moveForm' | 'declareVisitMissed'> = {
  undoForm: (body, situation) => {
    const forms = formsMeant(body, situation.participant);
    return notThere(forms) ?? closedPlaces(situation.participant, forms) ?? mayNotFill('undoForm', forms, situation);
  },

  moveForm: (body, situation) => {
    const forms = formsMeant(body, situation.participant);
    return (
      notThere(forms) ??
      closedPlaces(situation.participant, forms) ??
      mayNotFill('moveForm', forms, situation) ??
      targetRefusal(body, forms, situation)
    );
  },

  declareVisitMissed: ({ visit }, { participant, protocol }) => {
    const refusal = visitRefusal(visit, protocol);
    if (refusal !== undefined) return refusal;
    const known = visitCalendar(protocol, participant).find((one) => one.visit === visit);
    if (known === undefined) {
      return refuse('visit-not-planned', `The visit ${visit} takes place for a reason; it can't be missed.`, { visit });
    }
    if (known.standing === 'missed') return refuse('nothing-changes', `The visit ${visit} is declared missed already.`);
    if (known.standing !== 'done' && known.standing !== 'begun') return undefined;
    return refuse('visit-took-place', `Forms of the visit ${visit} are recorded: it took place.`, { visit });
  },
};

/** The forms that a command is about: one, or all of a visit. */
export function formsMeant(
  { visit, form, occurrence }: Pick<CommandBody<'undoForm'>, 'visit' | 'form' | 'occurrence'>,
  participant: ParticipantState,
): readonly FormState[] {
  return Object.values(participant.forms).filter(
    (one) =>
      one.visit === visit &&
      (form === undefined
        ? occurrence === undefined || one.occurrence === occurrence
        : one.form === form && one.occurrence === (occurrence ?? 1)),
  );
}

/** Where a form that moves then stands. */
export function movedPlace(
  { toVisit, toOccurrence }: Pick<CommandBody<'moveForm'>, 'toVisit' | 'toOccurrence'>,
  { visit, form, occurrence }: FormState,
): Pick<FormState, 'visit' | 'form' | 'occurrence'> {
  return { visit: toVisit ?? visit, form, occurrence: toOccurrence ?? occurrence };
}

function notThere(forms: readonly FormState[]): Refusal | undefined {
  if (forms.length > 0) return undefined;
  return refuse('form-not-recorded', 'No such form is recorded there; nothing can be taken back.');
}

/** Places that are frozen or locked, of a participant who may be locked as a whole. */
function closedPlaces(
  { review }: ParticipantState,
  places: readonly Pick<FormState, 'visit' | 'form' | 'occurrence'>[],
): Refusal | undefined {
  if (review.isLocked) return refuse('participant-locked', 'The data of a participant concerned are locked.');
  const keys = places.map(placeKey);
  const locked = keys.filter((key) => review.locked.includes(key));
  if (locked.length > 0) return refuse('form-locked', `Locked: ${locked.join(', ')}; unlock first.`, { forms: locked });
  const frozen = keys.filter((key) => review.frozen.includes(key));
  if (frozen.length === 0) return undefined;
  return refuse('form-frozen', `Frozen: ${frozen.join(', ')}; let it change again first.`, { forms: frozen });
}

/** Who may not fill a form does not take it back either. */
function mayNotFill(
  right: 'undoForm' | 'moveForm',
  forms: readonly FormState[],
  situation: Situation,
): Refusal | undefined {
  for (const { form, items, rows } of forms) {
    const ids = [...Object.keys(items), ...Object.values(rows ?? {}).flatMap((row) => Object.keys(row.items))];
    const refusal = fillRefusal(right, { form: findForm(situation.protocol, form), items: ids }, situation);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Both participants' sites have to allow it; there, nothing may stand at the place, and the form must be one of the visit. */
function targetRefusal(
  body: CommandBody<'moveForm'>,
  forms: readonly FormState[],
  { trial, participant, protocol, actorId, now, other }: Situation,
): Refusal | undefined {
  const isElsewhere = body.toParticipantId !== undefined && body.toParticipantId !== body.participantId;
  const target = isElsewhere ? other : participant;
  const siteId = target === undefined ? undefined : siteOf(target);
  const isAllowed =
    siteId !== undefined && rolesWithRight(trial, protocol, { actorId, now, right: 'moveForm', siteId }).length > 0;
  if (target === undefined || !isAllowed) {
    // Of a participant of another site nobody learns more than of one that does not exist.
    return refuse('participant-unknown', 'Nobody was screened under the id to move to here; name who the form is of.');
  }
  const kinds = withdrawalsAgainst(
    target.withdrawals.map(({ kind }) => kind),
    'recordForm',
  );
  if (kinds.length > 0) {
    return refuse('withdrawn', `The participant to move to withdrew (${kinds.join(', ')}).`, { kinds });
  }
  const closed = closedPlaces(
    target,
    forms.map((form) => movedPlace(body, form)),
  );
  if (closed !== undefined) return closed;
  const moving = new Set(isElsewhere ? [] : forms.map(formKey));
  for (const form of forms) {
    const place = movedPlace(body, form);
    const refusal = formRefusal(place, protocol);
    if (refusal !== undefined) return refusal;
    const key = formKey(place);
    if (!isElsewhere && key === formKey(form)) return refuse('nothing-changes', 'The form stands there already.');
    if (target.forms[key] === undefined || moving.has(key)) continue;
    const text = `The form ${form.form} is recorded at ${place.visit} already; take that one back first, or name another occurrence.`;
    return refuse('value-recorded', text, { items: [form.form] });
  }
  return undefined;
}
