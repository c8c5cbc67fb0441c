// The web server: every command and every view has one endpoint, all it says has one form, and nobody learns what is not theirs.
import { randomUUID } from 'node:crypto';
import { commands, refusalCodes } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { views } from '../store/view/view.js';
import { openTestServer, type TestAnswer, type TestServer } from '../test-support/server.js';
import { walkProtocol } from '../test-support/walk.js';
import { openLog } from './log.js';
import { refusalStatuses } from './refusal-status.js';

const twoSites = walkProtocol.replace(/( *- \{ id: genoa, name: Genoa \}\n)/, '$1  - { id: milan, name: Milan }\n');
const people = [
  { name: 'coordinator', role: 'coordinator', sites: ['genoa'] },
  { name: 'investigator', role: 'investigator', sites: ['genoa'] },
  { name: 'stranger', role: 'coordinator', sites: ['milan'] },
  { name: 'dataManager', role: 'dataManager' },
  { name: 'edssRater', role: 'edssRater', sites: ['genoa'] },
];
const participantId = randomUUID();
const screening = { participantId, siteId: 'genoa', screeningNumber: 'S-1', screenedOn: '2026-01-06' };
const form = {
  ...{ participantId, visit: 'screening', form: 'demographics', happenedOn: '2026-01-07' },
  items: { ageYears: 31, weightKg: 61 },
};
const correction = (weightKg: number) => ({
  ...{ participantId, visit: 'screening', form: 'demographics', items: { weightKg }, reason: 'misread scale' },
});

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ protocol: twoSites, people, activeSites: ['genoa', 'milan'] });
  await server.as('coordinator').must('screenParticipant', screening);
});
afterAll(() => server.close());

/** All of an answer that does not name the request itself. */
function said({ status, body, headers }: TestAnswer): unknown {
  const { instance: _, ...rest } = body as Record<string, unknown>;
  const { 'x-request-id': _id, date: _date, ...others } = headers;
  return { status, rest, others };
}

describe('every answer', () => {
  it('that refuses leaves a line in the log with its status and no ids, and asks for https where people come by it', async () => {
    const lines: string[] = [];
    const secure = await server.openAnother({
      log: openLog('info', { write: (line) => void lines.push(line) }),
      settings: { publicUrl: 'https://trial.example.org' },
    });
    const refused = await secure.as('stranger').send('recordForm', form);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    expect((await server.as('stranger').send('recordForm', form)).headers['strict-transport-security']).toBeUndefined();
    const answered = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
    expect(answered).toMatchObject([
      { method: 'POST', route: '/api/trials/:trial/commands/recordForm', status: refused.status },
    ]);
    for (const secret of [participantId, server.as('stranger').actorId, server.trialId, 'weightKg'])
      expect(lines.join('')).not.toContain(secret);
  });
});

