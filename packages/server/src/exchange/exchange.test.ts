// Exports and imports over HTTP: what is in them, who gets them, that they are recorded; imports as the screen would take them.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Authenticator } from '../http/authentication.js';
import { openTestServer, type TestServer, testAuthenticator } from '../test-support/server.js';
import { readZip } from '../test-support/zip.js';

const protocol = readFileSync(new URL('../store/view/capture.fixture.yaml', import.meta.url), 'utf8');
const idOf = (number: number) => `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const people = [
  { name: 'coordinator', role: 'coordinator', sites: ['genoa'] },
  { name: 'investigator', role: 'investigator', sites: ['genoa'] },
  { name: 'leader', role: 'principalInvestigator', sites: ['genoa'] },
  { name: 'monitor', role: 'monitor', sites: ['genoa'] },
  { name: 'turinCoordinator', role: 'coordinator', sites: ['turin'] },
  { name: 'dataManager', role: 'dataManager' },
  { name: 'statistician', role: 'statistician' },
];
let server: TestServer;

async function post(name: string, address: string, payload: object, headers: Record<string, string> = {}) {
  const { app, trialId } = server;
  const response = await app.inject({
    method: 'POST',
    url: `/api/trials/${trialId}/${address}`,
    headers: { ...server.as(name).headers, ...headers },
    payload,
  });
  return { status: response.statusCode, bytes: response.rawPayload, text: response.body, headers: response.headers };
}

async function exported(name: string, what: string, body: object) {
  const answer = await post(name, `exports/${what}`, body);
  expect(answer.status, answer.text).toBe(200);
  return answer;
}

/** Adds a file to a participant. */
async function attach(name: string, command: object, content: string): Promise<void> {
  const part = (head: string, body: string) => `--edge\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const response = await server.app.inject({
    method: 'POST',
    url: `/api/trials/${server.trialId}/attachments`,
    headers: {
      ...server.as(name).headers,
      'idempotency-key': randomUUID(),
      'content-type': 'multipart/form-data; boundary=edge',
    },
    payload: `${part('name="command"', JSON.stringify(command))}${part('name="file"; filename="a.pdf"', content)}--edge--\r\n`,
  });
  expect(response.statusCode, response.body).toBe(200);
}

/** The texts of a zip by path. */
async function zipOf(name: string, what: string, body: object): Promise<ReadonlyMap<string, string>> {
  const answer = await exported(name, what, body);
  expect(answer.headers['content-type']).toBe('application/zip');
  return readZip(answer.bytes);
}

/** Exports themselves are in the record, each asking adds one. */
const isOther = ({ type }: { readonly type: string }) => type !== 'RecordExported';
const rowsOf = (csv: string | undefined): readonly Record<string, string>[] =>
  parse(csv ?? '', { columns: true, bom: true });

/** Takes scopes of a token from a header. */
function withScopes(authenticator: Authenticator): Authenticator {
  return {
    ...authenticator,
    authenticate: async (request) => {
      const actor = await authenticator.authenticate(request);
      const scopes = request.headers['x-scopes'];
      return actor === undefined || typeof scopes !== 'string' ? actor : { ...actor, scopes: [scopes] };
    },
  };
}

