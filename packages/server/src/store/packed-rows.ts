// The read rows of commands as `record.append` takes them: what many rows share is sent once, rows that go stand apart.
import type { ReadRows } from './append.js';
import { type ReadTable, readTables } from './read-table/read-table.js';

type Row = Readonly<Record<string, unknown>>;

interface Group {
  readonly shared?: Row;
  readonly rows: readonly Row[];
}

/** From how many rows on it pays to look for what they share. */
const fewest = 4;

/**
 * By table groups of rows; under `gone` by table the rows that are there no longer, under `transferred` who moved to another site.
 * Tables without rows are left out. `commands` are the rows of each command, in their order: of one key the last one counts.
 */
export function packRows(commands: readonly ReadRows[]): Readonly<Record<string, unknown>> {
  const packed: Record<string, Group[] | Record<string, Row[]> | Row[]> = {};
  const gone: Record<string, Row[]> = {};
  const transferred: Row[] = [];
  for (const rows of commands.length === 1 ? commands : [...commands].reverse().map(lastOfEach()).reverse()) {
    for (const [table, all] of Object.entries(rows)) {
      const kept = all.some(isGone) ? all.filter((row) => !isGone(row)) : all;
      if (kept.length < all.length) gone[table] = [...(gone[table] ?? []), ...all.filter(isGone)];
      if (table === 'participant') transferred.push(...kept.filter((row) => row.isTransferred === true));
      if (kept.length === 0) continue;
      const groups = (packed[table] ?? []) as Group[];
      packed[table] = groups;
      if (kept.length < fewest) addToLast(groups, kept);
      else groups.push(shared(kept));
    }
  }
  if (Object.keys(gone).length > 0) packed.gone = gone;
  if (transferred.length > 0)
    packed.transferred = transferred.map(({ participant_id, site_id }) => ({ participant_id, site_id }));
  return packed;
}

/** Without the rows that a later command writes anew; to be asked from the last command to the first. */
function lastOfEach(): (rows: ReadRows) => ReadRows {
  const seen = new Set<string>();
  return (rows) =>
    Object.fromEntries(
      Object.entries(rows).map(([table, all]) => {
        const { key } = readTables[table as ReadTable];
        const keys = all.map((row) => `${table}|${key.map((column) => String(row[column])).join('|')}`);
        const kept = all.filter((_, index) => !seen.has(keys[index] as string));
        for (const each of keys) seen.add(each);
        return [table, kept];
      }),
    );
}

/** Few rows join those before them that share nothing either. */
function addToLast(groups: Group[], rows: readonly Row[]): void {
  const last = groups.at(-1);
  if (last === undefined || last.shared !== undefined) groups.push({ rows });
  else groups[groups.length - 1] = { rows: [...last.rows, ...rows] };
}

function isGone(row: Row): boolean {
  return row.isGone !== undefined;
}

/** The rows as one group: columns in which all have the same text, number or flag stand apart. */
function shared(rows: readonly Row[]): Group {
  const [first = {}] = rows;
  const common = Object.keys(first).filter((column) => {
    const value = first[column];
    return value !== undefined && typeof value !== 'object' && rows.every((row) => row[column] === value);
  });
  if (common.length === 0) return { rows };
  const apart = new Set(common);
  return {
    shared: Object.fromEntries(common.map((column) => [column, first[column]])),
    rows: rows.map((row) => without(row, apart)),
  };
}

function without(row: Row, columns: ReadonlySet<string>): Row {
  const rest: Record<string, unknown> = {};
  for (const column in row) if (!columns.has(column)) rest[column] = row[column];
  return rest;
}
