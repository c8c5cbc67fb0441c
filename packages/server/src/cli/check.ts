// `equipoise check TRIAL`: all problems of a protocol at once, each with its place.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { formatIssue, parseProtocol } from '@equipoise/trial';
import { explainFileError } from '../embedded/startup-problem.js';
import { type CheckOptions, CommandProblem, type ExitCode, exitCodes } from './options.js';
import { resolveTrialFile } from './resolve-trial-file.js';

/** Prints the problems and warnings of a protocol; the exit code is 1 if there are problems. */
export async function run(options: CheckOptions): Promise<ExitCode> {
  const reference = resolveTrialFile(options.trial);
  if (reference.kind === 'id') {
    throw new CommandProblem('A trial in the database has a protocol that was checked: give a protocol file.');
  }
  const file = relative(process.cwd(), reference.protocolFile) || reference.protocolFile;
  const parsed = parseProtocol(read(reference.protocolFile), file.startsWith('..') ? reference.protocolFile : file);
  const issues = parsed.ok ? parsed.warnings : parsed.issues;
  for (const issue of issues) process.stdout.write(`${formatIssue(issue)}\n`);
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  process.stdout.write(`${file}: ${count(errors, 'problem')}, ${count(warnings, 'warning')}\n`);
  return parsed.ok ? exitCodes.done : exitCodes.problem;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw explainFileError(error, file);
  }
}

function count(n: number, noun: string): string {
  return `${n === 0 ? 'no' : n} ${noun}${n === 1 ? '' : 's'}`;
}
