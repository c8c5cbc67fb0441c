// What the parts of the command line share: how a command is added, its arguments, and what numbers and paths may be.
import { resolve } from 'node:path';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from './options.js';

/** Where commands are added, and what their actions need. */
export interface Line {
  readonly program: Command;
  readonly finish: (code: ExitCode) => void;
  readonly dataDir: () => string;
}

/** Adds a command with one line that says what it does. */
export function add(program: Command, name: string, summary: string): Command {
  const description = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return program.command(name).summary(summary).description(description);
}

/** The argument that names a trial. */
export function trialArgument(): Argument {
  return new Argument(
    '<trial>',
    "folder's name under trials/, path to a protocol file, or id of a trial in the database",
  );
}

/** The lines of a help text that show how a command is called. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** A path, from the folder of the call; not empty. */
export function absolutePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('A path is needed.');
  return resolve(text);
}

/** Paths that are given one after another. */
export function absolutePaths(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, absolutePath(text)];
}

/** A path, or "-". */
export function fileOrStandardInput(text: string): string {
  return text === '-' ? text : absolutePath(text);
}

/** 0 to 65535. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535 (0: any free one).');
  return port;
}

/** A whole number from 1. */
export function countingNumber(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('A whole number of 1 or more is needed.');
  return number;
}

/** A number of threads, 1 to 256. */
export function threads(text: string): number {
  const number = countingNumber(text);
  if (number > 256) throw new InvalidArgumentError('At most 256 threads.');
  return number;
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A whole number of 0 or more is needed.');
  return Number(text);
}
