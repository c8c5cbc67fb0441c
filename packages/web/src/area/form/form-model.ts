// A form that is filled: what was recorded, what was typed, and the commands that bring the one to the other.
import {
  type DateOrMissing,
  type Form,
  type Item,
  type ItemValue,
  isInRows,
  type RecordedForm,
  type RecordedRow,
} from '@equipoise/trial';
import { isSameValue, meansSame, parseDay, parseRaw, type Raw, rawOf, type ValueProblem } from './form-value.js';

/** Where a form stands. */
export interface FormPlace {
  readonly participantId: string;
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
}

/** A form as the record has it; version 0 where it is not there. */
export interface KnownForm {
  readonly version: number;
  readonly happenedOn: DateOrMissing | undefined;
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly rows: readonly RecordedRow[];
}

export interface DraftRow {
  readonly rowId: string;
  readonly group: string;
}

/** A form as it was typed: fields by name, and the rows that there are. */
export interface FormDraft {
  readonly values: Readonly<Record<string, Raw>>;
  readonly rows: readonly DraftRow[];
}

/** One field of the form. */
export interface Field {
  readonly name: string;
  readonly item: Item;
  readonly rowId?: string;
}

/** The name of the field for the day of the form. */
export const dayField = '/happenedOn';
const dayOfForm = { name: dayField, item: { type: 'partialDate' } } as const;
export const emptyForm: KnownForm = { version: 0, happenedOn: undefined, items: {}, rows: [] };

export function fieldName(item: string, rowId?: string): string {
  return rowId === undefined ? item : `${rowId}/${item}`;
}

/** The row of the view as the form reads it. */
export function knownOf(row: {
  readonly version: number;
  readonly happened_on: string;
  readonly items: Readonly<Record<string, unknown>>;
  readonly rows: readonly unknown[];
}): KnownForm {
  const missing = /^missing: (\w+)$/.exec(row.happened_on)?.[1];
  return {
    version: row.version,
    happenedOn: missing === undefined ? row.happened_on : ({ missing } as DateOrMissing),
    items: row.items as KnownForm['items'],
    rows: row.rows as readonly RecordedRow[],
  };
}

/** All fields in the order of the form; rows stand where their group begins. */
export function fieldsOf(form: Form, rows: readonly DraftRow[]): readonly Field[] {
  return form.items
    .filter((item) => !isInRows(form, item))
    .map((item): Field => ({ name: fieldName(item.id), item }))
    .concat(
      rows.flatMap(({ rowId, group }) =>
        form.items
          .filter((item) => item.group === group)
          .map((item) => ({ name: fieldName(item.id, rowId), item, rowId })),
      ),
    );
}

/** What the fields show for what is recorded. */
export function draftOf(form: Form, known: KnownForm): FormDraft {
  const rows = known.rows.map(({ rowId, group }) => ({ rowId, group }));
  const values: Record<string, Raw> = {};
  for (const { name, item, rowId } of fieldsOf(form, rows)) values[name] = rawOf(item, valueIn(known, item, rowId));
  values[dayField] = known.happenedOn ?? '';
  return { values, rows };
}

function valueIn(known: KnownForm, item: Item, rowId: string | undefined): ItemValue | undefined {
  return rowId === undefined ? known.items[item.id] : known.rows.find((row) => row.rowId === rowId)?.items[item.id];
}

/** The form as rules read it while it is typed: what is not a value yet is left out. */
export function recordedDraft(form: Form, place: FormPlace, { values, rows }: FormDraft): RecordedForm {
  const items: Record<string, ItemValue> = {};
  const byRow = new Map(rows.map(({ rowId, group }) => [rowId, { rowId, group, items: {} as typeof items }]));
  for (const { name, item, rowId } of fieldsOf(form, rows)) {
    if (item.value !== undefined) continue;
    const parsed = parseRaw(item, values[name] ?? '');
    if (parsed.kind !== 'value') continue;
    const target = rowId === undefined ? items : byRow.get(rowId)?.items;
    if (target !== undefined) target[item.id] = parsed.value;
  }
  const day = dayOf(values[dayField]);
  const { visit, occurrence } = place;
  return {
    visit,
    form: place.form,
    occurrence,
    day: typeof day === 'string' ? day : undefined,
    items,
    ...(rows.length === 0 ? {} : { rows: [...byRow.values()] }),
  };
}

