// A small expression language for model terms: columns, numbers, + − * / ^, log, sqrt, exp and their kin.
import type { DataFrame } from './data-frame.js';

/** A parsed expression. `text` is its canonical spelling, spaced as R's deparse spaces it. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'column'; readonly name: string; readonly text: string }
  | { readonly kind: 'negate'; readonly of: Expression; readonly text: string }
  | { readonly kind: 'group'; readonly of: Expression; readonly text: string }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: Expression; readonly text: string }
  | {
      readonly kind: 'binary';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly text: string;
    };

type FunctionName = 'log' | 'sqrt' | 'exp' | 'log1p' | 'log2' | 'log10' | 'abs' | 'I';
type Operator = '+' | '-' | '*' | '/' | '^';

const FUNCTIONS: Readonly<Record<FunctionName, (x: number) => number>> = {
  log: Math.log,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  abs: Math.abs,
  /** Marks arithmetic inside a formula, as in R. */
  I: (x) => x,
};
const FUNCTION_LIST = Object.keys(FUNCTIONS).join(', ');

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_.][A-Za-z0-9_.]*)|`([^`]+)`|([-+*/^()]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

/** @throws RangeError naming the place and what is allowed there */
export function parseExpression(source: string): Expression {
  const tokens = readTokens(source);
  let position = 0;
  const peek = (): Token => tokens[position]!;
  const next = (): Token => tokens[position++]!;
  const fail = (token: Token, wanted: string): never => {
    const found = token.kind === 'end' ? 'the end' : `"${token.text}"`;
    throw new RangeError(
      `Expression "${source}": found ${found} at character ${token.at + 1}; allowed here: ${wanted}.`,
    );
  };
  const isSymbol = (...symbols: string[]): boolean => peek().kind === 'symbol' && symbols.includes(peek().text);

  const parseSum = (): Expression => {
    let left = parseProduct();
    while (isSymbol('+', '-')) left = binary(next().text as Operator, left, parseProduct());
    return left;
  };
  const parseProduct = (): Expression => {
    let left = parseSign();
    while (isSymbol('*', '/')) left = binary(next().text as Operator, left, parseSign());
    return left;
  };
  const parseSign = (): Expression => {
    if (!isSymbol('-')) return parsePower();
    next();
    const of = parseSign();
    return { kind: 'negate', of, text: `-${of.text}` };
  };
  const parsePower = (): Expression => {
    const base = parseAtom();
    if (!isSymbol('^')) return base;
    next();
    return binary('^', base, parseSign());
  };
  const parseAtom = (): Expression => {
    const token = next();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text), text: token.text };
    if (token.kind === 'symbol' && token.text === '(') {
      const of = parseSum();
      if (!isSymbol(')')) fail(peek(), '")" or an operator');
      next();
      return { kind: 'group', of, text: `(${of.text})` };
    }
    if (token.kind !== 'name') return fail(token, `a column name, a number, "(", "-", ${FUNCTION_LIST}`);
    if (!isSymbol('(')) return { kind: 'column', name: token.text, text: token.text };
    if (!Object.hasOwn(FUNCTIONS, token.text)) return fail(token, `the functions ${FUNCTION_LIST}`);
    next();
    const of = parseSum();
    if (!isSymbol(')')) fail(peek(), '")" or an operator');
    next();
    return { kind: 'call', name: token.text as FunctionName, of, text: `${token.text}(${of.text})` };
  };

  const expression = parseSum();
  if (peek().kind !== 'end') fail(peek(), 'an operator or the end');
  return expression;
}

/** Names of the columns that an expression uses, each once, in order of appearance. */
export function columnsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'column':
      return [expression.name];
    case 'binary':
      return [...new Set([...columnsOf(expression.left), ...columnsOf(expression.right)])];
    default:
      return columnsOf(expression.of);
  }
}

/**
 * The expression's value in every row. NaN where a column is missing or the value is not a finite number.
 * @throws RangeError for an unknown column, or a factor inside arithmetic
 */
export function evaluateExpression(expression: Expression, data: DataFrame): Float64Array {
  switch (expression.kind) {
    case 'number':
      return new Float64Array(data.rows).fill(expression.value);
    case 'column': {
      const column = data.columns.get(expression.name);
      if (column === undefined) throw unknownColumn(expression.name, data);
      if (column.kind === 'factor') {
        throw new RangeError(`Column "${expression.name}" is a factor; an expression takes numeric columns.`);
      }
      return Float64Array.from({ length: data.rows }, (_, i) => finiteOrNaN(column.values[i]!));
    }
    case 'negate':
      return evaluateExpression(expression.of, data).map((x) => -x);
    case 'group':
      return evaluateExpression(expression.of, data);
    case 'call': {
      const apply = FUNCTIONS[expression.name];
      return evaluateExpression(expression.of, data).map((x) => finiteOrNaN(apply(x)));
    }
    case 'binary': {
      const left = evaluateExpression(expression.left, data);
      const right = evaluateExpression(expression.right, data);
      return left.map((x, i) => finiteOrNaN(applyOperator(expression.operator, x, right[i]!)));
    }
  }
}

/** The error for a column that the table does not have. */
export function unknownColumn(name: string, data: DataFrame): RangeError {
  return new RangeError(`There is no column "${name}"; the columns are ${[...data.columns.keys()].join(', ')}.`);
}

function binary(operator: Operator, left: Expression, right: Expression): Expression {
  const space = operator === '/' || operator === '^' ? '' : ' ';
  return { kind: 'binary', operator, left, right, text: `${left.text}${space}${operator}${space}${right.text}` };
}

function applyOperator(operator: Operator, x: number, y: number): number {
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '^':
      return x ** y;
  }
}

function finiteOrNaN(x: number): number {
  return Number.isFinite(x) ? x : Number.NaN;
}

function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.trimEnd().length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) {
      throw new RangeError(
        `Expression "${source}": the character at ${at + 1} is not allowed; allowed are names, numbers, + - * / ^ ( ).`,
      );
    }
    const [all, number, name, quoted, symbol] = match;
    const text = number ?? name ?? quoted ?? symbol!;
    const kind = number !== undefined ? 'number' : symbol !== undefined ? 'symbol' : 'name';
    tokens.push({ kind, text, at: at + all.length - text.length });
    at += all.length;
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}
