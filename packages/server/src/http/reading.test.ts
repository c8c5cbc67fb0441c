// Central readings over HTTP: a reader sees scans by ids that tell nothing, and what is sent lands in the ordinary record.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChanges } from '../store/change-feed.js';
import { views } from '../store/view/view.js';
import { openTestServer, type TestServer } from '../test-support/server.js';
import { walkProtocol } from '../test-support/walk.js';
import { heardTypes } from './event-route.js';

const protocol = `${walkProtocol
  .replace('sites:\n', 'sites:\n  - { id: turin, name: Turin }\n')
  .replace(
    'forms:\n  - id: demographics',
    '  - { id: relapse, name: Relapse, anchor: screening, unscheduled: true, forms: [infection, scan] }\nforms:\n  - id: demographics',
  )}
readings:
  - id: central
    name: Central reading
    form: scan
    modality: MR
    readers: 1
    masked: [treatment, site]
    quality: { item: readable }
`;

interface Scanned {
  readonly participantId: string;
  readonly number: string;
  readonly siteId: 'genoa' | 'turin';
}

let server: TestServer;
const scanned: Scanned[] = [];
beforeAll(async () => {
  server = await openTestServer({
    protocol,
    now: '2026-04-02T08:00:00.000Z',
    activeSites: ['genoa', 'turin'],
    people: [
      { name: 'coordinator', role: 'coordinator', sites: ['genoa', 'turin'] },
      { name: 'dataManager', role: 'dataManager' },
      { name: 'reader', role: 'reader' },
      { name: 'otherReader', role: 'reader' },
    ],
  });
  for (const siteId of ['genoa', 'turin', 'genoa'] as const) await scan(siteId, '2026-04-01');
});
afterAll(() => server.close());

/** Screens somebody, and holds the visit at which the scan is made. */
async function scan(siteId: Scanned['siteId'], day: string): Promise<Scanned> {
  const one = { participantId: randomUUID(), number: `NR-${4711 + scanned.length}`, siteId };
  const { participantId } = one;
  const coordinator = server.as('coordinator');
  await coordinator.must('screenParticipant', {
    ...{ participantId, siteId, screeningNumber: one.number, screenedOn: '2026-01-06' },
  });
  await coordinator.must('recordForm', {
    ...{ participantId, visit: 'week12', form: 'infection', happenedOn: day },
    items: { activeInfection: false },
  });
  scanned.push(one);
  return one;
}

/** All that a reader must not learn, as it would stand in an answer. */
const secrets = () => [
  ...scanned.flatMap(({ participantId, number }) => [participantId, number]),
  ...['genoa', 'Genoa', 'turin', 'Turin', 'week12', 'Week 12', 'week24', '2026-04-01', '2026-01-06', 'infection'],
];
const told = (text: string) => secrets().filter((secret) => text.includes(secret));

// biome-ignore lint/suspicious/noExplicitAny: rows of the view, into which the tests look.
const queue = (name = 'reader', params = {}): Promise<readonly any[]> => server.as(name).see('readingQueue', params);
const waiting = async (name = 'reader') => (await queue(name)).filter(({ state }) => state === 'waiting');

async function send(name: string, readingId: string, command: string, body: object, key: string = randomUUID()) {
  const response = await server.app.inject({
    method: 'POST',
    url: `/api/trials/${server.trialId}/readings/${readingId}/${command}`,
    headers: { ...server.as(name).headers, 'idempotency-key': key },
    payload: body,
  });
  return { status: response.statusCode, body: response.json(), text: response.body, headers: response.headers };
}

/** Whose scan an id stands for: known to who labels it. */
const labels = async () => server.as('coordinator').see('scanIds');
const placeOf = async (readingId: string) => {
  const found = (await labels()).find((row) => row.reading_id === readingId);
  if (found === undefined) throw new Error(`no scan has the id ${readingId}`);
  return found;
};

