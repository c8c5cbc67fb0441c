// The entry of the command `equipoise`: runs one command, turns problems into one sentence and an exit code.
import { CommanderError } from 'commander';
import { StartupProblem } from '../embedded/startup-problem.js';
import { makeCommandLine } from './command-line.js';
import { CommandProblem, exitCodes } from './options.js';

/** Runs the command line and ends the process with its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe();
  const program = makeCommandLine((code) => {
    process.exitCode = code ?? exitCodes.done;
  });
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  try {
    if (args.length === 0) return program.outputHelp();
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const { name, message } = error as { readonly name?: string; readonly message?: string };
  if (error instanceof StartupProblem || name === 'KeyringProblem') {
    process.stderr.write(`${message}\n`);
    return exitCodes.cannotStart;
  }
  if (error instanceof CommandProblem) {
    process.stderr.write(`${message}\n`);
    return exitCodes.problem;
  }
  // A bug: the whole error, for its report.
  process.stderr.write(`A fault of the program, not of your input:\n${(error as Error)?.stack ?? String(error)}\n`);
  return exitCodes.problem;
}

/** `equipoise … | head` ends without an error. */
function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
}
