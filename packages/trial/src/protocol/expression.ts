// Expressions of the protocol: a total part of CEL over item values, with explicit missing values.
import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
} from '@marcbachmann/cel-js';
import { type ItemValue, isMissing } from '../value.js';
import { nearestWord } from './nearest-word.js';

/** What a name stands for: numbers are doubles; dates are texts that sort ("2019-07-31"). */
export type VariableType = 'number' | 'text' | 'boolean' | 'date';

export type ExpressionType = 'number' | 'text' | 'boolean';

/** The value of an expression, or the missing items for which it could not be evaluated. */
export type Evaluation =
  | { readonly value: number | string | boolean }
  | { readonly missing: readonly [string, ...string[]] };

export interface CompiledExpression {
  readonly ok: true;
  readonly source: string;
  readonly type: ExpressionType;
  /** Names that the expression reads, sorted. */
  readonly names: readonly string[];
  /**
   * Evaluates over the values of items. An item that is not there, or is there as missing, makes the result "missing"
   * unless the other side of `&&` or `||` alone decides. Throws where a value is not of its declared type.
   */
  readonly evaluate: (values: Readonly<Record<string, ItemValue | undefined>>) => Evaluation;
}

export interface ExpressionIssue {
  readonly code: 'expression-syntax' | 'expression-type' | 'expression-name' | 'expression-unsupported';
  readonly message: string;
  readonly allowed?: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}

export type Compilation = CompiledExpression | { readonly ok: false; readonly issues: readonly ExpressionIssue[] };

const celTypes = { number: 'double', text: 'string', boolean: 'bool', date: 'string' } as const;
const resultTypes: Readonly<Record<string, ExpressionType>> = { double: 'number', string: 'text', bool: 'boolean' };

/** The only calls that are allowed: they are defined for every text, so no evaluation can fail. */
const textMethods = ['contains', 'startsWith', 'endsWith'];
const operators = new Set(
  [
    '||',
    '&&',
    '!_',
    '-_',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    '+',
    '-',
    '*',
    '/',
    'in',
    '?:',
    'list',
    'id',
    'value',
  ].concat('rcall'),
);

/**
 * Compiles an expression and checks its type. Whole-number literals are numbers like all others, and "/" is the
 * division of real numbers: `7 / 2 == 3.5`.
 *
 * @see https://cel.dev, Common Expression Language
 */
export function compileExpression(
  source: string,
  variables: Readonly<Record<string, VariableType>>,
  expected: ExpressionType = 'boolean',
): Compilation {
  const parsed = parseCel(source);
  if ('issue' in parsed) return { ok: false, issues: [parsed.issue] };
  const nodes = listNodes(parsed.ast);
  const issues = [...unsupported(nodes), ...unknownNames(nodes, variables)];
  if (issues.length > 0) return { ok: false, issues };

  const names = [...new Set(nodes.flatMap((node) => (node.op === 'id' ? [node.args] : [])))].sort();
  const environment = new Environment();
  for (const name of names) environment.registerVariable(name, celTypes[variables[name]!]);
  const promoted = promoteIntegers(source, nodes);
  const program = environment.parse(promoted.text);
  const checked = program.check();
  const type = resultTypes[checked.type ?? ''];
  if (!checked.valid || type !== expected) {
    const start = checked.error instanceof CelTypeError ? (checked.error.range?.start ?? 0) : 0;
    const message = checked.valid
      ? `the expression gives ${type ?? checked.type}, not ${expected}`
      : inOurWords(checked.error instanceof CelTypeError ? checked.error.summary : 'the types do not fit');
    const issue: ExpressionIssue = {
      code: 'expression-type',
      message,
      allowed: `an expression that gives ${expected}`,
      offset: promoted.originalOffset(start),
    };
    return { ok: false, issues: [issue] };
  }

  const evaluate = (values: Readonly<Record<string, ItemValue | undefined>>): Evaluation => {
    const known: Record<string, number | string | boolean> = {};
    const missing: string[] = [];
    for (const name of names) {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined || isMissing(value)) missing.push(name);
      else known[name] = typed(name, value, variables[name]!);
    }
    try {
      return { value: program(known) as number | string | boolean };
    } catch (cause) {
      const [first, ...rest] = missing;
      const isUnknown = cause instanceof EvaluationError && cause.code === 'unknown_variable';
      if (isUnknown && first !== undefined) return { missing: [first, ...rest] };
      throw new Error(`the expression ${JSON.stringify(source)} could not be evaluated`, { cause });
    }
  };
  return { ok: true, source, type, names, evaluate };
}

