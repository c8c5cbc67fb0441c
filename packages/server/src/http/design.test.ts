// Designing a trial over HTTP: the same numbers as on the command line, limits, and a simulation that can be cancelled.
import { readFileSync } from 'node:fs';
import { designPower } from '@equipoise/analysis';
import { parseProtocol } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-support/server.js';

const mesems = readFileSync(new URL('../../../../trials/mesems/protocol.yaml', import.meta.url), 'utf8');
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const post = async (who: string, what: string, body: object) => {
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/design/${what}`,
    headers: server.as(who).headers,
    payload: body,
  });
  const isJson = /[/+]json/.test(String(answer.headers['content-type']));
  return { status: answer.statusCode, text: answer.body, body: isJson ? answer.json() : undefined };
};
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('power', () => {
  it('is that of the analysis package, for anybody who has signed in', async () => {
    const parsed = parseProtocol(mesems, 'protocol');
    if (!parsed.ok) throw new Error('the protocol does not parse');
    const { status, body } = await post('somebody', 'power', { protocol: mesems, participants: 120 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ protocolId: parsed.value.id, protocolVersion: parsed.value.version });
    expect(body.power).toEqual(JSON.parse(JSON.stringify(designPower(parsed.value, { participants: 120 }))));
  });

  it('says every problem of a text with its line, and what is missing of a protocol that plans none', async () => {
    const broken = await post('somebody', 'power', { protocol: mesems.replace('version:', 'versoin:') });
    expect(broken).toMatchObject({ status: 422, body: { code: 'protocol-unreadable' } });
    expect(broken.body.problems[0]).toMatchObject({ pointer: '/protocol', line: expect.any(Number) });
    const unplanned = await post('trialManager', 'power', { trialId: server.trialId });
    expect(unplanned).toMatchObject({ status: 422, body: { code: 'calculation-unfit' } });
    expect((await post('trialManager', 'power', {})).body.code).toBe('body-invalid');
    expect((await post('trialManager', 'power', { protocol: mesems, trialId: server.trialId })).status).toBe(422);
    expect((await post('stranger', 'power', { trialId: server.trialId })).body.code).toBe('trial-unknown');
    const nobody = await server.app.inject({ method: 'POST', url: '/api/design/power', payload: { protocol: mesems } });
    expect(nobody.statusCode).toBe(401);
  });
});

describe('an assessment of randomisation', () => {
  it('sets designs side by side, the same for the same seed', async () => {
    const body = { protocol: mesems, compare: ['bigStick:3'], runs: 50, seed: 7 };
    const [one, two] = [
      await post('somebody', 'randomisation-assessment', body),
      await post('other', 'randomisation-assessment', body),
    ];
    expect(one.body.designs.map(({ name }: { name: string }) => name)).toEqual(['permutedBlocks 4', 'bigStick 3']);
    expect(one.body.figure).toContain('<svg');
    expect(two.text).toBe(one.text);
    const wrong = await post('somebody', 'randomisation-assessment', { ...body, compare: ['coin:9'] });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'calculation-unfit' } });
  });

  it('of a running trial is for those who are told its block sizes', async () => {
    const ask = (who: string) =>
      post(who, 'randomisation-assessment', { trialId: server.trialId, participants: 20, strata: 1, runs: 20 });
    expect((await ask('trialManager')).body.designs[0].name).toBe('permutedBlocks 4');
    expect((await ask('coordinator')).body.code).toBe('view-right-missing');
    expect((await ask('stranger')).body.code).toBe('trial-unknown');
  });
});

describe('a simulation', () => {
  it('tells how far it is, and ends with what it found', async () => {
    const body = { protocol: mesems, trials: 40, seed: 2 };
    const { status, text } = await post('somebody', 'simulate', body);
    expect(status).toBe(200);
    const lines = linesOf(text);
    expect(lines[0]).toMatchObject({ done: 0 });
    expect(lines.at(-1).result).toMatchObject({ trials: 40, seed: 2, protocolId: expect.any(String) });
    expect(lines[0].of).toBe(40 * lines.at(-1).result.scenarios.length);
    expect(linesOf((await post('somebody', 'simulate', body)).text).at(-1)).toEqual(lines.at(-1));
  });

  it('is refused beyond its limits, and where there is no such scenario', async () => {
    expect((await post('somebody', 'simulate', { protocol: mesems, trials: 1e9 })).status).toBe(422);
    const unknown = await post('somebody', 'simulate', { protocol: mesems, trials: 10, only: ['nowhere'] });
    expect(unknown.body.code).toBe('calculation-unfit');
  });

  it('is one at a time for a person, and ends when nobody waits for it', async () => {
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const address = server.app.server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    const url = `http://127.0.0.1:${address.port}/api/design/simulate`;
    const leaving = new AbortController();
    const { authorization = '' } = server.as('leaver').headers;
    const ask = (signal?: AbortSignal) =>
      fetch(url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ protocol: mesems, trials: 100_000 }),
        ...(signal === undefined ? {} : { signal }),
      });
    const first = await ask(leaving.signal);
    expect(first.status).toBe(200);
    await first.body?.getReader().read();
    const second = await ask();
    expect([second.status, (await second.json()).code]).toEqual([429, 'too-many-requests']);
    leaving.abort();
    const isFree = async () => {
      const third = new AbortController();
      const { status } = await ask(third.signal);
      third.abort();
      return status === 200;
    };
    await expect.poll(isFree, { timeout: 10_000 }).toBe(true);
  });
});
