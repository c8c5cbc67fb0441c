// The tree of an expression: what is in it, what is not allowed, and the text that CEL is given.
import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import type { Told } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import { say } from '../sentence.js';
import { functionNames, LITERAL_FUNCTIONS, TEXT_METHODS } from './function.js';
import type { ExpressionIssue } from './issue.js';

const operators = new Set('|| && !_ -_ == != < <= > >= + - * / in ?: list id value rcall call'.split(' '));

/** Reads an expression into its tree, or says where it can't be read. */
export function parseCel(source: string): { readonly ast: ASTNode } | { readonly issue: ExpressionIssue } {
  try {
    return { ast: reader.parse(source).ast };
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    const issue: ExpressionIssue = {
      code: 'expression-syntax',
      message: say`the expression can't be read: ${cause.summary}`,
      allowed: say`an expression in CEL, such as: ${'ageYears >= 18 && ageYears <= 50'}`,
      offset: Math.min(cause.range?.start ?? 0, source.length),
    };
    return { issue };
  }
}

const reader = new Environment({ unlistedVariablesAreDyn: true, limits: { maxAstNodes: 10_000, maxDepth: 100 } });

/** A node and all below it. */
export function listNodes(node: ASTNode): readonly ASTNode[] {
  return [node, ...childrenOf(node).flatMap(listNodes)];
}

/** The names that an expression reads, sorted, once. */
export function namesOf(nodes: readonly ASTNode[]): readonly string[] {
  return [...new Set(nodes.flatMap((node) => (node.op === 'id' ? [node.args] : [])))].sort();
}

/** Everything in an expression that is not part of the language. */
export function unsupported(nodes: readonly ASTNode[]): readonly ExpressionIssue[] {
  return nodes.flatMap((node): ExpressionIssue[] => {
    const isLiteral = node.op === 'value' && !['number', 'bigint', 'string', 'boolean'].includes(typeof node.args);
    const isMethod = node.op === 'rcall' && !TEXT_METHODS.includes(node.args[0]);
    const isFunction = node.op === 'call' && !functionNames().includes(node.args[0]);
    if (operators.has(node.op) && !isLiteral && !isMethod && !isFunction) return literalIssue(node);
    const name = node.op === 'call' || node.op === 'rcall' ? `${node.args[0]}()` : `"${node.op}"`;
    const meant = isFunction ? nearestWord(node.args[0], functionNames()) : undefined;
    return [
      {
        code: 'expression-unsupported',
        message: say`${name} can't be used in a rule${meant === undefined ? '' : say`; did you mean "${meant}"?`}`,
        allowed: say`items, numbers, texts, true, false, lists, comparisons, + - * /, &&, ||, !, ?:, in, ${[...TEXT_METHODS, ...functionNames()].join(', ')}`,
        offset: node.start,
      },
    ];
  });
}

/** Dates and durations are written as literals that exist, and isMissing asks about one item. */
function literalIssue(node: ASTNode): ExpressionIssue[] {
  if (node.op !== 'call') return [];
  const [name, given] = node.args;
  const [first] = given;
  const text = given.length === 1 && first?.op === 'value' && typeof first.args === 'string' ? first.args : undefined;
  const fault = (allowed: Told): ExpressionIssue[] => [
    { code: 'expression-type', message: say`${name}() can't read what it is given`, allowed, offset: node.start },
  ];
  if (name === 'isMissing') return given.length === 1 && first?.op === 'id' ? [] : fault('isMissing(item)');
  if (!LITERAL_FUNCTIONS.includes(name)) return [];
  if (name === 'duration')
    return text !== undefined && DURATION.test(text) ? [] : fault(say`such as ${'duration("36h")'}`);
  const pattern = name === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
  const example = name === 'date' ? 'date("2019-07-31")' : 'timestamp("2019-07-31T08:00:00Z")';
  const exists =
    text !== undefined && pattern.test(text) && new Date(text).toJSON()?.slice(0, 10) === text.slice(0, 10);
  return exists ? [] : fault(say`a day that exists, such as ${example}`);
}

const DURATION = /^(\d{1,6}(\.\d{1,3})?(h|m|s))+$/;

interface Rewritten {
  readonly text: string;
  /** From a place in the rewritten text to that in the source. */
  readonly originalOffset: (offset: number) => number;
}

/** The name of the variable that says whether an item is missing; no item of a protocol can have it. */
export function missingName(item: string): string {
  return `_missing_${item}`;
}

/**
 * Whole-number literals become doubles, dates instants, isMissing(item) a variable of its own, and "/" the operator "%", which
 * CEL does not define for doubles and which divides here, but by zero has no result.
 */
export function rewrite(source: string, nodes: readonly ASTNode[]): Rewritten {
  const edits = nodes.flatMap((node) => editOf(source, node)).sort((a, b) => a.start - b.start);
  let text = '';
  let end = 0;
  const shifts: { readonly at: number; readonly by: number }[] = [];
  for (const edit of edits) {
    text += source.slice(end, edit.start) + edit.written;
    end = edit.end;
    shifts.push({ at: text.length, by: text.length - end });
  }
  text += source.slice(end);
  const originalOffset = (offset: number) => offset - (shifts.findLast((shift) => shift.at <= offset)?.by ?? 0);
  return { text, originalOffset };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly written: string;
}

function editOf(source: string, node: ASTNode): readonly Edit[] {
  const { start, end } = node;
  if (node.op === '/') {
    const at = slashAfter(source, node.args[0].end);
    return [{ start: at, end: at + 1, written: '%' }];
  }
  if (node.op === 'value' && typeof node.args === 'bigint') return [{ start, end, written: `${node.args}.0` }];
  if (node.op !== 'call') return [];
  const [name, [first]] = node.args;
  if (name === 'isMissing' && first?.op === 'id') return [{ start, end, written: missingName(first.args) }];
  if (name === 'date' && first?.op === 'value')
    return [{ start, end, written: `timestamp("${String(first.args)}T00:00:00Z")` }];
  return [];
}

/** The place of a division's sign; a comment before it does not count. */
function slashAfter(source: string, from: number): number {
  const at = source.indexOf('/', from);
  return source[at + 1] === '/' ? slashAfter(source, source.indexOf('\n', at)) : at;
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}
