// Erasure takes what describes a person, and nothing that allocation, blinding or the conduct of the trial rests on.
import { randomUUID } from 'node:crypto';
import type { ActorId, Command, CommandId, EventType } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { verifyRecord } from '../store/verify.js';
import { openTestSystem } from '../test-support/system.js';
import { CommandExecutor, type ExecuteResult } from './execute.js';

let system: Awaited<ReturnType<typeof openTestSystem>>;
const plan = readPlan({ trial: 'mesems', participants: 3, seed: 11 });
const [created] = plan.commands;
const lastMoment = plan.commands.at(-1)?.at;

beforeAll(async () => {
  system = await openTestSystem();
  await runRehearsal(system, plan);
});
afterAll(() => system.discard());

const send = (command: Command): Promise<ExecuteResult> =>
  new CommandExecutor(system).execute(plan.trialId, {
    commandId: randomUUID() as CommandId,
    actorId: created?.actorId as ActorId,
    ...(lastMoment === undefined ? {} : { at: lastMoment }),
    command,
  });

async function erase(type: EventType): Promise<ExecuteResult> {
  const { rows } = await system.pools.sealed.query<{ stream_id: string; version: number }>(
    'select stream_id, version from record.event where trial_id = $1 and type = $2 limit 1',
    [plan.trialId, type],
  );
  expect(rows).toHaveLength(1);
  const { stream_id: streamId, version } = rows[0] ?? { stream_id: '', version: 0 };
  return send({ name: 'erasePayload', body: { streamId, version, basis: 'Article 17 GDPR' } });
}

describe('erasure', () => {
  it.each([
    'TrialCreated',
    'AllocationCommitted',
    'AllocationSealed',
    'AllocationClaimed',
    'ParticipantScreened',
    'ParticipantRandomised',
    'InfusionRecorded',
    'BagFilled',
  ] as const)('never takes %s', async (type) => {
    expect(await erase(type)).toMatchObject({ accepted: false, code: 'payload-not-erasable' });
  });

  it('never takes what a law keeps, and names the law', async () => {
    expect(await erase('BatchReleased')).toMatchObject({ accepted: false, code: 'retention-running' });
  });

  it.each(['FormRecorded', 'ConsentGiven'] as const)('takes %s, and the record verifies', async (type) => {
    expect(await erase(type)).toMatchObject({ accepted: true });
    expect((await verifyRecord(system.pools.sealed, plan.trialId)).findings).toEqual([]);
  });

  it('refuses a place where there is no event', async () => {
    const command = { name: 'erasePayload', body: { streamId: randomUUID(), version: 1, basis: 'none' } } as const;
    expect(await send(command)).toMatchObject({ accepted: false, code: 'event-unknown' });
  });

  it('is done in the database for the payload alone that its tombstone names', async () => {
    const { rows } = await system.pools.sealed.query<{ stream_id: string; version: number }>(
      "select stream_id, version from record.event where trial_id = $1 and type = 'PayloadErased' limit 1",
      [plan.trialId],
    );
    const [tombstone] = rows;
    const { rows: others } = await system.pools.sealed.query<{ stream_id: string; version: number }>(
      "select stream_id, version from record.event where trial_id = $1 and type = 'AllocationSealed'",
      [plan.trialId],
    );
    const attempt = system.pools.writer.query('select record.erase_payload($1, $2, $3, $4, $5)', [
      plan.trialId,
      others[0]?.stream_id,
      others[0]?.version,
      tombstone?.stream_id,
      tombstone?.version,
    ]);
    await expect(attempt).rejects.toMatchObject({ code: 'EQ003' });
  });
});

describe('a command with half of a surrogate pair', () => {
  it('is refused, not a fault', async () => {
    const [participant] = plan.commands.flatMap(({ command }) => (command.name === 'randomise' ? [command.body] : []));
    const result = await send({
      name: 'recordDeviation',
      body: {
        participantId: participant?.participantId,
        deviationId: randomUUID(),
        category: 'other',
        importance: 'minor',
        occurredOn: '2013-01-01',
        description: '\ud800 half',
      },
    } as Command);
    expect(result).toMatchObject({ accepted: false, code: 'text-not-allowed' });
  });
});
