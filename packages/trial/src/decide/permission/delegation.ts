// The investigator's log of delegated tasks: who is on it, and which commands need somebody who is.
import { rolesWithRight } from '../../blinding/access.js';
import type { CommandName } from '../../command/catalogue.js';
import { tasksOf } from '../../protocol/site-approval.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Situation } from '../situation.js';

/**
 * Commands that no log holds up: what happened is recorded by whoever saw it, and an emergency waits for nobody.
 * A protocol may not demand a delegation for them.
 */
export const neverDelegated: readonly CommandName[] = [
  'breakCode',
  'reportAdverseEvent',
  'updateAdverseEvent',
  'recordInfusion',
  'recordDeviation',
  'withdraw',
];

/** Why somebody who is not on the log may not send a command at a site, where the protocol demands the log for it. */
export function delegationRefusal(
  command: CommandName,
  { trial, protocol, actorId, now }: Situation,
  siteId: string | undefined,
): Refusal | undefined {
  if (siteId === undefined || protocol.delegation?.demandedFor?.includes(command) !== true) return undefined;
  // Who delegates does the tasks by right.
  if (rolesWithRight(trial, protocol, { actorId, now, right: 'delegateTasks', siteId }).length > 0) return undefined;
  const tasks = tasksOf(protocol)
    .filter(({ commands = [] }) => commands.includes(command))
    .map(({ id }) => id);
  const day = now.slice(0, 10);
  const isOnLog = Object.values(trial.access.delegations).some(
    (one) =>
      one.siteId === siteId &&
      one.delegateId === actorId &&
      one.isAccepted &&
      one.from <= day &&
      (one.until === undefined || day <= one.until) &&
      (one.endedOn === undefined || day < one.endedOn) &&
      one.tasks.some((task) => tasks.includes(task)),
  );
  if (isOnLog) return undefined;
  return refuse(
    'not-delegated',
    `${command} at ${siteId} needs a task on the log of the investigator that this person accepted: ${tasks.join(' or ') || 'none covers it'}.`,
    { command, siteId, tasks },
  );
}
