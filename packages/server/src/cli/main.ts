// The entry of the command `equipoise`: runs one command, turns problems into one sentence and an exit code.
import { type Command, CommanderError } from 'commander';
import { explainFileError, StartupProblem } from '../embedded/startup-problem.js';
import { makeCommandLine } from './command-line.js';
import { CommandProblem, exitCodes } from './options.js';

/** Runs the command line and ends the process with its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe();
  const program = makeCommandLine((code) => {
    process.exitCode = code ?? exitCodes.done;
  });
  throwOnExit(program);
  try {
    if (args.length === 0) return program.outputHelp();
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Commander throws where it would end the process, so that every exit code is decided here. */
function throwOnExit(command: Command): void {
  command.exitOverride();
  for (const part of command.commands) throwOnExit(part);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const known = recognise(error);
  if (known instanceof CommandProblem) {
    process.stderr.write(`${known.message}\n`);
    return exitCodes.problem;
  }
  if (known instanceof StartupProblem || isKeyringProblem(known)) {
    process.stderr.write(`${(known as Error).message}\n`);
    return exitCodes.cannotStart;
  }
  // A bug: the whole error, for its report.
  process.stderr.write(`A fault of the program, not of your input:\n${(error as Error)?.stack ?? String(error)}\n`);
  return exitCodes.problem;
}

/** Reads what the computer did to us (disk full, no permission, database ended) in the errors of files and of PostgreSQL. */
function recognise(error: unknown): unknown {
  const { code, message, path } = error as {
    readonly code?: string;
    readonly message?: string;
    readonly path?: string;
  };
  if (code === '53100') {
    return new StartupProblem(
      'disk-full',
      `The disk of the database is full (${message}): free at least 200 MB there and start again. Nothing that was acknowledged is lost.`,
    );
  }
  // Classes of SQLSTATE: 08, the connection; 57P, the server ends.
  const isEnded = /^(08|57P)/.test(code ?? '') || code === 'ECONNRESET' || code === 'ECONNREFUSED';
  if (isEnded || message === 'Connection terminated unexpectedly') {
    return new StartupProblem(
      'database-failed',
      'The database was ended from outside. Nothing that was acknowledged is lost: run the command again, and it goes on.',
    );
  }
  return path === undefined ? error : explainFileError(error, path);
}

/** By name: its module is loaded with the commands that use keys. */
function isKeyringProblem(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === 'KeyringProblem';
}

/** `equipoise … | head` ends without an error. */
function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
}
