// Templates of figures over HTTP: those of the report, for whoever is signed in, kept by their tag.
import { figureTemplates } from '@equipoise/analysis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const read = (figure: string, headers: Readonly<Record<string, string>>) =>
  server.app.inject({ method: 'GET', url: `/api/figures/${figure}`, headers });

describe('the template of a figure', () => {
  it.each(Object.entries(figureTemplates))(
    '%s is the one of the report, also for people without a trial',
    async (name, template) => {
      const answer = await read(name, server.as('somebody').headers);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual(JSON.parse(JSON.stringify(template)));
    },
  );

  it('is sent once, and then known by its tag', async () => {
    const first = await read('recruitment', server.as('coordinator').headers);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const tag = String(first.headers.etag);
    const again = await read('recruitment', { ...server.as('statistician').headers, 'if-none-match': tag });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const other = await read('powerCurve', { ...server.as('statistician').headers, 'if-none-match': tag });
    expect(other.statusCode).toBe(200);
  });

  it('is refused by names that there are not, with those that there are, and to who is not signed in', async () => {
    for (const name of ['pie', 'constructor', 'recruitment%2F..']) {
      const answer = await read(name, server.as('somebody').headers);
      expect(answer.statusCode, name).toBe(404);
      expect(answer.json(), name).toMatchObject({
        code: 'not-found',
        facts: { allowed: ['recruitment', 'powerCurve'] },
      });
    }
    expect((await read('recruitment', {})).statusCode).toBe(401);
  });
});
