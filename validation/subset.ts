// Picks the rows of a table that meet a condition such as `period == 1 & sex != "male"`.
import { type Column, type DataFrame, dataFrame, factor, numeric } from '@equipoise/stats';

/** Undefined is R's NA: the row is left out. */
type Truth = boolean | undefined;
type Cell = string | number | undefined;
type Condition = (row: number) => Truth;
type Operand = (row: number) => Cell;

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?)|"([^"]*)"|'([^']*)'|(%in%|==|!=|<=|>=|&&|\|\||is\.na(?=\s*\()|c(?=\s*\()|[<>&|!(),-])|([\p{L}_.][\p{L}\p{N}_.-]*)|`([^`]+)`)/uy;

interface Token {
  readonly kind: 'number' | 'text' | 'symbol' | 'name' | 'end';
  readonly text: string;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * The rows for which the condition holds: `==`, `!=`, `<`, `<=`, `>`, `>=`, `%in% c(…)`, `is.na(…)`, joined by `&`, `|`, `!` and
 * brackets, as R's subset() reads them; a word that is no column is text. Levels that no row has left are dropped, as R's
 * model functions do, while at least two remain.
 * @throws Error when the condition can't be read or names no column
 */
export function subsetOf(data: DataFrame, condition: string | undefined): DataFrame {
  if (condition === undefined || condition.trim() === '') return data;
  const holds = readCondition(condition, data);
  const rows = Array.from({ length: data.rows }, (_, i) => i).filter((i) => holds(i) === true);
  return rowsOf(data, rows);
}

/** The table with the given rows. */
export function rowsOf(data: DataFrame, rows: readonly number[]): DataFrame {
  return dataFrame(
    Object.fromEntries([...data.columns].map(([name, content]) => [name, pickRows(content, rows)] as const)),
  );
}

function pickRows(column: Column, rows: readonly number[]): Column {
  if (column.kind === 'numeric') return numeric(rows.map((i) => column.values[i]!));
  const values = rows.map((i) => column.values[i]);
  const used = column.levels.filter((level) => values.includes(level));
  return factor(values, used.length >= 2 ? used : column.levels);
}

function readCondition(source: string, data: DataFrame): Condition {
  const tokens = readTokens(source);
  let at = 0;
  const fail = (): never => {
    throw new Error(`The subset "${source}" can't be read at "${tokens[at]!.text}".`);
  };
  const take = (...symbols: readonly string[]): string | undefined => {
    const token = tokens[at]!;
    if (token.kind !== 'symbol' || !symbols.includes(token.text)) return undefined;
    at += 1;
    return token.text;
  };
  const need = (symbol: string): void => {
    if (take(symbol) === undefined) fail();
  };
  let namesColumn = false;

  const either = (): Condition => {
    let left = both();
    while (take('|', '||') !== undefined) {
      const [a, b] = [left, both()];
      left = (row) => or(a(row), b(row));
    }
    return left;
  };
  const both = (): Condition => {
    let left = denial();
    while (take('&', '&&') !== undefined) {
      const [a, b] = [left, denial()];
      left = (row) => not(or(not(a(row)), not(b(row))));
    }
    return left;
  };
  const denial = (): Condition => {
    if (take('!') === undefined) return comparison();
    const of = denial();
    return (row) => not(of(row));
  };
  const comparison = (): Condition => {
    if (take('(') !== undefined) {
      const inner = either();
      need(')');
      return inner;
    }
    if (take('is.na') !== undefined) {
      need('(');
      const of = operand();
      need(')');
      return (row) => of(row) === undefined;
    }
    const left = operand();
    if (take('%in%') !== undefined) {
      const choices = list();
      return (row) => choices.some((choice) => left(row) !== undefined && orderOf(left(row), choice(row)) === 0);
    }
    const operator = take(...Object.keys(COMPARISONS));
    if (operator === undefined) return fail();
    const right = operand();
    return (row) => {
      const order = orderOf(left(row), right(row));
      return order === undefined ? undefined : COMPARISONS[operator]!(order);
    };
  };
  const list = (): readonly Operand[] => {
    if (take('c') === undefined) return [operand()];
    need('(');
    const found = [operand()];
    while (take(',') !== undefined) found.push(operand());
    need(')');
    return found;
  };
  const operand = (): Operand => {
    const isNegative = take('-') !== undefined;
    const token = tokens[at]!;
    if (token.kind === 'symbol' || token.kind === 'end' || (isNegative && token.kind !== 'number')) return fail();
    at += 1;
    if (token.kind === 'number') return () => (isNegative ? -1 : 1) * Number(token.text);
    const column = token.kind === 'name' ? data.columns.get(token.text) : undefined;
    if (column === undefined) return () => token.text;
    namesColumn = true;
    return (row) => {
      const value = column.values[row];
      return typeof value === 'number' && Number.isNaN(value) ? undefined : value;
    };
  };

  const condition = either();
  if (tokens[at]!.kind !== 'end') fail();
  if (!namesColumn) {
    throw new Error(`The subset "${source}" names no column; the columns are ${[...data.columns.keys()].join(', ')}.`);
  }
  return condition;
}

function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
}

function not(a: Truth): Truth {
  return a === undefined ? undefined : !a;
}

/** Numbers where both are, otherwise texts; undefined where one is missing. */
function orderOf(a: Cell, b: Cell): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const [x, y] = [Number(a), Number(b)];
  const areNumbers = !Number.isNaN(x) && !Number.isNaN(y) && a !== '' && b !== '';
  if (areNumbers) return x - y;
  return String(a) === String(b) ? 0 : String(a) < String(b) ? -1 : 1;
}

function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`The subset "${source}" can't be read at character ${at + 1}.`);
    const [all, number, double, single, symbol, name, quoted] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (name !== undefined || quoted !== undefined) tokens.push({ kind: 'name', text: name ?? quoted! });
    else tokens.push({ kind: 'text', text: double ?? single! });
    at += all.length;
  }
  return [...tokens, { kind: 'end', text: 'the end' }];
}
