// Dictionaries over HTTP: whole or not at all, by who may, and never another one under the same version.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer, walkPeople } from '../test-support/server.js';
import { walkProtocol } from '../test-support/walk.js';

let server: TestServer;
beforeAll(async () => {
  const people = [...walkPeople, { name: 'coder', role: 'coder' }];
  const complaint = '- { id: complaint, name: Complaint, type: text }';
  const protocol = walkProtocol.replace(
    'required: true }\n  - id: scan',
    `required: true }\n      ${complaint}\n  - id: scan`,
  );
  server = await openTestServer({ people, protocol: `${protocol}\n${coding}` });
});
afterAll(() => server.close());

const coding = `dataReview:
  coding: [{ id: complaints, name: Complaints, of: { form: demographics, item: complaint }, dictionary: glumdra, version: "1" }]
`;
/** Words that mean nothing. */
const csv = 'code,term,current,group,group code\n1,Glumbitis,yes,Glums,G\n2,Wozzle ache,no,Wozzles,W\n';
const send = async (who: string, body: object) => {
  const response = await server.app.inject({
    method: 'POST',
    url: `/api/trials/${server.trialId}/dictionaries`,
    headers: server.as(who).headers,
    payload: body,
  });
  return { status: response.statusCode, body: response.json() };
};
const table = (content: string, version = '1') => ({
  dictionary: 'glumdra',
  version,
  files: [{ name: 'terms.csv', content }],
});

describe('a dictionary', () => {
  it('is brought in by the data manager, once, and listed for those who code', async () => {
    expect(await send('dataManager', table(csv))).toEqual({
      status: 200,
      body: { dictionary: 'glumdra', version: '1', terms: 2, repeated: false },
    });
    expect((await send('dataManager', table(csv))).body.repeated).toBe(true);
    const other = await send('dataManager', table(csv.replace('Glumbitis', 'Glumbus')));
    expect([other.status, other.body.code]).toEqual([409, 'dictionary-other']);
    for (const who of ['dataManager', 'coder', 'trialManager']) {
      const { body } = await server.as(who).ask('dictionaries');
      expect(body.rows, who).toMatchObject([{ dictionary: 'glumdra', version: '1', terms: 2 }]);
    }
  });

  it('is read from the files of MedDRA as well', async () => {
    const files = [
      { name: 'LLT.ASC', content: '101$Glumbitis acute$11$$$$$$$Y$$\n' },
      { name: 'mdhier.asc', content: '11$21$31$91$Glumbitis$Glum conditions$Glum group$Glum disorders$Glum$$91$Y$\n' },
    ];
    const sent = await send('dataManager', { dictionary: 'glumdra', version: '2', files });
    expect(sent.body).toMatchObject({ terms: 1, repeated: false });
  });

  it('is refused with all its problems, each at its line, and then nothing is there', async () => {
    const wrong = await send('dataManager', table('code,term,current\n1,,yes\n1,Again,perhaps\n', '3'));
    expect(wrong).toMatchObject({ status: 422, body: { code: 'dictionary-invalid', facts: { problems: 3 } } });
    const found = wrong.body.problems.map(({ pointer, line, code }: Record<string, unknown>) => [pointer, line, code]);
    expect(found).toEqual([
      ['/files/0/content', 2, 'field-empty'],
      ['/files/0/content', 3, 'code-twice'],
      ['/files/0/content', 3, 'value-unknown'],
    ]);
    const missing = await send('dataManager', { ...table('', '4'), files: [{ name: 'llt.asc', content: '' }] });
    expect(missing.body.problems).toMatchObject([{ pointer: '/files', code: 'file-missing' }]);
    expect((await send('dataManager', table('code,term\n', '5'))).body.code).toBe('dictionary-invalid');
    expect((await send('dataManager', { ...table(csv), dictionary: 'not a name' })).body.code).toBe('body-invalid');
    const versions = (await server.as('coder').ask('dictionaries')).body.rows.map(
      (row: { version: string }) => row.version,
    );
    expect(versions.sort()).toEqual(['1', '2']);
  });

  it('is brought in by nobody else', async () => {
    for (const who of ['coder', 'trialManager', 'coordinator'])
      expect((await send(who, table(csv, '9'))).body.code, who).toBe('view-right-missing');
    expect((await send('stranger', table(csv, '9'))).body.code).toBe('trial-unknown');
    expect((await server.as('coordinator').ask('dictionaries')).body.code).toBe('view-right-missing');
  });

  it('is searched by code and by the beginnings of words, and what was coded with another version is coded again', async () => {
    const participantId = randomUUID();
    const thing = { visit: 'screening', form: 'demographics', item: 'complaint', occurrence: 1 };
    const [coordinator, coder] = [server.as('coordinator'), server.as('coder')];
    const screened = { siteId: 'genoa', screeningNumber: 'S-1', screenedOn: '2026-01-06' };
    await coordinator.must('screenParticipant', { participantId, ...screened });
    await coordinator.must('recordForm', {
      ...{ participantId, visit: 'screening', form: 'demographics', happenedOn: '2026-01-06' },
      items: { complaint: 'a bit of glumbitis' },
    });
    const list = async (params: Readonly<Record<string, string>> = {}) =>
      (await coder.ask('codingList', params)).body.rows;
    const search = async (words: string) =>
      (await coder.ask('dictionaryTerms', { coding: 'complaints', words })).body.rows.map(
        ({ term }: { term: string }) => term,
      );
    expect([
      await search('glum'),
      await search('1'),
      await search('wozzle'),
      await search(`"'&|!`),
      await search(''),
    ]).toEqual([...[['Glumbitis'], ['Glumbitis'], [], [], []]]);
    expect(await list()).toMatchObject([{ state: 'uncoded', suggestions: [{ term: 'Glumbitis' }] }]);
    await coder.must('codeTerm', { participantId, thing, code: '1' });
    expect(await list({ state: 'coded' })).toMatchObject([{ code: '1', dictionary_version: '1' }]);

    const reason = 'The new version is there.';
    await server.as('trialManager').must('changeDictionaryVersion', { coding: 'complaints', version: '2', reason });
    const { body } = await server.as('trialManager').ask('dictionaries');
    expect(body.changed).toMatchObject([{ coding: 'complaints', version: '2', reason }]);
    expect(await search('glum')).toEqual(['Glumbitis acute']);
    expect(await list({ state: 'outdated' })).toMatchObject([{ code: '1', suggestions: [{ code: '101' }] }]);
    await coder.must('codeTerm', { participantId, thing, code: '101', reason: 'As the new version has it' });
    const [row] = await list({ state: 'coded' });
    const history = (await coder.ask('codingHistory', { participantId, thing: row.thing })).body.rows;
    expect(history.map((one: Record<string, unknown>) => [one.dictionary_version, one.code, one.reason])).toEqual([
      ['1', '1', null],
      ['2', '101', 'As the new version has it'],
    ]);
    expect((await coordinator.ask('codingHistory', { participantId })).status).toBe(403);
  });
});
