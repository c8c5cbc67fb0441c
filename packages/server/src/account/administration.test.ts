// Accounts of others: what administrators do, what the log keeps, whose names are told, and where a demonstration may be.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  goodPassword,
  openTestAccounts,
  type Person,
  startTrial,
  type TestAccounts,
  type TestBrowser,
} from '../test-support/accounts.js';
import { walkProtocol } from '../test-support/walk.js';

let test: TestAccounts;
let administrator: Person;
let desk: TestBrowser;
beforeAll(async () => {
  test = await openTestAccounts();
  administrator = await test.addPerson({ isAdministrator: true, name: 'Head Example' });
  desk = await test.signedIn(administrator);
});
afterAll(() => test.close());

const change = (person: { accountId: string }, body: object) => desk.post(`/api/accounts/${person.accountId}`, body);
const codeOf = async (answer: Promise<{ json(): { code: string } }>) => (await answer).json().code;

describe('an administrator', () => {
  it('disables an account: its sessions end; enables it again', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    expect((await change(person, { isDisabled: true })).statusCode).toBe(204);
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    await change(person, { isDisabled: false });
    await test.signedIn(person);
  });

  it('sets and lifts the expiry of an account [acceptance 26]', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    await change(person, { expiresAt: '2020-01-01T00:00:00Z' });
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    expect(await codeOf(test.browser().post('/api/sign-in', { email: person.email, password: goodPassword }))).toBe(
      'account-expired',
    );
    await change(person, { expiresAt: null });
    await test.signedIn(person);
  });

  it('unlocks an account that was locked [acceptance 41]', async () => {
    const person = await test.addPerson();
    for (let failure = 0; failure < 5; failure += 1)
      await test.browser().post('/api/sign-in', { email: person.email, password: 'a wrong guess' });
    const row = async () =>
      (await desk.get('/api/accounts')).json().accounts.find((one: Person) => one.accountId === person.accountId);
    expect((await row()).isLocked).toBe(true);
    expect((await desk.post(`/api/accounts/${person.accountId}/unlocking`)).statusCode).toBe(204);
    expect((await row()).isLocked).toBe(false);
    await test.signedIn(person);
  });

  it('takes second factors away from who lost them, which is recorded', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    await test.system.pools.account.query(
      `insert into account.passkey (account_id, credential_id, public_key, counter, transports, name, created_at)
       values ($1::text::uuid, $1, '\\x00', 0, '{}', 'Lost', now())`,
      [person.accountId],
    );
    expect((await desk.post(`/api/accounts/${person.accountId}/second-factor-reset`)).statusCode).toBe(204);
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    const rows = (await desk.get(`/api/security-log?accountId=${person.accountId}&type=secondFactorReset`)).json().rows;
    expect(rows).toMatchObject([{ type: 'secondFactorReset', byAccountId: administrator.accountId }]);
    const again = await test.signedIn(person);
    expect((await again.get('/api/me')).json().passkeys).toBe(0);
  });

  it('makes administrators, and the last one stays', async () => {
    const alone = await openTestAccounts();
    const first = await alone.addPerson({ isAdministrator: true });
    const second = await alone.addPerson();
    const one = await alone.signedIn(first);
    for (const body of [{ isAdministrator: false }, { isDisabled: true }, { expiresAt: '2020-01-01T00:00:00Z' }])
      expect(await codeOf(one.post(`/api/accounts/${first.accountId}`, body))).toBe('last-administrator');
    expect((await one.get('/api/me')).json().isAdministrator).toBe(true);
    await one.post(`/api/accounts/${second.accountId}`, { isAdministrator: true });
    const two = await alone.signedIn(second);
    // Both at once: one of them stays.
    const answers = await Promise.all([
      one.post(`/api/accounts/${second.accountId}`, { isAdministrator: false }),
      two.post(`/api/accounts/${first.accountId}`, { isAdministrator: false }),
    ]);
    expect(answers.map((answer) => answer.statusCode).sort()).not.toEqual([204, 204]);
    const { rows } = await alone.system.pools.account.query('select 1 from account."user" where "role" = \'admin\'');
    expect(rows.length).toBeGreaterThan(0);
    await alone.close();
  });

  it('is who may: everybody else is refused, for every route', async () => {
    const plain = await test.signedIn(await test.addPerson());
    const { accountId } = await test.addPerson();
    const routes = [
      ['GET', '/api/accounts'],
      ['POST', `/api/accounts/${accountId}`, {}],
      ['POST', `/api/accounts/${accountId}/unlocking`],
      ['POST', `/api/accounts/${accountId}/second-factor-reset`],
      ['POST', `/api/accounts/${accountId}/invitation`],
      ['DELETE', `/api/accounts/${accountId}/sessions`],
      ['GET', '/api/security-log'],
      ['GET', '/api/security-log.csv'],
    ] as const;
    for (const [method, url, body] of routes) {
      expect([url, await codeOf(plain.send(method, url, body))]).toEqual([url, 'administrator-needed']);
      expect([url, await codeOf(test.browser().send(method, url, body))]).toEqual([url, 'not-signed-in']);
    }
  });

  it('signs in with a second factor where the installation demands it', async () => {
    const strict = await openTestAccounts({ on: test.system, settings: { secondFactor: 'administrators' } });
    const browser = await strict.signedIn(administrator);
    expect(await codeOf(browser.get('/api/accounts'))).toBe('second-factor-demanded');
    expect((await browser.get('/api/me')).statusCode).toBe(200);
    await strict.close();
  });
});

