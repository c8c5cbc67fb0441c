// Reads case files: a JSON file of analyses with their expected results, and its table of data.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type Column,
  type DataFrame,
  dataFrame,
  evaluateExpression,
  factor,
  numeric,
  parseExpression,
} from '@equipoise/stats';

/** An expected result: numbers, text ("Inf", "-Inf", "NaN" stand for numbers), null for what does not exist. */
export type Expected = number | string | boolean | null | readonly Expected[] | { readonly [key: string]: Expected };

/** One analysis of a case file. */
export interface CaseAnalysis {
  readonly id: string;
  readonly procedure: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
  readonly tolerance: { readonly rel: number; readonly abs: number };
  /** Prose; some of it changes what passes, see readPassRules. */
  readonly notes?: string;
}

interface CaseColumn {
  readonly type: string;
  readonly levels?: readonly (string | number)[];
  readonly missing?: string;
  readonly definition?: string;
}

/** A case file with its data read. */
export interface CaseFile {
  readonly name: string;
  readonly analyses: readonly CaseAnalysis[];
  readonly data: DataFrame | undefined;
  /** Columns in which a missing value drops the row from every analysis that uses the column. */
  readonly dropsRow: readonly string[];
}

/**
 * The paths of the case files that are named: a file itself, a folder all its *.json files.
 * @throws Error for a path that is not there, or a folder without a case file
 */
export function listCaseFiles(path: string): readonly string[] {
  if (!existsSync(path)) throw new Error(`${path}: there is no such file or folder.`);
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error(`${path}: the folder holds no case file (*.json).`);
  return files.sort().map((file) => join(path, file));
}