describe('the description', () => {
  interface Operation {
    readonly operationId: string;
    readonly parameters?: readonly { readonly in: string; readonly name: string }[];
    readonly responses: object;
  }
  const paths = async () => {
    const description = (await server.app.inject({ url: '/api/openapi.json' })).json();
    return description.paths as Record<string, Record<string, Operation>>;
  };

  it('has exactly one endpoint for every command and every view', async () => {
    const described = Object.entries(await paths());
    for (const name of Object.keys(commands)) {
      const url = name === 'createTrial' ? '/api/trials' : `/api/trials/{trial}/commands/${name}`;
      const found = described.filter(([, methods]) => methods.post?.operationId === name).map(([path]) => path);
      expect(found, name).toEqual([url]);
    }
    for (const name of Object.keys(views)) {
      const found = described
        .filter(([, methods]) => methods.get?.operationId === `view_${name}`)
        .map(([path]) => path);
      expect(found, name).toEqual([`/api/trials/{trial}/${name}`]);
    }
  });

  it('is OpenAPI 3.1: ids are unique, parameters of paths declared, references lead somewhere, answers described', async () => {
    const description = (await server.app.inject({ url: '/api/openapi.json' })).json();
    expect(description.openapi).toBe('3.1.0');
    const ids: string[] = [];
    for (const [path, methods] of Object.entries(await paths())) {
      for (const operation of Object.values(methods)) {
        ids.push(operation.operationId);
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
        expect(declared, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
        expect(Object.keys(operation.responses).length, path).toBeGreaterThan(0);
      }
    }
    expect(ids.every((id) => typeof id === 'string')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    const text = JSON.stringify(description);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(description.components.schemas).toHaveProperty([pointer]);
  });

  it('is shown on a page that loads nothing from elsewhere', async () => {
    const page = await server.app.inject({ url: '/api/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.body).not.toMatch(/(src|href)="https?:/);
  });
});

describe('a command', () => {
  it('sent twice under one key is done once, and its key is good for no other', async () => {
    const other = { ...screening, participantId: randomUUID(), screeningNumber: 'S-2' };
    const key = randomUUID();
    const first = await server.as('coordinator').must('screenParticipant', other, { key });
    const second = await server.as('coordinator').must('screenParticipant', other, { key });
    expect([first.body, second.body]).toEqual([
      { outcome: first.body.outcome, repeated: false, version: 1 },
      { outcome: first.body.outcome, repeated: true, version: 1 },
    ]);
    const misused = await server
      .as('coordinator')
      .send('screenParticipant', { ...other, screeningNumber: 'S-3' }, { key });
    expect([misused.status, misused.body.code]).toEqual([409, 'command-id-used']);
  });

  it('that is malformed is told all its problems at once, as pointers', async () => {
    const answer = await server
      .as('coordinator')
      .send(
        'screenParticipant',
        { participantId: 'x', siteId: 'genoa', screenedOn: '2026-01-06', 'a/b~c': 1 },
        { key: 'none' },
      );
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: '/api/problems/command-invalid', status: 422, code: 'command-invalid' });
    expect(answer.body.problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ header: 'Idempotency-Key' }),
        expect.objectContaining({ pointer: '/participantId' }),
        expect.objectContaining({ pointer: '/screeningNumber' }),
        expect.objectContaining({ pointer: '/a~1b~0c' }),
      ]),
    );
  });

  it('that would overwrite what another person changed meanwhile is refused [acceptance 42]', async () => {
    const recorded = await server.as('coordinator').must('recordForm', form);
    const [row] = await server.as('dataManager').see('forms', { participantId });
    expect(row.form_version).toBe(recorded.body.version);
    const version = row.form_version as number;
    const without = await server.as('coordinator').send('correctValue', correction(62));
    expect([without.status, without.body.code]).toEqual([428, 'version-required']);
    const corrected = await server.as('coordinator').must('correctValue', correction(62), { version });
    expect(corrected.headers.etag).toBe(`"${corrected.body.version}"`);
    const second = await server.as('dataManager').send('correctValue', correction(63), { version });
    expect([second.status, second.body.code, second.body.facts]).toEqual([
      412,
      'changed-meanwhile',
      {
        ...{ expected: version, version: corrected.body.version, changed: ['weightKg'] },
        ...{ changedBy: server.as('coordinator').actorId, changedAt: expect.any(String) },
      },
    ]);
    await server.as('dataManager').must('correctValue', correction(63), { version: corrected.body.version });
    const versions = await server.as('coordinator').see('versions', { participantId });
    expect(versions).toMatchObject([{ thing: 'form/screening/demographics/1', version: corrected.body.version + 1 }]);
  });

  it('about a participant of another site is answered as one about nobody [acceptance 2] [acceptance 30]', async () => {
    const consent = { consent: 'participation', consentVersion: '1.0', givenOn: '2026-01-06', items: { trial: true } };
    const theirs = await server.as('stranger').send('recordConsent', { participantId, ...consent });
    const nobodys = await server.as('stranger').send('recordConsent', { participantId: randomUUID(), ...consent });
    expect(theirs.status).toBe(404);
    expect(said(theirs)).toEqual(said(nobodys));
    const [seen, unseen] = await Promise.all([
      server.as('stranger').ask('forms', { participantId }),
      server.as('stranger').ask('forms', { participantId: randomUUID() }),
    ]);
    expect([seen.status, said(seen)]).toEqual([200, said(unseen)]);
  });

  it('in a trial of which one is no part is answered as in one that does not exist, and so is a view', async () => {
    const nobody = server.as('passer-by');
    const pairs = await Promise.all([
      Promise.all([nobody.send('lockTrial', {}), nobody.send('lockTrial', {}, { trialId: randomUUID() as never })]),
      Promise.all([nobody.ask('participants'), nobody.ask('participants', {}, randomUUID() as never)]),
      Promise.all([nobody.ask('events'), nobody.ask('events', {}, randomUUID() as never)]),
    ]);
    for (const [known, unknown] of pairs) {
      expect([known.status, known.body.code]).toEqual([404, 'trial-unknown']);
      expect(said(known)).toEqual(said(unknown));
    }
    expect(await nobody.ask('').then(({ status }) => status)).toBe(404);
  });

  it('without its right is refused, and so is a view [acceptance 12]', async () => {
    const refused = await server.as('edssRater').send('lockTrial', {});
    expect([refused.status, refused.body.code]).toEqual([403, 'right-missing']);
    const view = await server.as('edssRater').ask('participants');
    expect([view.status, view.body.code]).toEqual([403, 'view-right-missing']);
  });
});

