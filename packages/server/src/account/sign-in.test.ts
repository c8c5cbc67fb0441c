// Signing in and staying signed in: nothing tells who has an account, failures lock, sessions end.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { goodPassword, openTestAccounts, type TestAccounts } from '../test-support/accounts.js';
import { changeAccount } from './store/account.js';
import { listSecurityEvents } from './store/security-log.js';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterAll(() => test.close());
afterEach(() => {
  vi.useRealTimers();
});

/** The clock of this program is set; timers go on. */
function setClock(at: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
}
const minutes = (count: number) => count * 60_000;

describe('signing in', () => {
  it('begins a session whose cookie no script can read and no other site sends', async () => {
    const person = await test.addPerson({ name: 'Ada Example' });
    const browser = test.browser();
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    const answer = await browser.post('/api/sign-in', { email: person.email.toUpperCase(), password: goodPassword });
    expect(answer.statusCode).toBe(204);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^equipoise\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).not.toMatch(/Secure/);
    const me = await browser.get('/api/me');
    expect(me.json()).toMatchObject({ name: 'Ada Example', actorId: person.actorId, trials: [] });
  });

  it('marks cookies Secure where the public address is https, and names them for this host alone', async () => {
    const secure = await openTestAccounts({ publicUrl: 'https://trial.example.org', on: test.system });
    const person = await test.addPerson();
    const browser = secure.browser();
    const answer = await browser.post('/api/sign-in', { email: person.email, password: goodPassword });
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookies[0]).toMatch(/^__Host-equipoise\.session_token=/);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-equipoise\./);
      expect(cookie).toMatch(/; Path=\/(;|$)/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
    expect((await browser.get('/api/me')).statusCode).toBe(200);
    // The same token under a name that another host of the domain could set is nobody's.
    const [name = '', token = ''] = [...browser.cookies][0] ?? [];
    for (const other of ['equipoise.session_token', '__Secure-equipoise.session_token', name]) {
      const elsewhere = secure.browser();
      elsewhere.cookies.set(other, token);
      expect((await elsewhere.get('/api/me')).statusCode).toBe(other === name ? 200 : 401);
    }
    await secure.close();
  });

  it('answers a wrong password, an unknown account and an invitation that nobody accepted in the same words', async () => {
    const known = await test.addPerson();
    const invited = await test.addPerson({ isAccepted: false });
    const answers = [];
    for (const email of [known.email, invited.email, 'nobody@example.org']) {
      const password = email === invited.email ? goodPassword : 'not the password of anybody';
      const answer = await test.browser().post('/api/sign-in', { email, password });
      const { instance, ...document } = answer.json();
      expect(instance).toMatch(/^urn:uuid:/);
      answers.push({ status: answer.statusCode, document, cookies: answer.headers['set-cookie'] });
    }
    expect(answers[0]).toMatchObject({ status: 401, document: { code: 'sign-in-refused' }, cookies: undefined });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('does the same slow work for an unknown account as for a wrong password', async () => {
    const known = await test.addPerson();
    const { password } = await test.context.auth.$context;
    const worked = [vi.spyOn(password, 'hash'), vi.spyOn(password, 'verify')];
    const workOf = async (email: string) => {
      for (const each of worked) each.mockClear();
      await test.browser().post('/api/sign-in', { email, password: 'not the password of anybody' });
      return worked.reduce((sum, each) => sum + each.mock.calls.length, 0);
    };
    // Hashing and comparing cost the same: without either the time of an answer would tell who has an account.
    expect(await workOf(known.email)).toBe(1);
    expect(await workOf('nobody.at.all@example.org')).toBe(1);
    vi.restoreAllMocks();
  });

  it('never goes on with a session that was there before', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const before = new Map(browser.cookies);
    await browser.post('/api/sign-in', { email: person.email, password: goodPassword });
    expect([...browser.cookies]).not.toEqual([...before]);
    const left = test.browser();
    for (const [name, value] of before) left.cookies.set(name, value);
    expect((await left.get('/api/me')).statusCode).toBe(401);
    expect((await browser.get('/api/me')).statusCode).toBe(200);
  });

  it('takes no session id that somebody else made up', async () => {
    const browser = test.browser();
    browser.cookies.set('equipoise.session_token', 'chosen-by-an-attacker.c2lnbmF0dXJl');
    const person = await test.addPerson();
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    await browser.post('/api/sign-in', { email: person.email, password: goodPassword });
    expect(browser.cookies.get('equipoise.session_token')).not.toContain('chosen-by-an-attacker');
    expect((await browser.get('/api/me')).statusCode).toBe(200);
  });

  it('refuses requests that pages of others make', async () => {
    const person = await test.addPerson();
    const given = { email: person.email, password: goodPassword };
    const other = await test.browser().post('/api/sign-in', given, { origin: 'https://elsewhere.example' });
    expect(other.json().code).toBe('cross-site');
    const crossSite = await test.browser().post('/api/sign-in', given, { 'sec-fetch-site': 'cross-site' });
    expect(crossSite.json().code).toBe('cross-site');
  });

  it('says all that is wrong with a request at once', async () => {
    const answer = await test.browser().post('/api/sign-in', { email: 'no address', more: 1 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().problems.map((problem: { pointer: string }) => problem.pointer)).toEqual([
      '/email',
      '/password',
      '/more',
    ]);
  });
});

