// What writing a protocol needs over HTTP: the check with places, the schema, the examples.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const raynaud = readFileSync(new URL('../../../../trials/raynaud/protocol.yaml', import.meta.url), 'utf8');

const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
  const { headers } = server.as('coordinator');
  const answer = await server.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, body: answer.json() };
};
const check = (source: string) => ask('POST', '/api/protocol/check', { source });

describe('the check of a protocol', () => {
  it('finds nothing wrong with a protocol that the product brings', async () => {
    const { status, body } = await check(raynaud);
    expect([status, body.isValid]).toEqual([200, true]);
    expect(body.issues.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
  });

  it('tells every problem with its line, column, and what is allowed', async () => {
    const broken = raynaud
      .replace('design: crossover', 'design: crosover')
      .replace('forms: [attackCount]', 'forms: [none]');
    const { body } = await check(broken);
    const lines = broken.split('\n');
    expect(body.isValid).toBe(false);
    const places = body.issues.map(({ line }: { line: number }) => lines[line - 1]);
    expect(places).toContain('design: crosover');
    expect(places.some((text: string) => text.includes('forms: [none]'))).toBe(true);
  });

  it('tells what is no YAML at all, and takes no endless text', async () => {
    expect((await check('a: [b')).body).toMatchObject({ isValid: false, issues: [{ line: 1 }] });
    expect((await check('x'.repeat(1_000_001))).status).toBe(422);
    const { statusCode } = await server.app.inject({
      method: 'POST',
      url: '/api/protocol/check',
      payload: { source: '' },
    });
    expect(statusCode).toBe(401);
  });
});

describe('what one begins from', () => {
  it('is the schema of the language, and each protocol that the product brings', async () => {
    expect((await ask('GET', '/api/protocol/schema')).body).toMatchObject({ title: 'Equipoise protocol' });
    const { examples } = (await ask('GET', '/api/protocol/examples')).body;
    expect(examples).toContainEqual({
      id: 'raynaud',
      acronym: 'RAYNAUD',
      title: "Nicardipine against placebo in Raynaud's phenomenon",
    });
    expect((await ask('GET', '/api/protocol/examples/raynaud')).body).toEqual({ source: raynaud });
    expect((await ask('GET', '/api/protocol/examples/..%2Fdefault')).status).toBe(404);
  });
});
