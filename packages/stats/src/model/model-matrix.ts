// Builds a design matrix from terms, with R's treatment contrasts and column names.
import type { DataFrame, FactorColumn } from './data-frame.js';
import { columnsOf, type Expression, evaluateExpression, parseExpression, unknownColumn } from './expression.js';
import { expandTerms } from './formula.js';

/** A design of n complete rows × columns. */
export interface ModelMatrix {
  /** Column names as R prints them: `(Intercept)`, `treatmentN`, `log(baseline + 1)`. */
  readonly names: readonly string[];
  /** For each column, the index of its term in `terms`; −1 for the intercept. */
  readonly termOf: readonly number[];
  /** Terms as R labels them, lower degrees first: `treatment`, `log(baseline + 1)`, `treatment:period`. */
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
  /**
   * False leaves out the intercept's column where the model has its own levels (strata): factors keep treatment contrasts. 'none'
   * is R's `- 1`: the first factor has a column for each level. Default true.
   */
  readonly intercept?: boolean | 'none';
}

/** Columns with their names; a term is a product of pieces ("a:b" is an interaction). */
interface Piece {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** How a factor enters a term: treatment contrasts, or a column for each level. */
type Coding = 'contrasts' | 'levels';

/**
 * The design of an intercept and the terms: expressions, factors, interactions of such with ":", crossings with "*". A factor has
 * treatment contrasts where the rest of its term is in the model, otherwise a column for each level, as in R.
 * A row with a missing value (NaN or an undefined level) in any term or `required` expression is left out and reported.
 * @throws RangeError for an unknown column, an expression that can't be read or is not finite (log of 0), a repeated term
 * @see Chambers and Hastie (1992), chapter 2; model.matrix in R
 */
export function modelMatrix(
  terms: readonly string[],
  data: DataFrame,
  { required = [], intercept = true }: ModelMatrixOptions = {},
): ModelMatrix {
  const expanded = expandTerms(terms);
  const labels = expanded.map((pieces) => pieces.join(':'));
  const names: string[] = intercept === true ? ['(Intercept)'] : [];
  const termOf: number[] = intercept === true ? [-1] : [];
  const columns: Float64Array[] = intercept === true ? [new Float64Array(data.rows).fill(1)] : [];
  const missingColumns: string[][] = Array.from({ length: data.rows }, () => []);
  const note = (row: number, label: string): void => {
    const list = missingColumns[row]!;
    if (!list.includes(label)) list.push(label);
  };
  let isFirstFactor = intercept === 'none';
  expanded.forEach((pieces, index) => {
    const piece = pieces
      .map((source, k) => {
        const isFactor = findFactor(source, data) !== undefined;
        const rest = pieces.filter((_, other) => other !== k).join(':');
        const isCovered = rest === '' || labels.includes(rest);
        const coding: Coding = isCovered && !(isFactor && isFirstFactor) ? 'contrasts' : 'levels';
        if (isFactor) isFirstFactor = false;
        return buildPiece(source, data, { note, coding });
      })
      .reduce(interact);
    piece.names.forEach((name, k) => {
      names.push(name);
      termOf.push(index);
      columns.push(piece.columns[k]!);
    });
  });
  for (const expression of required) buildPiece(expression, data, { note, coding: 'contrasts' });

  const complete = missingColumns.map((list) => list.length === 0);
  const rowIndex = complete.flatMap((isComplete, row) => (isComplete ? [row] : []));
  const values = new Float64Array(rowIndex.length * columns.length);
  rowIndex.forEach((row, i) => {
    columns.forEach((column, j) => {
      values[i * columns.length + j] = column[row]!;
    });
  });
  const missing = missingColumns.flatMap((list, row) => (list.length > 0 ? [{ row, columns: list }] : []));
  return { names, termOf, terms: labels, values, rows: rowIndex.length, rowIndex, complete, missing };
}

/** An expression's values at the rows of a design. @throws RangeError as {@link modelMatrix} */
export function valuesAt(expression: string, data: DataFrame, rowIndex: readonly number[]): Float64Array {
  const values = evaluateExpression(parseExpression(expression), data);
  return Float64Array.from(rowIndex, (row) => values[row]!);
}

interface PieceOptions {
  readonly note: (row: number, label: string) => void;
  readonly coding: Coding;
}

function buildPiece(source: string, data: DataFrame, options: PieceOptions): Piece {
  const found = findFactor(source, data);
  if (found !== undefined) return factorPiece(source, found, options);
  const expression = parseExpression(source);
  const values = evaluateExpression(expression, data);
  const label = missingLabel(expression);
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) return;
    if (isPresent(expression, data, row)) {
      throw new RangeError(
        `"${expression.text}" is not a finite number in row ${row + 1}, where no column is missing.`,
      );
    }
    options.note(row, label);
  });
  return { names: [expression.text], columns: [values] };
}

/** The factor that a piece names. @throws RangeError for a column that is not there */
function findFactor(source: string, data: DataFrame): FactorColumn | undefined {
  const expression = parseExpression(source);
  if (expression.kind !== 'column') return undefined;
  const column = data.columns.get(expression.name);
  if (column === undefined) throw unknownColumn(expression.name, data);
  return column.kind === 'factor' ? column : undefined;
}

function factorPiece(name: string, column: FactorColumn, { note, coding }: PieceOptions): Piece {
  column.values.forEach((value, row) => {
    if (value === undefined) note(row, name);
  });
  const shown = coding === 'contrasts' ? column.levels.slice(1) : column.levels;
  return {
    names: shown.map((level) => `${name}${level}`),
    columns: shown.map((level) => Float64Array.from(column.values, (value) => (value === level ? 1 : 0))),
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
