// Reads model formulas as R does: `response ~ a * b + log(x) + offset(log(weeks))`.
import { parseExpression } from './expression.js';

/** A parsed formula. */
export interface Formula {
  /** Absent in a one-sided formula. */
  readonly response?: string;
  /** Terms in R's order, lower degrees first; the pieces of an interaction joined by ":". */
  readonly terms: readonly string[];
  /** Expression of the offset; several are added. */
  readonly offset?: string;
  /** False after `- 1` or `0 +`. */
  readonly intercept: boolean;
}

/** The pieces of a term, as they are spelt. */
type Term = readonly string[];

/**
 * Reads `response ~ terms`, with `+`, `-`, `:`, `*`, `(a + b)^2`, `0` or `- 1`, `offset(…)`, and `I(…)` around arithmetic. A
 * quotient such as `x/4` is arithmetic, too: R's nesting operator is not read.
 * @throws RangeError naming what can't be read
 * @see Wilkinson and Rogers (1973); formula in R
 */
export function parseFormula(source: string): Formula {
  const sides = splitAtTop(source, '~').map(({ text }) => text);
  if (sides.length > 2 || !source.includes('~')) {
    throw new RangeError(`The formula "${source}" needs one "~", as in "response ~ treatment + log(baseline + 1)".`);
  }
  const response = sides[0]!.trim();
  const right = sides[1]!.trim();
  if (right === '') throw new RangeError(`The formula "${source}" has nothing on the right of "~".`);
  if (response !== '') parseExpression(response);
  const found: Term[] = [];
  const reading: Reading = { mode: 'formula', pieces: [] };
  const offsets: string[] = [];
  let intercept = true;
  for (const { text, sign } of splitAtTop(right, '+-')) {
    const part = text.trim();
    if (part === '') {
      if (sign === '') continue;
      throw new RangeError(`The formula "${source}" has nothing after "${sign}".`);
    }
    const isRemoved = sign === '-';
    const offset = /^offset\((.*)\)$/.exec(part)?.[1];
    if (part === '0' || part === '1') intercept = (part === '1') !== isRemoved;
    else if (offset !== undefined && !isRemoved) offsets.push(parseExpression(offset).text);
    else if (!isRemoved) found.push(...readSum(part, reading));
    else {
      const gone = readSum(part, reading).map(keyOf);
      for (let k = found.length - 1; k >= 0; k -= 1) if (gone.includes(keyOf(found[k]!))) found.splice(k, 1);
    }
  }
  return {
    ...(response === '' ? {} : { response }),
    terms: inOrder(found, reading.pieces).map((term) => term.join(':')),
    ...(offsets.length === 0 ? {} : { offset: offsets.join(' + ') }),
    intercept,
  };
}

/**
 * The terms of a list in R's order, each as its pieces in the order of their first appearance: "a*b" becomes a, b and a:b. A sum
 * or product with a number is arithmetic, as is a difference.
 * @throws RangeError for a piece that can't be read, or a term given twice
 */
export function expandTerms(terms: readonly string[]): readonly (readonly string[])[] {
  const reading: Reading = { mode: 'list', pieces: [] };
  const read = terms.map((term) => readSum(term, reading));
  const keys = read.map((sum) => sum.map(keyOf).join(' + '));
  const repeated = keys.findIndex((key, i) => keys.indexOf(key) !== i);
  if (repeated >= 0) throw new RangeError(`The term "${terms[repeated]}" is given twice; give each term once.`);
  return inOrder(read.flat(), reading.pieces);
}

/** How to read, and the pieces in the order in which they were read. */
interface Reading {
  readonly mode: 'formula' | 'list';
  readonly pieces: string[];
}

function readSum(source: string, reading: Reading): readonly Term[] {
  const parts = splitAtTop(source, reading.mode === 'formula' ? '+-' : '+');
  if (parts.some(({ sign }) => sign === '-')) {
    throw new RangeError(`"${source}": a "-" inside brackets is not read; write I(…) around arithmetic.`);
  }
  if (reading.mode === 'list' && parts.some(({ text }) => isNumber(text))) return [[canonical(source, reading)]];
  return parts.flatMap(({ text }) => readProduct(text, reading));
}

function readProduct(source: string, reading: Reading): readonly Term[] {
  const parts = splitAtTop(source, '*').map(({ text }) => text);
  if (parts.length > 1 && parts.some(isNumber)) return [[canonical(source, reading)]];
  let crossed: readonly Term[] = [];
  for (const [k, part] of parts.entries()) {
    const own = readInteraction(part, reading);
    crossed = k === 0 ? own : [crossed, own, interactAll(crossed, own)].flat();
  }
  return crossed;
}

function readInteraction(source: string, reading: Reading): readonly Term[] {
  return splitAtTop(source, ':')
    .map(({ text }) => readPower(text, reading))
    .reduce(interactAll);
}

function readPower(source: string, reading: Reading): readonly Term[] {
  const text = source.trim();
  const power = /^\((.*)\)\s*\^\s*(\d+)$/.exec(text);
  if (power !== null && isOneGroup(`(${power[1]!})`) && reading.mode === 'formula') {
    const base = readSum(power[1]!, reading);
    let found = base;
    for (let degree = 1; degree < Number(power[2]); degree += 1) found = [...found, ...interactAll(found, base)];
    return found;
  }
  if (isOneGroup(text) && reading.mode === 'formula') return readSum(text.slice(1, -1), reading);
  return [[canonical(text, reading)]];
}

function interactAll(left: readonly Term[], right: readonly Term[]): readonly Term[] {
  return left.flatMap((a) => right.map((b) => [...new Set([...a, ...b])]));
}

/** Each term once, its pieces in the order of their first appearance, lower degrees first. */
function inOrder(terms: readonly Term[], pieces: readonly string[]): readonly Term[] {
  const once = new Map<string, Term>();
  for (const term of terms) {
    const sorted = [...term].sort((a, b) => pieces.indexOf(a) - pieces.indexOf(b));
    if (!once.has(keyOf(term))) once.set(keyOf(term), sorted);
  }
  return [...once.values()].sort((a, b) => a.length - b.length);
}

function keyOf(term: Term): string {
  return [...term].sort().join(':');
}

/** The piece as R spells it, noted as read. */
function canonical(source: string, { pieces }: Reading): string {
  const { text } = parseExpression(source);
  if (!pieces.includes(text)) pieces.push(text);
  return text;
}

function isNumber(text: string): boolean {
  return /^\s*[\d.]+(?:[eE][-+]?\d+)?\s*$/.test(text);
}

/** Is the whole text one pair of brackets? */
function isOneGroup(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0 && i < text.length - 1) return false;
  }
  return true;
}

/** Splits at separators outside brackets and backticks; `sign` is the separator before a part. */
function splitAtTop(source: string, separators: string): readonly { readonly text: string; readonly sign: string }[] {
  const parts = [{ text: '', sign: '' }];
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < source.length; i += 1) {
    const letter = source[i]!;
    if (letter === '`') isQuoted = !isQuoted;
    if (!isQuoted && letter === '(') depth += 1;
    if (!isQuoted && letter === ')') depth -= 1;
    const isExponent = /[\d.][eE]$/.test(source.slice(0, i)) && /\d/.test(source[i + 1] ?? '');
    if (depth === 0 && !isQuoted && !isExponent && separators.includes(letter)) parts.push({ text: '', sign: letter });
    else parts[parts.length - 1]!.text += letter;
  }
  return parts;
}
