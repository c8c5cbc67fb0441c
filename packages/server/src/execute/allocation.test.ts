// The allocation through the real write path: lists, concurrency, crashes, openings, third parties, and what the database refuses.
import { randomUUID } from 'node:crypto';
import type { ActorId, Command, CommandId, ParticipantId, TrialId } from '@equipoise/trial';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProtocol, requireProtocolFile } from '../cli/find-trial.js';
import { checkReadTables } from '../store/rebuild.js';
import { verifyRecord } from '../store/verify.js';
import { readView, type StoredView } from '../store/view/view.js';
import { openTestSystem } from '../test-support/system.js';
import { CommandExecutor, type ExecuteResult } from './execute.js';

const { source } = readProtocol(requireProtocolFile('epilepsy', 'a test'));
const id = () => randomUUID() as CommandId & ActorId & ParticipantId & TrialId;
const siteId = 'notStated';
let system: Awaited<ReturnType<typeof openTestSystem>>;
let executor: CommandExecutor;
const [manager, coordinator, investigator, lister, other, safety] = Array.from({ length: 6 }, id) as unknown as [
  ActorId,
  ActorId,
  ActorId,
  ActorId,
  ActorId,
  ActorId,
];

beforeAll(async () => {
  system = await openTestSystem();
  executor = new CommandExecutor(system);
  await system.pools.writer.query('update ops.installation set recovery_rehearsed_at = now()');
});
afterAll(() => system.discard());

const submitted = (actorId: ActorId, command: Command) => ({
  commandId: id(),
  actorId,
  confirmation: { method: 'password', at: new Date().toISOString() } as const,
  command,
});
const send = (trialId: TrialId, actorId: ActorId, name: Command['name'], body: object, by = executor) =>
  by.execute(trialId, submitted(actorId, { name, body } as Command));
const codeOf = (result: ExecuteResult) => (result.accepted ? 'accepted' : result.code);

