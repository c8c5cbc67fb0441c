// What every procedure reads from the spec of an analysis: table, terms, texts, numbers.
import { type DataFrame, type FactorColumn, factor } from '@equipoise/stats';
import type { CaseAnalysis } from '../case-file.js';
import { subsetOf } from '../subset.js';

/** An analysis of a case, answered by a call of the library under the case files' keys. */
export type Procedure = (analysis: CaseAnalysis, data: DataFrame | undefined) => unknown;

export type Spec = CaseAnalysis['spec'];

/** The table, in the subset that the analysis names. */
export function tableOf(data: DataFrame | undefined, spec: Spec): DataFrame {
  if (data === undefined) throw new Error('The analysis needs data, but its file has none.');
  return subsetOf(data, spec.subset === undefined ? undefined : text(spec, 'subset'));
}

/** Terms as a list or as text such as "treatment * period + log(baseline + 1)"; "1" is the intercept alone. */
export function termsOf(spec: Spec, key = 'terms'): readonly string[] {
  const given = spec[key] ?? [];
  const list = Array.isArray(given) ? given.map(String) : splitSum(String(given));
  return list.map((term) => term.trim()).filter((term) => term !== '1' && term !== '');
}

/** Splits at the plus signs outside brackets. */
function splitSum(source: string): readonly string[] {
  let depth = 0;
  const parts = [''];
  for (const letter of source.replace(/^\s*~/, '')) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === '+' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** A column as a factor; numbers become levels in rising order. */
export function factorOf(table: DataFrame, name: string): FactorColumn {
  const column = table.columns.get(name);
  if (column === undefined) throw new Error(`The column ${name} is needed, but the table has none of that name.`);
  if (column.kind === 'factor') return column;
  const values = Array.from(column.values);
  const levels = [...new Set(values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b).map(String);
  return factor(
    values.map((value) => (Number.isNaN(value) ? undefined : String(value))),
    levels,
  );
}

export function text(spec: Spec, key: string): string {
  const value = spec[key];
  if (typeof value !== 'string') throw new Error(`The spec's ${key} is ${String(value)}; a text is needed.`);
  return value;
}

export function count(spec: Spec, key: string): number {
  const value = spec[key];
  if (typeof value !== 'number') throw new Error(`The spec's ${key} is ${String(value)}; a number is needed.`);
  return value;
}

/** A list of numbers; one number is a list of one. */
export function numbers(spec: Spec, key: string): readonly number[] {
  const value = spec[key];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === 'number')) throw new Error(`The spec's ${key} must be a list of numbers.`);
  return list as readonly number[];
}
