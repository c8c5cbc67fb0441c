// The functions that expressions may call: defined for every argument, so that an evaluation gives a value, or has no result.
import { Environment } from '@marcbachmann/cel-js';

const dayMs = 86_400_000;
/** The furthest instant that a date can hold, either way, in milliseconds. */
const lastInstant = 8.64e15;

/** A function with its CEL signature and what it gives, for the documentation and for messages. */
export interface ExpressionFunction {
  readonly name: string;
  readonly signature: string;
  readonly gives: string;
  readonly apply: (...given: never[]) => number | string | boolean | Date;
}

const date = 'google.protobuf.Timestamp';

/** Thrown where a number does not exist, such as the logarithm of 0 or a division by 0: the expression then has no result. */
export class NoResult extends Error {}

/** All functions. */
export const EXPRESSION_FUNCTIONS: readonly ExpressionFunction[] = [
  entry(
    'daysBetween',
    `(${date}, ${date}): double`,
    'whole days from the first date to the second',
    (a: Date, b: Date) => Math.floor((b.getTime() - a.getTime()) / dayMs),
  ),
  entry(
    'monthsBetween',
    `(${date}, ${date}): double`,
    'completed months from the first date to the second',
    completedMonths,
  ),
  entry('yearsBetween', `(${date}, ${date}): double`, 'completed years, such as an age', (a: Date, b: Date) =>
    Math.trunc(completedMonths(a, b) / 12),
  ),
  entry('addDays', `(${date}, double): ${date}`, 'the date so many days later', (day: Date, days: number) => {
    const moved = day.getTime() + Math.trunc(days) * dayMs;
    return new Date(existing(Math.abs(moved) <= lastInstant ? moved : Number.NaN));
  }),
  entry('year', `(${date}): double`, 'the year of a date', (day: Date) => day.getUTCFullYear()),
  entry('month', `(${date}): double`, 'the month of a date, 1 to 12', (day: Date) => day.getUTCMonth() + 1),
  entry('abs', '(double): double', 'the absolute value', Math.abs),
  entry('min', '(double, double): double', 'the lesser', Math.min),
  entry('max', '(double, double): double', 'the greater', Math.max),
  entry('floor', '(double): double', 'the whole number below', Math.floor),
  entry('ceil', '(double): double', 'the whole number above', Math.ceil),
  entry('round', '(double): double', 'the nearest whole number, halves away from zero', (x: number) => roundTo(x, 0)),
  entry('round', '(double, double): double', 'to so many decimals, halves away from zero', roundTo),
  entry('sqrt', '(double): double', 'the square root', (x: number) => existing(Math.sqrt(x))),
  entry('log', '(double): double', 'the natural logarithm', (x: number) => existing(Math.log(x))),
  entry('exp', '(double): double', 'e to the power of a number', (x: number) => existing(Math.exp(x))),
  entry('pow', '(double, double): double', 'the first to the power of the second', (x: number, y: number) =>
    existing(x ** y),
  ),
  entry('length', '(string): double', 'the number of characters of a text', (text: string) => [...text].length),
];

/** Functions of which CEL itself knows the meaning, given literals only, and those that this language rewrites. */
export const LITERAL_FUNCTIONS = ['date', 'timestamp', 'duration'];

/** The methods of texts that are allowed: they are defined for every text. */
export const TEXT_METHODS = ['contains', 'startsWith', 'endsWith'];

/** Every function's name, sorted, once. */
export function functionNames(): readonly string[] {
  const names = [...EXPRESSION_FUNCTIONS.map(({ name }) => name), ...LITERAL_FUNCTIONS, 'isMissing'];
  return [...new Set(names)].sort();
}

/** An environment with the functions; clone it before variables are added. */
export const functionEnvironment: Environment = EXPRESSION_FUNCTIONS.reduce(
  (environment, { name, signature, apply }) => environment.registerFunction(`${name}${signature}`, apply),
  new Environment().registerOperator('double % double: double', (a: number, b: number) => existing(a / b)),
);

function entry(name: string, signature: string, gives: string, apply: ExpressionFunction['apply']): ExpressionFunction {
  return { name, signature, gives, apply };
}

function existing(x: number): number {
  if (Number.isFinite(x)) return x;
  throw new NoResult('The number does not exist.');
}

function completedMonths(from: Date, to: Date): number {
  if (to < from) return -completedMonths(to, from);
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const isDayReached =
    to.getUTCDate() > from.getUTCDate() || (to.getUTCDate() === from.getUTCDate() && timeOfDay(to) >= timeOfDay(from));
  return isDayReached ? months : months - 1;
}

function timeOfDay(instant: Date): number {
  return ((instant.getTime() % dayMs) + dayMs) % dayMs;
}

/** Rounds the decimal digits that a person would write: 1.005 to two decimals is 1.01. */
function roundTo(x: number, decimals: number): number {
  const places = Math.min(15, Math.max(0, Math.trunc(decimals)));
  if (!Number.isFinite(x) || Math.abs(x) >= 1e15) return x;
  const [digits, exponent = '0'] = String(Math.abs(x)).split('e');
  const rounded = Math.round(Number(`${digits}e${Number(exponent) + places}`));
  return Math.sign(x) * Number(`${rounded}e${-places}`);
}
