// Expressions of the protocol: a total part of CEL over item values, with explicit missing values.
import { TypeError as CelTypeError, EvaluationError } from '@marcbachmann/cel-js';
import { isMissing } from '../../missing.js';
import type { ItemValue } from '../../value.js';
import type { Told } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import { say } from '../sentence.js';
import { functionEnvironment, NoResult } from './function.js';
import type { ExpressionIssue } from './issue.js';
import { listNodes, missingName, namesOf, parseCel, rewrite, unsupported } from './syntax.js';

/** What a name stands for: numbers are doubles; a date is a day, an instant a moment in UTC. */
export type VariableType = 'number' | 'text' | 'boolean' | 'date' | 'instant';

/** What an expression gives; a date is YYYY-MM-DD. */
export type ExpressionType = 'number' | 'text' | 'boolean' | 'date';

/** The value of an expression, or the missing items for which it could not be evaluated. */
export type Evaluation =
  | { readonly value: number | string | boolean }
  /** Empty where nothing is missing but the arithmetic has no result, such as a division by zero. */
  | { readonly missing: readonly string[] };

export interface CompiledExpression {
  readonly ok: true;
  readonly source: string;
  readonly type: ExpressionType;
  /** Names that the expression reads, sorted. */
  readonly names: readonly string[];
  /**
   * Evaluates over the values of items. An item that is not there, or is there as missing, makes the result "missing"
   * unless the other side of `&&` or `||` alone decides; so does a date that is not known to the day. `isMissing(item)`
   * asks. Throws where a value is not of its declared type.
   */
  readonly evaluate: (values: Readonly<Record<string, ItemValue | undefined>>) => Evaluation;
}

export type Compilation = CompiledExpression | { readonly ok: false; readonly issues: readonly ExpressionIssue[] };

type Known = Record<string, number | string | boolean | Date>;

const instant = 'google.protobuf.Timestamp';
const celTypes = { number: 'double', text: 'string', boolean: 'bool', date: instant, instant } as const;
const resultTypes: Readonly<Record<string, ExpressionType>> = {
  double: 'number',
  string: 'text',
  bool: 'boolean',
  [instant]: 'date',
};

/**
 * Compiles an expression and checks its type. Whole-number literals are numbers like all others, and "/" is the
 * division of real numbers: `7 / 2 == 3.5`. The same in Node and in a browser.
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
  const unknown = nodes.flatMap((node): ExpressionIssue[] =>
    node.op !== 'id' || Object.hasOwn(variables, node.args) ? [] : [unknownName(node.args, node.start, variables)],
  );
  const issues = [...unsupported(nodes), ...unknown];
  if (issues.length > 0) return { ok: false, issues };

  const names = namesOf(nodes);
  const environment = functionEnvironment.clone();
  for (const name of names) {
    environment.registerVariable(name, celTypes[variables[name]!]);
    environment.registerVariable(missingName(name), 'bool');
  }
  const rewritten = rewrite(source, nodes);
  const program = environment.parse(rewritten.text);
  const checked = program.check();
  const type = resultTypes[checked.type ?? ''];
  if (!checked.valid || type !== expected) {
    const start = checked.error instanceof CelTypeError ? (checked.error.range?.start ?? 0) : 0;
    const message = checked.valid
      ? say`the expression gives ${type === undefined ? inOurWords(checked.type ?? 'nothing') : types[type]}, not ${types[expected]}`
      : typeProblem(checked.error instanceof CelTypeError ? checked.error.summary : undefined);
    const issue: ExpressionIssue = {
      code: 'expression-type',
      message,
      allowed: say`an expression that gives ${types[expected]}`,
      offset: rewritten.originalOffset(start),
    };
    return { ok: false, issues: [issue] };
  }

  const evaluate = (values: Readonly<Record<string, ItemValue | undefined>>): Evaluation => {
    const { known, missing } = readValues(names, values, variables);
    try {
      return resultOf(program(known) as number | string | boolean | Date, missing);
    } catch (cause) {
      const isUnknown = cause instanceof EvaluationError && cause.code === 'unknown_variable';
      if ((isUnknown && missing.length > 0) || cause instanceof NoResult) return { missing };
      throw new Error(`the expression ${JSON.stringify(source)} could not be evaluated`, { cause });
    }
  };
  return { ok: true, source, type, names, evaluate };
}

function readValues(
  names: readonly string[],
  values: Readonly<Record<string, ItemValue | undefined>>,
  variables: Readonly<Record<string, VariableType>>,
): { readonly known: Known; readonly missing: readonly string[] } {
  const known: Known = {};
  const missing: string[] = [];
  for (const name of names) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const isThere = value !== undefined && !isMissing(value);
    known[missingName(name)] = !isThere;
    const read = isThere ? typed(name, value, variables[name]!) : undefined;
    if (read === undefined) missing.push(name);
    else known[name] = read;
  }
  return { known, missing };
}

function resultOf(result: number | string | boolean | Date, missing: readonly string[]): Evaluation {
  if (result instanceof Date) {
    return Number.isNaN(result.getTime()) ? { missing } : { value: result.toISOString().slice(0, 10) };
  }
  return typeof result === 'number' && !Number.isFinite(result) ? { missing } : { value: result };
}

function unknownName(name: string, offset: number, variables: Readonly<Record<string, VariableType>>): ExpressionIssue {
  const suggestion = nearestWord(name, Object.keys(variables));
  const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
  return {
    code: 'expression-name',
    name,
    message: say`"${name}" is not an item that this rule may read${hint}`,
    allowed: Object.keys(variables).sort().join(', ') || say`no item can be read here`,
    offset,
  };
}

const types: Readonly<Record<ExpressionType, Told>> = {
  number: say`a number`,
  text: say`a text`,
  boolean: say`true or false`,
  date: say`a day`,
};

function typeProblem(summary: string | undefined): Told {
  if (summary === undefined) return say`the types do not fit`;
  const overload = /^no such overload: (.*)$/s.exec(summary)?.[1];
  return overload === undefined ? inOurWords(summary) : say`these types do not go together: ${inOurWords(overload)}`;
}

function inOurWords(summary: string): string {
  return summary
    .replaceAll(' % ', ' / ')
    .replace(/\bdouble\b/g, 'number')
    .replace(/\bstring\b/g, 'text')
    .replace(/\bbool\b/g, 'boolean')
    .replaceAll('google.protobuf.Timestamp', 'date')
    .replaceAll('google.protobuf.Duration', 'duration');
}

/** The value as CEL takes it; undefined for a date that is not known to the day. */
function typed(
  name: string,
  value: number | string | boolean,
  type: VariableType,
): number | string | boolean | Date | undefined {
  const isTime = type === 'date' || type === 'instant';
  const wanted = type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'string';
  if (typeof value !== wanted) throw new Error(`the item "${name}" holds a ${typeof value}, not a ${wanted}`);
  if (!isTime) return value;
  const text = String(value);
  if (type === 'date' && /^\d{4}(-\d\d)?$/.test(text)) return undefined;
  const time = new Date(type === 'date' ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(time.getTime())) throw new Error(`the item "${name}" holds ${JSON.stringify(text)}, not a ${type}`);
  return time;
}