/** @throws Error when the file or its data can't be read, or is not of the layout; it says what is wrong */
export function readCaseFile(path: string): CaseFile {
  const content = readJson(path);
  const analyses = isRecord(content) ? content.analyses : undefined;
  if (!isRecord(content) || !Array.isArray(analyses) || analyses.length === 0) {
    throw new Error('it has no list "analyses": this is not a case file.');
  }
  const name = typeof content.name === 'string' ? content.name : basename(path, '.json');
  const read = analyses.map(readAnalysis);
  const { data } = content;
  if (data === null || data === undefined) return { name, analyses: read, data: undefined, dropsRow: [] };
  if (!isRecord(data) || typeof data.file !== 'string' || !isRecord(data.columns)) {
    throw new Error('its "data" needs a "file" and "columns", or must be null.');
  }
  const table = join(dirname(path), data.file);
  if (!existsSync(table)) throw new Error(`it names the data file ${data.file}, which is not beside it.`);
  const columns = Object.entries(data.columns).map(([column, given]) => [column, readColumn(column, given)] as const);
  const frame = readTable(table, columns);
  if (typeof data.rows === 'number' && data.rows !== frame.rows) {
    throw new Error(`${data.file} has ${frame.rows} rows; the case says ${data.rows}.`);
  }
  const dropsRow = columns.flatMap(([column, { missing }]) => (missing === undefined ? [] : [column]));
  return { name, analyses: read, data: frame, dropsRow };
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`);
  }
}

function readAnalysis(given: unknown, index: number): CaseAnalysis {
  const label = `analysis ${index + 1}`;
  if (!isRecord(given)) throw new Error(`${label} is no object.`);
  const { id, procedure, spec = {}, expected, tolerance, notes } = given;
  if (typeof id !== 'string' || typeof procedure !== 'string') throw new Error(`${label} has no "id" or "procedure".`);
  if (!isRecord(spec)) throw new Error(`${label} (${id}): its "spec" is no object.`);
  if (expected === undefined) throw new Error(`${label} (${id}) expects nothing.`);
  if (!isRecord(tolerance) || typeof tolerance.rel !== 'number' || typeof tolerance.abs !== 'number') {
    throw new Error(`${label} (${id}) needs a "tolerance" with the numbers "rel" and "abs".`);
  }
  return {
    id,
    procedure,
    spec,
    expected: expected as Expected,
    tolerance: { rel: tolerance.rel, abs: tolerance.abs },
    ...(notes === undefined || notes === null ? {} : { notes: Array.isArray(notes) ? notes.join(' ') : String(notes) }),
  };
}

/** Types whose cells are numbers; `event` and `logical` are 0 or 1. */
const NUMERIC_TYPES = ['count', 'number', 'event', 'integer', 'numeric', 'binary', 'logical', 'time'];
const DROP = 'drop row';

function readColumn(name: string, given: unknown): CaseColumn {
  if (!isRecord(given) || typeof given.type !== 'string') throw new Error(`the column ${name} has no "type".`);
  const { type, levels, missing, definition } = given;
  if (!['id', 'factor', ...NUMERIC_TYPES].includes(type)) {
    throw new Error(`the column ${name} has the type "${type}"; known are id, factor, ${NUMERIC_TYPES.join(', ')}.`);
  }
  if (levels !== undefined && !Array.isArray(levels)) throw new Error(`the levels of ${name} are no list.`);
  if (missing !== undefined && missing !== DROP) {
    throw new Error(`the column ${name} has missing "${String(missing)}"; known is "${DROP}".`);
  }
  return {
    type,
    ...(levels === undefined ? {} : { levels: levels as readonly (string | number)[] }),
    ...(missing === undefined ? {} : { missing }),
    ...(typeof definition === 'string' ? { definition } : {}),
  };
}

/** All columns of the table; those that the case does not describe are numbers if all their cells are, otherwise factors. */
function readTable(path: string, described: readonly (readonly [string, CaseColumn])[]): DataFrame {
  const [header = [], ...lines] = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
    .map(splitLine);
  const uneven = lines.findIndex((line) => line.length !== header.length);
  if (uneven >= 0) {
    throw new Error(
      `${basename(path)}: row ${uneven + 1} has ${lines[uneven]!.length} cells for ${header.length} names.`,
    );
  }
  const known = new Map(described);
  const found = new Map<string, Column>();
  header.forEach((name, at) => {
    const cells = lines.map((line) => line[at]!);
    found.set(name, toColumn(name, cells, known.get(name) ?? guess(cells)));
  });
  for (const [name, { definition }] of described) {
    if (found.has(name)) continue;
    if (definition === undefined) throw new Error(`${basename(path)} has no column ${name}.`);
    found.set(name, numeric(evaluateExpression(parseExpression(definition), dataFrame(Object.fromEntries(found)))));
  }
  return dataFrame(Object.fromEntries(found));
}

function guess(cells: readonly string[]): CaseColumn {
  const isNumeric = cells.every((cell) => isMissing(cell) || !Number.isNaN(Number(cell)));
  return { type: isNumeric ? 'number' : 'factor' };
}

/** An id becomes a factor whose levels are the values in order of appearance; a factor without levels has them sorted. */
function toColumn(name: string, cells: readonly string[], { type, levels }: CaseColumn): Column {
  const values = cells.map((cell) => (isMissing(cell) ? undefined : cell));
  const distinct = [...new Set(values.flatMap((value) => value ?? []))];
  if (type === 'factor') return factor(values, levels?.map(String) ?? distinct.sort());
  if (type === 'id') return factor(values, distinct);
  return numeric(values.map((value, i) => (value === undefined ? Number.NaN : toNumber(name, value, i))));
}

const WORDS: Readonly<Record<string, number>> = {
  TRUE: 1,
  FALSE: 0,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

function toNumber(name: string, cell: string, row: number): number {
  const value = WORDS[cell] ?? Number(cell);
  if (Number.isNaN(value)) throw new Error(`the column ${name} has "${cell}" in row ${row + 1}; a number is needed.`);
  return value;
}

function isMissing(cell: string): boolean {
  return cell === '' || cell === 'NA';
}

/** Cells between commas; a quoted cell may hold commas and doubled quotes. */
function splitLine(line: string): readonly string[] {
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain!.trim() : quoted.replaceAll('""', '"'),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
