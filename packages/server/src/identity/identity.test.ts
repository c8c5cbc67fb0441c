// Who participants are: known at their own site alone, each look on record, gone for good once erased.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ParticipantId } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backup } from '../backup/backup.js';
import { loadBackup } from '../backup/restore.js';
import { openOn, type System } from '../system.js';
import { openTestServer, type TestServer } from '../test-support/server.js';
import { openEmptyDatabase } from '../test-support/system.js';
import { walkProtocol } from '../test-support/walk.js';
import { identifierOpener, sealIdentifiers } from './identifier-cipher.js';
import { isFoundBy } from './identifiers.js';

const people = [
  { name: 'coordinator', role: 'coordinator', sites: ['genoa'] },
  { name: 'investigator', role: 'investigator', sites: ['genoa'] },
  { name: 'principal', role: 'principalInvestigator', sites: ['genoa'] },
  { name: 'elsewhere', role: 'coordinator', sites: ['siena'] },
  { name: 'everywhere', role: 'coordinator' },
  { name: 'monitor', role: 'monitor', sites: ['genoa'] },
  { name: 'dataManager', role: 'dataManager' },
  { name: 'protection', role: 'dataProtectionOfficer' },
];
interface Row {
  readonly participant_id: string;
  readonly wrapped_key: Buffer;
  readonly content: Buffer;
}

/** Synthetic. */
const ada = {
  name: { given: 'Ádá-Søphie', family: 'D’Angelo Müller' },
  initials: 'ADM',
  hospitalNumber: 'GE 00.417-22',
  contact: { telephone: '+39 010 0000000', address: 'Via Inventata 1, Genova' },
};
const participantId = randomUUID();
const consented = randomUUID();
const transferred = randomUUID();
let server: TestServer;