describe('the security log', () => {
  it('tells who did what when, without addresses, passwords or e-mail addresses', async () => {
    const person = await test.addPerson();
    await test.browser('203.0.113.99').post('/api/sign-in', { email: person.email, password: 'a telling guess' });
    const log = await desk.get(`/api/security-log?accountId=${person.accountId}`);
    expect(log.json().rows).toMatchObject([{ type: 'signInFailed', accountId: person.accountId, byAccountId: null }]);
    for (const secret of ['203.0.113.99', 'a telling guess', person.email]) expect(log.body).not.toContain(secret);
    expect(log.json().rows[0].address).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is never changed: not by the role of accounts, not by the owner of the tables', async () => {
    const { account, owner } = test.system.pools;
    for (const sql of [
      'update account.security_event set type = type',
      'delete from account.security_event',
      'truncate account.security_event',
    ]) {
      await expect(account.query(sql)).rejects.toThrow(/permission denied/);
      await expect(owner.query(sql)).rejects.toThrow(/never changed/);
    }
  });

  it('is exported whole as CSV, and the export is in it', async () => {
    const answer = await desk.get('/api/security-log.csv');
    expect(answer.headers['content-type']).toContain('text/csv');
    const lines = answer.body.trimEnd().split('\r\n');
    expect(lines[0]).toBe('position,at,type,accountId,byAccountId,address,facts');
    const { rows } = await test.system.pools.account.query('select count(*)::int as count from account.security_event');
    expect(lines.length - 1).toBe(rows[0].count);
    expect(lines.at(-1)).toContain('logExported');
  });
});

describe('the schema of accounts', () => {
  it('is seen by its own role alone, which sees nothing of any trial', async () => {
    const { account, reader, writer, sealed } = test.system.pools;
    for (const pool of [reader, writer, sealed])
      await expect(pool.query('select * from account."user"')).rejects.toThrow(/permission denied/);
    for (const table of ['record.event', 'read.participant', 'sealed.payload'])
      await expect(account.query(`select * from ${table}`)).rejects.toThrow(/permission denied/);
  });
});

describe('names', () => {
  it('are told to the people of the same trial, and to nobody else', async () => {
    const walk = await startTrial(test.system);
    const [insider, colleague, outsider] = [
      await test.addPerson({ name: 'In Sider' }),
      await test.addPerson({ name: 'Col League' }),
      await test.addPerson({ name: 'Out Sider' }),
    ];
    const set = (person: Person, role: 'coordinator' | 'cellLaboratory') =>
      test.system.pools.account.query('update account."user" set "actorId" = $2 where "id" = $1', [
        person.accountId,
        walk.actor(role),
      ]);
    await set(insider, 'coordinator');
    await set(colleague, 'cellLaboratory');
    const browser = await test.signedIn(insider);
    const { people, unnamed } = (await browser.get(`/api/trials/${walk.trialId}/names`)).json();
    expect(people.map((one: Person) => one.name)).toEqual(['Col League', 'In Sider']);
    // Who has no account is known by the role, and nobody is told of twice.
    expect(unnamed).toEqual([{ actorId: walk.actor('trialManager'), role: 'trialManager' }]);
    const asked = `actorIds=${walk.actor('cellLaboratory')},${outsider.actorId}`;
    const some = (await browser.get(`/api/trials/${walk.trialId}/names?${asked}`)).json().people;
    expect(some).toEqual([{ actorId: walk.actor('cellLaboratory'), name: 'Col League' }]);
    const outside = await test.signedIn(outsider);
    expect(await codeOf(outside.get(`/api/trials/${walk.trialId}/names`))).toBe('not-found');
    expect(await codeOf(outside.post('/api/people/search', { email: insider.email }))).toBe('right-missing');
    const me = (await browser.get('/api/me')).json();
    expect(me.trials).toMatchObject([{ trialId: walk.trialId, roles: [{ role: 'coordinator' }] }]);
  });
});

