// The write path: the same command again, another body, races, erasure, live trials, code breaks.
import { randomUUID } from 'node:crypto';
import type { ActorId, Command, CommandId, ParticipantId, SubmittedCommand, TrialId } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readProtocol, requireProtocolFile } from '../cli/find-trial.js';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { checkReadTables } from '../store/rebuild.js';
import { streamIdOf } from '../store/stream.js';
import { verifyRecord } from '../store/verify.js';
import { patiently } from '../test-support/patiently.js';
import { openTestSystem } from '../test-support/system.js';
import { CommandExecutor } from './execute.js';

const { source } = readProtocol(requireProtocolFile('epilepsy', 'a test'));
const id = () => randomUUID() as CommandId & ActorId & ParticipantId & TrialId;

describe.each(Object.keys(inject('clusters')))('the write path on %s', (cluster) => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  let executor: CommandExecutor;
  const manager = id();
  const coordinator = id();

  beforeAll(async () => {
    system = await openTestSystem(cluster);
    executor = new CommandExecutor(system);
  });
  afterAll(() => system.discard());

  const send = (trialId: TrialId, actorId: ActorId, command: Command, commandId = id()) =>
    executor.execute(trialId, { commandId, actorId, command });

  async function createTrial(mode: 'live' | 'rehearsal'): Promise<TrialId> {
    const trialId = id();
    const created = await send(trialId, manager, {
      name: 'createTrial',
      body: { protocolSource: source, mode, synthetic: mode === 'rehearsal', origin: {} },
    });
    expect(created.accepted).toBe(true);
    return trialId;
  }

  async function recruitingTrial(): Promise<{ readonly trialId: TrialId; readonly siteId: string }> {
    const trialId = await createTrial('rehearsal');
    const siteId = 'notStated';
    const list = Array.from({ length: 60 }, (_, index) => ({
      stratum: 'all',
      sequence: index % 3 === 0 ? 'placebo' : 'progabide',
    }));
    for (const command of [
      { name: 'grantRole', body: { actorId: coordinator, role: 'coordinator', sites: [siteId] } },
      { name: 'activateSite', body: { siteId, approvedOn: '2026-01-05' } },
      { name: 'commitAllocation', body: { list } },
      { name: 'goLive', body: {} },
    ] as const) {
      expect(await send(trialId, manager, command as unknown as Command)).toMatchObject({ accepted: true });
    }
    return { trialId, siteId };
  }

  const screen = (participantId: ParticipantId, siteId: string, screeningNumber: string): Command => ({
    name: 'screenParticipant',
    body: { participantId, siteId, screeningNumber, screenedOn: '2026-02-01' },
  });

  it('appends together what arrives together, and answers for itself what stands against the others', async () => {
    const { trialId, siteId } = await recruitingTrial();
    const people = Array.from({ length: 12 }, id);
    const numberOf = (index: number) => `T-${index % 4 === 3 ? 0 : index}`;
    const again = id();
    const sent = await Promise.all([
      ...people.map((one, index) => send(trialId, coordinator, screen(one, siteId, numberOf(index)))),
      send(trialId, id(), screen(id(), siteId, 'T-20')),
      send(trialId, coordinator, screen(people[1] as ParticipantId, siteId, 'T-21')),
      ...[id(), id()].map((one) => send(trialId, coordinator, screen(one, siteId, 'T-22'), again)),
    ]);
    const codes = sent.map((result) => (result.accepted ? 'accepted' : result.code));
    // Of the numbers that are sent more than once the first to arrive keeps it.
    expect(codes.slice(0, 12).filter((code) => code === 'already-in-use')).toHaveLength(3);
    expect(codes.slice(0, 12).filter((code) => code === 'accepted')).toHaveLength(9);
    expect(codes.slice(12, 14)).toEqual(['right-missing', 'participant-known']);
    // Of two commands with one id either may be the first, and the other is told of it.
    expect(codes.slice(14).sort()).toEqual(['accepted', 'command-id-used']);
    const { rows } = await system.pools.owner.query<{ commands: number }>(
      `select count(distinct command_id)::int as commands
       from record.event where trial_id = $1 and type = 'ParticipantScreened'`,
      [trialId],
    );
    expect(rows[0]?.commands).toBe(10);
    expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
    const later = Array.from({ length: 12 }, id);
    for (const result of await Promise.all(
      later.map((one, index) => send(trialId, coordinator, screen(one, siteId, `U-${index}`))),
    ))
      expect(result).toMatchObject({ accepted: true, repeated: false });
    const { rows: counted } = await system.pools.owner.query<{ transactions: number }>(
      `select count(distinct xact)::int as transactions from record.event where trial_id = $1 and stream_id = any ($2)`,
      [trialId, later],
    );
    expect(counted[0]?.transactions).toBeLessThan(12);
  });

  it('gives the same command the same answer, and refuses its id for another body', async () => {
    const { trialId, siteId } = await recruitingTrial();
    const commandId = id();
    const participantId = id();
    const first = await send(trialId, coordinator, screen(participantId, siteId, 'S-1'), commandId);
    expect(first).toMatchObject({ accepted: true, repeated: false });
    const again = await send(trialId, coordinator, screen(participantId, siteId, 'S-1'), commandId);
    expect(again).toEqual({ ...first, repeated: true });
    // A process that knows nothing of the first one.
    const elsewhere = await new CommandExecutor(system).execute(trialId, {
      commandId,
      actorId: coordinator,
      command: screen(participantId, siteId, 'S-1'),
    });
    expect(elsewhere).toEqual({ ...first, repeated: true });
    expect(await send(trialId, coordinator, screen(id(), siteId, 'S-2'), commandId)).toMatchObject({
      accepted: false,
      code: 'command-id-used',
    });
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
  });

  it('refuses a screening number that is in use, and says which', async () => {
    const { trialId, siteId } = await recruitingTrial();
    expect(await send(trialId, coordinator, screen(id(), siteId, 'S-7'))).toMatchObject({ accepted: true });
    expect(await send(trialId, coordinator, screen(id(), siteId, 'S-7'))).toMatchObject({
      accepted: false,
      code: 'already-in-use',
      facts: { what: 'screening number' },
    });
  });

  it('gives twenty simultaneous randomisations of one stratum the entries 0 to 19, each once', async () => {
    const { trialId, siteId } = await recruitingTrial();
    const participants = Array.from({ length: 20 }, id);
    await Promise.all(
      participants.map((participantId, index) =>
        send(trialId, coordinator, screen(participantId, siteId, `S-${index}`)),
      ),
    );
    const executors = [executor, new CommandExecutor(system), new CommandExecutor(system)];
    const send3 = (participantId: ParticipantId, n: number): Promise<unknown> => {
      const submitted: SubmittedCommand = {
        commandId: id(),
        actorId: coordinator,
        command: { name: 'randomise', body: { participantId, randomisedOn: '2026-02-02' } },
      };
      return patiently(() => (executors[n % 3] as CommandExecutor).execute(trialId, submitted));
    };
    const results = await Promise.all(participants.map(send3));
    expect(results.filter((result) => (result as { accepted: boolean }).accepted)).toHaveLength(20);
    expect(await entriesOf(trialId)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
  });

  it('decides an entry again that rested on one which was refused in the end', async () => {
    const { trialId, siteId } = await recruitingTrial();
    const participants = Array.from({ length: 6 }, id);
    const used = id();
    for (const [index, participantId] of participants.entries()) {
      const command = screen(participantId, siteId, `S-${index}`);
      await executor.execute(trialId, { commandId: index === 0 ? used : id(), actorId: coordinator, command });
    }
    const results = await Promise.all(
      participants.map((participantId, index) =>
        executor.execute(trialId, {
          // The database alone knows that this id was given to another command.
          commandId: index === 1 ? used : id(),
          actorId: coordinator,
          command: { name: 'randomise', body: { participantId, randomisedOn: '2026-02-02' } },
        }),
      ),
    );
    expect(results.map((result) => (result.accepted ? 'accepted' : result.code))).toEqual(
      participants.map((_, index) => (index === 1 ? 'command-id-used' : 'accepted')),
    );
    expect(await entriesOf(trialId)).toEqual([0, 1, 2, 3, 4]);
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
  });

  it('takes the time of a live trial from the database alone, and does not let it go live before its keys are safe', async () => {
    const trialId = await createTrial('live');
    const grant: Command = {
      name: 'grantRole',
      body: { actorId: coordinator, role: 'coordinator', sites: ['notStated'] },
    };
    await expect(
      executor.execute(trialId, { commandId: id(), actorId: manager, at: '2020-01-01T00:00:00.000Z', command: grant }),
    ).rejects.toThrow(/clock of the database/);
    const upload = { name: 'commitAllocation', body: { list: [{ stratum: 'all', sequence: 'placebo' }] } } as Command;
    expect(await send(trialId, manager, upload)).toMatchObject({ code: 'unblinded-role-required' });
    const lister = id();
    const named = { actorId: lister, role: 'randomisationStatistician', sites: 'all' };
    expect(await send(trialId, manager, { name: 'grantRole', body: named } as Command)).toMatchObject({
      accepted: true,
    });
    expect(await send(trialId, lister, upload)).toMatchObject({ accepted: true });
    expect(await send(trialId, manager, { name: 'goLive', body: {} })).toMatchObject({
      accepted: false,
      code: 'custody-recovery-not-rehearsed',
    });
    await system.pools.writer.query('update ops.installation set recovery_rehearsed_at = now()');
    expect(await send(trialId, manager, { name: 'goLive', body: {} })).toMatchObject({ accepted: true });
    const { rows } = await system.pools.writer.query(
      'select abs(extract(epoch from max(recorded_at) - now())) as seconds from record.event where trial_id = $1',
      [trialId],
    );
    expect(Number(rows[0]?.seconds)).toBeLessThan(60);
  });

  it('erases a payload by record: the chain verifies, the values are gone, the rest stays', async () => {
    const { trialId, siteId } = await recruitingTrial();
    const participantId = id();
    await send(trialId, coordinator, screen(participantId, siteId, 'S-1'));
    const form: Command = {
      name: 'recordForm',
      body: { participantId, visit: 'baseline', form: 'baselineForm', happenedOn: '2026-02-01', items: {} },
    } as Command;
    const recorded = await send(trialId, coordinator, withRealForm(form));
    expect(recorded).toMatchObject({ accepted: true });
    const streamId = streamIdOf(trialId, { kind: 'participant', participantId });
    const before = await values(trialId);
    expect(before).toBeGreaterThan(0);
    expect(
      await send(trialId, manager, {
        name: 'erasePayload',
        body: { streamId, version: 2, basis: 'withdrawal of the use of data' },
      }),
    ).toMatchObject({ accepted: true });
    expect(await values(trialId)).toBe(0);
    const verified = await verifyRecord(system.pools.sealed, trialId);
    expect(verified).toMatchObject({ erased: 1, findings: [] });
    expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
    const { rows } = await system.pools.sealed.query(
      'select body, salt from record.payload where trial_id = $1 and stream_id = $2 and version = 2',
      [trialId, streamId],
    );
    expect(rows).toEqual([{ body: null, salt: null }]);
  });

  it('tells who breaks a code the sequence, the same again for the same command, and keeps it out of the record of commands', async () => {
    const plan = readPlan({ trial: 'mesems', participants: 2, seed: 11 });
    const until = plan.commands.findIndex(
      ({ command }) => command.name === 'makeDataCut' || command.name === 'lockTrial',
    );
    await runRehearsal(system, { ...plan, commands: plan.commands.slice(0, until) });
    const { rows } = await system.pools.writer.query<{ participant_id: ParticipantId; randomisation_number: string }>(
      'select participant_id, randomisation_number from read.participant where trial_id = $1 and randomisation_number is not null order by 1 limit 1',
      [plan.trialId],
    );
    const participant = rows[0];
    const officer = plan.actors.find(({ role }) => role === 'safetyOfficer');
    if (!participant || !officer) throw new Error('the plan has no participant to break a code of');
    const commandId = id();
    const breakCode: Command = {
      name: 'breakCode',
      body: {
        participantId: participant.participant_id,
        emergency: true,
        reason: 'anaphylaxis',
        typedConfirmation: participant.randomisation_number,
      },
    };
    const submitted: SubmittedCommand = {
      commandId,
      actorId: officer.actorId,
      at: '2030-01-01T00:00:00.000Z',
      confirmation: { method: 'password', at: '2030-01-01T00:00:00.000Z' },
      command: breakCode,
    };
    const told = await executor.execute(plan.trialId, submitted);
    expect(told).toMatchObject({
      accepted: true,
      answer: { sequence: plan.sequenceOf.get(participant.participant_id) },
    });
    expect(await executor.execute(plan.trialId, submitted)).toMatchObject({
      accepted: true,
      repeated: true,
      answer: { sequence: plan.sequenceOf.get(participant.participant_id) },
    });
    const { rows: kept } = await system.pools.writer.query<{ outcome: string }>(
      'select outcome from record.command where trial_id = $1 and command_id = $2',
      [plan.trialId, commandId],
    );
    for (const sequence of plan.protocol.sequences) expect(kept[0]?.outcome).not.toContain(sequence.id);
  });

  /** The entries of the list that were taken, in their order. */
  async function entriesOf(trialId: TrialId): Promise<readonly number[]> {
    const { rows } = await system.pools.writer.query<{ index: number }>(
      `select (convert_from(p.body, 'UTF8')::jsonb->>'index')::int as index from record.event e join record.payload p using (trial_id, stream_id, version)
       where e.trial_id = $1 and e.type = 'AllocationClaimed' order by 1`,
      [trialId],
    );
    return rows.map(({ index }) => index);
  }

  async function values(trialId: TrialId): Promise<number> {
    const { rows } = await system.pools.writer.query<{ n: number }>(
      'select count(*)::int as n from read.form f, jsonb_object_keys(f.items) where trial_id = $1',
      [trialId],
    );
    return rows[0]?.n ?? 0;
  }

  /** The first visit of the protocol with a form, filled with numbers. */
  function withRealForm(command: Command): Command {
    const { protocol } = readProtocol(requireProtocolFile('epilepsy', 'a test'));
    const visit = protocol.visits.find(({ forms }) => forms.length > 0);
    const form = protocol.forms.find(({ id: formId }) => formId === visit?.forms[0]);
    const items = Object.fromEntries((form?.items ?? []).map((item) => [item.id, item.min ?? 1]));
    return { ...command, body: { ...command.body, visit: visit?.id, form: form?.id, items } } as unknown as Command;
  }
});
