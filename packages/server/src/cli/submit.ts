// `equipoise submit TRIAL FILE`: commands as JSON, through the same write path as everything else.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ActorId, type Command, CommandId, type CommandName, commands, Instant, TrialId } from '@equipoise/trial';
import { z } from 'zod';
import { CommandExecutor } from '../execute/execute.js';
import { findTrial, makeCurrent, readProtocol, requireProtocolFile } from './find-trial.js';
import { CommandProblem, type ExitCode, exitCodes, type SubmitOptions } from './options.js';
import { withSystem } from './with-system.js';

const Submitted = z.strictObject({
  commandId: CommandId.optional().describe('the same id again gets the same answer; without it a fresh one'),
  actorId: ActorId,
  at: Instant.optional().describe('a simulated moment, in rehearsals only'),
  command: z.strictObject({
    name: z.enum(Object.keys(commands) as [CommandName, ...CommandName[]]),
    body: z.record(z.string(), z.unknown()),
  }),
});
const Submission = z.union([Submitted, z.array(Submitted).min(1)]);

/** Sends one command, or several in order until one is refused; prints each answer as a line of JSON. */
export async function run(options: SubmitOptions): Promise<ExitCode> {
  const submissions = readSubmissions(options.file);
  return withSystem(options, async (system) => {
    const executor = new CommandExecutor(system);
    const creates = submissions[0]?.command.name === 'createTrial';
    const trialId = creates ? TrialId.parse(randomUUID()) : await findTrial(system, options.trial);
    for (const { commandId, actorId, at, command } of submissions) {
      const body = command.name === 'createTrial' ? withProtocol(options.trial, command.body) : command.body;
      const result = await executor.execute(trialId, {
        commandId: commandId ?? CommandId.parse(randomUUID()),
        actorId,
        ...(at === undefined ? {} : { at }),
        confirmation: { method: 'operator', at: at ?? new Date().toISOString() },
        command: { name: command.name, body } as unknown as Command,
      });
      process.stdout.write(`${JSON.stringify({ trialId, command: command.name, ...result })}\n`);
      if (!result.accepted) return exitCodes.problem;
      if (command.name === 'createTrial')
        await makeCurrent(system, readProtocol(requireProtocolFile(options.trial, 'createTrial')).protocol.id, trialId);
    }
    return exitCodes.done;
  });
}

/** A trial is created with the protocol that TRIAL names. */
function withProtocol(trial: string, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { origin: {}, ...body, protocolSource: readProtocol(requireProtocolFile(trial, 'createTrial')).source };
}

function readSubmissions(file: string): readonly z.infer<typeof Submitted>[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    throw new CommandProblem(
      `${file === '-' ? 'Standard input' : file} can't be read as JSON: ${(cause as Error).message}`,
    );
  }
  const parsed = Submission.safeParse(content);
  if (!parsed.success) {
    throw new CommandProblem(
      `A command is { "actorId": …, "command": { "name": …, "body": {…} } }, or a list of these: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  }
  return Array.isArray(parsed.data) ? parsed.data : [parsed.data];
}
