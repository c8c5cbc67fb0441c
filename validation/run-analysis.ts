// Runs one analysis of a case file and holds its answer against the expected values.
import type { DataFrame } from '@equipoise/stats';
import type { CaseAnalysis, CaseFile } from './case-file.js';
import { compare, type Difference } from './compare.js';
import { readPassRules } from './pass-rule.js';
import type { Procedure } from './procedure/spec.js';
import { PROCEDURE_LIST, PROSE_KEYS } from './procedure-list.js';
import { rowsOf } from './subset.js';

/** What became of an analysis. */
export type Outcome =
  | { readonly kind: 'pass'; readonly compared: number; readonly omitted: readonly string[] }
  | { readonly kind: 'differs'; readonly differences: readonly Difference[]; readonly omitted: readonly string[] }
  | { readonly kind: 'not implemented' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Runs an analysis by `procedures`. A key of the spec that neither the runner reads nor the layout fixes is a failure. */
export function runAnalysis(
  analysis: CaseAnalysis,
  file: Pick<CaseFile, 'data' | 'dropsRow'>,
  procedures: ReadonlyMap<string, Procedure>,
): Outcome {
  const procedure = procedures.get(analysis.procedure);
  if (procedure === undefined) {
    const isKnown = PROCEDURE_LIST.has(analysis.procedure);
    return isKnown
      ? { kind: 'not implemented' }
      : { kind: 'failed', reason: `unknown procedure "${analysis.procedure}"` };
  }
  const { spec, readKeys } = watchReading(analysis.spec);
  let got: unknown;
  try {
    got = procedure({ ...analysis, spec }, completeRows(analysis, file));
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
  const unread = unreadKey(analysis, readKeys);
  if (unread !== undefined) return { kind: 'failed', reason: unread };
  const rules = readPassRules(analysis);
  const { compared, differences, omitted } = compare(got, analysis.expected, analysis.tolerance, rules);
  if (compared === 0) return { kind: 'failed', reason: 'it expects nothing that could be compared' };
  return differences.length === 0 ? { kind: 'pass', compared, omitted } : { kind: 'differs', differences, omitted };
}

/** A spec that notes which of its keys are read. */
function watchReading(spec: CaseAnalysis['spec']): { spec: CaseAnalysis['spec']; readKeys: ReadonlySet<string> } {
  const readKeys = new Set<string>();
  const watched = new Proxy(spec, {
    get: (target, key) => {
      if (typeof key === 'string') readKeys.add(key);
      return Reflect.get(target, key);
    },
  });
  return { spec: watched, readKeys };
}

function unreadKey({ procedure, spec }: CaseAnalysis, readKeys: ReadonlySet<string>): string | undefined {
  const fixed = PROCEDURE_LIST.get(procedure) ?? {};
  for (const [key, value] of Object.entries(spec)) {
    if (PROSE_KEYS.includes(key) || readKeys.has(key)) continue;
    const allowed = fixed[key];
    if (allowed === undefined) return `unknown spec key "${key}" (${JSON.stringify(value)})`;
    if (allowed === 'any text') continue;
    if (!allowed.includes(String(value))) {
      return `the spec's ${key} is ${JSON.stringify(value)}; ${procedure} knows ${allowed.join(', ')}`;
    }
  }
  return undefined;
}

/** The rows that have every value of the `drop row` columns that the analysis names. */
function completeRows(
  { spec }: CaseAnalysis,
  { data, dropsRow }: Pick<CaseFile, 'data' | 'dropsRow'>,
): DataFrame | undefined {
  if (data === undefined || dropsRow.length === 0) return data;
  const words = new Set(JSON.stringify(spec).match(/[\p{L}_.][\p{L}\p{N}_.]*/gu) ?? []);
  const columns = dropsRow.filter((name) => words.has(name)).map((name) => data.columns.get(name)!);
  if (columns.length === 0) return data;
  const isComplete = (row: number): boolean =>
    columns.every(({ values }) => values[row] !== undefined && !Number.isNaN(values[row]));
  const rows = Array.from({ length: data.rows }, (_, i) => i).filter(isComplete);
  return rows.length === data.rows ? data : rowsOf(data, rows);
}
