// The closed report of one meeting as one file, and what changed between two of them.
import type { RowOf } from '../../api/view.js';

export type TableRow = RowOf<'dsmbTables'>;

/** What is sealed: the tables of one meeting, as they stood at a moment. */
export interface BoardPackage {
  readonly kind: 'equipoise-closed-report';
  readonly trialId: string;
  readonly meeting: string;
  readonly madeAt: string;
  readonly rows: readonly TableRow[];
}

/** The bytes of a package: the same for the same tables, whatever order they came in. */
export function packageText(about: Omit<BoardPackage, 'kind'>): string {
  const key = ({ table, events, group }: TableRow) => `${table} ${events} ${group}`;
  const rows = about.rows
    .filter(({ meeting }) => meeting === about.meeting)
    .sort((one, other) => key(one).localeCompare(key(other), 'en'));
  const { trialId, meeting, madeAt } = about;
  return `${JSON.stringify({ kind: 'equipoise-closed-report', trialId, meeting, madeAt, rows }, null, 1)}\n`;
}

/** Reads a package; undefined where the file is another. */
export function readPackage(text: string, trialId: string): BoardPackage | undefined {
  try {
    const read = JSON.parse(text) as Partial<BoardPackage>;
    const isOne = read.kind === 'equipoise-closed-report' && read.trialId === trialId && Array.isArray(read.rows);
    return isOne ? (read as BoardPackage) : undefined;
  } catch {
    return undefined;
  }
}

/** One kind of events, with what each group shows. */
export interface TableLine {
  readonly events: string;
  readonly name: string;
  readonly cells: readonly (TableRow | undefined)[];
}

/** One table of a meeting: groups across, events down, in the order of the rows. */
export function tableOf(
  rows: readonly TableRow[],
  meeting: string,
  table: TableRow['table'],
): { readonly groups: readonly string[]; readonly lines: readonly TableLine[] } {
  const own = rows.filter((row) => row.meeting === meeting && row.table === table);
  const groups = [...new Set(own.map(({ group }) => group))].sort();
  const names = new Map(own.map(({ events, name }) => [events, name]));
  return {
    groups,
    lines: [...names].map(([events, name]) => ({
      events,
      name,
      cells: groups.map((group) => own.find((row) => row.events === events && row.group === group)),
    })),
  };
}

export interface Difference {
  readonly name: string;
  readonly before: number;
  readonly now: number;
}

/** Participants with each event over all groups, then and now; only what changed. Letters say nothing across meetings. */
export function differencesOf(
  before: readonly TableRow[],
  now: readonly TableRow[],
  table: TableRow['table'],
): readonly Difference[] {
  const totals = (rows: readonly TableRow[]) => {
    const sums = new Map<string, { readonly name: string; readonly total: number }>();
    for (const row of rows.filter((one) => one.table === table))
      sums.set(row.events, { name: row.name, total: (sums.get(row.events)?.total ?? 0) + row.with_event });
    return sums;
  };
  const [then, today] = [totals(before), totals(now)];
  return [...new Set([...then.keys(), ...today.keys()])]
    .map((events) => ({
      name: today.get(events)?.name ?? then.get(events)?.name ?? events,
      before: then.get(events)?.total ?? 0,
      now: today.get(events)?.total ?? 0,
    }))
    .filter((one) => one.before !== one.now);
}
