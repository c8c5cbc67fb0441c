// Rights in the database itself: nobody reads or writes beyond them, whatever the program above forgot.
import { randomUUID } from 'node:crypto';
import {
  type ActorId,
  type Command,
  type CommandId,
  type StreamId,
  standardRoles,
  type TrialId,
} from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandExecutor } from '../execute/execute.js';
import { participantOf, Walk, walkProtocol } from '../test-support/walk.js';
import { append } from './append.js';
import { projectionDigest } from './migrate.js';
import { readAs } from './pool.js';
import { checkReadTables } from './rebuild.js';
import { readView } from './view/view.js';

let walk: Walk;
const stranger = randomUUID() as ActorId;

beforeAll(async () => {
  walk = await Walk.open();
  await walk.goLive();
  await walk.prepare(1);
});
afterAll(() => walk.system.discard());

/** Appends past every rule of the program, as a fault of ours would. */
async function appendUnasked(
  actorId: ActorId,
  options: { readonly name?: string; readonly siteId?: string; readonly at?: string } = {},
) {
  const { trialId, system } = walk;
  const { rows } = await system.pools.writer.query<{ stream_id: StreamId; version: number }>(
    'select stream_id, max(version) as version from record.event where trial_id = $1 and stream_id = $2 group by 1',
    [trialId, participantOf(1)],
  );
  const [head] = rows;
  if (head === undefined) throw new Error('no participant');
  return append(system.pools.writer, {
    trialId,
    exclusive: false,
    commandId: randomUUID() as CommandId,
    commandName: options.name ?? 'recordDeviation',
    actorId,
    bodyDigest: Buffer.alloc(32, 7),
    at: options.at ?? '2026-02-01T10:00:00.000Z',
    protocolVersion: '1.0',
    softwareVersion: 'test',
    outcome: {},
    reads: [{ streamId: head.stream_id, version: head.version }],
    events: [
      {
        streamId: head.stream_id,
        version: head.version + 1,
        siteId: options.siteId ?? 'genoa',
        type: 'DeviationRecorded',
        schemaVersion: 1,
        visibility: 'open',
        salt: Buffer.alloc(32, 1),
        body: Buffer.from('{}'),
      },
    ],
    rows: {},
  });
}

async function sendAs(actorId: ActorId, command: Command): Promise<void> {
  const at = '2026-05-02T08:00:00.000Z';
  const answer = await new CommandExecutor(walk.system).execute(walk.trialId, {
    ...{ commandId: randomUUID() as CommandId, actorId, at, command },
    confirmation: { method: 'operator', at },
  });
  expect(answer).toMatchObject({ accepted: true });
}

const grant = (body: object) => walk.set('trialManager', 'grantRole', { actorId: stranger, ...body });