describe('the queue of a reader', () => {
  it('holds a scan for every visit that took place, by an id of fixed length that stays', async () => {
    const rows = await queue();
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(row).toMatchObject({ reading: 'central', form: 'scan', state: 'waiting', sent_at: null, items: null });
      expect(row.reading_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    }
    expect(await queue()).toEqual(rows);
    const others = await queue('otherReader');
    expect(others.map((row) => row.reading_id).sort()).toEqual(rows.map((row) => row.reading_id).sort());
  });

  it('and all else that a reader may ask for name no participant, site, visit or day [acceptance 15]', async () => {
    const reader = server.as('reader');
    const shown: string[] = [];
    for (const view of Object.keys(views)) {
      const { status, text, headers } = await reader.ask(view);
      expect(told(`${text} ${JSON.stringify(headers)}`), view).toEqual([]);
      if (status === 200) shown.push(view);
    }
    expect(shown).toEqual(['readingQueue']);
    const trials = await server.app.inject({ url: '/api/trials', headers: reader.headers });
    expect(told(trials.body)).toEqual([]);
    const heard = await readChanges(server.system.pools, {
      ...{ trialId: server.trialId, actorId: reader.actorId, shown: heardTypes, after: { xact: '0', position: '0' } },
    });
    expect(heard.changes).toEqual([]);
  });

  it('is shown to readers alone, and so are its commands', async () => {
    const [{ reading_id, tag }] = await queue();
    expect((await server.as('coordinator').ask('readingQueue')).status).toBe(403);
    expect((await server.as('stranger').ask('readingQueue')).status).toBe(404);
    const body = { items: { readable: true, lesions: 1 }, tag };
    expect((await send('coordinator', reading_id, 'recordForm', body)).body.code).toBe('view-right-missing');
    expect((await send('stranger', reading_id, 'recordForm', body)).body.code).toBe('trial-unknown');
    expect((await server.as('reader').ask('scanIds')).status).toBe(403);
  });

  it('calls a scan urgent by one rule for all of them, on the last working day', async () => {
    expect((await queue()).map((row) => row.is_urgent)).toEqual([false, false, false]);
    // The gate to the second period leaves five working days after Wednesday, 1 April: the last one is the 8th.
    server.setNow('2026-04-07T08:00:00.000Z');
    expect((await queue()).map((row) => row.is_urgent)).toEqual([true, true, true]);
    server.setNow('2026-04-02T08:00:00.000Z');
  });
});

describe('who reads', () => {
  it('holds no role that names a participant or a site, whatever the order in which roles are given', async () => {
    const manager = server.as('trialManager');
    for (const role of ['monitor', 'safetyOfficer', 'edssRater', 'statistician', 'auditor', 'nationalCoordinator'])
      expect(
        (await manager.send('grantRole', { actorId: server.as('reader').actorId, role, sites: 'all' })).body,
        role,
      ).toMatchObject({ code: 'roles-incompatible' });
    const monitor = { actorId: server.as('aMonitor').actorId };
    await manager.must('grantRole', { ...monitor, role: 'monitor', sites: 'all' });
    const refused = await manager.send('grantRole', { ...monitor, role: 'reader', sites: 'all' });
    expect(refused.body).toMatchObject({ code: 'roles-incompatible', facts: { roles: ['reader', 'monitor'] } });
  });
});

