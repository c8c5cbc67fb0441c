// The trial that is rehearsed where none is named: trials/default.json says which, so that no package knows any trial.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandProblem } from './options.js';
import { shippedTrialsDir } from './resolve-trial-file.js';

/** A trial by name, and a scenario of it. */
interface DefaultTrial {
  readonly trial: string;
  readonly scenario: string;
}

/** Reads trials/default.json. @throws CommandProblem where it is missing or names no trial and scenario */
export function readDefaultTrial(file: string = join(shippedTrialsDir, 'default.json')): DefaultTrial {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CommandProblem(`${file} can't be read: ${(cause as Error).message}`, { cause });
  }
  const { trial, scenario } = Object(content) as Partial<Record<keyof DefaultTrial, unknown>>;
  if (typeof trial !== 'string' || typeof scenario !== 'string')
    throw new CommandProblem(
      `${file} must be { "trial": NAME, "scenario": NAME }; or name the trial: --rehearse TRIAL.`,
    );
  return { trial, scenario };
}
