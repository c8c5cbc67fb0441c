// Dictionaries over HTTP: whole or not at all, by who may, and never another one under the same version.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer, walkPeople } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ people: [...walkPeople, { name: 'coder', role: 'coder' }] });
});
afterAll(() => server.close());

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
});