async function must(result: Promise<ExecuteResult>): Promise<Extract<ExecuteResult, { accepted: true }>> {
  const answer = await result;
  if (!answer.accepted) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

const list = (sequences: readonly string[]) => sequences.map((sequence) => ({ stratum: 'all', sequence }));
const pattern = (length: number, seed: number) =>
  Array.from({ length }, (_, index) =>
    (index * 7 + seed * 3 + ((index * seed) >> 2)) % 2 === 0 ? 'placebo' : 'progabide',
  );

async function newTrial(mode: 'live' | 'rehearsal', entries: readonly string[]): Promise<TrialId> {
  const trialId = id();
  await must(send(trialId, manager, 'createTrial', { protocolSource: source, mode, synthetic: true, origin: {} }));
  for (const [actorId, role, sites] of [
    [coordinator, 'coordinator', [siteId]],
    [investigator, 'investigator', [siteId]],
    [lister, 'randomisationStatistician', 'all'],
    [other, 'dsmbStatistician', 'all'],
    [safety, 'pharmacovigilance', 'all'],
  ] as const)
    await must(send(trialId, manager, 'grantRole', { actorId, role, sites }));
  if (mode === 'live')
    for (const approval of ['ethics', 'authority', 'contract', 'initiation'])
      await must(
        send(trialId, manager, 'recordApproval', {
          approvalId: id(),
          at: { siteId },
          approval,
          grantedOn: '2026-01-02',
        }),
      );
  await must(send(trialId, manager, 'activateSite', { siteId, approvedOn: '2026-01-05' }));
  await must(send(trialId, lister, 'commitAllocation', { list: list(entries) }));
  return trialId;
}

async function screen(trialId: TrialId, count: number): Promise<readonly ParticipantId[]> {
  const participants = Array.from({ length: count }, id);
  for (const [index, participantId] of participants.entries())
    await must(
      send(trialId, coordinator, 'screenParticipant', {
        participantId,
        siteId,
        screeningNumber: `S-${index}`,
        screenedOn: '2026-02-01',
      }),
    );
  return participants;
}

const see = (trialId: TrialId, actorId: ActorId, view: StoredView, params = {}) =>
  readView(system, trialId, { actorId, view, params });

describe('a live list', () => {
  it('does not go live where it equals a rehearsal’s, made before the upload or after it [acceptance 6]', async () => {
    const known = pattern(8, 1);
    await newTrial('rehearsal', known);
    await expect(newTrial('live', known)).rejects.toThrow(/list-rehearsed/);
    const later = pattern(8, 5);
    const trialId = await newTrial('live', later);
    await newTrial('rehearsal', later);
    expect(await send(trialId, manager, 'goLive', {})).toMatchObject({
      code: 'list-rehearsed',
      facts: { strata: ['all'] },
    });
    const fresh = await newTrial('live', pattern(9, 2));
    expect(codeOf(await send(fresh, manager, 'goLive', {}))).toBe('accepted');
  });

  it('grows by appends, is shown to two people while it is opened, and is revealed part by part [acceptance 10] [acceptance 19] [acceptance F]', async () => {
    const trialId = await newTrial('live', ['placebo', 'progabide', 'progabide']);
    await must(send(trialId, manager, 'goLive', {}));
    const typed = { reason: 'more participants', typedConfirmation: 'APPEND' };
    await must(send(trialId, lister, 'appendAllocationList', { list: list(['placebo', 'progabide']), ...typed }));
    expect(codeOf(await send(trialId, lister, 'commitAllocation', { list: list(['placebo']) }))).toBe(
      'list-append-only',
    );
    const [first, second] = await screen(trialId, 5);
    for (const participantId of [first, second])
      await must(send(trialId, coordinator, 'randomise', { participantId, randomisedOn: '2026-02-02' }));

    expect(await see(trialId, coordinator, 'randomisationDashboard')).toEqual([
      {
        site_id: siteId,
        stratum: 'all',
        randomised: 2,
        automatic: 0,
        replacements: 0,
        months: { '2026-02': 2 },
        list_entries: 5,
        list_left: 3,
        caps: [],
      },
    ]);
    expect(await see(trialId, other, 'allocations')).toEqual([]);
    const openingId = id();
    const opening = { openingId, typedConfirmation: 'OPEN THE LIST' };
    await must(send(trialId, lister, 'requestListOpening', { ...opening, reason: 'the board asks' }));
    expect(await see(trialId, lister, 'allocations')).toEqual([]);
    await must(send(trialId, other, 'confirmListOpening', opening));
    for (const actorId of [lister, other]) {
      const rows = await see(trialId, actorId, 'allocations');
      expect(rows.map((row) => row.sequence)).toEqual(['placebo', 'progabide', 'progabide', 'placebo', 'progabide']);
      expect(rows.map((row) => row.participant_id)).toEqual([first, second, null, null, null]);
    }
    for (const actorId of [manager, coordinator, investigator, safety])
      expect(await see(trialId, actorId, 'allocations')).toEqual([]);
    const afterwards = new Date(Date.now() + 9 * 3_600_000).toISOString();
    expect(await readView(system, trialId, { actorId: other, view: 'allocations', now: afterwards })).toEqual([]);
    const log = await see(trialId, manager, 'openings');
    expect(log.map(({ kind, actor_id, reason }) => ({ kind, actor_id, reason }))).toEqual([
      { kind: 'ListOpeningRequested', actor_id: lister, reason: 'the board asks' },
      { kind: 'ListOpened', actor_id: other, reason: null },
    ]);
    await must(send(trialId, manager, 'commitAnalysisPlan', {}));
    await must(send(trialId, manager, 'lockTrial', {}));
    await must(send(trialId, manager, 'unblindTrial', { typedConfirmation: 'UNBLIND' }));
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
    expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
  });
});

describe('an emergency', () => {
  it('answers a third party once, and its operator never [acceptance A] [acceptance 21]', async () => {
    const trialId = await newTrial('rehearsal', ['progabide', 'placebo']);
    await must(send(trialId, manager, 'goLive', {}));
    const [participantId] = (await screen(trialId, 1)) as [ParticipantId];
    await must(send(trialId, coordinator, 'randomise', { participantId, randomisedOn: '2026-02-02' }));
    const [preview] = await see(trialId, investigator, 'codeBreakPreview', { participantId });
    expect(preview).toMatchObject({ broken_before: false, also_tells: false, bars_you: true });
    const typedConfirmation = String(preview?.randomisation_number);
    const body = { participantId, emergency: true, reason: 'seizure', typedConfirmation };
    const answerTo = { thirdParty: { name: 'Dr. Example', function: 'emergency physician' } };
    const command = submitted(investigator, { name: 'breakCode', body: { ...body, answerTo } });
    const broken = await must(executor.execute(trialId, command));
    expect(JSON.stringify(broken)).not.toMatch(/progabide|placebo/);
    const { collectionCode } = broken.answer as { collectionCode: string };
    expect(await must(new CommandExecutor(system).execute(trialId, command))).toMatchObject({
      repeated: true,
      answer: { collectionCode },
    });
    const outsider = id();
    const collect = { participantId, collectionCode, collectedBy: 'Dr. Example', typedConfirmation };
    expect((await must(send(trialId, outsider, 'collectAnswer', collect))).answer).toEqual({ sequence: 'progabide' });
    expect(codeOf(await send(trialId, outsider, 'collectAnswer', collect))).toBe('collection-used');
    expect(await see(trialId, manager, 'raters', { participantId })).toMatchObject([{ barred: [] }]);
    const told = await must(send(trialId, investigator, 'breakCode', body));
    expect(told.answer).toEqual({ sequence: 'progabide' });
    // Whoever thinks of breaking it again sees that it is broken, and what was said then; without the arm.
    expect(await see(trialId, investigator, 'codeBreakPreview', { participantId })).toMatchObject([
      { broken_before: true },
    ]);
    const log = await see(trialId, investigator, 'openings', { participantId });
    expect(log.map(({ kind, facts }) => `${kind} ${facts !== null}`)).toEqual([
      ...['CodeBroken true', 'AnswerCollected true', 'CodeBroken true'],
    ]);
    expect(JSON.stringify(log)).not.toMatch(/progabide|placebo/);
    expect(await see(trialId, manager, 'raters', { participantId })).toMatchObject([{ barred: ['*', investigator] }]);
    const sealed = await see(trialId, safety, 'sealedOpenings');
    expect(sealed.map(({ kind }) => kind)).toEqual(['thirdPartyNamed', 'thirdParty', 'codeBreak']);
    expect(JSON.stringify(sealed)).not.toMatch(/"progabide"|"placebo"/);
    expect(sealed[1]).toMatchObject({ actor_id: outsider, facts: { collectedBy: 'Dr. Example' } });
    for (const actorId of [manager, investigator]) expect(await see(trialId, actorId, 'sealedOpenings')).toEqual([]);
    expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
  });
});

describe('fifty requests in one stratum', () => {
  it('stay exact through two processes, of which one dies in the middle', async () => {
    const trialId = await newTrial('rehearsal', pattern(80, 3));
    await must(send(trialId, manager, 'goLive', {}));
    const participants = await screen(trialId, 50);
    const elsewhere = new CommandExecutor(system);
    const commands = participants.map((participantId) =>
      submitted(coordinator, { name: 'randomise', body: { participantId, randomisedOn: '2026-02-02' } } as Command),
    );
    const killer = new pg.Client({ connectionString: system.url });
    await killer.connect();
    let killed = 0;
    const racing = commands.map((command, index) =>
      (index % 2 === 0 ? executor : elsewhere).execute(trialId, command).catch((cause: unknown) => cause),
    );
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      const { rowCount } = await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name like '%writer%' and pid <> pg_backend_pid() limit 3`,
      );
      killed += rowCount ?? 0;
    }
    await killer.end();
    await Promise.all(racing);
    expect(killed).toBeGreaterThan(0);
    // Whoever lost the connection sends the same command again, to the process that is left.
    const left = new CommandExecutor(system);
    for (const command of commands) await must(left.execute(trialId, command));
    const { rows } = await system.pools.owner.query<{ index: number; participant: string }>(
      `select (convert_from(p.body, 'UTF8')::jsonb->>'index')::int as index, convert_from(p.body, 'UTF8')::jsonb->>'participantId' as participant
       from record.event e join record.payload p using (trial_id, stream_id, version)
       where e.trial_id = $1 and e.type = 'AllocationClaimed' order by 1`,
      [trialId],
    );
    expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(new Set(rows.map(({ participant }) => participant)).size).toBe(50);
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
    expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
  });
});

describe('the database', () => {
  it('refuses another commitment, another go-live, another mode and an edited allocation, whoever writes [acceptance 8] [acceptance 9] [acceptance 10] [acceptance 13] [acceptance 16]', async () => {
    const trialId = await newTrial('rehearsal', ['placebo', 'progabide']);
    await must(send(trialId, manager, 'goLive', {}));
    const [participantId] = (await screen(trialId, 1)) as [ParticipantId];
    await must(send(trialId, coordinator, 'randomise', { participantId, randomisedOn: '2026-02-02' }));
    const { owner, writer, reader, sealed } = system.pools;
    for (const pool of [owner, writer, reader, sealed]) {
      await expect(
        pool.query("update record.trial set mode = 'rehearsal' where trial_id = $1", [trialId]),
      ).rejects.toThrow();
      await expect(pool.query("delete from record.event where type = 'AllocationClaimed'")).rejects.toThrow();
      await expect(pool.query('update record.payload set body = null')).rejects.toThrow();
      await expect(pool.query('update sealed.payload set body = null')).rejects.toThrow();
    }
    const again = (type: string) =>
      owner.query(
        `insert into record.event (trial_id, mode, stream_id, version, type, schema_version, visibility, payload_digest, actor_id,
           recorded_at, command_id, protocol_version, software_version, prev_hash, hash)
         select trial_id, mode, stream_id, version + 1000, type, schema_version, visibility, payload_digest, actor_id,
           recorded_at, command_id, protocol_version, software_version, prev_hash, hash
         from record.event where trial_id = $1 and type = $2`,
        [trialId, type],
      );
    await expect(again('AllocationCommitted')).rejects.toMatchObject({
      constraint: 'allocation_committed_once_unique',
    });
    await expect(again('WentLive')).rejects.toMatchObject({ constraint: 'went_live_once_unique' });
    await expect(again('ParticipantRandomised')).rejects.toMatchObject({ constraint: 'randomised_once_unique' });
  });
});