describe('lock-out', () => {
  it('refuses everything after 5 failures in 15 minutes, and lets in again when they are over [acceptance 41]', async () => {
    const person = await test.addPerson();
    const begun = Date.now();
    const attempt = (password: string) => test.browser().post('/api/sign-in', { email: person.email, password });
    for (let failure = 0; failure < 5; failure += 1) {
      setClock(begun + minutes(failure));
      expect((await attempt('not the password at all')).statusCode).toBe(401);
    }
    setClock(begun + minutes(14));
    const locked = await attempt(goodPassword);
    expect([locked.statusCode, locked.json().code]).toEqual([429, 'too-many-failures']);
    expect(locked.headers['retry-after']).toBe('60');
    setClock(begun + minutes(15) + 1);
    expect((await attempt(goodPassword)).statusCode).toBe(204);
    vi.useRealTimers();
    const types = (await listSecurityEvents(test.system.pools.account, { accountId: person.accountId, limit: 10 })).map(
      (row) => row.type,
    );
    expect(types).toEqual(['signedIn', 'locked', ...Array(5).fill('signInFailed')]);
    expect((await test.mailTo(person.email)).subject).toContain('locked');
  });

  it('locks an account that does not exist in the same way', async () => {
    const answers = [];
    for (let failure = 0; failure < 6; failure += 1) {
      const answer = await test
        .browser()
        .post('/api/sign-in', { email: 'ghost@example.org', password: 'whatever it is' });
      answers.push(answer.json().code);
    }
    expect(answers).toEqual([...Array(5).fill('sign-in-refused'), 'too-many-failures']);
  });

  it('counts attempts before they are made: of 12 at once 5 are tried', async () => {
    const person = await test.addPerson();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        test.browser().post('/api/sign-in', { email: person.email, password: 'all of them are wrong' }),
      ),
    );
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
  });

  it('counts the failures of one address over all accounts', async () => {
    const strict = await openTestAccounts({
      on: test.system,
      settings: { lockOut: { failures: 5, minutes: 15, failuresPerAddress: 3 } },
    });
    const codes = [];
    for (let failure = 0; failure < 4; failure += 1) {
      const answer = await strict.browser('203.0.113.7').post('/api/sign-in', {
        ...{ email: `someone${failure}@example.org`, password: 'guessed once for each' },
      });
      codes.push(answer.json().code);
    }
    expect(codes).toEqual([...Array(3).fill('sign-in-refused'), 'too-many-failures']);
    await strict.close();
  });

  it('follows the settings of the installation [acceptance 41]', async () => {
    const strict = await openTestAccounts({
      on: test.system,
      settings: { lockOut: { failures: 2, minutes: 60, failuresPerAddress: 50 } },
    });
    const codes = [];
    for (let failure = 0; failure < 3; failure += 1)
      codes.push(
        (await strict.browser().post('/api/sign-in', { email: 'x@example.org', password: 'wrong again' })).json().code,
      );
    expect(codes).toEqual(['sign-in-refused', 'sign-in-refused', 'too-many-failures']);
    await strict.close();
  });

  it('forgets failures after a success', async () => {
    const person = await test.addPerson();
    for (let round = 0; round < 2; round += 1) {
      for (let failure = 0; failure < 4; failure += 1)
        await test.browser().post('/api/sign-in', { email: person.email, password: 'not this one' });
      await test.signedIn(person);
    }
    expect((await test.browser().post('/api/sign-in', { email: person.email, password: 'not this' })).statusCode).toBe(
      401,
    );
  });
});

