// The web server: every command and every view has its endpoint, and all it says has one form.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const participantId = randomUUID();

describe('the interface', () => {
  it('records a command, and answers with its outcome and the version of what it changed', async () => {
    const answer = await server.as('coordinator').send('screenParticipant', {
      ...{ participantId, siteId: 'genoa', screeningNumber: 'S-1', screenedOn: '2026-01-06' },
    });
    expect([answer.status, answer.body]).toEqual([200, { outcome: {}, repeated: false, version: 1 }]);
    expect(answer.headers.etag).toBe('"1"');
    const rows = await server.as('coordinator').see('participants');
    expect(rows).toMatchObject([{ screening_number: 'S-1' }]);
  });

  it('describes itself', async () => {
    const { body, status } = { body: (await server.app.inject({ url: '/api/openapi.json' })).json(), status: 0 };
    expect(status).toBe(0);
    expect(Object.keys(body.paths).length).toBeGreaterThan(40);
  });
  it('is ready', async () => {
    const { body } = await server.app.inject({ url: '/readyz' });
    expect(body).toBe('{"status":"ready"}');
  });
});