describe('a reading', () => {
  it('is an ordinary form in the record, of the day of the visit', async () => {
    const [{ reading_id, tag }] = await waiting();
    const key = randomUUID();
    const body = { items: { readable: true, lesions: 7 }, tag };
    const answer = await send('reader', reading_id.toLowerCase().replaceAll('-', ''), 'recordForm', body, key);
    const [{ tag: next }] = await queue('reader', { readingId: reading_id });
    expect([answer.status, answer.body]).toEqual([200, { readingId: reading_id, tag: next, repeated: false }]);
    expect(told(JSON.stringify(answer.headers))).toEqual([]);
    const again = await send('reader', reading_id, 'recordForm', body, key);
    expect(again.body).toMatchObject({ readingId: reading_id, repeated: true });
    expect(told(again.text + answer.text)).toEqual([]);
    const { participant_id: participantId, visit, form } = await placeOf(reading_id);
    const [recorded] = await server.as('dataManager').see('form', { participantId, visit, form });
    expect(recorded).toMatchObject({ happened_on: '2026-04-01', items: { readable: true, lesions: 7 } });
    const [change] = await server.as('dataManager').see('valueHistory', { participantId, form });
    expect(change).toMatchObject({ action: 'recorded', actor_id: server.as('reader').actorId });
  });

  it('is seen, corrected and taken back by who sent it, and by no other reader', async () => {
    const [{ reading_id, tag }] = (await queue()).filter(({ state }) => state === 'sent');
    const [own] = await queue('reader', { readingId: reading_id });
    expect(own).toMatchObject({ items: { readable: true, lesions: 7 }, rows: [], state: 'sent' });
    expect(told(JSON.stringify(own).replace(own.sent_at, ''))).toEqual([]);
    expect(await queue('otherReader', { readingId: reading_id })).toEqual([]);
    const stranger = await send('otherReader', reading_id, 'correctValue', {
      items: { lesions: 1 },
      reason: 'mine',
      tag,
    });
    expect([stranger.status, stranger.body.code]).toEqual([412, 'changed-meanwhile']);
    expect(told(stranger.text)).toEqual([]);
    const corrected = { items: { lesions: 8 }, reason: 'counted again', tag };
    expect((await send('reader', reading_id, 'correctValue', corrected)).status).toBe(200);
    const stale = await send('reader', reading_id, 'undoForm', { reason: 'wrong scan', tag });
    expect([stale.status, stale.body.code, stale.body.facts]).toEqual([412, 'changed-meanwhile', undefined]);
    const [{ tag: fresh }] = await queue('reader', { readingId: reading_id });
    expect((await send('reader', reading_id, 'undoForm', { reason: 'wrong scan', tag: fresh })).status).toBe(200);
    expect((await waiting('otherReader')).map((row) => row.reading_id)).toContain(reading_id);
  });

  it('that finds a scan unreadable asks for another, and is brought up to date when it is there', async () => {
    const [{ reading_id, tag }] = await waiting();
    await send('reader', reading_id, 'recordForm', { items: { readable: false }, tag });
    const [asked] = (await queue()).filter((row) => row.reading_id === reading_id);
    expect(asked).toMatchObject({ state: 'repeatAsked', is_urgent: false });
    const { participant_id } = await placeOf(reading_id);
    const notices = await server.as('coordinator').see('notifications');
    expect(notices.filter(({ code }) => code === 'scan-unreadable')).toMatchObject([
      { code: 'scan-unreadable', participant_id, facts: { visit: 'week12', form: 'scan' } },
    ]);
    expect((await server.as('reader').ask('notifications')).status).toBe(403);
    const more = await send('reader', reading_id, 'recordForm', { items: { lesions: 2 }, tag: asked.tag });
    expect(more.status).toBe(200);
    const [{ tag: next }] = await queue('reader', { readingId: reading_id });
    const changed = { items: { readable: true }, reason: 'the scan was repeated', tag: next };
    expect((await send('reader', reading_id, 'correctValue', changed)).status).toBe(200);
    const [read] = await queue('reader', { readingId: reading_id });
    expect(read).toMatchObject({ state: 'sent', items: { readable: true, lesions: 2 } });
  });

  it('by two readers at once is recorded once, and the other is told that somebody was first', async () => {
    const [{ reading_id, tag }] = await waiting();
    const answers = await Promise.all(
      ['reader', 'otherReader'].map((name, index) =>
        send(name, reading_id, 'recordForm', { items: { readable: true, lesions: index }, tag }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(told(answers.map(({ text }) => text).join())).toEqual([]);
    const held = await Promise.all(['reader', 'otherReader'].map((name) => queue(name, { readingId: reading_id })));
    expect(held.map((rows) => rows.length).sort()).toEqual([0, 1]);
  });

  it('is refused without a word about whose scan it is', async () => {
    await scan('turin', '2026-04-01');
    const [{ reading_id, tag }] = await waiting();
    const refused = [
      await send('reader', '0000-0000-0000', 'recordForm', { items: { readable: true }, tag }),
      await send('reader', scanned[0]?.participantId ?? '', 'recordForm', { items: { readable: true }, tag }),
      await send('reader', reading_id, 'recordForm', { items: { lesions: 'many' }, tag }),
      await send('reader', reading_id, 'recordForm', { items: { edss: 3 }, tag }),
      await send('reader', reading_id, 'recordForm', { items: {}, happenedOn: '2026-02-02', tag }),
      await send('reader', reading_id, 'undoForm', { reason: 'nothing there', tag }),
    ];
    expect(refused.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '404 reading-unknown',
      '404 reading-unknown',
      '422 value-not-allowed',
      '422 item-unknown',
      '422 command-invalid',
      '422 form-not-recorded',
    ]);
    expect(told(refused.map(({ text }) => text).join())).toEqual([]);
    expect(refused[2]?.body.facts).toEqual({ items: ['lesions'] });
    expect(refused[0]?.body.detail).toBe(refused[1]?.body.detail);
  });

  it('is over once its form is frozen, and of who withdrew the use of data none waits', async () => {
    const [{ reading_id }] = (await queue()).filter(({ state }) => state === 'sent');
    const { participant_id: participantId, visit, form, occurrence } = await placeOf(reading_id);
    await server.as('dataManager').must('freezeForms', { participantId, forms: [{ visit, form, occurrence }] });
    const [closed] = await queue('reader', { readingId: reading_id });
    expect(closed.state).toBe('closed');
    const late = await send('reader', reading_id, 'undoForm', { reason: 'too late', tag: closed.tag });
    expect([late.status, late.body.code]).toEqual([409, 'form-frozen']);
    expect(told(late.text)).toEqual([]);

    const left = await scan('turin', '2026-04-01');
    const label = (await labels()).find((row) => row.participant_id === left.participantId && row.visit === 'week12');
    const [before] = await queue('reader', { readingId: label.reading_id });
    expect(before.state).toBe('waiting');
    const withdrawal = { kind: 'dataUse', withdrawnOn: '2026-04-02', reason: 'no longer wants it' };
    await server.as('coordinator').must('withdraw', { participantId: left.participantId, ...withdrawal });
    expect(await queue('reader', { readingId: label.reading_id })).toEqual([]);
    const gone = await send('reader', label.reading_id, 'recordForm', { items: { readable: true }, tag: before.tag });
    expect(gone.body.code).toBe('reading-unknown');
  });
});

describe('a scan of an unscheduled visit', () => {
  it('waits as others do, one for each day, and keeps its id whatever is entered later', async () => {
    const { participantId } = scanned[0] ?? { participantId: '' };
    const before = (await queue()).map((row) => row.reading_id);
    const visit = (happenedOn: string) =>
      server.as('coordinator').must('recordForm', {
        ...{ participantId, visit: 'relapse', form: 'infection', happenedOn },
        items: { activeInfection: false },
      });
    await visit('2026-03-20');
    const added = (await waiting()).filter((row) => !before.includes(row.reading_id));
    expect(added).toMatchObject([{ reading: 'central', form: 'scan', state: 'waiting' }]);
    expect(told(JSON.stringify(added))).toEqual([]);
    const [{ reading_id, tag }] = added as [{ reading_id: string; tag: string }];
    expect(await placeOf(reading_id)).toMatchObject({ visit: 'relapse', occurrence: 1, happened_on: '2026-03-20' });
    // An earlier one comes to be known: the label on the scan stays good, and each is read under its own day.
    await visit('2026-03-02');
    const two = (await waiting()).filter((row) => !before.includes(row.reading_id));
    expect(two.map((row) => row.reading_id)).toContain(reading_id);
    expect(two).toHaveLength(2);
    const body = { items: { readable: true, lesions: 3 } };
    expect((await send('reader', reading_id, 'recordForm', { ...body, tag })).status).toBe(200);
    const other = two.find((row) => row.reading_id !== reading_id);
    expect((await send('reader', other.reading_id, 'recordForm', { ...body, tag: other.tag })).status).toBe(200);
    const { rows: recorded } = await server.system.pools.owner.query(
      "select occurrence, happened_on from read.form where visit = 'relapse' and form = 'scan' order by occurrence",
    );
    expect(recorded).toEqual([
      { occurrence: 1, happened_on: '2026-03-20' },
      { occurrence: 2, happened_on: '2026-03-02' },
    ]);
    const [{ tag: sent }] = await queue('reader', { readingId: reading_id });
    expect((await send('reader', reading_id, 'undoForm', { reason: 'wrong scan', tag: sent })).status).toBe(200);
    expect((await waiting()).map((row) => row.reading_id)).toContain(reading_id);
  });
});