describe('a trial that demands a second factor', () => {
  it('refuses sessions that began without one, and no other trial does', async () => {
    const person = await test.addPerson({ name: 'One Factor' });
    const strict = await startTrial(test.system, 'secondFactor: required');
    const usual = await startTrial(test.system);
    const as = async (actorId: string) => {
      await test.system.pools.account.query('update account."user" set "actorId" = $2 where "id" = $1', [
        ...[person.accountId, actorId],
      ]);
      return test.signedIn(person);
    };
    const inUsual = await as(usual.actor('coordinator'));
    expect((await inUsual.get(`/api/trials/${usual.trialId}/participants`)).statusCode).toBe(200);
    const inStrict = await as(strict.actor('coordinator'));
    const refused = await inStrict.get(`/api/trials/${strict.trialId}/participants`);
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'second-factor-demanded']);
    await test.system.pools.account.query('update account."session" set "hasSecondFactor" = true where "userId" = $1', [
      person.accountId,
    ]);
    expect((await inStrict.get(`/api/trials/${strict.trialId}/participants`)).statusCode).toBe(200);
  });
});

describe('a demonstration', () => {
  it('has an account for each role of a rehearsed trial, on this computer', async () => {
    const own = await openTestAccounts();
    const walk = await startTrial(own.system);
    const opened = await own.accounts.openDemonstration(
      { trialId: walk.trialId, protocol: walk.protocol },
      'http://127.0.0.1:4300',
    );
    if ('refused' in opened) throw new Error(opened.refused);
    const { accounts } = (await own.browser().get('/api/demonstration')).json();
    expect(accounts).toEqual(opened.accounts);
    const opening = await own.browser().get('/api/session');
    expect(opening.json()).toEqual({
      me: null,
      signIn: { providers: [], idleMinutes: 30, sessionHours: 12 },
      demonstration: { accounts },
    });
    const coordinator = accounts.find((one: { role: string }) => one.role === 'coordinator');
    const browser = own.browser();
    expect(
      (await browser.post('/api/sign-in', { email: coordinator.email, password: coordinator.password })).statusCode,
    ).toBe(204);
    expect((await browser.get('/api/trials')).json().rows).toMatchObject([{ trialId: walk.trialId }]);
    const weaken = await browser.post('/api/me', { name: 'Somebody Else' });
    expect(weaken.json().code).toBe('demonstration-account');
    expect((await browser.post('/api/me', { locale: 'it' })).statusCode).toBe(204);
    expect((await browser.get('/api/session')).json().me).toMatchObject({
      email: coordinator.email,
      locale: 'it',
      isDemonstration: true,
      trials: [{ trialId: walk.trialId, roles: [{ role: 'coordinator' }] }],
    });
    const manager = accounts.find((one: { role: string }) => one.role === 'trialManager');
    const managing = own.browser();
    await managing.post('/api/sign-in', { email: manager.email, password: manager.password });
    const make = (from: TestBrowser, mode: 'rehearsal' | 'live') => {
      const body = { protocolSource: walkProtocol, mode, synthetic: mode === 'rehearsal', origin: {} };
      return from.post('/api/trials', body, { 'idempotency-key': randomUUID() });
    };
    expect((await make(managing, 'rehearsal')).statusCode).toBe(201);
    for (const refused of [await make(managing, 'live'), await make(browser, 'rehearsal')])
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'trial-creation-right-missing']);
    await own.accounts.closeDemonstration();
    expect((await browser.get('/api/session')).json()).toMatchObject({ me: null, demonstration: null });
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    expect((await own.browser().get('/api/demonstration')).json().accounts).toEqual([]);
    await own.close();
  });

  it('is refused where others can reach the server, and beside a live trial', async () => {
    const own = await openTestAccounts();
    const walk = await startTrial(own.system);
    const trial = { trialId: walk.trialId, protocol: walk.protocol };
    expect(await own.accounts.openDemonstration(trial, 'http://0.0.0.0:4300')).toEqual({ refused: 'not-loopback' });
    const open = await openTestAccounts({ publicUrl: 'https://trial.example.org', on: own.system });
    expect(await open.accounts.openDemonstration(trial, 'http://127.0.0.1:4300')).toEqual({ refused: 'not-loopback' });
    expect((await open.browser().get('/api/demonstration')).json().accounts).toEqual([]);
    await own.system.pools.owner.query(
      "insert into record.trial (trial_id, mode, protocol_id) values (gen_random_uuid(), 'live', 'other')",
    );
    expect(await own.accounts.openDemonstration(trial, 'http://127.0.0.1:4300')).toEqual({ refused: 'live-trial' });
    expect((await own.system.pools.account.query('select 1 from account."user"')).rowCount).toBe(0);
    await open.close();
    await own.close();
  });
});