describe('a new trial', () => {
  const body = { protocolSource: twoSites, mode: 'rehearsal', synthetic: true, origin: {} };
  const make = (name: string, key: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/trials',
      headers: { ...server.as(name).headers, 'idempotency-key': key },
      payload: body,
    });

  it('is made once under one key, and listed to who is part of it', async () => {
    const key = randomUUID();
    const [first, second] = [await make('trialManager', key), await make('trialManager', key)];
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.json().trialId).toBe(first.json().trialId);
    const listed = await server.app.inject({ url: '/api/trials', headers: server.as('trialManager').headers });
    const ids = listed.json().rows.map((row: { trialId: string }) => row.trialId);
    expect(ids.sort()).toEqual([server.trialId, first.json().trialId].sort());
    const others = await server.app.inject({ url: '/api/trials', headers: server.as('coordinator').headers });
    expect(others.json().rows).toMatchObject([
      { trialId: server.trialId, roles: [{ role: 'coordinator', siteId: 'genoa' }] },
    ]);
  });

  it('is for those who may make one', async () => {
    const refused = await make('coordinator', randomUUID());
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'trial-creation-right-missing']);
  });
});

describe('a view', () => {
  it('is not sent again to who has it', async () => {
    const { headers } = await server.as('coordinator').ask('participants');
    const again = await server.app.inject({
      url: `/api/trials/${server.trialId}/participants`,
      headers: { ...server.as('coordinator').headers, 'if-none-match': String(headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('comes in pages, and says of all its wrong parameters what is wrong', async () => {
    const [first, second] = await Promise.all([
      server.as('coordinator').see('participants', { limit: '1' }),
      server.as('coordinator').see('participants', { limit: '1', offset: '1' }),
    ]);
    expect([first[0].screening_number, second[0].screening_number]).toEqual(['S-1', 'S-2']);
    const wrong = await server
      .as('coordinator')
      .ask('participants', { limit: 'many', participantId: '7', nonsense: '1' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.problems.map((one: { parameter: string }) => one.parameter).sort()).toEqual([
      'limit',
      'nonsense',
      'participantId',
    ]);
  });
});

describe('the server', () => {
  const post = (headers: Record<string, string>, payload: string | object = {}) =>
    server.app.inject({
      method: 'POST',
      url: `/api/trials/${server.trialId}/commands/lockTrial`,
      headers: { 'idempotency-key': randomUUID(), host: '127.0.0.1', ...headers },
      payload,
    });
  const manager = () => server.as('trialManager').headers;

  it('asks who is there before it looks at anything else', async () => {
    const answer = await post({});
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'not-signed-in']);
  });

  it('refuses what pages elsewhere send: another origin, another site, a cookie without an origin', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { cookie: 'a=b' }]) {
      const answer = await post({ ...manager(), ...(headers as Record<string, string>) });
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross-site']);
    }
  });

  it('answers under its own names alone', async () => {
    const answer = await server.app.inject({ url: '/healthz', headers: { host: 'evil.example' } });
    expect([answer.statusCode, answer.json().code]).toEqual([421, 'host-unknown']);
  });

  it('takes JSON alone, of a size that has a limit', async () => {
    const text = await post({ ...manager(), 'content-type': 'text/plain' }, '{}');
    expect([text.statusCode, text.json().code]).toEqual([415, 'media-type']);
    const large = await post(
      { ...manager(), 'content-type': 'application/json' },
      `{"reason":"${'x'.repeat(1_100_000)}"}`,
    );
    expect([large.statusCode, large.json().code]).toEqual([413, 'body-too-large']);
    const broken = await post({ ...manager(), 'content-type': 'application/json' }, '{"reason":');
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'request-unreadable']);
  });

  it('is ready while its database answers, and shows its numbers to this computer alone', async () => {
    expect((await server.app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
    expect((await server.app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready' });
    const here = await server.app.inject({ url: '/metrics' });
    expect(here.body).toContain('equipoise_http_answer_seconds_count{kind="command",status="2xx"}');
    expect(here.body).not.toMatch(/lockTrial|recordForm|screenParticipant/);
    const elsewhere = await server.app.inject({ url: '/metrics', remoteAddress: '10.0.0.7' });
    expect(elsewhere.statusCode).toBe(403);
    const proxied = await server.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '10.0.0.7' } });
    expect(proxied.statusCode).toBe(403);
  });

  it('has a status of its own choice for every refusal', () => {
    expect(Object.keys(refusalCodes).filter((code) => !refusalStatuses.has(code))).toEqual([]);
  });

  it('explains every code', async () => {
    const answer = await server.app.inject({ url: '/api/problems/changed-meanwhile' });
    expect(answer.json()).toEqual({ code: 'changed-meanwhile', status: 412, rule: refusalCodes['changed-meanwhile'] });
    const ofAccounts = await server.app.inject({ url: '/api/problems/password-weak' });
    expect(ofAccounts.json()).toMatchObject({ code: 'password-weak', status: 422 });
  });
});
