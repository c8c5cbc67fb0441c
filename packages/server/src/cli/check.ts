// `equipoise check TRIAL`: all problems of a protocol at once, each with its place.
import { relative } from 'node:path';
import { formatIssue, type ParseIssue, parseProtocolFiles } from '@equipoise/trial';
import { readProtocolFiles } from './find-trial.js';
import { type CheckOptions, CommandProblem, type ExitCode, exitCodes } from './options.js';
import { resolveTrialFile } from './resolve-trial-file.js';

/** Prints the problems and warnings of a protocol; the exit code is 1 if there are problems. */
export async function run(options: CheckOptions): Promise<ExitCode> {
  const reference = resolveTrialFile(options.trial);
  if (reference.kind === 'id') {
    throw new CommandProblem('A trial in the database has a protocol that was checked: give a protocol file.');
  }
  const files = readProtocolFiles(reference.protocolFile).map(({ file, source }) => ({
    file: shownName(file),
    source,
  }));
  const parsed = parseProtocolFiles(files);
  const issues = parsed.ok ? parsed.warnings : parsed.issues;
  if (options.json) printJson(issues);
  else print(issues, shownName(reference.protocolFile));
  return parsed.ok ? exitCodes.done : exitCodes.problem;
}

function print(issues: readonly ParseIssue[], name: string): void {
  for (const issue of issues) process.stdout.write(`${formatIssue(issue)}\n`);
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  process.stdout.write(`${name}: ${count(errors, 'problem')}, ${count(issues.length - errors, 'warning')}\n`);
}

/** An object with `issues`: code, severity, message, allowed, file, line and column from 1, path in the document. */
function printJson(issues: readonly ParseIssue[]): void {
  process.stdout.write(`${JSON.stringify({ issues }, undefined, 2)}\n`);
}

/** A path from the current folder where it lies below. */
function shownName(file: string): string {
  const short = relative(process.cwd(), file);
  return short === '' || short.startsWith('..') ? file : short;
}

function count(n: number, noun: string): string {
  return `${n === 0 ? 'no' : n} ${noun}${n === 1 ? '' : 's'}`;
}
