// Attacks on the web server, made from its own description where they can be: ids of others, keys that nobody asked for, paths, sizes, slowness.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type CommandName, commands, standardRoles } from '@equipoise/trial';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededDraw } from '../fault/draw.js';
import { type JsonSchema, validValue } from '../fault/json-value.js';
import type { Description, Operation } from '../fault/openapi-requests.js';
import { openFiles } from '../file/open-files.js';
import { goodPassword, openTestAccounts, type TestAccounts, type TestBrowser } from '../test-support/accounts.js';
import { openTestServer, type TestServer } from '../test-support/server.js';
import { walkProtocol } from '../test-support/walk.js';

const twoSites = walkProtocol.replace(/( *- \{ id: genoa, name: Genoa \}\n)/, '$1  - { id: milan, name: Milan }\n');
const people = [
  { name: 'coordinator', role: 'coordinator', sites: ['genoa'] },
  { name: 'stranger', role: 'coordinator', sites: ['milan'] },
];
const participantId = randomUUID();
const attachmentId = randomUUID();

let server: TestServer;
let accounts: TestAccounts;
let description: Description;
/** For each command and view the name of a person of Milan whose role has the right to it. */
const entitled = new Map<string, string>();
beforeAll(async () => {
  server = await openTestServer({ protocol: twoSites, people, activeSites: ['genoa', 'milan'] });
  accounts = await openTestAccounts({ on: server.system });
  description = (await accounts.app.inject({ url: '/api/openapi.json' })).json();
  await server.as('coordinator').must('screenParticipant', {
    ...{ participantId, siteId: 'genoa', screeningNumber: 'S-1', screenedOn: '2026-01-06' },
  });
  const added = await sendFile('coordinator', 'scan.pdf', participantId, attachmentId);
  if (added.statusCode !== 200) throw new Error(added.body);
  for (const [index, { id, rights }] of standardRoles.entries()) {
    const name = `m${index}-${id}`;
    const granted = await server
      .as('trialManager')
      .send('grantRole', { actorId: server.as(name).actorId, role: id, sites: ['milan'] });
    if (granted.status === 200) for (const right of rights) entitled.set(right, entitled.get(right) ?? name);
  }
});
afterAll(async () => {
  await accounts.close();
  await server.close();
});

interface Place {
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  readonly operation: Operation;
}

function places(of: (path: string) => boolean): readonly Place[] {
  return Object.entries(description.paths)
    .filter(([path]) => of(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...{ path, operation, method: method.toUpperCase() as Place['method'] },
      })),
    );
}

const bodySchema = ({ operation }: Place): JsonSchema | undefined =>
  operation.requestBody?.content?.['application/json']?.schema;

/** A body that the schema takes; the same for the same seed. */
function bodyOf(place: Place, seed: number): Record<string, unknown> {
  const words = { siteId: ['milan'], reason: ['a reason that is long enough'], role: ['coordinator'] };
  const source = { draw: seededDraw(seed), vocabulary: new Map<string, unknown[]>(Object.entries(words)) };
  const make = () => validValue(source, bodySchema(place) ?? {}) as Record<string, unknown>;
  // What a schema can't say, such as that one of two is there: tried until it fits.
  const rules = commands[nameOf(place) as CommandName];
  let body = make();
  for (let tries = 0; tries < 200 && rules?.safeParse(body).success === false; tries += 1) body = make();
  return body;
}

/** The parameters that must be there. */
function neededQuery({ operation }: Place): Record<string, string> {
  const source = { draw: seededDraw(1), vocabulary: new Map<string, unknown[]>() };
  const needed = (operation.parameters ?? []).filter((one) => one.in === 'query' && one.required === true);
  return Object.fromEntries(needed.map(({ name, schema = {} }) => [name, String(validValue(source, schema, name))]));
}

const nameOf = ({ path }: Place) => path.split('/').at(-1) ?? '';
const parameterNames = ({ operation }: Place) => (operation.parameters ?? []).map(({ name }) => name);

/** All of an answer but its own number and the ids that were asked about. */
function said(answer: LightMyRequestResponse, ...asked: readonly string[]): unknown {
  const { 'x-request-id': _id, date: _date, 'content-length': _length, ...headers } = answer.headers;
  const text = [...asked].reduce((sofar, id) => sofar.replaceAll(id, 'ID'), answer.body);
  return { status: answer.statusCode, headers, text: text.replace(/urn:uuid:[0-9a-f-]+/, '') };
}

