// A replacement by the same entry through the real write path: two participants, one entry, no key.
import type { CommandId, ParticipantId, SubmittedCommand } from '@equipoise/trial';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { drive } from '../drive/drive.js';
import { checkReadTables } from '../store/rebuild.js';
import { verifyRecord } from '../store/verify.js';
import { openTestSystem } from '../test-support/system.js';
import { CommandExecutor } from './execute.js';

let system: Awaited<ReturnType<typeof openTestSystem>>;
beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.discard());

const rule = 'method: uploadedList\n  replacement: { allowed: true, withSameSequence: true }';

function withReplacement(submitted: SubmittedCommand): SubmittedCommand {
  const { command } = submitted;
  if (command.name !== 'createTrial') return submitted;
  const protocolSource = command.body.protocolSource.replace('method: uploadedList', rule);
  return { ...submitted, command: { ...command, body: { ...command.body, protocolSource } } };
}

it('takes over an entry once, and leaves a record that verifies', async () => {
  const plan = readPlan({ trial: 'raynaud', participants: 4, seed: 21 });
  const commands = plan.commands.map(withReplacement);
  const first = commands.findIndex(({ command }) => command.name === 'randomise');
  const screening = commands.filter(({ command }, index) => index < first || command.name === 'screenParticipant');
  await drive(system, new CommandExecutor(system), plan.trialId, screening);
  const [one, two, three] = commands.filter(({ command }) => command.name === 'randomise') as [
    SubmittedCommand,
    SubmittedCommand,
    SubmittedCommand,
  ];
  const idOf = ({ command }: SubmittedCommand) => (command.body as { participantId: ParticipantId }).participantId;
  const replacing = (submitted: SubmittedCommand, replaces: ParticipantId) =>
    ({
      ...submitted,
      command: { ...submitted.command, body: { ...submitted.command.body, replaces } },
    }) as SubmittedCommand;
  const withdrawal = {
    ...one,
    commandId: crypto.randomUUID() as CommandId,
    command: {
      name: 'withdraw',
      body: { participantId: idOf(one), kind: 'treatment', withdrawnOn: '2020', reason: 'moved away' },
    },
  } as SubmittedCommand;
  const executor = new CommandExecutor(system);
  const codeOf = async (submitted: SubmittedCommand) => {
    const result = await executor.execute(plan.trialId, submitted);
    return result.accepted ? 'accepted' : result.code;
  };
  expect(await codeOf(one)).toBe('accepted');
  expect(await codeOf(replacing(two, idOf(one)))).toBe('replaced-not-withdrawn');
  expect(await codeOf(withdrawal)).toBe('accepted');
  // Both ask at once: one is the replacement.
  const both = await Promise.all([codeOf(replacing(two, idOf(one))), codeOf(replacing(three, idOf(one)))]);
  expect(both.sort()).toEqual(['accepted', 'already-replaced']);

  const { rows } = await system.pools.owner.query<{ type: string; n: number }>(
    `select type, count(*)::int as n from record.event where trial_id = $1
     and type in ('AllocationClaimed', 'ParticipantRandomised', 'ParticipantReplaced') group by type order by type`,
    [plan.trialId],
  );
  expect(rows).toEqual([
    { type: 'AllocationClaimed', n: 1 },
    { type: 'ParticipantRandomised', n: 2 },
    { type: 'ParticipantReplaced', n: 1 },
  ]);
  expect((await verifyRecord(system.pools.sealed, plan.trialId)).findings).toEqual([]);
  expect(await checkReadTables(system.pools.owner, plan.trialId)).toEqual([]);
});
