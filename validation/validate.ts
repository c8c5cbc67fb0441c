// Runs case files and prints a line for each analysis: `npm run validate [-- FOLDER or FILE …]`.
import { basename } from 'node:path';
import { type CaseFile, listCaseFiles, readCaseFile } from './case-file.js';
import type { Tolerance } from './compare.js';
import type { Procedure } from './procedure/spec.js';
import { type Outcome, runAnalysis } from './run-analysis.js';

/** How many analyses passed and failed; what could not be read counts as one failure. */
export interface ValidationCount {
  readonly passed: number;
  readonly failed: number;
}

/** Runs all case files under `paths`, prints every outcome by `print`, and the count as its last line. */
export function validate(
  paths: readonly string[],
  procedures: ReadonlyMap<string, Procedure>,
  print: (line: string) => void,
): ValidationCount {
  let passed = 0;
  let failed = 0;
  const fail = (line: string): void => {
    failed += 1;
    print(line);
  };
  for (const path of paths) {
    for (const file of attempt(
      () => listCaseFiles(path),
      (reason) => fail(`FAIL  ${reason}`),
    ) ?? []) {
      const content = attempt(
        () => readCaseFile(file),
        (reason) => fail(`FAIL  ${file}: ${reason}`),
      );
      if (content === undefined) continue;
      for (const { outcome, lines } of runFile(basename(file, '.json'), content, procedures)) {
        for (const line of lines) print(line);
        if (outcome.kind === 'pass') passed += 1;
        else failed += 1;
      }
    }
  }
  print(`${passed} passed, ${failed} failed`);
  return { passed, failed };
}

function attempt<T>(read: () => T, fail: (reason: string) => void): T | undefined {
  try {
    return read();
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function runFile(name: string, file: CaseFile, procedures: ReadonlyMap<string, Procedure>) {
  return file.analyses.map((analysis) => {
    const outcome = runAnalysis(analysis, file, procedures);
    return { outcome, lines: linesOf(outcome, `${name}/${analysis.id}`, analysis) };
  });
}

function linesOf(
  outcome: Outcome,
  label: string,
  { procedure, tolerance }: { readonly procedure: string; readonly tolerance: Tolerance },
): readonly string[] {
  switch (outcome.kind) {
    case 'pass':
      return [`pass  ${label} (${procedure})${omission(outcome.omitted)}`];
    case 'not implemented':
      return [`not implemented  ${label} (${procedure})`];
    case 'failed':
      return [`FAIL  ${label} (${procedure}) ${outcome.reason}`];
    case 'differs':
      return outcome.differences.map(
        ({ key, got, want }) =>
          `FAIL  ${label} ${key === '' ? '(value)' : key} got ${show(got)} want ${show(want)} tolerance ${tolerance.rel} relative, ` +
          `${tolerance.abs} absolute${omission(outcome.omitted)}`,
      );
  }
}

function omission(keys: readonly string[]): string {
  return keys.length === 0 ? '' : ` without ${keys.join(', ')}: notes say not to compare`;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value, (_, part) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part instanceof Float64Array ? [...part] : part,
  );
}
