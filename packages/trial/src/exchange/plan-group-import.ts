// Plans the import of the rows of a group that repeats: all rows of one form go into it together.
import { same } from '../decide/permission/same.js';
import { deterministicId } from '../deterministic-id.js';
import { RandomId } from '../id.js';
import { cellOf, type ImportRow } from '../import/table.js';
import { rowGroups } from '../protocol/log.js';
import type { Form } from '../protocol/schema.js';
import type { DateOrMissing, ItemValue } from '../value.js';
import { itemColumn, itemsOfGroup, rowColumn } from './form-column.js';
import type {
  FormImport,
  FormImportPlan,
  ImportChange,
  ImportProblem,
  PlannedCommand,
  RowProblem,
} from './form-import.js';
import { lookupOf, type Place, placeKey, placeOf, readDay, readItems } from './import-place.js';
import { tableProblems } from './import-table.js';
import { planDigest } from './plan-digest.js';

/** Rows of one command. */
const mostRowsOfForm = 1000;

type Items = Readonly<Record<string, ItemValue>>;

/** What the rows of one form come to. */
interface FormRows {
  readonly place: Place;
  readonly happenedOn: DateOrMissing;
  readonly changed: { readonly rowId: string; readonly items: Items }[];
  readonly added: { readonly rowId: string; readonly group: string; readonly items: Items }[];
}

/**
 * A row with a `row_id` is the one that is recorded; without, it is a new one. A cell without content says nothing, and a row that
 * the file lacks stays: rows are taken away on the screen, each with its reason.
 */
export function planGroupImport(asked: FormImport, reason: string): FormImportPlan {
  const problems: ImportProblem[] = [
    ...tableProblems(asked, (form) => groupsNamed(form, asked).flatMap((group) => itemsOfGroup(form, group)), [
      rowColumn,
    ]),
  ];
  const changes: ImportChange[] = [];
  const forms = new Map<string, FormRows>();
  const lines = new Map<string, number>();
  let unchanged = 0;
  if (problems.length === 0) {
    const lookup = lookupOf(asked);
    for (const row of asked.table.rows) {
      const place = placeOf(row, { ...asked, ...lookup }, problems);
      if (place === undefined) continue;
      const read = readGroupRow(row, place, { asked, lines, problems });
      if (read === undefined) continue;
      const { rowId, group, items, happenedOn } = read;
      const before = place.known?.rows?.[rowId];
      const of = (wanted: (id: string) => boolean) =>
        Object.fromEntries(Object.entries(items).filter(([id]) => wanted(id)));
      const changed = of((id) => before?.items[id] !== undefined && !same(before.items[id], items[id]));
      const added = of((id) => before?.items[id] === undefined);
      if (Object.keys({ ...changed, ...added }).length === 0) {
        unchanged += 1;
        continue;
      }
      const key = placeKey(place.participant.participantId, place.visit, place.occurrence);
      const form = forms.get(key) ?? { place, happenedOn, changed: [], added: [] };
      forms.set(key, form);
      if (!same(form.happenedOn, happenedOn)) {
        const message = 'All rows of a form have the same day.';
        problems.push({ line: row.line, column: 'happened_on', code: 'day-differs', message, facts: {} });
        continue;
      }
      if (Object.keys(changed).length > 0) form.changed.push({ rowId, items: changed });
      if (Object.keys(added).length > 0) form.added.push({ rowId, group, items: added });
      changes.push(...changesOf(place, { ...changed, ...added }, before?.items));
    }
  }
  for (const { place, changed, added } of forms.values()) {
    if (Math.max(changed.length, added.length) <= mostRowsOfForm) continue;
    const message = `One import takes ${mostRowsOfForm} rows of a form. Split the file.`;
    problems.push({ line: place.line, code: 'too-many-rows', message, facts: { most: mostRowsOfForm } });
  }
  const commands = [...forms.values()].flatMap((form) => commandsOf(form, reason));
  return { problems, changes, commands, unchanged, digest: planDigest(asked, { changes, commands }) };
}

/** The groups of a form of which the file has a column; all of them where it has none. */
function groupsNamed(form: Form, { table }: FormImport): readonly string[] {
  const groups = [...rowGroups(form)];
  const named = groups.filter((group) =>
    itemsOfGroup(form, group).some((item) => table.header.includes(itemColumn(form, item.id))),
  );
  return named.length === 0 ? groups : named.slice(0, 1);
}

function readGroupRow(
  row: ImportRow,
  place: Place,
  {
    asked,
    lines,
    problems,
  }: { readonly asked: FormImport; readonly lines: Map<string, number>; readonly problems: ImportProblem[] },
) {
  const { line, form, known } = place;
  const before = problems.length;
  const problem = (column: string, of: RowProblem) => problems.push({ line, column, ...of });
  const [group] = groupsNamed(form, asked);
  if (group === undefined) {
    const message = `No group of the form ${form.id} repeats.`;
    problem(rowColumn, { code: 'group-unknown', message, facts: { form: form.id } });
    return undefined;
  }
  const written = cellOf(row, rowColumn).toLowerCase();
  // The same file again means the same rows.
  const rowId = RandomId.safeParse(
    written === '' ? deterministicId(asked.sha256, 'imported row', String(line)) : written,
  );
  if (!rowId.success || (written !== '' && known?.rows?.[rowId.data]?.group !== group)) {
    const message = `The form has no row ${written} of ${group}; a new row has none.`;
    problem(rowColumn, { code: 'row-unknown', message, facts: { written, group } });
    return undefined;
  }
  const earlier = lines.get(rowId.data);
  lines.set(rowId.data, line);
  if (earlier !== undefined) {
    const message = `The same row stands in line ${earlier} already.`;
    problem(rowColumn, { code: 'row-twice', message, facts: { earlier } });
  }
  const happenedOn = readDay(row, known, problem);
  if (known !== undefined && happenedOn !== undefined && !same(known.happenedOn, happenedOn)) {
    const message = 'The day of a form is corrected with the form itself.';
    problem('happened_on', { code: 'day-of-form', message, facts: {} });
  }
  const items = readItems(row, itemsOfGroup(form, group), { place, sees: asked.sees, problem });
  if (problems.length > before || happenedOn === undefined) return undefined;
  return { rowId: rowId.data, group, items, happenedOn };
}

function changesOf(
  { line, participant, visit, occurrence }: Place,
  items: Items,
  before: Items | undefined,
): readonly ImportChange[] {
  const { participantId, screeningNumber, siteId } = participant;
  const about = { line, participantId, screeningNumber, siteId, visit, occurrence };
  return Object.entries(items).map(([item, to]) => ({ ...about, item, from: before?.[item] ?? null, to }));
}

/** A correction of what reads otherwise, then a record of what is new. */
function commandsOf(
  { place: { line, participant, visit, occurrence, form, known }, happenedOn, changed, added }: FormRows,
  reason: string,
): readonly PlannedCommand[] {
  const at = { participantId: participant.participantId, visit, form: form.id, occurrence, items: {} };
  const commands: PlannedCommand[] = [];
  const first = () => (commands.length === 0 ? { expectedVersion: known?.version ?? 0 } : {});
  if (changed.length > 0)
    commands.push({ line, ...first(), command: { name: 'correctValue', body: { ...at, rows: changed, reason } } });
  if (added.length > 0)
    commands.push({ line, ...first(), command: { name: 'recordForm', body: { ...at, happenedOn, rows: added } } });
  return commands;
}