describe('a write that the program let through', () => {
  it('is refused by the database where the sender holds no right to the command [acceptance 12]', async () => {
    expect(await appendUnasked(stranger)).toEqual({ status: 'no-right' });
    expect(await appendUnasked(walk.actor('reader'))).toEqual({ status: 'no-right' });
    expect(await appendUnasked(walk.actor('cellLaboratory'), { name: 'randomise' })).toEqual({ status: 'no-right' });
    expect(await appendUnasked(stranger, { name: 'createTrial' })).toEqual({ status: 'no-right' });
  });

  it('is refused at another site than that of the sender [acceptance 2]', async () => {
    expect(await appendUnasked(walk.actor('coordinator'), { siteId: 'elsewhere' })).toEqual({ status: 'no-right' });
  });

  it('is refused before a right begins and from the instant at which it ends', async () => {
    await grant({
      role: 'coordinator',
      sites: ['genoa'],
      from: '2026-03-01T00:00:00.000Z',
      until: '2026-03-02T00:00:00.000Z',
    });
    expect(await appendUnasked(stranger, { at: '2026-02-28T23:59:59.999Z' })).toEqual({ status: 'no-right' });
    expect(await appendUnasked(stranger, { at: '2026-03-02T00:00:00.000Z' })).toEqual({ status: 'no-right' });
    const { rows } = await walk.system.pools.writer.query(
      'select count(*)::int as n from record.command where actor_id = $1',
      [stranger],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe('a question that the program let through', () => {
  const seenBy = (actorId: string, table: string) =>
    readAs(walk.system.pools, actorId, async (client) => (await client.query(`select * from read.${table}`)).rows);

  it('is answered with nothing before a right begins and after it ended', async () => {
    const past = randomUUID() as ActorId;
    const future = randomUUID() as ActorId;
    const now = randomUUID() as ActorId;
    const role = { role: 'monitor', sites: 'all' };
    await grant({ ...role, actorId: past, until: '2026-01-06' });
    await grant({ ...role, actorId: future, from: '2999-01-01' });
    await grant({ ...role, actorId: now, until: '2999-01-01' });
    for (const actorId of [past, future, stranger, ''])
      for (const table of ['participant', 'role_grant', 'role_period', 'site', 'visit'])
        expect((await seenBy(actorId, table)).filter((row) => row.actor_id !== actorId)).toEqual([]);
    expect(await seenBy(now, 'participant')).toHaveLength(1);
    for (const actorId of [past, future])
      expect(await readView(walk.system, walk.trialId, { actorId, view: 'audit' })).toEqual([]);
  });

  it('is put to tables that all have forced row-level security', async () => {
    const { rows } = await walk.system.pools.owner.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('read', 'record') and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
         and has_any_column_privilege($1, c.oid, 'select')`,
      [walk.system.pools.role.reader],
    );
    expect(rows).toEqual([]);
  });
});

describe('an item that only some roles see', () => {
  it('is in nobody else’s forms, nor in the payloads and facts of their record [acceptance 27]', async () => {
    const trialId = randomUUID() as TrialId;
    const executor = new CommandExecutor(walk.system);
    const protocolSource = walkProtocol.replace(/(\{ id: ageYears,)/, '$1 seenBy: [investigator],');
    expect(protocolSource).not.toBe(walkProtocol);
    let minute = 0;
    const send = async (actorId: string, name: string, body: object) => {
      const at = new Date(Date.UTC(2026, 0, 5, 8, minute++)).toISOString();
      const command = { name, body } as unknown as Command;
      const submitted = { commandId: randomUUID() as CommandId, actorId: actorId as ActorId, at, command };
      const answer = await executor.execute(trialId, { ...submitted, confirmation: { method: 'operator', at } });
      expect(answer, name).toMatchObject({ accepted: true });
    };
    const manager = walk.actor('trialManager');
    const people = { coordinator: randomUUID(), investigator: randomUUID(), monitor: randomUUID() };
    await send(manager, 'createTrial', { protocolSource, mode: 'rehearsal', synthetic: true, origin: {} });
    for (const [role, actorId] of Object.entries(people))
      await send(manager, 'grantRole', { actorId, role, sites: ['genoa'] });
    await send(manager, 'activateSite', { siteId: 'genoa', approvedOn: '2026-01-05' });
    await send(manager, 'commitAllocation', {});
    await send(manager, 'goLive', {});
    const participantId = randomUUID();
    const day = '2026-01-05';
    await send(people.coordinator, 'screenParticipant', {
      ...{ participantId, siteId: 'genoa', screeningNumber: 'S-1', screenedOn: day },
    });
    await send(people.coordinator, 'recordForm', {
      ...{ participantId, visit: 'screening', form: 'demographics', happenedOn: day },
      items: { ageYears: 47, weightKg: 61 },
    });
    await send(people.investigator, 'assessEligibility', { participantId, stage: 'randomisation', assessedOn: day });
    const itemsOf = async (actorId: string) =>
      (await readView(walk.system, trialId, { actorId, view: 'forms' })).map((row) => row.item).sort();
    expect(await itemsOf(people.investigator)).toEqual(['ageYears', 'weightKg']);
    expect(await itemsOf(people.coordinator)).toEqual(['weightKg']);
    expect(await itemsOf(people.monitor)).toEqual(['weightKg']);
    const record = JSON.stringify(await readView(walk.system, trialId, { actorId: people.monitor, view: 'audit' }));
    expect(record).toContain('weightKg');
    expect(record).toContain('EligibilityAssessed');
    expect(record).not.toMatch(/ageYears[^A-Za-z>]{1,8}47/);
    const raw = readAs(walk.system.pools, people.monitor, (client) => client.query('select body from record.payload'));
    await expect(raw).rejects.toThrow(/permission denied/);
  });
});

describe('the views of rights', () => {
  const manager = () => walk.actor('trialManager');
  const see = (view: 'people' | 'accessOn' | 'sites' | 'delegations' | 'trainings', params = {}, actorId = manager()) =>
    readView(walk.system, walk.trialId, { actorId, view, params, now: '2026-02-02T00:00:00.000Z' });

  it('tell who had which right on a date, who granted it and why it ended', async () => {
    const actorId = randomUUID() as ActorId;
    walk.on('2026-04-01');
    await grant({ actorId, role: 'monitor', sites: 'all' });
    walk.on('2026-05-01');
    await walk.set('trialManager', 'revokeRole', { actorId, role: 'monitor', reason: 'left the company' });
    const on = (at: string) => see('accessOn', { at, actorId });
    expect(await on('2026-03-31')).toEqual([]);
    expect(await on('2026-04-15')).toMatchObject([
      { role: 'monitor', site_id: '*', granted_by: manager(), ended_by: manager(), end_reason: 'left the company' },
    ]);
    expect((await on('2026-04-15'))[0]?.rights).toContain('audit');
    expect(await on('2026-05-01')).toEqual([]);
    expect((await see('people')).map((row) => row.actor_id)).not.toContain(actorId);
  });

  it('show the sites with what is missing, the log and the trainings to who may see them', async () => {
    expect(await see('sites')).toMatchObject([{ site_id: 'genoa', status: 'active', missing: [] }]);
    const investigator = randomUUID() as ActorId;
    await grant({ actorId: investigator, role: 'principalInvestigator', sites: ['genoa'] });
    const ids = { delegationId: randomUUID(), trainingId: randomUUID() };
    const send = (name: string, body: object) => sendAs(investigator, { name, body } as unknown as Command);
    const delegateId = walk.actor('coordinator');
    const { delegationId, trainingId } = ids;
    await send('delegateTasks', { delegationId, siteId: 'genoa', delegateId, tasks: ['consent'], from: '2026-01-05' });
    await send('recordTraining', {
      ...{ trainingId, actorId: delegateId, siteId: 'genoa', training: 'gcp', trainedOn: '2026-01-02' },
    });
    await walk.set('coordinator', 'acceptDelegation', { delegationId });
    expect(await see('delegations')).toMatchObject([{ delegate_id: delegateId, is_accepted: true }]);
    expect(await see('trainings')).toMatchObject([{ actor_id: delegateId, training: 'gcp' }]);
    expect(await see('delegations', {}, walk.actor('statistician'))).toEqual([]);
  });

  it('are what the record says', async () => {
    expect(await checkReadTables(walk.system.pools.owner, walk.trialId)).toEqual([]);
  });
});

it('rows of grants are written anew where a version of the program gives a role other rights', () => {
  const [first, ...others] = standardRoles;
  if (first === undefined) throw new Error('there are roles');
  expect(projectionDigest([...standardRoles])).toBe(projectionDigest());
  expect(projectionDigest([{ ...first, rights: [...first.rights, 'more'] }, ...others])).not.toBe(projectionDigest());
});
