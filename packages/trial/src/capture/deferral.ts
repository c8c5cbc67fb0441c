// Forms that recorded facts put off: until which day a form of a visit is not to be filled.
import { addDays } from '../calendar-day.js';
import { exactDay } from '../decide/day.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Deferral, Protocol } from '../protocol/schema.js';

/** A form that is put off, and until when. */
export interface DeferredForm {
  readonly form: string;
  /** The first day on which it may be filled, YYYY-MM-DD. */
  readonly until: string;
  /** The id of the rule that puts it off. */
  readonly by: string;
}

/**
 * The forms of a visit that are put off because a fact lies on its planned day or before, and the days after it are not over by
 * then. Of several facts the one counts that puts a form off longest. A fact whose day is not known puts nothing off.
 */
export function deferredForms(
  protocol: Protocol,
  participant: Pick<ParticipantState, 'forms'>,
  planned: { readonly visit: string; readonly forms: readonly string[]; readonly targetDay: string },
): readonly DeferredForm[] {
  const rules = (protocol.defers ?? []).filter(({ visits }) => visits?.includes(planned.visit) ?? true);
  if (rules.length === 0) return [];
  return planned.forms.flatMap((form): readonly DeferredForm[] => {
    const found = rules
      .filter(({ forms }) => forms.includes(form))
      .flatMap((rule) =>
        daysOfFact(rule, participant)
          .filter((day) => day <= planned.targetDay && addDays(day, rule.days) > planned.targetDay)
          .map((day) => ({ form, until: addDays(day, rule.days), by: rule.id })),
      )
      .sort((a, b) => (a.until < b.until ? 1 : -1));
    return found.slice(0, 1);
  });
}

function daysOfFact({ form, item }: Deferral, participant: Pick<ParticipantState, 'forms'>): readonly string[] {
  return Object.values(participant.forms)
    .filter((one) => one.form === form)
    .flatMap((one) => {
      const value = item === undefined ? one.happenedOn : one.items[item];
      return (typeof value === 'string' ? exactDay(value) : undefined) ?? [];
    });
}
