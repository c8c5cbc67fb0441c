// Builds a design matrix from terms, with R's treatment contrasts and column names.
import type { DataFrame, FactorColumn } from './data-frame.js';
import { columnsOf, type Expression, evaluateExpression, parseExpression, unknownColumn } from './expression.js';

/** A design of n complete rows × columns. */
export interface ModelMatrix {
  /** Column names as R prints them: `(Intercept)`, `treatmentN`, `log(baseline + 1)`. */
  readonly names: readonly string[];
  /** For each column, the index of its term in `terms`; −1 for the intercept. */
  readonly termOf: readonly number[];
  readonly terms: readonly string[];
  /** n × columns, row by row; complete rows only. */
  readonly values: Float64Array;
  /** Number of complete rows, n. */
  readonly rows: number;
  /** For each row of the design, its row in the table. */
  readonly rowIndex: readonly number[];
  /** For each row of the table: is every value needed there? */
  readonly complete: readonly boolean[];
  /** The rows that were left out, each with the columns that are missing there. */
  readonly missing: readonly { readonly row: number; readonly columns: readonly string[] }[];
}

/** Options of {@link modelMatrix}. */
export interface ModelMatrixOptions {
  /** Further expressions that a row must have to be complete: the response, the offset. */
  readonly required?: readonly string[];
  /** False leaves out the intercept; factors keep treatment contrasts. Default true. */
  readonly intercept?: boolean;
}

/** One factor or numeric piece of a term; a term is a product of pieces ("a:b" is an interaction). */
interface Piece {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/**
 * The design of an intercept and the terms, each an expression, a factor's name, or an interaction of such with ":".
 * A row with a missing value (NaN or an undefined level) in any term or `required` expression is left out and reported.
 * An interaction multiplies treatment contrasts: give the main effects too.
 * @throws RangeError for an unknown column, an expression that can't be read or is not finite (log of 0), a repeated term
 */
export function modelMatrix(
  terms: readonly string[],
  data: DataFrame,
  { required = [], intercept = true }: ModelMatrixOptions = {},
): ModelMatrix {
  const repeated = terms.find((term, i) => terms.indexOf(term) !== i);
  if (repeated !== undefined) throw new RangeError(`The term "${repeated}" is given twice; give each term once.`);
  const names: string[] = intercept ? ['(Intercept)'] : [];
  const termOf: number[] = intercept ? [-1] : [];
  const columns: Float64Array[] = intercept ? [new Float64Array(data.rows).fill(1)] : [];
  const missingColumns: string[][] = Array.from({ length: data.rows }, () => []);
  const note = (row: number, label: string): void => {
    const list = missingColumns[row]!;
    if (!list.includes(label)) list.push(label);
  };
  terms.forEach((term, index) => {
    const piece = term
      .split(':')
      .map((part) => buildPiece(part.trim(), data, note))
      .reduce(interact);
    piece.names.forEach((name, k) => {
      names.push(name);
      termOf.push(index);
      columns.push(piece.columns[k]!);
    });
  });
  for (const expression of required) buildPiece(expression, data, note);

  const complete = missingColumns.map((list) => list.length === 0);
  const rowIndex = complete.flatMap((isComplete, row) => (isComplete ? [row] : []));
  const values = new Float64Array(rowIndex.length * columns.length);
  rowIndex.forEach((row, i) => {
    columns.forEach((column, j) => {
      values[i * columns.length + j] = column[row]!;
    });
  });
  const missing = missingColumns.flatMap((list, row) => (list.length > 0 ? [{ row, columns: list }] : []));
  return { names, termOf, terms, values, rows: rowIndex.length, rowIndex, complete, missing };
}

/** An expression's values at the rows of a design. @throws RangeError as {@link modelMatrix} */
export function valuesAt(expression: string, data: DataFrame, rowIndex: readonly number[]): Float64Array {
  const values = evaluateExpression(parseExpression(expression), data);
  return Float64Array.from(rowIndex, (row) => values[row]!);
}

function buildPiece(source: string, data: DataFrame, note: (row: number, label: string) => void): Piece {
  const expression = parseExpression(source);
  if (expression.kind === 'column') {
    const column = data.columns.get(expression.name);
    if (column === undefined) throw unknownColumn(expression.name, data);
    if (column.kind === 'factor') return factorPiece(expression.name, column, note);
  }
  const values = evaluateExpression(expression, data);
  const label = missingLabel(expression);
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) return;
    if (isPresent(expression, data, row)) {
      throw new RangeError(
        `"${expression.text}" is not a finite number in row ${row + 1}, where no column is missing.`,
      );
    }
    note(row, label);
  });
  return { names: [expression.text], columns: [values] };
}

function factorPiece(name: string, column: FactorColumn, note: (row: number, label: string) => void): Piece {
  column.values.forEach((value, row) => {
    if (value === undefined) note(row, name);
  });
  const contrasts = column.levels.slice(1);
  return {
    names: contrasts.map((level) => `${name}${level}`),
    columns: contrasts.map((level) => Float64Array.from(column.values, (value) => (value === level ? 1 : 0))),
  };
}

function interact(left: Piece, right: Piece): Piece {
  const names: string[] = [];
  const columns: Float64Array[] = [];
  right.names.forEach((rightName, r) => {
    left.names.forEach((leftName, l) => {
      names.push(`${leftName}:${rightName}`);
      columns.push(left.columns[l]!.map((x, i) => x * right.columns[r]![i]!));
    });
  });
  return { names, columns };
}

function isPresent(expression: Expression, data: DataFrame, row: number): boolean {
  return columnsOf(expression).every((name) => {
    const column = data.columns.get(name);
    return column?.kind === 'numeric' && !Number.isNaN(column.values[row]!);
  });
}

function missingLabel(expression: Expression): string {
  const columns = columnsOf(expression);
  return columns.length === 1 ? columns[0]! : expression.text;
}