function dayOf(raw: Raw | undefined): DateOrMissing | undefined {
  return raw === undefined || typeof raw !== 'string' ? raw : parseDay(raw);
}

/** A value that will be other than it was. */
export interface ValueChange {
  readonly name: string;
  readonly item?: Item;
  /** Undefined where who changes it does not see it. */
  readonly from: ItemValue | undefined;
  readonly to: ItemValue | undefined;
}

type Items = Record<string, ItemValue>;

/** What is sent to record a form as it was typed. */
export interface SavePlan {
  readonly problems: Readonly<Record<string, ValueProblem>>;
  /** Body of recordForm, where there is something new. */
  readonly record?: {
    readonly happenedOn: DateOrMissing;
    readonly items: Items;
    readonly rows?: readonly { readonly rowId: string; readonly group: string; readonly items: Items }[];
  };
  /** Body of correctValue, still without its reason. */
  readonly correct?: {
    readonly happenedOn?: DateOrMissing;
    readonly items: Items;
    readonly rows?: readonly { readonly rowId: string; readonly items: Items }[];
    readonly removeRows?: readonly string[];
  };
  readonly changes: readonly ValueChange[];
}

/** Finds what is new, what changed, and what stands in the way. */
export function planSave(
  form: Form,
  known: KnownForm,
  draft: FormDraft,
  isAsked: (field: Field) => boolean = () => true,
): SavePlan {
  const problems: Record<string, ValueProblem> = {};
  const changes: ValueChange[] = [];
  const fresh = new Map<string | undefined, Items>();
  const corrected = new Map<string | undefined, Items>();
  const put = (into: typeof fresh, rowId: string | undefined, id: string, value: ItemValue) =>
    into.set(rowId, { ...into.get(rowId), [id]: value });
  for (const field of fieldsOf(form, draft.rows)) {
    const { name, item, rowId } = field;
    if (item.value !== undefined) continue;
    const before = valueIn(known, item, rowId);
    if (before === undefined && !isAsked(field)) continue;
    const parsed = parseRaw(item, draft.values[name] ?? '');
    if (parsed.kind === 'problem') problems[name] = parsed.problem;
    else if (parsed.kind === 'empty') {
      if (before !== undefined) problems[name] = { key: 'form.problem.saidBefore' };
    } else if (before === undefined) put(fresh, rowId, item.id, parsed.value);
    else if (!isSameValue(before, parsed.value)) {
      put(corrected, rowId, item.id, parsed.value);
      changes.push({ name, item, from: before, to: parsed.value });
    }
  }
  const day = dayOf(draft.values[dayField]);
  if (day === undefined) problems[dayField] = { key: 'form.problem.day' };
  const isOtherDay = known.happenedOn !== undefined && day !== undefined && !isSameValue(known.happenedOn, day);
  if (isOtherDay) changes.unshift({ name: dayField, from: known.happenedOn as ItemValue, to: day });
  const kept = new Set(draft.rows.map(({ rowId }) => rowId));
  const removeRows = known.rows.filter(({ rowId }) => !kept.has(rowId)).map(({ rowId }) => rowId);
  for (const rowId of removeRows) {
    const row = known.rows.find((one) => one.rowId === rowId);
    for (const [id, from] of Object.entries(row?.items ?? {})) {
      const item = form.items.find((one) => one.id === id);
      changes.push({ name: fieldName(id, rowId), from, to: undefined, ...(item === undefined ? {} : { item }) });
    }
  }
  const groupOf = (rowId: string) => draft.rows.find((row) => row.rowId === rowId)?.group ?? '';
  const freshRows = rowsIn(fresh).map(([rowId, items]) => ({ rowId, group: groupOf(rowId), items }));
  const correctedRows = rowsIn(corrected).map(([rowId, items]) => ({ rowId, items }));
  const freshItems = fresh.get(undefined) ?? {};
  const correctedItems = corrected.get(undefined) ?? {};
  const isNew = Object.keys(freshItems).length + freshRows.length > 0;
  const isCorrected = isOtherDay || Object.keys(correctedItems).length + correctedRows.length + removeRows.length > 0;
  return {
    problems,
    changes,
    ...(isNew && day !== undefined
      ? {
          record: {
            happenedOn: known.happenedOn ?? day,
            items: freshItems,
            ...(freshRows.length === 0 ? {} : { rows: freshRows }),
          },
        }
      : {}),
    ...(isCorrected
      ? {
          correct: {
            ...(isOtherDay ? { happenedOn: day } : {}),
            items: correctedItems,
            ...(correctedRows.length === 0 ? {} : { rows: correctedRows }),
            ...(removeRows.length === 0 ? {} : { removeRows }),
          },
        }
      : {}),
  };
}