const ask = async (
  person: string,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  place: string,
  { body, key = randomUUID() }: { readonly body?: object; readonly key?: string } = {},
) => {
  const { headers } = server.as(person);
  const response = await server.app.inject({
    method,
    url: `/api/trials/${server.trialId}/${place}`,
    headers: { ...headers, 'idempotency-key': key },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: response.statusCode, text: response.body, body: response.json() };
};
const placeOf = (participant: string) => `participants/${participant}/identifiers`;
const put = (person: string, identifiers: object, participant = participantId, key = randomUUID()) =>
  ask(person, 'PUT', placeOf(participant), { body: { identifiers }, key });
const look = (person: string, participant = participantId) =>
  ask(person, 'GET', `${placeOf(participant)}?purpose=visit`);
const search = (person: string, text: string) =>
  ask(person, 'POST', 'identifier-searches', { body: { text, purpose: 'contact' } });
const log = (person: string, parameters = '') => ask(person, 'GET', `identifier-access${parameters}`);

beforeAll(async () => {
  const genoa = '  - { id: genoa, name: Genoa }\n';
  const protocol = walkProtocol.replace(genoa, `${genoa}  - { id: siena, name: Siena }\n`);
  server = await openTestServer({ protocol, people, activeSites: ['genoa'] });
  const coordinator = server.as('coordinator');
  for (const [index, participant] of [participantId, consented, transferred].entries()) {
    const screeningNumber = `GEN-00${index + 1}`;
    const body = { participantId: participant, siteId: 'genoa', screeningNumber, screenedOn: '2026-02-02' };
    await coordinator.must('screenParticipant', body);
  }
});
afterAll(() => server.close());

describe('identifiers', () => {
  it('are kept, and read as they were sent, by the people of the site', async () => {
    const key = randomUUID();
    expect(await put('coordinator', ada, participantId, key)).toMatchObject({ status: 200, body: { repeated: false } });
    expect(await put('coordinator', ada, participantId, key)).toMatchObject({ status: 200, body: { repeated: true } });
    // The same key for another name is no repetition.
    expect(await put('coordinator', { initials: 'XY' }, participantId, key)).toMatchObject({ status: 409 });
    for (const person of ['coordinator', 'investigator', 'principal'])
      expect(await look(person)).toMatchObject({ status: 200, body: { identifiers: ada } });
  });

  it('are nothing to another site, the sponsor, a role for all sites, or an administrator', async () => {
    for (const person of [
      'elsewhere',
      'everywhere',
      'monitor',
      'dataManager',
      'trialManager',
      'protection',
      'administrator',
      'nobody',
    ]) {
      expect(await look(person), person).toMatchObject({ status: 404 });
      const searched = await search(person, 'ad');
      if (person === 'elsewhere') expect(searched.body).toEqual({ found: [], isWhole: true });
      else expect([403, 404], person).toContain(searched.status);
      const kept = await put(person, { initials: 'XY' });
      expect([403, 404], person).toContain(kept.status);
      for (const answer of [searched, kept]) expect(answer.text).not.toMatch(/angelo|ADM/i);
    }
    expect((await look('coordinator')).body.identifiers).toEqual(ada);
  });

  it('are told in a list: of own participants alone, without contacts, each look on record', async () => {
    const names = (person: string, participantIds: readonly string[]) =>
      ask(person, 'POST', 'identifiers/names', { body: { participantIds, purpose: 'visit' } });
    const { name, initials, hospitalNumber } = ada;
    const row = { participantId, siteId: 'genoa', identifiers: { name, initials, hospitalNumber } };
    const own = await names('investigator', [participantId.toUpperCase(), consented, randomUUID()]);
    expect(own).toMatchObject({ status: 200, body: { rows: [row] } });
    expect(own.text).not.toContain('Inventata');
    const [line, ...older] = (await log('principal', '?limit=2')).body.rows;
    expect(line).toMatchObject({
      ...{ participantId, deed: 'seen', why: 'visit', actorId: server.as('investigator').actorId },
      fields: ['name', 'initials', 'hospitalNumber'],
    });
    expect(older).not.toMatchObject([{ actorId: line.actorId, position: line.position - 1 }]);
    expect((await names('elsewhere', [participantId])).body).toEqual({ rows: [] });
    for (const person of ['everywhere', 'monitor', 'trialManager', 'protection', 'nobody'])
      expect([403, 404], person).toContain((await names(person, [participantId])).status);
    expect((await names('coordinator', [])).status).toBe(422);
    expect((await log('principal', '?limit=1')).body.rows[0].position).toBe(line.position);
  });

  it('are in no table that another database role reads, and encrypted in the one that there is', async () => {
    const { pools } = server.system;
    for (const name of ['reader', 'writer', 'sealed', 'account', 'job'] as const)
      for (const table of ['kept', 'access_log'])
        await expect(pools[name].query(`select * from identity.${table}`), name).rejects.toThrow(/permission denied/);
    const { rows: unnamed } = await pools.identity.query('select * from identity.kept');
    expect(unnamed).toEqual([]);
    await expect(pools.identity.query('select * from record.event')).rejects.toThrow(/permission denied/);
    await expect(pools.identity.query('delete from identity.kept')).rejects.toThrow(/permission denied/);
    await expect(pools.identity.query("select identity.keep($1, $1, $1, '', '')", [randomUUID()])).rejects.toThrow(
      /permission denied/,
    );
    for (const person of ['elsewhere', 'everywhere', 'trialManager', 'administrator', 'coordinator']) {
      const { actorId } = server.as(person);
      const client = await pools.identity.connect();
      try {
        await client.query('begin');
        await client.query("select set_config('app.actor', $1, true)", [actorId]);
        const { rows } = await client.query('select participant_id from identity.kept');
        expect(rows, person).toHaveLength(person === 'coordinator' ? 1 : 0);
        // Nobody writes a look in another's name, or of another site.
        const line =
          "insert into identity.access_log (trial_id, site_id, actor_id, deed, fields, why) values ($1, 'siena', $2, 'searched', '{}', 'visit')";
        if (person === 'coordinator')
          await expect(client.query(line, [server.trialId, actorId])).rejects.toThrow(/row-level security/);
      } finally {
        await client.query('rollback');
        client.release();
      }
    }
    const { rows: whole } = await pools.owner.query<{ wrapped_key: Buffer; content: Buffer }>(
      'select * from identity.kept',
    );
    expect(whole).toHaveLength(1);
    expect(whole[0]?.content.length).toBe(12 + 512 + 16);
    const { rows: tables } = await pools.owner.query<{ text: string }>(
      "select t::text as text from identity.kept t union all select t::text from identity.access_log t union all select convert_from(p.body, 'UTF8') from record.payload p join record.event e using (trial_id, stream_id, version) where e.type like 'Identifiers%' and p.body is not null",
    );
    expect(tables.map(({ text }) => text).join('\n')).not.toMatch(/angelo|00\.417|inventata|ADM/i);
    const [row] = whole;
    if (row === undefined) throw new Error('nothing is kept');
    const { commandKey } = server.system.keyring;
    const sealed = { wrappedKey: row.wrapped_key, content: row.content };
    const { trialId } = server;
    expect(identifierOpener(trialId, commandKey)(sealed, participantId)).toEqual(ada);
    expect(() => identifierOpener(trialId, commandKey)(sealed, consented)).toThrow();
    expect(() => identifierOpener(trialId, Buffer.alloc(32))(sealed, participantId)).toThrow();
  });

  it('find a person by beginnings of names or by the number, whatever the case and the accents', async () => {
    for (const text of ['muller', 'ADA', 'sophie d’ang', 'MÜLLER ada', 'ge00417', '  angelo  ', 'adm'])
      expect((await search('investigator', text)).body, text).toMatchObject({
        found: [
          { participantId, siteId: 'genoa', identifiers: { name: ada.name, hospitalNumber: ada.hospitalNumber } },
        ],
        isWhole: true,
      });
    for (const text of ['uller', '0417', 'ada rossi', '%%', '..'])
      expect((await search('investigator', text)).body.found, text).toEqual([]);
    expect((await search('investigator', 'muller')).text).not.toContain('Inventata');
    expect(isFoundBy('strasse', { name: { given: 'Łukasz', family: 'Straße' } })).toBe(true);
    expect(isFoundBy('lukasz', { name: { given: 'Łukasz', family: 'Straße' } })).toBe(true);
  });

  it('leave a line of every look: who, whom, which fields, why; for the principal investigator and data protection', async () => {
    const rows = (await log('principal')).body.rows as {
      deed: string;
      siteId: string;
      actorId: string;
      participantId: string | null;
      fields: string[];
      why: string | null;
    }[];
    const all = (await log('protection')).body.rows as typeof rows;
    expect(all.filter(({ siteId }) => siteId === 'genoa')).toEqual(rows);
    expect(all.filter(({ siteId }) => siteId !== 'genoa')).toMatchObject([
      { siteId: 'siena', deed: 'searched', actorId: server.as('elsewhere').actorId },
    ]);
    const lines = (deed: string) => rows.filter((row) => row.deed === deed);
    expect(lines('kept')).toMatchObject([
      {
        participantId,
        actorId: server.as('coordinator').actorId,
        fields: ['name', 'initials', 'hospitalNumber', 'contact'],
      },
    ]);
    const before = lines('seen').length;
    await look('investigator');
    const [newest] = (await log('principal', '?limit=1')).body.rows;
    expect(newest).toMatchObject({
      deed: 'seen',
      participantId,
      siteId: 'genoa',
      why: 'visit',
      actorId: server.as('investigator').actorId,
    });
    expect(
      (await log('principal', '?limit=1000')).body.rows.filter((row: { deed: string }) => row.deed === 'seen'),
    ).toHaveLength(before + 1);
    // A search leaves a line though nobody is found, and one for each who is; never what was looked for.
    expect(lines('found').length).toBe(8);
    expect(lines('searched').filter(({ actorId }) => actorId === server.as('investigator').actorId)).toHaveLength(13);
    expect(JSON.stringify(rows)).not.toMatch(/muller|angelo/i);
    for (const person of ['coordinator', 'elsewhere', 'trialManager', 'monitor'])
      expect((await log(person)).status).toBe(403);
    expect((await log('administrator')).status).toBe(404);
    await expect(server.system.pools.identity.query('update identity.access_log set why = null')).rejects.toThrow(
      /permission denied/,
    );
    await expect(server.system.pools.owner.query('delete from identity.access_log')).rejects.toMatchObject({
      code: 'EQ001',
    });
  });

  it('have a log that is asked for by number, person and time, and names whom it is about by number alone', async () => {
    const lines = async (person: string, parameters: object) =>
      (await log(person, `?${new URLSearchParams({ limit: '1000', ...parameters })}`)).body;
    interface Line {
      readonly participantId: string | null;
      readonly screeningNumber: string | null;
      readonly actorId: string;
      readonly at: string;
      readonly deed: string;
    }
    const { rows: all, people: everybody } = (await lines('protection', {})) as { rows: Line[]; people: string[] };
    const of = (wanted: (row: Line) => boolean) => all.filter(wanted);
    expect(of(({ participantId: id }) => id === participantId)[0]).toMatchObject({ screeningNumber: 'GEN-001' });
    expect((await lines('protection', { number: 'gen-001' })).rows).toEqual(
      of(({ participantId: id }) => id === participantId),
    );
    expect((await lines('protection', { number: 'gen-009' })).rows).toEqual([]);
    const by = server.as('coordinator').actorId;
    expect((await lines('protection', { by })).rows).toEqual(of(({ actorId }) => actorId === by));
    expect(everybody).toContain(server.as('elsewhere').actorId);
    expect((await lines('principal', {})).people).not.toContain(server.as('elsewhere').actorId);
    const at = all[2]?.at ?? '';
    expect((await lines('protection', { from: at })).rows).toEqual(of((row) => row.at >= at));
    expect((await lines('protection', { to: at })).rows).toEqual(of((row) => row.at < at));
    expect(of(({ deed }) => deed === 'searched').every(({ screeningNumber }) => screeningNumber === null)).toBe(true);
    expect((await log('protection', '?from=yesterday')).status).toBe(422);
  });

  it('are asked for with a reason of the list, and kept by no general command', async () => {
    expect(await ask('coordinator', 'GET', placeOf(participantId))).toMatchObject({ status: 422 });
    expect(await ask('coordinator', 'GET', `${placeOf('nobody')}?purpose=visit`)).toMatchObject({ status: 404 });
    const content = '0'.repeat(64);
    const bare = await server.as('coordinator').send('keepIdentifiers', { participantId, fields: ['name'], content });
    expect(bare).toMatchObject({ status: 422, body: { code: 'identifiers-not-sent' } });
    expect(await put('coordinator', {})).toMatchObject({ status: 422 });
    expect(await put('coordinator', { initials: 'A\ud800' })).toMatchObject({ status: 422 });
    expect(await put('coordinator', { initials: 'A', telephone: '1' })).toMatchObject({ status: 422 });
    expect(await put('coordinator', { dateOfBirth: '1990-01-01' })).toMatchObject({
      body: { code: 'identifier-not-collected' },
    });
  });

  it('go with a participant who goes to another site', async () => {
    await put('coordinator', { initials: 'TT' }, transferred);
    await server.as('trialManager').must('activateSite', { siteId: 'siena', approvedOn: '2026-01-05' });
    const body = { participantId: transferred, toSiteId: 'siena', transferredOn: '2026-02-03', reason: 'moved house' };
    await server.as('trialManager').must('transferParticipant', body);
    expect(await look('coordinator', transferred)).toMatchObject({ status: 404 });
    expect(await look('elsewhere', transferred)).toMatchObject({
      status: 200,
      body: { identifiers: { initials: 'TT' } },
    });
  });

  it('are not erased while a law keeps them, and say by which clause', async () => {
    await server.as('coordinator').must('recordConsent', {
      ...{ participantId: consented, consent: 'participation', consentVersion: '1.0', givenOn: '2026-02-02' },
      items: { trial: true },
    });
    await put('coordinator', { initials: 'CC' }, consented);
    const answer = await ask('principal', 'DELETE', placeOf(consented), { body: { reason: 'asked by the person' } });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'retention-running', facts: { clause: expect.stringContaining('536/2014') } },
    });
    expect((await look('coordinator', consented)).body.identifiers).toEqual({ initials: 'CC' });
  });

  it('come back from a backup with their log, for the same keys', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'equipoise-identity-'));
    const file = path.join(folder, 'whole.age');
    const { system, trialId } = server;
    const keyDirectory = path.dirname(system.keyring.file);
    const database = await openEmptyDatabase('embedded PostgreSQL');
    try {
      await backup(system, { file });
      await loadBackup(database, { file, role: system.pools.role, keyDirectory });
      const restored = await openOn(database, { dataDir: database.dataDir, keyDirectory, logins: 'one' });
      try {
        const contentOf = async ({ pools }: System) => [
          (await pools.owner.query<Row>('select * from identity.kept order by participant_id')).rows,
          (await pools.owner.query<Row>('select * from identity.access_log order by position')).rows,
        ];
        const [kept = [], lines = []] = await contentOf(restored);
        expect([kept, lines]).toEqual(await contentOf(system));
        expect(lines.length).toBeGreaterThan(10);
        const row = kept.find((one) => one.participant_id === participantId);
        if (row === undefined) throw new Error('the row did not come back');
        const open = identifierOpener(trialId, restored.keyring.commandKey);
        expect(open({ wrappedKey: row.wrapped_key, content: row.content }, participantId)).toEqual(ada);
      } finally {
        await restored.close();
      }
    } finally {
      await database.discard();
      await rm(folder, { recursive: true });
    }
  });

  it('are gone once they are erased: no row and no key opens them; the log and the record say so', async () => {
    expect((await ask('coordinator', 'DELETE', placeOf(participantId), { body: { reason: 'asked' } })).status).toBe(
      403,
    );
    const key = randomUUID();
    const erase = () =>
      ask('principal', 'DELETE', placeOf(participantId), { body: { reason: 'asked by the person' }, key });
    expect(await erase()).toMatchObject({ status: 200, body: { repeated: false } });
    expect(await erase()).toMatchObject({ status: 200, body: { repeated: true } });
    expect((await look('coordinator')).status).toBe(404);
    expect((await search('coordinator', 'muller')).body.found).toEqual([]);
    const { rows } = await server.system.pools.owner.query(
      'select wrapped_key, content, erased_at is not null as erased from identity.kept where participant_id = $1',
      [participantId],
    );
    expect(rows).toEqual([{ wrapped_key: null, content: null, erased: true }]);
    const [line] = (await log('protection', `?participant=${participantId}&limit=1`)).body.rows;
    expect(line).toMatchObject({
      deed: 'erased',
      why: 'asked by the person',
      fields: ['name', 'initials', 'hospitalNumber', 'contact'],
    });
    const { rows: events } = await server.system.pools.owner.query(
      "select type from record.event where stream_id = $1 and type like 'Identifiers%' order by version",
      [participantId],
    );
    expect(events).toEqual([{ type: 'IdentifiersKept' }, { type: 'IdentifiersErased' }]);
    // And whoever comes again is kept anew.
    expect((await put('coordinator', { initials: 'AD' })).status).toBe(200);
    expect((await look('coordinator')).body.identifiers).toEqual({ initials: 'AD' });
  });
});

describe('what is encrypted', () => {
  it('has one length, whatever the name', () => {
    const place = { trialId: server.trialId, participantId: participantId as ParticipantId };
    const lengths = ['A', 'A name that is a good deal longer than the other one is'].map(
      (family) => sealIdentifiers({ name: { given: 'B', family } }, place, Buffer.alloc(32)).content.length,
    );
    expect(new Set(lengths).size).toBe(1);
  });
});