function sendFile(
  name: string,
  fileName: string,
  of: string,
  id: string,
  { trialId = server.trialId, to = server.app, key = randomUUID() } = {},
) {
  const form = (disposition: string, content: string) =>
    `--edge\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const described = { attachmentId: id, participantId: of, name: fileName };
  return to.inject({
    method: 'POST',
    url: `/api/trials/${trialId}/attachments`,
    headers: {
      ...server.as(name).headers,
      'idempotency-key': key,
      'content-type': 'multipart/form-data; boundary=edge',
    },
    payload: `${form('name="command"', JSON.stringify(described))}${form('name="file"; filename="../../x"', '%PDF-1.7\nmade')}--edge--\r\n`,
  });
}

describe('an id of others', () => {
  it('in every address of a trial is answered to an outsider as one that nobody has', async () => {
    const found = { notFound: 0, asked: 0 };
    for (const place of places((path) => path.startsWith('/api/trials/{trial}/'))) {
      if (parameterNames(place).includes('attachmentId') || place.operation.operationId === 'sendAttachment') continue;
      const ask = (trialId: string) =>
        server.app.inject({
          method: place.method,
          url: place.path.replace('{trial}', trialId).replace('{participant}', participantId),
          query: neededQuery(place),
          headers: {
            ...server.as('outsider').headers,
            'idempotency-key': randomUUID(),
            'equipoise-confirmation': 'confirmed',
          },
          ...(bodySchema(place) === undefined ? {} : { payload: bodyOf(place, 7) }),
        });
      const unknown = randomUUID();
      const [theirs, nobodys] = [await ask(server.trialId), await ask(unknown)];
      expect(said(theirs, server.trialId), place.path).toEqual(said(nobodys, unknown));
      expect([404, 422], `${place.path} ${theirs.body}`).toContain(theirs.statusCode);
      found.asked += 1;
      if (theirs.statusCode === 404) found.notFound += 1;
    }
    // Bodies that were malformed were refused before anybody looked at the trial: few of them.
    expect(found.asked).toBeGreaterThan(140);
    expect(found.notFound, JSON.stringify(found)).toBeGreaterThan(found.asked * 0.85);
  });

  it('in every command and view about a participant is answered at another site as one that nobody has [acceptance 2] [acceptance 30]', async () => {
    const codes = new Map<string, number>();
    for (const place of places((path) => path.startsWith('/api/trials/{trial}/'))) {
      const isCommand = place.path.includes('/commands/') && bodySchema(place)?.properties?.participantId !== undefined;
      // Names and contacts have addresses of their own.
      const isIdentity = place.path.includes('{participant}');
      const isView = place.method === 'GET' && parameterNames(place).includes('participantId');
      if (!isCommand && !isIdentity && !isView) continue;
      // Who has the right elsewhere; where nobody can have it at one site alone, somebody who has it nowhere.
      const name = isIdentity ? 'stranger' : (entitled.get(nameOf(place)) ?? 'stranger');
      const ask = (id: string) =>
        server.app.inject({
          method: place.method,
          url: place.path.replace('{trial}', server.trialId).replace('{participant}', id),
          headers: {
            ...server.as(name).headers,
            ...{ 'idempotency-key': randomUUID(), 'equipoise-confirmation': 'confirmed' },
          },
          ...(isCommand ? { payload: { ...bodyOf(place, 11), participantId: id } } : {}),
          ...(isIdentity && bodySchema(place) !== undefined ? { payload: bodyOf(place, 11) } : {}),
          ...(isView ? { query: { participantId: id } } : isIdentity ? { query: neededQuery(place) } : {}),
        });
      // Who is screened again under an id that is taken is told so, as the id is the client's own.
      if (nameOf(place) === 'screenParticipant') continue;
      const unknown = randomUUID();
      const [theirs, nobodys] = [await ask(participantId), await ask(unknown)];
      expect(said(theirs, participantId), `${place.path} by ${name}`).toEqual(said(nobodys, unknown));
      if (theirs.statusCode === 403) continue;
      if (!isView) expect(theirs.statusCode, place.path).toBeGreaterThanOrEqual(400);
      const code = isView ? 'view' : isIdentity ? 'identity' : theirs.json().code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect(codes.get('participant-unknown'), JSON.stringify([...codes])).toBeGreaterThan(30);
    expect(codes.get('view'), JSON.stringify([...codes])).toBeGreaterThan(15);
    expect(codes.get('identity'), JSON.stringify([...codes])).toBeGreaterThan(1);
  });

  it('of a file is answered at another site and outside as one that nobody has, and nobody else adds one', async () => {
    const read = (name: string, id: string) =>
      server.app.inject({
        url: `/api/trials/${server.trialId}/attachments/${id}`,
        headers: server.as(name).headers,
      });
    const own = await read('coordinator', attachmentId);
    expect([own.statusCode, own.body]).toEqual([200, '%PDF-1.7\nmade']);
    for (const name of ['stranger', 'outsider']) {
      const unknown = randomUUID();
      const [theirs, nobodys] = [await read(name, attachmentId), await read(name, unknown)];
      expect(theirs.statusCode).toBe(404);
      expect(said(theirs, attachmentId)).toEqual(said(nobodys, unknown));
      const [added, addedToNobody] = [
        await sendFile(name, 'x.pdf', participantId, randomUUID()),
        await sendFile(name, 'x.pdf', randomUUID(), randomUUID()),
      ];
      expect(added.statusCode).toBe(404);
      expect(said(added)).toEqual(said(addedToNobody));
    }
  });

  it('of an account, a session, a token, a passkey or the names of a trial is answered as one that nobody has', async () => {
    const [ana, ben] = [await accounts.addPerson(), await accounts.addPerson()];
    const [hers, his] = [await accounts.signedIn(ana), await accounts.signedIn(ben)];
    const scopes = [`${server.trialId}:read`];
    const proof = { password: goodPassword };
    const made = await hers.post('/api/me/tokens', { name: 'Nightly', scopes, days: 30, proof });
    expect(made.statusCode, made.body).toBe(200);
    const idIn = async (url: string) =>
      JSON.stringify((await hers.get(url)).json()).match(/"(?:sessionId|apiTokenId)":"([^"]+)"/)?.[1] ?? '';
    const known = new Map([
      ['accounts', ana.accountId],
      ['sessions', await idIn('/api/me/sessions')],
      ['tokens', await idIn('/api/me/tokens')],
      ['trials', server.trialId as string],
    ]);
    expect([...known.values()]).not.toContain('');
    let asked = 0;
    for (const place of places((path) => path.includes('{id}'))) {
      const kind = place.path.split('/{id}')[0]?.split('/').at(-1) ?? '';
      const body = place.method === 'POST' && bodySchema(place) ? bodyOf(place, 3) : undefined;
      const ask = (id: string) => his.send(place.method as 'GET', place.path.replace('{id}', id), body);
      const [id, unknown] = [known.get(kind) ?? randomUUID(), randomUUID()];
      const [theirs, nobodys] = [await ask(id), await ask(unknown)];
      expect(theirs.statusCode, `${place.path} ${theirs.body}`).toBeGreaterThanOrEqual(400);
      expect(said(theirs, id), place.path).toEqual(said(nobodys, unknown));
      asked += 1;
    }
    expect(asked).toBeGreaterThanOrEqual(9);
    // She still has all that is hers.
    expect((await hers.get('/api/me')).statusCode).toBe(200);
    expect((await hers.get('/api/me/tokens')).json().tokens).toHaveLength(1);
  });
});

describe('a body', () => {
  it('is refused by every endpoint where it holds a key that nobody asked for', async () => {
    const browser: TestBrowser = await accounts.signedIn(await accounts.addPerson());
    const administrator = await accounts.signedIn(await accounts.addPerson({ isAdministrator: true }));
    const more = { isAdministrators: true, recordedAt: '2020-01-01T00:00:00.000Z', actor: randomUUID(), mode_: 'live' };
    let asked = 0;
    for (const place of places(() => true)) {
      if (place.method === 'GET' || bodySchema(place) === undefined) continue;
      const payload = { ...bodyOf(place, 5), ...more };
      const url = place.path
        .replace('{trial}', server.trialId)
        .replace('{id}', randomUUID())
        .replace('{participant}', participantId);
      const sender = url.includes('/identifier') ? 'coordinator' : 'trialManager';
      const isOfTrials = url.startsWith('/api/trials') || url === '/api/notification-preference';
      const answer = isOfTrials
        ? await server.app.inject({
            ...{ method: place.method, url, payload },
            headers: { ...server.as(sender).headers, 'idempotency-key': randomUUID() },
          })
        : await (url.startsWith('/api/accounts') ? administrator : browser).send(place.method as 'POST', url, payload);
      expect(answer.statusCode, `${place.method} ${place.path} ${answer.body}`).toBe(422);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(120);
  });

  it('makes nobody an administrator, and changes no prototype', async () => {
    const person = await accounts.addPerson();
    const browser = await accounts.signedIn(person);
    for (const body of [
      { name: 'Made Person', locale: 'en', isAdministrator: true },
      { name: 'Made Person', locale: 'en', actorId: server.as('trialManager').actorId },
    ])
      expect((await browser.post('/api/me', body)).statusCode).toBe(422);
    const me = (await browser.get('/api/me')).json();
    expect(me).toMatchObject({ actorId: person.actorId, isAdministrator: false });
    for (const payload of ['{"__proto__":{"isAdministrator":true}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
      const answer = await server.app.inject({
        method: 'POST',
        url: `/api/trials/${server.trialId}/commands/screenParticipant`,
        headers: {
          ...server.as('coordinator').headers,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        payload,
      });
      expect([400, 422]).toContain(answer.statusCode);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('that is too large, too deep, compressed, or text of another kind is refused, and read no further', async () => {
    const send = (payload: string | Buffer, headers: Record<string, string> = {}) =>
      server.app.inject({
        method: 'POST',
        url: `/api/trials/${server.trialId}/commands/screenParticipant`,
        headers: {
          ...server.as('coordinator').headers,
          ...{ 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
        },
        payload,
      });
    const status = async (...asked: Parameters<typeof send>) => (await send(...asked)).statusCode;
    expect(await status(`{"reason":"${'x'.repeat(1_100_000)}"}`)).toBe(413);
    expect(await status('['.repeat(500_000))).toBe(400);
    expect(await status(`{"items":${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}}`)).toBe(422);
    // A small body that would be a large one: it is not unpacked.
    const bomb = gzipSync(Buffer.alloc(10_000_000, ' '));
    expect([400, 415]).toContain(await status(bomb, { 'content-encoding': 'gzip' }));
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'text/xml',
      'multipart/form-data; boundary=a',
    ])
      expect(
        await status('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', { 'content-type': type }),
      ).toBe(415);
  });
});

describe('an address', () => {
  it('leads out of no folder', async () => {
    const up = ['../../../../package.json', '..%2f..%2f..%2f..%2fpackage.json', '%2e%2e/%2e%2e/%2e%2e/package.json'];
    const more = [
      '..%5c..%5cpackage.json',
      '%252e%252e%252fpackage.json',
      '/etc/passwd',
      '%00',
      '....//....//etc/passwd',
    ];
    for (const path of [...up, ...more]) {
      for (const folder of [
        '/api/docs/static/',
        '/api/docs/',
        '/',
        `/api/trials/${server.trialId}/attachments/`,
        '/api/problems/',
      ]) {
        const answer = await server.app.inject({ url: folder + path, headers: server.as('coordinator').headers });
        expect([301, 302, 400, 403, 404], `${folder}${path}: ${answer.body}`).toContain(answer.statusCode);
        expect(answer.body).not.toMatch(/"dependencies"|root:x:/);
      }
    }
  });

  it('puts nothing into the headers of an answer, and neither does a file name', async () => {
    const smuggled = await server.app.inject({
      url: `/api/trials/${server.trialId}/participants?x=%0d%0aSet-Cookie:%20evil=1`,
      headers: { ...server.as('coordinator').headers, 'x-request-id': 'evil', 'x-forwarded-host': 'evil.example' },
    });
    expect(smuggled.statusCode).toBe(422);
    expect(JSON.stringify(smuggled.headers)).not.toContain('evil');
    const id = randomUUID();
    await sendFile('coordinator', 'a"; x=\r\nSet-Cookie: evil=1\r\n\r\n<b>.pdf', participantId, id);
    const file = await server.app.inject({
      url: `/api/trials/${server.trialId}/attachments/${id}`,
      headers: server.as('coordinator').headers,
    });
    expect(file.headers['set-cookie']).toBeUndefined();
    if (file.statusCode === 200)
      expect(file.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w%.'()*!~-]+$/);
  });

  it('in mails is that of the installation, whatever host or proxy a request names', async () => {
    const person = await accounts.addPerson();
    const ask = (headers: Record<string, string>) =>
      accounts.browser().post('/api/password-resets/requests', { email: person.email }, headers);
    expect((await ask({ host: 'evil.example' })).statusCode).toBe(421);
    expect((await ask({ 'x-forwarded-host': 'evil.example' })).statusCode).toBe(421);
    expect((await ask({})).statusCode).toBe(204);
    expect((await accounts.mailTo(person.email)).text).toContain(accounts.context.settings.publicUrl);
    expect(JSON.stringify(accounts.mails)).not.toContain('evil');
  });
});

describe('a parameter', () => {
  it('is taken once, and none that nobody asked for', async () => {
    const ask = (query: string) =>
      server.app.inject({
        url: `/api/trials/${server.trialId}/participants?${query}`,
        headers: server.as('coordinator').headers,
      });
    for (const query of ['limit=1&limit=2', 'limit[]=1', 'siteId=milan', '__proto__[limit]=1', 'limit=1%00'])
      expect((await ask(query)).statusCode, query).toBe(422);
    expect((await ask('limit=1')).statusCode).toBe(200);
  });

  it('is a text like any other, whatever SQL it holds', async () => {
    let asked = 0;
    for (const place of places((path) => path.startsWith('/api/trials/{trial}/'))) {
      const texts = (place.operation.parameters ?? []).filter(
        (one) => one.in === 'query' && one.schema?.type === 'string' && one.schema.format === undefined,
      );
      const name = entitled.get(nameOf(place));
      if (place.method !== 'GET' || name === undefined) continue;
      for (const parameter of texts) {
        const ask = (text: string) =>
          server.app.inject({
            url: place.path.replace('{trial}', server.trialId),
            query: { [parameter.name]: text },
            headers: server.as(name).headers,
          });
        const harmless = said(await ask('nowhere'), 'nowhere');
        for (const text of ["x' or '1'='1", "x'); select pg_sleep(20); --", 'x" or true --', '%', '$1'])
          expect(
            said(await ask(text), text, JSON.stringify(text).slice(1, -1)),
            `${place.path} ${parameter.name}`,
          ).toEqual(harmless);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(10);
  });
});

describe('every answer', () => {
  it('forbids scripts, frames, guesses of its type and copies in caches, and names no program', async () => {
    const { headers } = server.as('coordinator');
    const asked = [
      { url: `/api/trials/${server.trialId}/participants`, headers },
      { url: '/api/trials/none/participants', headers },
      { url: '/nowhere' },
      { url: '/api/trials' },
      { url: '/healthz' },
    ];
    for (const one of asked) {
      const answer = await server.app.inject(one);
      expect(answer.headers, one.url).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(Object.keys(answer.headers)).not.toContain('server');
      expect(Object.keys(answer.headers)).not.toContain('x-powered-by');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    const unreadable = await server.app.inject({ url: '/api/trials/%ff%fe/participants', headers });
    expect([unreadable.statusCode, unreadable.headers['x-content-type-options']]).toEqual([400, 'nosniff']);
    expect(unreadable.headers['content-type']).toContain('application/problem+json');
  });

  it('to a method that an address does not have is a no, whatever a header says of another method', async () => {
    const url = `/api/trials/${server.trialId}/participants`;
    const { headers } = server.as('coordinator');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const) {
      const answer = await server.app.inject({ method, url, headers });
      expect([404, 405], method).toContain(answer.statusCode);
    }
    const disguised = await server.app.inject({
      url: `/api/trials/${server.trialId}/commands/lockTrial`,
      headers: {
        ...server.as('trialManager').headers,
        'x-http-method-override': 'POST',
        'idempotency-key': randomUUID(),
      },
    });
    expect(disguised.statusCode).toBe(404);
  });
});

describe('who asks too much', () => {
  it('is told to wait, by address before anybody looks who it is, and by account wherever it asks from', async () => {
    const strict = await server.openAnother({
      settings: { requestsPerMinute: { perAddress: 6, perAccount: 3 }, trustedProxies: ['127.0.0.1'] },
    });
    const from = (address: string, name?: string) =>
      strict.app.inject({
        url: '/api/trials',
        headers: {
          ...{ host: '127.0.0.1', 'x-forwarded-for': address },
          ...(name === undefined ? {} : { authorization: `Bearer test ${name}` }),
        },
      });
    const statuses: number[] = [];
    for (let times = 0; times < 7; times += 1) statuses.push((await from('198.51.100.7')).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429]);
    const refused = await from('198.51.100.7');
    expect([refused.json().code, Number(refused.headers['retry-after']) > 0]).toEqual(['too-many-requests', true]);
    const own: number[] = [];
    for (let times = 0; times < 4; times += 1) own.push((await from(`198.51.101.${times}`, 'coordinator')).statusCode);
    expect(own).toEqual([200, 200, 200, 429]);
    expect((await from('198.51.101.9', 'stranger')).statusCode).toBe(200);
  });

  it('adds so many files and so much a day, and no more; one that is sent again is taken', async () => {
    const key = randomUUID();
    const before = { to: server.app, key };
    expect((await sendFile('coordinator', 'again.pdf', participantId, randomUUID(), before)).statusCode).toBe(200);
    const { length } = await server.as('coordinator').see('attachments', { participantId });
    const files = openFiles(server.system.dataDir, {});
    const limited = async (perDay: { readonly files: number; readonly bytes: number }) =>
      (await server.openAnother({ files: { ...files, perDay } })).app;
    const few = await limited({ files: length + 1, bytes: 1e9 });
    const send = (to: typeof few, more: object = {}) =>
      sendFile('coordinator', 'x.pdf', participantId, randomUUID(), { to, ...more });
    // At once: what is under way counts.
    const answers = await Promise.all([send(few), send(few)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 429]);
    const refused = await send(few);
    expect(refused.json()).toMatchObject({
      code: 'file-quota',
      facts: { filesAllowed: length + 1, bytesAllowed: 1e9 },
    });
    expect((await send(few, { key })).json().code).not.toBe('file-quota');
    const little = await limited({ files: 1000, bytes: 10_000 });
    expect((await send(little)).statusCode).toBe(200);
    expect((await send(await limited({ files: 1000, bytes: 300 }))).json().code).toBe('file-quota');
    // Another person has their own.
    expect((await sendFile('stranger', 'x.pdf', participantId, randomUUID(), { to: few })).json().code).toBe(
      'not-found',
    );
  });

  it('or too slowly, or goes away in the midst of a request, holds no place, and nothing half is done', async () => {
    const slow = await server.openAnother({ settings: { patienceMs: { headers: 300, request: 600, look: 100 } } });
    await slow.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = slow.app.server.address() as AddressInfo;
    const body = JSON.stringify({
      ...{ participantId: randomUUID(), siteId: 'genoa', screeningNumber: 'S-9', screenedOn: '2026-01-06' },
    });
    const head = [
      `POST /api/trials/${server.trialId}/commands/screenParticipant HTTP/1.1`,
      ...['host: 127.0.0.1', 'authorization: Bearer test coordinator', 'content-type: application/json'],
      ...[`idempotency-key: ${randomUUID()}`, `content-length: ${body.length}`],
    ].join('\r\n');
    const say = async (text: string): Promise<{ readonly answer: string }> => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (piece) => {
        answer += piece.toString();
      });
      socket.on('error', () => undefined);
      socket.write(text);
      await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
      return { answer };
    };
    expect((await say(`${head.slice(0, 60)}`)).answer).toMatch(/^HTTP\/1\.1 408|^$/);
    expect((await say(`${head}\r\n\r\n${body.slice(0, 20)}`)).answer).toMatch(/^HTTP\/1\.1 408|^$/);
    // Two ways to tell a length: what one reads as a body another reads as a request.
    const twofold = `${head}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
    expect((await say(twofold)).answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await say(`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).answer).toMatch(
      /^HTTP\/1\.1 431/,
    );
    const leaving = connect(port, '127.0.0.1');
    leaving.write(`${head}\r\n\r\n${body.slice(0, 20)}`);
    await sleep(50);
    leaving.destroy();
    const rows = await server.as('coordinator').see('participants');
    expect(rows.map((row) => row.screening_number)).not.toContain('S-9');
    // Whoever behaves is served meanwhile.
    const fine = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(fine.status).toBe(200);
  });
});