function rowsIn(found: ReadonlyMap<string | undefined, Items>): readonly (readonly [string, Items])[] {
  return [...found].flatMap(([rowId, items]) => (rowId === undefined ? [] : [[rowId, items] as const]));
}

/** A field that two people filled differently. */
export interface Conflict {
  readonly name: string;
  readonly mine: Raw;
  readonly theirs: Raw;
}

/**
 * Brings together what was typed over `base` and what the record became meanwhile. Whatever only one of both changed is taken;
 * where both did, what was typed stays and the conflict is told.
 */
export function mergeDraft(
  form: Form,
  { base, mine, theirs }: { readonly base: KnownForm; readonly mine: FormDraft; readonly theirs: KnownForm },
): { readonly draft: FormDraft; readonly conflicts: readonly Conflict[] } {
  const before = draftOf(form, base);
  const after = draftOf(form, theirs);
  const known = new Set(before.rows.map(({ rowId }) => rowId));
  const there = new Set(after.rows.map(({ rowId }) => rowId));
  const isTouched = ({ rowId }: DraftRow) =>
    fieldsOf(form, mine.rows).some(
      ({ name, item, ...field }) =>
        field.rowId === rowId && !meansSame(item, mine.values[name] ?? '', before.values[name] ?? ''),
    );
  const rows = [
    ...mine.rows.filter((row) => there.has(row.rowId) || !known.has(row.rowId) || isTouched(row)),
    ...after.rows.filter((row) => !known.has(row.rowId) && !mine.rows.some(({ rowId }) => rowId === row.rowId)),
  ];
  const values: Record<string, Raw> = {};
  const conflicts: Conflict[] = [];
  for (const { name, item } of [dayOfForm, ...fieldsOf(form, rows)]) {
    const [own, old, other] = [mine.values[name] ?? '', before.values[name] ?? '', after.values[name] ?? ''];
    const isMine = !meansSame(item, own, old);
    const isSame = meansSame(item, own, other);
    // What stands there as it was typed stays where it says the same.
    values[name] = isMine || isSame ? own : other;
    if (isMine && !isSame && !meansSame(item, other, old)) conflicts.push({ name, mine: own, theirs: other });
  }
  return { draft: { values, rows }, conflicts };
}

/** Whether anything was typed that is not recorded. */
export function isDraftOther(form: Form, known: KnownForm, draft: FormDraft): boolean {
  const recorded = draftOf(form, known);
  if (recorded.rows.length !== draft.rows.length) return true;
  if (draft.rows.some(({ rowId }) => !recorded.rows.some((row) => row.rowId === rowId))) return true;
  return [dayOfForm, ...fieldsOf(form, draft.rows)].some(
    ({ name, item }) => !meansSame(item, draft.values[name] ?? '', recorded.values[name] ?? ''),
  );
}
