// What a database superuser can do to the record, and how verification names it.
import type { TrialId } from '@equipoise/trial';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { openTestSystem } from '../test-support/system.js';
import { type Checkpoint, checkpointFault, proofFault, proveStream, takeCheckpoint } from './checkpoint.js';
import { checkReadTables } from './rebuild.js';
import { streamHeads, verifyRecord } from './verify.js';

describe.each(Object.keys(inject('clusters')).slice(-1))('a superuser of %s', (cluster) => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  let superuser: pg.Client;
  let trialId: TrialId;
  let checkpoint: Checkpoint;
  let seed = 0;

  beforeAll(async () => {
    system = await openTestSystem(cluster);
    superuser = new pg.Client({ connectionString: system.url });
    await superuser.connect();
    // Triggers and foreign keys don't hold a superuser.
    await superuser.query('set session_replication_role = replica');
  });
  afterAll(async () => {
    await superuser.end();
    await system.discard();
  });

  /** A sound trial of its own for each attack. */
  async function freshTrial(): Promise<void> {
    seed += 1;
    const plan = readPlan({ trial: 'mesems', participants: 1, seed });
    await runRehearsal(system, plan);
    trialId = plan.trialId;
    checkpoint = takeCheckpoint({
      trialId,
      takenAt: '2026-01-01T00:00:00.000Z',
      heads: await streamHeads(system.pools.sealed, trialId),
      signingKey: system.keyring.signingKey,
    });
    expect(checkpointFault(checkpoint)).toBeUndefined();
    expect((await verifyRecord(system.pools.sealed, trialId, checkpoint)).findings).toEqual([]);
    expect(await checkReadTables(system.pools.owner, trialId)).toEqual([]);
  }

  async function codes(against?: Checkpoint): Promise<readonly string[]> {
    return [
      ...new Set((await verifyRecord(system.pools.sealed, trialId, against)).findings.map(({ code }) => code)),
    ].sort();
  }

  async function aForm(): Promise<{ readonly stream_id: string; readonly version: number }> {
    const { rows } = await superuser.query(
      "select stream_id, version from record.event where trial_id = $1 and type = 'FormRecorded' order by position limit 1",
      [trialId],
    );
    return rows[0];
  }

  it('(a) who changes one byte of an event is found', async () => {
    await freshTrial();
    const { stream_id, version } = await aForm();
    await superuser.query(
      'update record.payload set body = set_byte(body, 20, (get_byte(body, 20) + 1) % 256) where (trial_id, stream_id, version) = ($1, $2, $3)',
      [trialId, stream_id, version],
    );
    expect(await codes()).toEqual(['payload-altered']);
    await superuser.query(
      "update record.event set reason = 'because' where (trial_id, stream_id, version) = ($1, $2, $3)",
      [trialId, stream_id, version],
    );
    const { findings } = await verifyRecord(system.pools.sealed, trialId);
    expect(findings.map(({ code, streamId, version: at }) => ({ code, streamId, at }))).toEqual([
      { code: 'event-altered', streamId: stream_id, at: version },
      { code: 'payload-altered', streamId: stream_id, at: version },
    ]);
  });

  it('(b) who changes an event and makes all hashes anew is found against a checkpoint', async () => {
    await freshTrial();
    const { stream_id, version } = await aForm();
    await superuser.query(
      "update record.payload set body = convert_to(replace(convert_from(body, 'UTF8'), '1', '2'), 'UTF8') where (trial_id, stream_id, version) = ($1, $2, $3)",
      [trialId, stream_id, version],
    );
    await superuser.query(
      'update record.event e set payload_digest = sha256(p.salt || p.body) from record.payload p where (p.trial_id, p.stream_id, p.version) = (e.trial_id, e.stream_id, e.version) and (e.trial_id, e.stream_id, e.version) = ($1, $2, $3)',
      [trialId, stream_id, version],
    );
    const { rows } = await superuser.query(
      'select version from record.event where trial_id = $1 and stream_id = $2 and version >= $3 order by version',
      [trialId, stream_id, version],
    );
    for (const row of rows) {
      await superuser.query(
        `update record.event e set prev_hash = coalesce((select f.hash from record.event f where (f.trial_id, f.stream_id, f.version) = (e.trial_id, e.stream_id, e.version - 1)), e.prev_hash)
         where (trial_id, stream_id, version) = ($1, $2, $3)`,
        [trialId, stream_id, row.version],
      );
      await superuser.query(
        'update record.event e set hash = record.envelope_hash(e) where (trial_id, stream_id, version) = ($1, $2, $3)',
        [trialId, stream_id, row.version],
      );
    }
    expect(await codes()).toEqual([]);
    expect(await codes(checkpoint)).toEqual(['history-rewritten']);
  });

  it('(c) who deletes the last event, its payload and its command is found against a checkpoint', async () => {
    await freshTrial();
    const { rows } = await superuser.query(
      `select stream_id, version, command_id from record.event e where trial_id = $1
       and not exists (select 1 from record.event f where (f.trial_id, f.command_id) = (e.trial_id, e.command_id) and f.position <> e.position)
       and version = (select max(version) from record.event g where (g.trial_id, g.stream_id) = (e.trial_id, e.stream_id)) and version > 1 limit 1`,
      [trialId],
    );
    const { stream_id, version, command_id } = rows[0];
    await superuser.query('delete from record.event where (trial_id, stream_id, version) = ($1, $2, $3)', [
      trialId,
      stream_id,
      version,
    ]);
    await superuser.query('delete from record.payload where (trial_id, stream_id, version) = ($1, $2, $3)', [
      trialId,
      stream_id,
      version,
    ]);
    expect(await codes()).toEqual(['command-without-event']);
    await superuser.query('delete from record.command where trial_id = $1 and command_id = $2', [trialId, command_id]);
    expect(await codes()).toEqual([]);
    const { findings } = await verifyRecord(system.pools.sealed, trialId, checkpoint);
    expect(findings).toMatchObject([{ code: 'tail-cut', streamId: stream_id, version: version - 1 }]);
  });

  it('(d) who drops a whole stream is found against a checkpoint', async () => {
    await freshTrial();
    const { stream_id } = await aForm();
    for (const table of ['record.event', 'record.payload'])
      await superuser.query(`delete from ${table} where trial_id = $1 and stream_id = $2`, [trialId, stream_id]);
    await superuser.query(
      'delete from record.command c where trial_id = $1 and not exists (select 1 from record.event e where (e.trial_id, e.command_id) = (c.trial_id, c.command_id))',
      [trialId],
    );
    expect(await codes()).toEqual([]);
    expect((await verifyRecord(system.pools.sealed, trialId, checkpoint)).findings).toMatchObject([
      { code: 'stream-dropped', streamId: stream_id },
    ]);
  });

  it('(e) who swaps two sealed rows is found, and neither opens', async () => {
    await freshTrial();
    await superuser.query(
      `with two as (select stream_id, version, salt, body, row_number() over (order by stream_id, version) as n from sealed.payload where trial_id = $1 limit 2)
       update sealed.payload p set salt = other.salt, body = other.body from two own join two other on other.n = 3 - own.n
       where p.trial_id = $1 and (p.stream_id, p.version) = (own.stream_id, own.version)`,
      [trialId],
    );
    expect(await codes()).toEqual(['payload-altered']);
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toHaveLength(2);
  });

  it('(f) who edits a read table is found, row by row', async () => {
    await freshTrial();
    await superuser.query("update read.participant set status = 'withdrawn' where trial_id = $1", [trialId]);
    await superuser.query(
      'delete from read.form where ctid in (select ctid from read.form where trial_id = $1 limit 1)',
      [trialId],
    );
    expect(await codes(checkpoint)).toEqual([]);
    const findings = await checkReadTables(system.pools.owner, trialId);
    expect(findings.length).toBeGreaterThanOrEqual(2);
    expect(findings.map(({ message }) => message).join('\n')).toMatch(
      /read\.participant.*differs(.|\n)*read\.form\b.*is missing/,
    );
  });

  it('who alters the checkpoint is found, and one stream is proved without the others', async () => {
    await freshTrial();
    const [head] = checkpoint.heads;
    expect(checkpointFault({ ...checkpoint, heads: checkpoint.heads.slice(1) })).toMatch(/Merkle root/);
    expect(checkpointFault({ ...checkpoint, events: checkpoint.events + 1 })).toMatch(/signature/);
    for (const { streamId } of checkpoint.heads) {
      const proof = proveStream(checkpoint, streamId);
      expect(proof && proofFault(proof)).toBeUndefined();
      expect(proof && proofFault({ ...proof, head: { ...proof.head, version: proof.head.version + 1 } })).toMatch(
        /path/,
      );
    }
    expect(head).toBeDefined();
  });

  it('is the only one who can: every other role is refused a change of the record [acceptance 25]', async () => {
    for (const pool of [system.pools.writer, system.pools.sealed, system.pools.reader]) {
      for (const statement of [
        "update record.event set reason = 'x'",
        'delete from record.event',
        'truncate record.event',
        'update record.payload set body = null',
        'delete from sealed.payload',
        'update record.command set name = null',
      ]) {
        await expect(pool.query(statement)).rejects.toThrow(/permission denied|append-only/);
      }
    }
    for (const statement of [
      "update record.event set reason = 'x'",
      'delete from record.event',
      'truncate record.command',
      'update record.payload set salt = null, body = null',
    ]) {
      await expect(system.pools.owner.query(statement)).rejects.toThrow(/append-only/);
    }
    for (const insertion of [
      'insert into record.event (trial_id) select trial_id from record.trial',
      'insert into record.command select * from record.command limit 1',
      "insert into sealed.data_key (trial_id, key_id, public_key, wrapped_private_key) select trial_id, 'x', '', '' from record.trial",
    ]) {
      await expect(system.pools.writer.query(insertion)).rejects.toThrow(/permission denied/);
    }
    await expect(system.pools.writer.query('select * from sealed.payload')).rejects.toThrow(/permission denied/);
    await expect(system.pools.writer.query('select wrapped_private_key from sealed.data_key')).rejects.toThrow(
      /permission denied/,
    );
    await expect(system.pools.reader.query('select * from sealed.payload')).rejects.toThrow(/permission denied/);
  });
});
