// Plans the import of a table of forms: the commands that the screen would send, and all problems of the file at once.
import { same } from '../decide/permission/same.js';
import type { ImportRow } from '../import/table.js';
import type { DateOrMissing, ItemValue } from '../value.js';
import { itemsOfTable, otherItems, rowColumn } from './form-column.js';
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
import { planGroupImport } from './plan-group-import.js';

/** Plans an import under a reason: of forms, or of the rows of a group that repeats where the table has the column `row_id`. */
export function planFormImport(asked: FormImport, reason: string): FormImportPlan {
  return asked.table.header.includes(rowColumn) ? planGroupImport(asked, reason) : planForms(asked, reason);
}

/** A cell without content says nothing: what is recorded stays. */
function planForms(asked: FormImport, reason: string): FormImportPlan {
  const lookup = lookupOf(asked);
  const problems: ImportProblem[] = [...tableProblems(asked, itemsOfTable, [otherItems])];
  const changes: ImportChange[] = [];
  const commands: PlannedCommand[] = [];
  const lines = new Map<string, number>();
  let unchanged = 0;
  if (problems.length === 0) {
    for (const row of asked.table.rows) {
      const place = placeOf(row, { ...asked, ...lookup }, problems);
      if (place === undefined) continue;
      const key = placeKey(place.participant.participantId, place.visit, place.occurrence);
      const earlier = lines.get(key);
      lines.set(key, row.line);
      if (earlier !== undefined) {
        const message = `The same form of the same participant stands in line ${earlier} already.`;
        problems.push({ line: row.line, column: 'visit', code: 'row-twice', message, facts: { earlier } });
        continue;
      }
      const values = readRow(row, place, asked, problems);
      if (values === undefined) continue;
      const planned = plannedOf(place, values, reason);
      changes.push(...planned.changes);
      commands.push(...planned.commands);
      if (planned.commands.length === 0) unchanged += 1;
    }
  }
  return { problems, changes, commands, unchanged, digest: planDigest(asked, { changes, commands }) };
}

interface RowValues {
  readonly happenedOn: DateOrMissing;
  readonly items: Readonly<Record<string, ItemValue>>;
}

function readRow(row: ImportRow, place: Place, { sees }: FormImport, problems: ImportProblem[]): RowValues | undefined {
  const { line } = place;
  const before = problems.length;
  const problem = (column: string, of: RowProblem) => problems.push({ line, column, ...of });
  const happenedOn = readDay(row, place.known, problem);
  const items = readItems(row, itemsOfTable(place.form), { place, sees, problem });
  if (problems.length > before || happenedOn === undefined) return undefined;
  return { happenedOn, items };
}

/** The commands of one row: a correction of what reads otherwise, then a record of what is new. */
function plannedOf(
  { line, participant, visit, occurrence, form, known }: Place,
  { happenedOn, items }: RowValues,
  reason: string,
): Pick<FormImportPlan, 'changes' | 'commands'> {
  const { participantId, screeningNumber, siteId } = participant;
  const place = { participantId, visit, form: form.id, occurrence };
  const of = (wanted: (id: string) => boolean) =>
    Object.fromEntries(Object.entries(items).filter(([id]) => wanted(id)));
  const changed = of((id) => known?.items[id] !== undefined && !same(known.items[id], items[id]));
  const added = of((id) => known?.items[id] === undefined);
  const isOtherDay = known !== undefined && !same(known.happenedOn, happenedOn);
  const isNew = known === undefined;
  const commands: PlannedCommand[] = [];
  if (isOtherDay || Object.keys(changed).length > 0) {
    const body = { ...place, ...(isOtherDay ? { happenedOn } : {}), items: changed, reason };
    const day = known === undefined ? {} : { day: known.happenedOn };
    commands.push({ line, ...day, expectedVersion: known?.version ?? 0, command: { name: 'correctValue', body } });
  }
  if (isNew || Object.keys(added).length > 0) {
    const first = commands.length === 0 ? { expectedVersion: known?.version ?? 0 } : {};
    commands.push({ line, ...first, command: { name: 'recordForm', body: { ...place, happenedOn, items: added } } });
  }
  const about = { line, participantId, screeningNumber, siteId, visit, occurrence };
  const day =
    isNew || isOtherDay ? [{ ...about, item: 'happenedOn', from: known?.happenedOn ?? null, to: happenedOn }] : [];
  const values = Object.entries({ ...changed, ...added }).map(([item, to]) => ({
    ...about,
    item,
    from: known?.items[item] ?? null,
    to,
  }));
  return { commands, changes: [...day, ...values] };
}
