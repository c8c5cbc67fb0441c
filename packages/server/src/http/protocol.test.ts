// The protocol over HTTP: everyone of the trial reads it, few the numbers of its randomisation, nobody from elsewhere anything.
import { Protocol } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer, walkPeople } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({
    people: [...walkPeople, { name: 'infusionNurse', role: 'infusionNurse', sites: ['genoa'] }],
  });
});
afterAll(() => server.close());

const read = async (name: string, query: Readonly<Record<string, string>> = {}) => {
  const answer = await server.as(name).ask('protocol', query);
  return { ...answer, row: answer.body.rows?.[0] };
};

describe('the protocol', () => {
  it('is read by everybody with a role, also one that sees no more of the trial, and reads as a protocol', async () => {
    for (const name of ['edssRater', 'infusionNurse', 'cellLaboratory', 'coordinator', 'trialManager']) {
      const { status, row } = await read(name);
      expect(status, name).toBe(200);
      expect(row).toMatchObject({ protocol_version: row.protocol.version, in_force_at: ['genoa'] });
      expect(row.versions).toEqual([{ protocol_version: row.protocol_version, in_force_at: row.in_force_at }]);
      expect(Protocol.safeParse(row.protocol).success).toBe(true);
    }
  });

  it('tells block sizes to who writes, approves or opens, and to nobody at the bedside or in the laboratory', async () => {
    for (const name of ['trialManager', 'dataManager']) {
      const { row } = await read(name);
      expect([row.protocol.randomisation.blockSizes, row.withheld], name).toEqual([[4], []]);
    }
    const told = await Promise.all(
      ['coordinator', 'investigator', 'edssRater', 'cellLaboratory'].map((name) => read(name)),
    );
    for (const { row, text } of told) {
      expect(row.protocol.randomisation).toMatchObject({ method: 'permutedBlocks', blockSizes: [2] });
      expect(row.withheld).toContain('/randomisation/blockSizes');
      expect(text).toBe(told[0]?.text);
    }
  });

  it('is named by version or site; a version that was not approved is not there', async () => {
    const { row } = await read('coordinator', { siteId: 'genoa' });
    expect((await read('coordinator', { version: row.protocol_version })).row.protocol).toEqual(row.protocol);
    expect((await read('coordinator', { version: '99' })).body.code).toBe('not-found');
    expect((await read('coordinator', { visit: 'screening' })).body.code).toBe('parameter-invalid');
  });

  it('is not sent again where it is still the same', async () => {
    const user = server.as('coordinator');
    const { headers } = await read('coordinator');
    const again = await server.app.inject({
      url: `/api/trials/${server.trialId}/protocol`,
      headers: { ...user.headers, 'if-none-match': String(headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('of a trial of others is as one that is not there', async () => {
    const { status, body } = await read('stranger');
    expect([status, body.code]).toEqual([404, 'trial-unknown']);
  });
});
