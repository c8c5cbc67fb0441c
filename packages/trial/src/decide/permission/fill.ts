// Who may fill and correct a form: the roles that it, or an item of it, names.
import { rolesWithRight } from '../../blinding/access.js';
import type { Form } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Situation } from '../situation.js';

/**
 * Why a person may not fill or correct these items of a form: they, or else the form, name roles, and by none of the
 * person's roles here that have the right to the command. Without items, the roles of the form count.
 */
export function fillRefusal(
  right: 'recordForm' | 'correctValue' | 'undoForm' | 'moveForm',
  { form, items }: { readonly form: Form | undefined; readonly items: readonly string[] },
  { trial, protocol, actorId, siteId, now }: Situation,
): Refusal | undefined {
  if (form === undefined) return undefined;
  const held = rolesWithRight(trial, protocol, { actorId, right, siteId, now }).map(({ id }) => id);
  const isBarred = (roles: readonly string[] | undefined) =>
    roles !== undefined && !roles.some((id) => held.includes(id));
  const barred = form.items.filter((item) => items.includes(item.id) && isBarred(rolesToFill(form, item)));
  if (barred.length === 0 && (items.length > 0 || !isBarred(form.filledBy))) return undefined;
  const what = barred.map(({ id }) => id);
  const roles = [
    ...new Set(barred.length > 0 ? barred.flatMap((item) => rolesToFill(form, item) ?? []) : form.filledBy),
  ];
  const place = what.length > 0 ? `${what.join(', ')} of the form ${form.id}` : `the form ${form.id}`;
  return refuse('role-may-not-fill', `Only these roles fill and correct ${place}: ${roles.join(', ')}.`, {
    form: form.id,
    items: what,
    roles,
  });
}

/** The roles that fill an item; undefined where all do who have the right. */
export function rolesToFill(
  form: Pick<Form, 'filledBy'>,
  item: Pick<Form['items'][number], 'editedBy'>,
): readonly string[] | undefined {
  return item.editedBy ?? form.filledBy;
}