beforeAll(async () => {
  server = await openTestServer({
    authenticator: withScopes(testAuthenticator()),
    protocol,
    people,
    activeSites: ['genoa', 'turin'],
    now: '2026-03-01T08:00:00.000Z',
  });
  const [genoa, turin] = [server.as('coordinator'), server.as('turinCoordinator')];
  const screen = { screenedOn: '2026-02-01' };
  await genoa.must('screenParticipant', {
    participantId: idOf(1),
    siteId: 'genoa',
    screeningNumber: 'GE-001',
    ...screen,
  });
  await genoa.must('screenParticipant', {
    participantId: idOf(2),
    siteId: 'genoa',
    screeningNumber: 'GE-002',
    ...screen,
  });
  await turin.must('screenParticipant', {
    participantId: idOf(3),
    siteId: 'turin',
    screeningNumber: 'TO-001',
    ...screen,
  });
  const form = (number: number, body: object) => ({ participantId: idOf(number), happenedOn: '2026-02-02', ...body });
  await genoa.must(
    'recordForm',
    form(1, { visit: 'screening', form: 'person', items: { ageYears: 40, sex: 'female' } }),
  );
  await turin.must('recordForm', form(3, { visit: 'screening', form: 'person', items: { ageYears: 50, sex: 'male' } }));
  await server
    .as('investigator')
    .must('recordForm', form(1, { visit: 'screening', form: 'person', items: { secret: 4 } }), { version: 2 });
  await genoa.must('recordForm', {
    ...form(1, { visit: 'month1', form: 'vitals', timepoint: 'at0', items: { weightKg: 70.5 } }),
    happenedOn: '2026-03-01',
    rows: [{ rowId: idOf(901), group: 'pressures', items: { systolic: 120, diastolic: { missing: 'notDone' } } }],
  });
  await genoa.must(
    'recordForm',
    form(1, { visit: 'log', form: 'medication', items: { drug: '=HYPERLINK("x";"y")', takenFrom: '2025-11' } }),
  );
  await turin.must(
    'recordForm',
    form(3, { visit: 'log', form: 'medication', items: { drug: 'of Turin', takenFrom: '2024' } }),
  );
  await genoa.must(
    'correctValue',
    {
      participantId: idOf(1),
      visit: 'screening',
      form: 'person',
      items: { ageYears: 41 },
      reason: 'misread <b>date</b>',
    },
    { version: 3 },
  );
}, 900_000);
afterAll(() => server.close());

