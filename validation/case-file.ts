// Reads case files: a JSON file of analyses with their expected results, and its table of data.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Column, type DataFrame, dataFrame, factor, numeric } from '@equipoise/stats';

/** An expected result: numbers, text ("Inf", "-Inf", "NaN" stand for numbers), null for what does not exist. */
export type Expected = number | string | boolean | null | readonly Expected[] | { readonly [key: string]: Expected };

/** One analysis of a case file. */
export interface CaseAnalysis {
  readonly id: string;
  readonly procedure: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
  readonly tolerance: { readonly rel: number; readonly abs: number };
  readonly notes?: string;
}

interface CaseColumn {
  readonly type: 'id' | 'factor' | 'count' | 'number';
  readonly levels?: readonly string[];
}

/** A case file with its data read. */
export interface CaseFile {
  readonly name: string;
  readonly analyses: readonly CaseAnalysis[];
  readonly data: DataFrame | undefined;
}

/** All case files of a folder, by name. */
export function readCaseFiles(folder: string): readonly CaseFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readCaseFile(join(folder, file)));
}

/** @throws Error when the file or its data can't be read */
export function readCaseFile(path: string): CaseFile {
  const content = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly name: string;
    readonly analyses: readonly CaseAnalysis[];
    readonly data: { readonly file: string; readonly columns: Readonly<Record<string, CaseColumn>> } | null;
  };
  const { name, analyses, data } = content;
  if (data === null) return { name, analyses, data: undefined };
  const table = join(dirname(path), data.file);
  if (!existsSync(table)) throw new Error(`${path} names the data file ${data.file}, which is not beside it.`);
  return { name, analyses, data: readTable(table, data.columns) };
}

/** The rows in which `column == value`. */
export function subsetOf(data: DataFrame, condition: string | undefined): DataFrame {
  if (condition === undefined) return data;
  const match = /^\s*(\w+)\s*==\s*["']?([^"']*?)["']?\s*$/.exec(condition);
  const column = match === null ? undefined : data.columns.get(match[1]!);
  if (match === null || column === undefined) throw new Error(`The subset "${condition}" can't be read.`);
  const rows = Array.from({ length: data.rows }, (_, i) => i).filter((i) => String(column.values[i]) === match[2]);
  return dataFrame(
    Object.fromEntries([...data.columns].map(([name, content]) => [name, pickRows(content, rows)] as const)),
  );
}

function pickRows(column: Column, rows: readonly number[]): Column {
  return column.kind === 'factor'
    ? factor(
        rows.map((i) => column.values[i]),
        column.levels,
      )
    : numeric(rows.map((i) => column.values[i]!));
}

function readTable(path: string, columns: Readonly<Record<string, CaseColumn>>): DataFrame {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n').map(splitLine);
  const found = Object.entries(columns).map(([name, column]): readonly [string, Column] => {
    const at = header!.indexOf(name);
    if (at < 0) throw new Error(`${path} has no column ${name}.`);
    const cells = lines.map((line) => line[at] ?? '');
    return [name, toColumn(cells, column)];
  });
  return dataFrame(Object.fromEntries(found));
}

/** An id becomes a factor whose levels are the values in order of appearance. */
function toColumn(cells: readonly string[], { type, levels }: CaseColumn): Column {
  const values = cells.map((cell) => (cell === '' || cell === 'NA' ? undefined : cell));
  if (type === 'factor') return factor(values, levels!);
  if (type === 'id') return factor(values, [...new Set(values.flatMap((value) => value ?? []))]);
  return numeric(values.map((value) => (value === undefined ? Number.NaN : Number(value))));
}

function splitLine(line: string): readonly string[] {
  return line
    .trimEnd()
    .split(',')
    .map((cell) => cell.replace(/^"(.*)"$/, '$1'));
}
