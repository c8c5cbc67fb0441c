// Exports and imports over HTTP: what is in them, who gets them, that they are recorded; imports as the screen would take them.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';
import { readZip } from '../test-support/zip.js';

const protocol = readFileSync(new URL('../store/view/capture.fixture.yaml', import.meta.url), 'utf8');
const idOf = (number: number) => `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const people = [
  { name: 'coordinator', role: 'coordinator', sites: ['genoa'] },
  { name: 'investigator', role: 'investigator', sites: ['genoa'] },
  { name: 'leader', role: 'principalInvestigator', sites: ['genoa'] },
  { name: 'monitor', role: 'monitor', sites: ['genoa'] },
  { name: 'coordinatorOfTurin', role: 'coordinator', sites: ['turin'] },
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

beforeAll(async () => {
  server = await openTestServer({ protocol, people, activeSites: ['genoa', 'turin'], now: '2026-03-01T08:00:00.000Z' });
  const [genoa, turin] = [server.as('coordinator'), server.as('coordinatorOfTurin')];
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
}, 120_000);
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
    for (const known of [idOf(1), idOf(3), 'GE-001', 'TO-001', 'genoa', 'HYPERLINK', 'of Turin', '2026-0'])
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
    const { actorId } = server.as('coordinatorOfTurin');
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