describe('an export of data', () => {
  it('holds what its caller sees on the screen, and is recorded with who, when and what [acceptance 18] [acceptance 23]', async () => {
    const files = await zipOf('dataManager', 'data', { format: 'json', deidentified: false });
    const onScreen = await server.as('dataManager').see('formEntries');
    expect(onScreen.length).toBe(5);
    const inFile = [...files]
      .filter(([name]) => /^forms\/[a-z]+\.json$/i.test(name))
      .flatMap(([, text]) => JSON.parse(text));
    const values = (row: Record<string, unknown>) =>
      [row.participant_id, row.visit, row.occurrence, row.version].join(' ');
    expect(inFile.map(values).sort()).toEqual(onScreen.map(values).sort());
    const [person] = JSON.parse(files.get('forms/person.json') ?? '[]');
    expect(person).toMatchObject({ screening_number: 'GE-001', ageYears: 41, sex: 'female' });
    // An item that only investigators see is in the export of none but them.
    expect([...files.values()].join('')).not.toContain('secret":4');
    expect(JSON.parse(files.get('lists/participants.json') ?? '[]')).toEqual(
      await server.as('dataManager').see('participants'),
    );
    expect(JSON.parse(files.get('forms/vitals.pressures.json') ?? '[]')).toMatchObject([
      { participant_id: idOf(1), row_id: idOf(901), systolic: 120, diastolic: { missing: 'notDone' } },
    ]);
    const recorded = await server.as('dataManager').see('audit', { type: 'DataExported' });
    expect(recorded.at(-1)).toMatchObject({ actor_id: server.as('dataManager').actorId });
    expect(JSON.parse(recorded.at(-1).payload)).toEqual({ format: 'json', deidentified: false });
  });

  it('is CSV that spreadsheets compute nothing of, with a byte order mark on wish', async () => {
    const { bytes, headers } = await exported('dataManager', 'data', {
      format: 'csv',
      forms: ['medication'],
      deidentified: false,
      byteOrderMark: true,
    });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(rowsOf(bytes.toString())).toMatchObject([
      { screening_number: 'GE-001', happened_on: '2026-02-02', drug: '\'=HYPERLINK("x";"y")', takenFrom: '2025-11' },
      { screening_number: 'TO-001', drug: 'of Turin', takenFrom: '2024' },
    ]);
  });

  it('gives who works at one site nothing of another site, in any export [acceptance 2] [acceptance 30]', async () => {
    const data = await zipOf('leader', 'data', { format: 'csv', deidentified: false });
    const hidden = await zipOf('leader', 'data', { format: 'csv', deidentified: true });
    const record = await exported('monitor', 'record', { format: 'json' });
    const archive = await zipOf('investigator', 'site', { siteId: 'genoa' });
    const everything = [...data.values(), ...hidden.values(), record.text, ...archive.values()].join('\n');
    expect(everything).toContain('GE-001');
    for (const foreign of [idOf(3), 'TO-001', 'of Turin']) expect(everything).not.toContain(foreign);
    expect(rowsOf(hidden.get('forms/person.csv'))).toHaveLength(1);
    const refused = [
      await post('investigator', 'exports/site', { siteId: 'turin' }),
      await post('coordinator', 'exports/data', { format: 'csv', deidentified: false }),
      await post('coordinator', 'exports/site', { siteId: 'genoa' }),
      await post('statistician', 'exports/record', { format: 'csv' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect((await post('stranger', 'exports/record', { format: 'csv' })).status).toBe(404);
    // Nobody records an export that gave out nothing.
    const alone = await server.as('dataManager').send('exportData', { format: 'csv', deidentified: false });
    expect([alone.status, alone.body.code]).toEqual([422, 'file-not-served']);
  });

  it('shifts the dates of a participant by one constant, and holds neither texts nor ids when de-identified [acceptance 40]', async () => {
    const files = await zipOf('dataManager', 'data', { format: 'csv', deidentified: true });
    const text = [...files]
      .filter(([name]) => name !== 'manifest.json')
      .map(([, content]) => content)
      .join('\n');
    for (const known of [idOf(1), idOf(3), 'GE-001', 'TO-001', 'genoa', 'HYPERLINK', 'of Turin'])
      expect(text, known).not.toContain(known);
    const [person] = rowsOf(files.get('forms/person.csv')).filter(({ sex }) => sex === 'female');
    const [vitals] = rowsOf(files.get('forms/vitals.csv'));
    const [participant] = rowsOf(files.get('lists/participants.csv')).filter(
      (row) => row.participant === person?.participant,
    );
    const days = (later?: string, earlier?: string) =>
      (Date.parse(later ?? '') - Date.parse(earlier ?? '')) / 86_400_000;
    expect(person?.participant).toMatch(/^P-[0-9A-Z]{12}$/);
    expect(days(vitals?.happened_on, person?.happened_on)).toBe(27);
    expect(days(person?.happened_on, participant?.screened_on)).toBe(1);
    expect(days('2026-02-02', person?.happened_on)).toBeGreaterThanOrEqual(1);
    expect(days('2026-02-02', person?.happened_on)).toBeLessThanOrEqual(366);
    const again = await zipOf('dataManager', 'data', { format: 'csv', deidentified: true });
    expect(again.get('forms/person.csv')).not.toContain(person?.participant);
  });
});

describe('an export of the record', () => {
  it('is filtered by event, person, participant, site and time [acceptance 24]', async () => {
    const manager = server.as('dataManager');
    const record = async (filter: object) =>
      JSON.parse((await exported('dataManager', 'record', { format: 'json', ...filter })).text);
    const all = await record({});
    const screen = await manager.see('audit');
    const keyOf = (row: Record<string, unknown>) => `${row.stream_id} ${row.version}`;
    // The export itself is recorded before it is read.
    expect(all.map(keyOf)).toEqual(screen.map(keyOf));
    expect(all.map(keyOf)).toHaveLength(screen.length);
    const { actorId } = server.as('turinCoordinator');
    const filters: readonly (readonly [object, (row: Record<string, string>) => boolean])[] = [
      [{ ofType: 'FormCorrected' }, ({ type }) => type === 'FormCorrected'],
      [{ ofActor: actorId }, ({ actor_id }) => actor_id === actorId],
      [{ ofParticipant: idOf(1) }, ({ stream_id }) => stream_id === idOf(1)],
      [{ ofSite: 'turin' }, ({ site_id }) => site_id === 'turin'],
      [{ to: '2026-03-01T08:00:00.000Z' }, ({ recorded_at = '' }) => recorded_at < '2026-03-01T08:00:00.000Z'],
      [{ from: '2026-03-01T08:00:00.000Z' }, ({ recorded_at = '' }) => recorded_at >= '2026-03-01T08:00:00.000Z'],
    ];
    for (const [filter, holds] of filters) {
      const found = (await record(filter)).filter(isOther);
      expect(found.map(keyOf), JSON.stringify(filter)).toEqual(all.filter(isOther).filter(holds).map(keyOf));
    }
    const correction = all.find(({ type }: { type: string }) => type === 'FormCorrected');
    expect(correction).toMatchObject({ reason: 'misread <b>date</b>', actor_id: server.as('coordinator').actorId });
    expect(JSON.parse(correction.payload).items).toEqual({ ageYears: { from: 40, to: 41 } });
  });
});

describe('the archive of a site', () => {
  it('opens without a network, tells every value with its history, and is checked by the program in it', async () => {
    const content = '%PDF-1.4 synthetic letter';
    const letter = { attachmentId: randomUUID(), participantId: idOf(1), name: '../Letter of 2 March.PDF' };
    await attach('coordinator', letter, content);
    for (const name of ['coordinator', 'turinCoordinator'])
      await server.system.pools.account.query(
        `insert into account."user" ("name", "email", "emailVerified", "updatedAt", "actorId", "mayCreateTrials", "locale", "isDemonstration")
         values ($1, $2, true, now(), $3, false, 'en', false)`,
        [`Synthetic ${name}`, `${name.toLowerCase()}@example.org`, server.as(name).actorId],
      );
    const archive = await zipOf('investigator', 'site', { siteId: 'genoa' });
    expect(archive.get(`files/${letter.attachmentId}.pdf`)).toBe(content);
    // Of the people of the trial only those who occur, and not who works at another site alone.
    expect(rowsOf(archive.get('people.csv'))).toEqual([
      { actor_id: server.as('coordinator').actorId, name: 'Synthetic coordinator' },
    ]);
    const page = archive.get('index.html') ?? '';
    expect(page).not.toMatch(/(src|href|action)=|@import|url\(/i);
    expect(page).toContain("default-src 'none'");
    for (const shown of ['GE-001', 'GE-002', '40', '41', 'misread &#60;b&#62;date&#60;/b&#62;', '=HYPERLINK(&#34;x']) {
      expect(page).toContain(shown);
    }
    // Who may see an item finds it in the own archive; no arm is anywhere.
    expect(page).toContain('Only for investigators');
    expect([...archive.values()].join('')).not.toMatch(/"(active|control)"/);
    expect(rowsOf(archive.get('history.csv')).find(({ action }) => action === 'corrected')).toMatchObject({
      screening_number: 'GE-001',
      item: 'ageYears',
      from: '40',
      to: '41',
      reason: 'misread <b>date</b>',
      actor_id: server.as('coordinator').actorId,
    });
    const folder = mkdtempSync(path.join(tmpdir(), 'equipoise-archive-'));
    try {
      for (const [name, text] of archive) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      const check = () =>
        promisify(execFile)(process.execPath, ['verify.mjs'], { cwd: folder }).then(
          ({ stdout }) => stdout,
          ({ stdout }: { readonly stdout: string }) => `failed: ${stdout}`,
        );
      expect(await check()).toMatch(/^\d+ files and \d+ events: all as they were\.\n$/);
      writeFileSync(path.join(folder, 'files', `${letter.attachmentId}.pdf`), '%PDF-1.4 another');
      expect(await check()).toContain(`files/${letter.attachmentId}.pdf: changed`);
      const events = path.join(folder, 'events.jsonl');
      writeFileSync(events, readFileSync(events, 'utf8').replace('"ageYears\\":40', '"ageYears\\":39'));
      const found = await check();
      expect(found).toContain('events.jsonl: changed');
      expect(found).toMatch(/version \d+: payload changed/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('an import of forms', () => {
  const head = 'screening_number,visit,occurrence,happened_on,version,ageYears,sex,secret\r\n';
  const file = (rows: string) => ({ form: 'person', fileName: 'person.csv', content: head + rows });
  const preview = async (name: string, body: object) => {
    const { status, text } = await post(name, 'import/preview', body);
    return { status, body: JSON.parse(text) };
  };
  const send = async (name: string, body: object, key: string = randomUUID()) => {
    const { status, text } = await post(name, 'import', body, { 'idempotency-key': key });
    return { status, body: JSON.parse(text) };
  };
  const formOf = async (number: number) =>
    (await server.as('coordinator').see('form', { participantId: idOf(number), visit: 'screening' }))[0];

  it('tells all problems at once, each with its row and column, and writes nothing [acceptance 34]', async () => {
    const bad = file(
      [
        'GE-001,screening,1,,,forty,person,',
        'GE-002,nowhere,1,2026-02-03,,41,male,',
        'GE-002,screening,2,2026-02-03,,41,male,',
        'XX-999,screening,1,2026-02-03,,41,male,',
        // Somebody of another site is as unknown as nobody.
        'TO-001,screening,1,2026-02-03,,41,male,',
        'GE-002,screening,1,3 Feb 2026,,41,male,5',
        'GE-001,screening,1,,1,42,,',
      ].join('\r\n'),
    );
    const { status, body } = await preview('coordinator', bad);
    expect(status).toBe(200);
    expect(body.digest).toBeUndefined();
    expect(body.problems.map(({ line, column, code }: Record<string, unknown>) => [line, column, code])).toEqual([
      [2, 'ageYears', 'value-not-allowed'],
      [2, 'sex', 'value-not-allowed'],
      [3, 'visit', 'visit-unknown'],
      [4, 'occurrence', 'occurrence-not-allowed'],
      [5, 'screening_number', 'participant-unknown'],
      [6, 'screening_number', 'participant-unknown'],
      [7, 'happened_on', 'not-a-date'],
      [7, 'secret', 'item-not-seen'],
      [8, 'visit', 'row-twice'],
    ]);
    const sent = await send('coordinator', { ...bad, digest: 'ab'.repeat(32), reason: 'transcription of paper' });
    expect([sent.status, sent.body.code, sent.body.problems.length]).toEqual([422, 'import-invalid', 9]);
    expect(await formOf(2)).toBeUndefined();
    const columns = await preview('coordinator', {
      ...bad,
      content: 'screening_number;visit;agYears\n"GE-001";screening;1\n',
    });
    expect(columns.body.problems).toMatchObject([{ line: 1, column: 'agYears', code: 'column-unknown' }]);
  });

  it('shows old and new values first, demands a reason, and writes all of it once or nothing [acceptance 35]', async () => {
    const { version } = await formOf(1);
    const good = file(
      `GE-001,screening,1,,${version},43,missing: refused,\r\nGE-002,screening,1,2026-02-04,,55,male,\r\n`,
    );
    const shown = await preview('coordinator', good);
    expect(shown.body.problems).toEqual([]);
    const change = (line: number, item: string, from: unknown, to: unknown) => ({ line, item, from, to });
    expect(shown.body.changes).toMatchObject([
      change(2, 'ageYears', 41, 43),
      change(2, 'sex', 'female', { missing: 'refused' }),
      change(3, 'happenedOn', null, '2026-02-04'),
      change(3, 'ageYears', null, 55),
      change(3, 'sex', null, 'male'),
    ]);
    const { digest } = shown.body;
    expect((await send('coordinator', { ...good, digest, reason: '' })).status).toBe(422);
    expect((await send('coordinator', { ...good, digest: 'ab'.repeat(32), reason: 'paper' })).body.code).toBe(
      'import-changed',
    );
    const key = randomUUID();
    const asked = { ...good, digest, reason: 'transcription of paper' };
    // Sent twice at once, as by an impatient person, it is made once.
    const both = await Promise.all([send('coordinator', asked, key), send('coordinator', asked, key)]);
    expect(both.map((one) => one.body).sort((a, b) => Number(a.repeated) - Number(b.repeated))).toEqual([
      { rows: 2, forms: 2, values: 5, repeated: false },
      { rows: 2, repeated: true },
    ]);
    // The same import again is answered and not made again; another one under its key is refused.
    expect(await send('coordinator', asked, key)).toEqual({ status: 200, body: { rows: 2, repeated: true } });
    expect((await send('coordinator', { ...asked, reason: 'another' }, key)).body.code).toBe('command-id-used');
    expect((await formOf(1)).items).toMatchObject({ ageYears: 43, sex: { missing: 'refused' } });
    expect((await formOf(2)).items).toEqual({ ageYears: 55, sex: 'male' });
    const history = await server.as('coordinator').see('valueHistory', { participantId: idOf(1), item: 'ageYears' });
    expect(history.at(-1)).toMatchObject({ from: 41, to: 43, reason: 'transcription of paper' });
    const [imported, ...more] = await server.as('dataManager').see('audit', { type: 'FormsImported' });
    expect(more).toEqual([]);
    expect(imported).toMatchObject({ actor_id: server.as('coordinator').actorId, reason: 'transcription of paper' });
    // What was exported and not changed says nothing new.
    const out = await exported('dataManager', 'data', { format: 'csv', forms: ['person'], deidentified: false });
    const same = await preview('dataManager', { form: 'person', fileName: 'x.csv', content: out.bytes.toString() });
    expect([same.body.problems, same.body.changes, same.body.unchanged]).toEqual([[], [], 3]);
  });

  it('takes rows of a group that repeats: new ones, and those that went out, as they were or changed', async () => {
    const files = await zipOf('dataManager', 'data', { format: 'csv', forms: ['vitals'], deidentified: false });
    const out = files.get('forms/vitals.pressures.csv') ?? '';
    const [column, line] = out.trimEnd().split('\r\n') as [string, string];
    const of = (...lines: readonly string[]) => ({
      form: 'vitals',
      fileName: 'pressures.csv',
      content: [column, ...lines, ''].join('\r\n'),
    });
    const same = await preview('coordinator', of(line));
    expect([same.body.problems, same.body.changes, same.body.unchanged]).toEqual([[], [], 1]);
    const changed = line.replace('120', '125').replace('missing: notDone', '80');
    const added = line.replace(idOf(901), '').replace('120', '118');
    const shown = await preview('coordinator', of(changed, added));
    expect(shown.body.problems).toEqual([]);
    expect(shown.body.changes).toMatchObject([
      { line: 2, item: 'systolic', from: 120, to: 125 },
      { line: 2, item: 'diastolic', from: { missing: 'notDone' }, to: 80 },
      { line: 3, item: 'systolic', from: null, to: 118 },
      { line: 3, item: 'diastolic', from: null, to: { missing: 'notDone' } },
    ]);
    const asked = { ...of(changed, added), digest: shown.body.digest, reason: 'transcription of paper' };
    expect((await send('coordinator', asked)).body).toEqual({ rows: 2, forms: 1, values: 4, repeated: false });
    const [form] = await server.as('coordinator').see('form', { participantId: idOf(1), visit: 'month1' });
    const kept = (form.rows as { items: object }[]).map(({ items }) => items);
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(
      expect.arrayContaining([
        { systolic: 125, diastolic: 80 },
        { systolic: 118, diastolic: { missing: 'notDone' } },
      ]),
    );
    // The row that came new is known again by the same file, whose version of the form is of before.
    const twice = await preview('coordinator', of(changed, added, changed));
    expect(twice.body.problems).toMatchObject([
      { line: 2, column: 'version', code: 'changed-meanwhile' },
      { line: 3, column: 'version', code: 'changed-meanwhile' },
      { line: 4, column: 'row_id', code: 'row-twice' },
      { line: 4, column: 'version', code: 'changed-meanwhile' },
    ]);
    const strange = await preview('coordinator', of(line.replace(idOf(901), idOf(902))));
    expect(strange.body.problems).toMatchObject([{ line: 2, column: 'row_id', code: 'row-unknown' }]);
  });

  it('obeys locks, roles and rights as the screen does, row by row, before and while it writes [acceptance 33]', async () => {
    const rows = file('GE-001,screening,1,,,44,,\r\nGE-002,screening,1,,,56,,\r\n');
    const before = await preview('coordinator', rows);
    expect(before.body.problems).toEqual([]);
    const { digest } = before.body;
    await server.as('dataManager').must('lockForms', {
      participantId: idOf(2),
      forms: [{ visit: 'screening', form: 'person', occurrence: 1 }],
    });
    const onScreen = await server
      .as('coordinator')
      .send(
        'correctValue',
        { participantId: idOf(2), visit: 'screening', form: 'person', items: { ageYears: 56 }, reason: 'paper' },
        { version: (await formOf(2)).version },
      );
    // Locked between preview and import: the first row is not written either.
    const late = await send('coordinator', { ...rows, digest, reason: 'paper' });
    expect([late.status, late.body.problems]).toMatchObject([422, [{ line: 3, code: onScreen.body.code }]]);
    expect((await formOf(1)).items.ageYears).toBe(43);
    const after = await preview('coordinator', rows);
    expect(after.body.problems).toMatchObject([{ line: 3, code: onScreen.body.code }]);
    // Changed between preview and import.
    const one = file('GE-001,screening,1,,,44,,\r\n');
    const seen = await preview('coordinator', one);
    await server
      .as('coordinator')
      .must(
        'correctValue',
        { participantId: idOf(1), visit: 'screening', form: 'person', items: { ageYears: 45 }, reason: 'reread' },
        { version: (await formOf(1)).version },
      );
    expect((await send('coordinator', { ...one, digest: seen.body.digest, reason: 'paper' })).body.code).toBe(
      'import-changed',
    );
    expect((await formOf(1)).items.ageYears).toBe(45);
    // Who may not record may import nothing new; who has no right to import, nothing at all.
    const fresh = {
      form: 'scan',
      fileName: 'scan.csv',
      content: 'screening_number,visit,happened_on,lesions\nGE-001,month1,2026-03-01,3\n',
    };
    expect((await preview('dataManager', fresh)).body.problems).toMatchObject([{ line: 2, code: 'right-missing' }]);
    expect((await preview('coordinator', fresh)).body.problems).toEqual([]);
    const refused = [await preview('monitor', fresh), await preview('stranger', fresh)];
    expect(refused.map(({ status }) => status)).toEqual([403, 404]);
  });
});

describe('a token', () => {
  it('exports and imports only what its scopes name', async () => {
    const as = (scope: string) => ({ 'x-scopes': scope });
    const data = { format: 'csv', deidentified: false };
    const read = `${server.trialId}:read:exportData`;
    expect((await post('dataManager', 'exports/data', data, as(read))).status).toBe(200);
    expect((await post('dataManager', 'exports/record', { format: 'csv' }, as(read))).status).toBe(403);
    const file = { form: 'scan', fileName: 'scan.csv', content: 'screening_number,visit\n' };
    expect((await post('dataManager', 'import/preview', file, as(`${server.trialId}:read`))).status).toBe(403);
    expect((await post('dataManager', 'import/preview', file, as(`${server.trialId}:write:importForms`))).status).toBe(
      200,
    );
  });
});
