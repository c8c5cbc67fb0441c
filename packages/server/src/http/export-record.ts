// What is taken out is on record before its first byte is sent.
import { randomUUID } from 'node:crypto';
import { type Command, CommandId, type TrialId } from '@equipoise/trial';
import type { ExecuteResult } from '../execute/execute.js';
import type { AuthenticatedActor } from './authentication.js';
import type { CommandRoutes } from './command-route.js';

/** Commands that record an export. */
export type ExportCommand = Extract<
  Command,
  { name: 'exportData' | 'exportRecord' | 'exportSite' | 'exportAnalysisData' | 'exportRandomisation' }
>;

/** Records an export as its sender's, at `now`; a file is sent where it is accepted. */
export async function recordExport(
  routes: CommandRoutes,
  {
    actor,
    trialId,
    command,
    now,
  }: {
    readonly actor: AuthenticatedActor;
    readonly trialId: TrialId;
    readonly command: ExportCommand;
    readonly now: string;
  },
): Promise<ExecuteResult> {
  const result = await routes.executor.execute(trialId, {
    commandId: CommandId.parse(randomUUID()),
    actorId: actor.actorId,
    ...(routes.simulatedNow === undefined ? {} : { at: now }),
    fileServed: true,
    command,
  });
  if (result.accepted) routes.onRecorded();
  return result;
}
