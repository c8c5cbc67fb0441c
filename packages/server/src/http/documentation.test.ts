// docs/http.md: every request in it is sent as it stands there, and answered as it says.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

const text = readFileSync(new URL('../../../../docs/http.md', import.meta.url), 'utf8');
const requests = [...text.matchAll(/```http ?(\d*)\n(GET|POST) (\S+)\n((?:[\w-]+: .*\n)*)\n?([\s\S]*?)```/g)].map(
  ([, status = '', method = '', path = '', headers = '', body = '']) => ({
    status: status === '' ? 200 : Number(status),
    method: method as 'GET' | 'POST',
    path,
    headers: Object.fromEntries(
      headers
        .trim()
        .split('\n')
        .flatMap((line) => {
          const [name, value] = line.split(/: (.*)/s);
          return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
        }),
    ),
    body: body.trim(),
  }),
);

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

describe('docs/http.md', () => {
  it('shows requests that are answered as it says', async () => {
    expect(requests.length).toBeGreaterThan(7);
    for (const { status, method, path, headers, body } of requests) {
      const answer = await server.app.inject({
        method,
        url: path.replace('{trial}', server.trialId),
        headers: { ...server.as('coordinator').headers, 'content-type': 'application/json', ...headers },
        ...(method === 'POST' ? { payload: body } : {}),
      });
      expect(answer.statusCode, `${method} ${path}: ${answer.body}`).toBe(status);
    }
  });
});