function parseCel(source: string): { readonly ast: ASTNode } | { readonly issue: ExpressionIssue } {
  try {
    return { ast: new Environment({ unlistedVariablesAreDyn: true }).parse(source).ast };
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    const issue: ExpressionIssue = {
      code: 'expression-syntax',
      message: `the expression can't be read: ${cause.summary}`,
      allowed: 'an expression in CEL, such as: edss >= 2.5 && edss <= 6.5',
      offset: Math.min(cause.range?.start ?? 0, source.length),
    };
    return { issue };
  }
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

function listNodes(node: ASTNode): readonly ASTNode[] {
  return [node, ...childrenOf(node).flatMap(listNodes)];
}

function unsupported(nodes: readonly ASTNode[]): readonly ExpressionIssue[] {
  return nodes.flatMap((node): ExpressionIssue[] => {
    const isLiteral = node.op === 'value' && !['number', 'bigint', 'string', 'boolean'].includes(typeof node.args);
    const isCall = node.op === 'rcall' && !textMethods.includes(node.args[0]);
    if (operators.has(node.op) && !isLiteral && !isCall) return [];
    const name = node.op === 'call' || node.op === 'rcall' ? `${node.args[0]}()` : `"${node.op}"`;
    return [
      {
        code: 'expression-unsupported',
        message: `${name} can't be used in a rule`,
        allowed: `items, numbers, texts, true, false, lists, comparisons, + - * /, &&, ||, !, ?:, in, ${textMethods.join(', ')}`,
        offset: node.start,
      },
    ];
  });
}

function unknownNames(
  nodes: readonly ASTNode[],
  variables: Readonly<Record<string, VariableType>>,
): readonly ExpressionIssue[] {
  return nodes.flatMap((node): ExpressionIssue[] => {
    if (node.op !== 'id' || Object.hasOwn(variables, node.args)) return [];
    const suggestion = nearestWord(node.args, Object.keys(variables));
    const hint = suggestion ? `; did you mean "${suggestion}"?` : '';
    return [
      {
        code: 'expression-name',
        message: `"${node.args}" is not an item that this rule may read${hint}`,
        allowed: Object.keys(variables).sort().join(', ') || 'no item can be read here',
        offset: node.start,
      },
    ];
  });
}

interface Promoted {
  readonly text: string;
  readonly originalOffset: (offset: number) => number;
}

/** Writes every whole-number literal as a double, so that arithmetic is that of real numbers. */
function promoteIntegers(source: string, nodes: readonly ASTNode[]): Promoted {
  const literals = nodes
    .filter((node) => node.op === 'value' && typeof node.args === 'bigint')
    .sort((a, b) => a.start - b.start);
  let text = '';
  let end = 0;
  const shifts: { readonly at: number; readonly by: number }[] = [];
  for (const literal of literals) {
    const written = `${literal.args}.0`;
    text += source.slice(end, literal.start) + written;
    end = literal.end;
    shifts.push({ at: text.length, by: text.length - end });
  }
  text += source.slice(end);
  const originalOffset = (offset: number) => offset - (shifts.findLast((shift) => shift.at <= offset)?.by ?? 0);
  return { text, originalOffset };
}

function inOurWords(summary: string): string {
  return summary
    .replace(/^no such overload: /, 'these types do not go together: ')
    .replace(/\bdouble\b/g, 'number')
    .replace(/\bstring\b/g, 'text')
    .replace(/\bbool\b/g, 'boolean');
}

function typed(name: string, value: number | string | boolean, type: VariableType): number | string | boolean {
  const wanted = type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'string';
  if (typeof value !== wanted) throw new Error(`the item "${name}" holds a ${typeof value}, not a ${wanted}`);
  return value;
}
