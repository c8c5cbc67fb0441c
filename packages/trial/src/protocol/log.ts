// Where forms are filled: at visits, at moments of a visit, or in a log beside them.
import type { Form, Protocol, Visit } from './schema.js';

/** The place in which entries of logs stand, where other forms have a visit. */
export const LOG_VISIT = 'log';

/** The forms that are kept as logs. */
export function logForms(protocol: Pick<Protocol, 'forms'>): readonly Form[] {
  return protocol.forms.filter(({ log }) => log !== undefined);
}

/** The moments of a visit at which a form is filled, in order; none where it is filled once. */
export function timepointsOf(visit: Visit | undefined, form: string): readonly string[] {
  return (visit?.timepoints ?? []).filter(({ forms }) => forms.includes(form)).map(({ id }) => id);
}

/** The ids of the groups of a form that have rows. */
export function rowGroups(form: Pick<Form, 'groups'> | undefined): ReadonlySet<string> {
  return new Set((form?.groups ?? []).filter(({ repeats }) => repeats === true).map(({ id }) => id));
}

/** Whether an item stands in rows. */
export function isInRows(form: Pick<Form, 'groups'>, item: { readonly group?: string | undefined }): boolean {
  return item.group !== undefined && form.groups?.some(({ id, repeats }) => id === item.group && repeats) === true;
}
