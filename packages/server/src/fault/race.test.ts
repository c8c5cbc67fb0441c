// Two processes at once: one command id, one stratum, one lock; each with pools of its own on one database.
import path from 'node:path';
import type { planRehearsal } from '@equipoise/analysis';
import type { CommandName, SubmittedCommand } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { drive } from '../drive/drive.js';
import { CommandExecutor, type ExecuteResult } from '../execute/execute.js';
import { checkReadTables } from '../store/rebuild.js';
import { verifyRecord } from '../store/verify.js';
import { openOn, type System } from '../system.js';
import { patiently } from '../test-support/patiently.js';
import { openTestSystem } from '../test-support/system.js';

type Plan = ReturnType<typeof planRehearsal>;

describe.each(Object.keys(inject('clusters')).slice(-1))('two processes on %s', (cluster) => {
  let one: Awaited<ReturnType<typeof openTestSystem>>;
  let other: System;
  beforeAll(async () => {
    one = await openTestSystem(cluster);
    const { url: connectionString, dataDir, keyring } = one;
    other = await openOn(
      { connectionString, kind: 'external', dataDir, close: async () => undefined },
      { dataDir, keyDirectory: path.dirname(keyring.file) },
    );
  });
  afterAll(async () => {
    await other.close();
    await one.discard();
  });

  const executors = () => [new CommandExecutor(one), new CommandExecutor(other)] as const;
  const select = async <R>(sql: string, plan: Plan): Promise<readonly R[]> =>
    (await one.pools.owner.query(sql, [plan.trialId])).rows as R[];
  const expectSound = async (plan: Plan) => {
    expect((await verifyRecord(one.pools.sealed, plan.trialId)).findings).toEqual([]);
    expect(await checkReadTables(one.pools.owner, plan.trialId)).toEqual([]);
  };

  it('write one set of events when both execute the same command at once, the creation of the trial included', async () => {
    const plan = readPlan({ trial: 'raynaud', participants: 4, seed: 11 });
    const [first, second] = executors();
    for (const planned of plan.commands) {
      // Who sends a rehearsal's commands gives credentials where a command asks for them.
      const submitted = { ...planned, confirmation: { method: 'operator', at: planned.at ?? '' } as const };
      const results = await Promise.all([
        first.execute(plan.trialId, submitted),
        second.execute(plan.trialId, submitted),
      ]);
      expect(results.map((result) => result.accepted && result.repeated).sort(), submitted.command.name).toEqual([
        false,
        true,
      ]);
      const [a, b] = results;
      expect(a.accepted && a.outcome).toEqual(b.accepted && b.outcome);
    }
    const [counted] = await select<{ commands: number; keys: number }>(
      `select (select count(*)::int from record.command where trial_id = $1) as commands,
              (select count(*)::int from sealed.data_key where trial_id = $1) as keys`,
      plan,
    );
    expect(counted).toEqual({ commands: plan.commands.length, keys: 1 });
    await expectSound(plan);
  });

  it('keep one sealing key when two different commands create the same trial at once', async () => {
    const plan = readPlan({ trial: 'raynaud', participants: 4, seed: 12 });
    const create = plan.commands[0] as SubmittedCommand;
    const renamed = { ...create, commandId: crypto.randomUUID() as SubmittedCommand['commandId'] };
    const [first, second] = executors();
    const results = await Promise.all([first.execute(plan.trialId, create), second.execute(plan.trialId, renamed)]);
    expect(results.map((result) => (result.accepted ? 'accepted' : result.code)).sort()).toEqual([
      'accepted',
      'trial-exists',
    ]);
    expect(await select('select key_id from sealed.data_key where trial_id = $1', plan)).toHaveLength(1);
    await expectSound(plan);
  });

  it('give 50 randomisations of one stratum the entries 0 to 49, each once', async () => {
    const plan = readPlan({ trial: 'raynaud', participants: 50, seed: 13 });
    const { before, held } = hold(plan, ['randomise']);
    await drive(one, new CommandExecutor(one), plan.trialId, before);
    const both = executors();
    const results = await Promise.all(held.map((each, i) => patiently(() => at(both, i).execute(plan.trialId, each))));
    expect(results.filter((result) => !result.accepted)).toEqual([]);
    const claims = await select<{ claim: string }>(
      `select convert_from(p.body, 'UTF8') as claim from record.event e join record.payload p using (trial_id, stream_id, version)
       where e.trial_id = $1 and e.type = 'AllocationClaimed' order by e.version`,
      plan,
    );
    expect(claims.map(({ claim }) => JSON.parse(claim).index)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const numbers = await select<{ n: number }>(
      'select count(distinct randomisation_number)::int as n from read.participant where trial_id = $1',
      plan,
    );
    expect(numbers).toEqual([{ n: 50 }]);
    await expectSound(plan);
  });

  it('give each place of a cap once, however many ask for the last one', async () => {
    const planned = readPlan({ trial: 'raynaud', participants: 50, seed: 17 });
    const plan = { ...planned, commands: planned.commands.map((submitted) => capped(submitted, 30)) };
    const { before, held } = hold(plan, ['randomise']);
    await drive(one, new CommandExecutor(one), plan.trialId, before);
    const both = executors();
    const results = await Promise.all(held.map((each, i) => patiently(() => at(both, i).execute(plan.trialId, each))));
    const codes = results.map((result) => (result.accepted ? 'accepted' : result.code));
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(30);
    expect(codes.filter((code) => code === 'cap-reached')).toHaveLength(20);
    const places = await select<{ body: string }>(
      `select convert_from(p.body, 'UTF8') as body from record.event e join record.payload p using (trial_id, stream_id, version)
       where e.trial_id = $1 and e.type = 'PlaceTaken' order by e.version`,
      plan,
    );
    expect(places.map(({ body }) => JSON.parse(body).place)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    await expectSound(plan);
  });

  it('let nothing past a lock that comes while commands are under way', async () => {
    const plan = readPlan({ trial: 'raynaud', participants: 50, seed: 14 });
    const { before, held } = hold(plan, ['recordForm']);
    await drive(one, new CommandExecutor(one), plan.trialId, before);
    const lock = plan.commands.find(({ command }) => command.name === 'lockTrial') as SubmittedCommand;
    const both = executors();
    let accepted = 0;
    let locked: Promise<ExecuteResult> | undefined;
    const results = await Promise.all(
      held.map(async (each, i) => {
        const result = await at(both, i).execute(plan.trialId, each);
        if (result.accepted) accepted += 1;
        if (accepted === 20) locked ??= both[0].execute(plan.trialId, lock);
        return result;
      }),
    );
    expect(await locked).toMatchObject({ accepted: true });
    const refused = results.flatMap((result) => (result.accepted ? [] : [result.code]));
    expect(new Set(refused)).toEqual(new Set(['trial-locked']));
    const late = await select(
      `select type from record.event e where trial_id = $1
       and position > (select position from record.event where trial_id = $1 and type = 'TrialLocked')`,
      plan,
    );
    expect(late).toEqual([]);
    const [forms] = await select<{ n: number }>(
      `select count(*)::int as n from record.event where trial_id = $1 and type = 'FormRecorded'`,
      plan,
    );
    expect(forms).toEqual({ n: held.length - refused.length });
    await expectSound(plan);
  });

  it('let commands of one participant, all sent at once, all be done', async () => {
    const plan = readPlan({ trial: 'epilepsy', participants: 4, seed: 15 });
    const { before, held } = hold(plan, ['recordForm']);
    await drive(one, new CommandExecutor(one), plan.trialId, before);
    const both = executors();
    const results = await Promise.all(held.map((each, i) => patiently(() => at(both, i).execute(plan.trialId, each))));
    expect(results.filter((result) => !result.accepted)).toEqual([]);
    await expectSound(plan);
  });
});

describe('a command id', () => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  beforeAll(async () => {
    system = await openTestSystem();
  });
  afterAll(() => system.discard());

  it('belongs to the first body that was accepted under it, whatever was refused before or would be now', async () => {
    const plan = readPlan({ trial: 'raynaud', participants: 4, seed: 16 });
    const { before, held } = hold(plan, ['screenParticipant']);
    const executor = new CommandExecutor(system);
    await drive(system, executor, plan.trialId, before);
    const [screening, next] = held as [SubmittedCommand, SubmittedCommand];
    const at = (siteId: string): SubmittedCommand => ({
      ...screening,
      command: { ...screening.command, body: { ...screening.command.body, siteId } } as SubmittedCommand['command'],
    });
    const other = { ...next, commandId: screening.commandId };
    const execute = (submitted: SubmittedCommand) => executor.execute(plan.trialId, submitted);

    // Refused: nothing was recorded, so the id is still free for the body that is right.
    expect(await execute(at('nowhere'))).toMatchObject({ accepted: false });
    expect(await execute(screening)).toMatchObject({ accepted: true, repeated: false });
    expect(await execute(screening)).toMatchObject({ accepted: true, repeated: true });
    // Another body, one that the rules would refuse and one that they would accept.
    expect(await execute(at('nowhere'))).toMatchObject({ accepted: false, code: 'command-id-used' });
    expect(await execute(other)).toMatchObject({ accepted: false, code: 'command-id-used' });
    expect(await execute({ ...screening, actorId: crypto.randomUUID() as never })).toMatchObject({
      code: 'command-id-used',
    });
    expect(await execute(next)).toMatchObject({ accepted: true, repeated: false });
  });
});

/** The creation of a trial whose protocol takes no more participants than this; other commands as they are. */
function capped(submitted: SubmittedCommand, participants: number): SubmittedCommand {
  const { command } = submitted;
  if (command.name !== 'createTrial') return submitted;
  const caps = `method: uploadedList\n  caps: { trial: ${participants} }`;
  const protocolSource = command.body.protocolSource.replace('method: uploadedList', caps);
  expect(protocolSource).not.toBe(command.body.protocolSource);
  return { ...submitted, command: { ...command, body: { ...command.body, protocolSource } } };
}

/** Commands of some names, held back, and what must be in the record before them. */
function hold(plan: Plan, names: readonly CommandName[]) {
  const end = plan.commands.findIndex(({ command }) => command.name === 'lockTrial');
  const commands = plan.commands.slice(0, end);
  const held = commands.filter(({ command }) => names.includes(command.name));
  const isNeeded = (name: CommandName) =>
    name === 'screenParticipant' || (name === 'randomise' && !names.includes(name));
  const opening = commands.findIndex(({ command }) => 'participantId' in command.body);
  const before = commands.filter(
    ({ command }, index) => index < opening || (isNeeded(command.name) && !names.includes('screenParticipant')),
  );
  return { before, held };
}

function at<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}
