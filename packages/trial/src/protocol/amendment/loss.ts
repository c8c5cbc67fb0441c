// What an amendment would make unreadable if it were recorded already: things that are gone, or that mean something else.
import { timepointsOf } from '../log.js';
import type { Form, Item, Protocol } from '../schema.js';

/** Recorded values that a change is about: those of a form, of an item, of a visit, or of both. Never empty. */
export interface DataScope {
  readonly visit?: string;
  readonly form?: string;
  readonly item?: string;
}

export interface Loss {
  /** Where it stands in the protocol: "forms.pain.items.score.type". */
  readonly path: string;
  readonly words: string;
  readonly scope: DataScope;
}

/**
 * Changes that values recorded before do not survive. Where nothing of the scope is recorded they are allowed. What is no longer to
 * be asked stays in the protocol, with `visibleWhen: "false"` (an item) or `when: "false"` (a visit); a form leaves the visits.
 */
export function lossesOf(before: Protocol, after: Protocol): readonly Loss[] {
  return [
    ...before.forms.flatMap((form) =>
      lossesOfForm(
        form,
        after.forms.find(({ id }) => id === form.id),
      ),
    ),
    ...before.visits.flatMap((visit) => lossesOfVisit(visit, after)),
  ];
}

function lossesOfForm(form: Form, next: Form | undefined): readonly Loss[] {
  const scope = { form: form.id };
  const path = `forms.${form.id}`;
  if (next === undefined) return [{ path, words: `form ${form.id}: removed`, scope }];
  const isOneNow = form.repeats === true && next.repeats !== true;
  const isOtherKind = (form.log === undefined) !== (next.log === undefined);
  return [
    ...(isOneNow ? [{ path: `${path}.repeats`, words: `form ${form.id}: no longer repeats`, scope }] : []),
    ...(isOtherKind ? [{ path: `${path}.log`, words: `form ${form.id}: a log before or after, not both`, scope }] : []),
    ...form.items.flatMap((item) => lossesOfItem({ form, item, next })),
  ];
}

function lossesOfItem({
  form,
  item,
  next,
}: {
  readonly form: Form;
  readonly item: Item;
  readonly next: Form;
}): readonly Loss[] {
  const scope = { form: form.id, item: item.id };
  const path = `forms.${form.id}.items.${item.id}`;
  const where = `form ${form.id}, item ${item.id}`;
  const now = next.items.find(({ id }) => id === item.id);
  if (now === undefined) return [{ path, words: `${where}: removed`, scope }];
  const kept = new Set((now.codes ?? []).map(({ code }) => code));
  const gone = now.type === 'code' ? (item.codes ?? []).filter(({ code }) => !kept.has(code)) : [];
  const isInRows = (of: Form, one: Item) => of.groups?.find(({ id }) => id === one.group)?.repeats === true;
  const rows = (of: Form, one: Item) => (isInRows(of, one) ? one.group : undefined);
  return [
    ...changed('type', item.type, now.type),
    ...changed('unit', item.unit, now.unit),
    ...changed('unitItem', item.unitItem, now.unitItem),
    ...changed('group', rows(form, item), rows(next, now)),
    ...changed(
      'value',
      item.value === undefined ? 'typed in' : 'calculated',
      now.value === undefined ? 'typed in' : 'calculated',
    ),
    ...(gone.length === 0
      ? []
      : [{ path: `${path}.codes`, words: `${where}: without ${gone.map(({ code }) => code).join(', ')}`, scope }]),
  ];

  function changed(key: string, from: string | undefined, to: string | undefined): readonly Loss[] {
    if (from === to) return [];
    return [{ path: `${path}.${key}`, words: `${where}, ${key}: ${from ?? 'none'} → ${to ?? 'none'}`, scope }];
  }
}

function lossesOfVisit(visit: Protocol['visits'][number], after: Protocol): readonly Loss[] {
  const path = `visits.${visit.id}`;
  const next = after.visits.find(({ id }) => id === visit.id);
  if (next === undefined) return [{ path, words: `visit ${visit.id}: removed`, scope: { visit: visit.id } }];
  const isPlannedNow = visit.unscheduled === true && next.unscheduled !== true;
  return [
    ...(isPlannedNow
      ? [{ path: `${path}.unscheduled`, words: `visit ${visit.id}: no longer unscheduled`, scope: { visit: visit.id } }]
      : []),
    // The occurrence of a form stands for its moment: what was the second one must not become another.
    ...visit.forms.flatMap((form): readonly Loss[] => {
      const [was, is] = [timepointsOf(visit, form), timepointsOf(next, form)];
      if (!next.forms.includes(form) || was.every((moment, index) => is[index] === moment)) return [];
      const words = `visit ${visit.id}, moments of the form ${form}: ${was.join(', ')} → ${is.join(', ') || 'none'}`;
      return [{ path: `${path}.timepoints`, words, scope: { visit: visit.id, form } }];
    }),
  ];
}