describe('the end of a session', () => {
  it('comes after 30 idle minutes, and use puts it off [acceptance 41]', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const begun = Date.now();
    setClock(begun + minutes(29));
    expect((await browser.get('/api/me')).statusCode).toBe(200);
    setClock(begun + minutes(58));
    expect((await browser.get('/api/me')).statusCode).toBe(200);
    setClock(begun + minutes(58 + 30) + 1000);
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    // Gone, not asleep: a clock that is set back does not wake it.
    setClock(begun + minutes(59));
    expect((await browser.get('/api/me')).statusCode).toBe(401);
  });

  it('comes after 12 hours, however busy somebody is', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const begun = Date.now();
    for (let minute = 20; minute < 12 * 60; minute += 20) {
      setClock(begun + minutes(minute));
      expect((await browser.get('/api/me')).statusCode).toBe(200);
    }
    setClock(begun + minutes(12 * 60) + 1000);
    expect((await browser.get('/api/me')).statusCode).toBe(401);
  });

  it('comes at sign-out, and everywhere at once where that is asked for', async () => {
    const person = await test.addPerson();
    const [here, there] = [await test.signedIn(person), await test.signedIn(person)];
    const copy = new Map(here.cookies);
    await here.post('/api/sign-out');
    const left = test.browser();
    for (const [name, value] of copy) left.cookies.set(name, value);
    expect((await left.get('/api/me')).statusCode).toBe(401);
    const third = await test.signedIn(person);
    const { sessions } = (await third.get('/api/me/sessions')).json();
    expect(sessions.map((one: { isThis: boolean }) => one.isThis)).toEqual([true, false]);
    expect((await third.delete('/api/me/sessions')).statusCode).toBe(204);
    expect((await there.get('/api/me')).statusCode).toBe(401);
    expect((await third.get('/api/me')).statusCode).toBe(401);
  });

  it('can be brought about for one session of the list, and for nobody else’s', async () => {
    const [person, other] = [await test.addPerson(), await test.addPerson()];
    const [here, there] = [await test.signedIn(person), await test.signedIn(person)];
    const elsewhere = await test.signedIn(other);
    const { sessions } = (await here.get('/api/me/sessions')).json();
    const { sessionId } = sessions.find((one: { isThis: boolean }) => !one.isThis);
    expect((await elsewhere.delete(`/api/me/sessions/${sessionId}`)).statusCode).toBe(404);
    expect((await here.delete(`/api/me/sessions/${sessionId}`)).statusCode).toBe(204);
    expect((await there.get('/api/me')).statusCode).toBe(401);
    expect((await here.get('/api/me')).statusCode).toBe(200);
  });

  it('comes when the account expires, and nobody gets in any more [acceptance 26]', async () => {
    const begun = Date.now();
    const person = await test.addPerson({ expiresAt: new Date(begun + minutes(10)) });
    const browser = await test.signedIn(person);
    expect((await browser.get('/api/trials')).statusCode).toBe(200);
    setClock(begun + minutes(10) + 1);
    expect((await browser.get('/api/trials')).statusCode).toBe(401);
    const again = await test.browser().post('/api/sign-in', { email: person.email, password: goodPassword });
    expect([again.statusCode, again.json().code]).toEqual([403, 'account-expired']);
    // Only who knows the password is told why.
    const wrong = await test.browser().post('/api/sign-in', { email: person.email, password: 'somebody else guesses' });
    expect(wrong.json().code).toBe('sign-in-refused');
  });

  it('comes when the account is disabled', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    await changeAccount(test.system.pools.account, person.accountId, { isDisabled: true });
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    const again = await test.browser().post('/api/sign-in', { email: person.email, password: goodPassword });
    expect([again.statusCode, again.json().code]).toEqual([403, 'account-disabled']);
  });
});
