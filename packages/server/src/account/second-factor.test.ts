// Second factors: codes of an app are good once, backup codes as well, passkeys sign in by themselves.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  goodPassword,
  openTestAccounts,
  type Person,
  type TestAccounts,
  type TestBrowser,
  totp,
} from '../test-support/accounts.js';
import { SoftwareAuthenticator } from '../test-support/authenticator.js';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterAll(() => test.close());
afterEach(() => {
  vi.useRealTimers();
});

const step = 30_000;
/** A moment in the middle of a step of the app, later than all before. */
let clock = Math.ceil(Date.now() / step) * step + 15_000;
function nextStep(): void {
  clock += step;
  vi.useFakeTimers({ toFake: ['Date'], now: clock });
}

/** Sets up an authenticator app for a person. */
async function addApp(
  browser: TestBrowser,
): Promise<{ readonly uri: string; readonly backupCodes: readonly string[] }> {
  const begun = await browser.post('/api/me/second-factor', { password: goodPassword });
  expect(begun.statusCode).toBe(200);
  const { uri, backupCodes } = begun.json();
  expect((await browser.post('/api/me/second-factor/check', { code: totp(uri) })).statusCode).toBe(204);
  return { uri, backupCodes };
}

async function addPasskey(browser: TestBrowser, device: SoftwareAuthenticator): Promise<number> {
  const question = await browser.post('/api/me/passkeys/question', { proof: { password: goodPassword } });
  const { challengeId, options } = question.json();
  const answer = await browser.post('/api/me/passkeys', {
    ...{ challengeId, name: 'Key', response: device.make(options.challenge) },
  });
  return answer.statusCode;
}

async function signInWith(device: SoftwareAuthenticator, browser = test.browser()) {
  const { challengeId, options } = (await browser.post('/api/sign-in/passkey/question')).json();
  const answer = await browser.post('/api/sign-in/passkey', { challengeId, response: device.sign(options.challenge) });
  return { answer, browser };
}

const signIn = (person: Person, code?: string) =>
  test.browser().post('/api/sign-in', {
    ...{ email: person.email, password: goodPassword },
    ...(code === undefined ? {} : { code }),
  });

describe('an authenticator app', () => {
  it('is asked for at sign-in once it is set up, and marks the session', async () => {
    nextStep();
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    expect((await browser.get('/api/me')).json().session.hasSecondFactor).toBe(false);
    const { uri } = await addApp(browser);
    expect((await browser.get('/api/me')).json()).toMatchObject({
      hasSecondFactor: true,
      session: { hasSecondFactor: true },
    });
    nextStep();
    const without = await signIn(person);
    expect([without.statusCode, without.json().code]).toEqual([401, 'second-factor-needed']);
    expect(without.headers['set-cookie']).toBeUndefined();
    const wrongPassword = await test.browser().post('/api/sign-in', {
      ...{ email: person.email, password: 'a wrong password', code: totp(uri) },
    });
    expect(wrongPassword.json().code).toBe('sign-in-refused');
    const inside = await test.signedIn(person, totp(uri));
    expect((await inside.get('/api/me')).json().session.hasSecondFactor).toBe(true);
  });

  it('is told to its owner by mail when it is added and when it is removed, as a passkey is', async () => {
    nextStep();
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    expect(await addPasskey(browser, new SoftwareAuthenticator(test.context.settings.publicUrl))).toBe(204);
    const { uri } = await addApp(browser);
    nextStep();
    const removal = { password: goodPassword, code: totp(uri) };
    expect((await browser.post('/api/me/second-factor/removal', removal)).statusCode).toBe(204);
    const told = test.mails.filter(({ to }) => to === person.email).map(({ subject }) => subject);
    expect(told.slice(-3)).toEqual([
      'Equipoise: a passkey was added',
      'Equipoise: an authenticator app was added',
      'Equipoise: the authenticator app was removed',
    ]);
  });

  it('gives codes that are good once, also for two requests at the same moment', async () => {
    nextStep();
    const person = await test.addPerson();
    const { uri } = await addApp(await test.signedIn(person));
    nextStep();
    const code = totp(uri);
    const answers = await Promise.all([signIn(person, code), signIn(person, code)]);
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([204, 401]);
    expect((await signIn(person, code)).statusCode).toBe(401);
    nextStep();
    expect((await signIn(person, totp(uri))).statusCode).toBe(204);
  });

  it('counts wrong codes in the lock-out, and a right password in between does not help', async () => {
    nextStep();
    const person = await test.addPerson();
    const { uri } = await addApp(await test.signedIn(person));
    nextStep();
    for (let failure = 0; failure < 5; failure += 1) {
      expect((await signIn(person)).json().code).toBe('second-factor-needed');
      const wrong = String((Number(totp(uri)) + 1 + failure) % 1_000_000).padStart(6, '0');
      expect((await signIn(person, wrong)).json().code).toBe('sign-in-refused');
    }
    expect((await signIn(person, totp(uri))).json().code).toBe('too-many-failures');
  });

  it('has backup codes, each good once', async () => {
    nextStep();
    const person = await test.addPerson();
    const { backupCodes } = await addApp(await test.signedIn(person));
    expect(backupCodes).toHaveLength(10);
    const [first = ''] = backupCodes;
    expect((await signIn(person, first)).statusCode).toBe(204);
    expect((await signIn(person, first)).statusCode).toBe(401);
  });

  it('is removed with the password and a code, and by nothing less', async () => {
    nextStep();
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const { uri } = await addApp(browser);
    nextStep();
    const wrong = await browser.post('/api/me/second-factor/removal', { password: goodPassword, code: '000000' });
    expect(wrong.json().code).toBe('proof-wrong');
    const right = await browser.post('/api/me/second-factor/removal', { password: goodPassword, code: totp(uri) });
    expect(right.statusCode).toBe(204);
    expect((await browser.get('/api/me')).json().session.hasSecondFactor).toBe(false);
    expect((await signIn(person)).statusCode).toBe(204);
  });
});

describe('a passkey', () => {
  it('signs its owner in, with two factors', async () => {
    const person = await test.addPerson({ name: 'Kay Example' });
    const device = new SoftwareAuthenticator(test.context.settings.publicUrl);
    expect(await addPasskey(await test.signedIn(person), device)).toBe(204);
    const { answer, browser } = await signInWith(device);
    expect(answer.statusCode).toBe(204);
    const me = (await browser.get('/api/me')).json();
    expect(me).toMatchObject({ name: 'Kay Example', passkeys: 1, session: { hasSecondFactor: true } });
  });

  it('is refused from another site, without a PIN or finger, and with a counter that stands still', async () => {
    const person = await test.addPerson();
    const { publicUrl } = test.context.settings;
    const device = new SoftwareAuthenticator(publicUrl);
    await addPasskey(await test.signedIn(person), device);
    device.verifiesUser = false;
    expect((await signInWith(device)).answer.json().code).toBe('sign-in-refused');
    device.verifiesUser = true;
    expect((await signInWith(device)).answer.statusCode).toBe(204);
    device.counter -= 1;
    expect((await signInWith(device)).answer.json().code).toBe('sign-in-refused');
    const elsewhere = new SoftwareAuthenticator('https://elsewhere.example', new URL(publicUrl).hostname);
    const browser = await test.signedIn(person);
    expect(await addPasskey(browser, elsewhere)).toBe(422);
  });

  it('answers a question once', async () => {
    const person = await test.addPerson();
    const device = new SoftwareAuthenticator(test.context.settings.publicUrl);
    await addPasskey(await test.signedIn(person), device);
    const { challengeId, options } = (await test.browser().post('/api/sign-in/passkey/question')).json();
    const body = { challengeId, response: device.sign(options.challenge) };
    expect((await test.browser().post('/api/sign-in/passkey', body)).statusCode).toBe(204);
    expect((await test.browser().post('/api/sign-in/passkey', body)).statusCode).toBe(401);
  });

  it('lets nobody in whose account is disabled', async () => {
    const person = await test.addPerson();
    const device = new SoftwareAuthenticator(test.context.settings.publicUrl);
    await addPasskey(await test.signedIn(person), device);
    await test.system.pools.account.query('update account."user" set "banned" = true where "id" = $1', [
      person.accountId,
    ]);
    const { answer, browser } = await signInWith(device);
    expect(answer.json().code).toBe('account-disabled');
    expect((await browser.get('/api/me')).statusCode).toBe(401);
  });

  it('is registered only by its owner, who gives the credentials again', async () => {
    const [person, other] = [await test.addPerson(), await test.addPerson()];
    const browser = await test.signedIn(person);
    const wrong = await browser.post('/api/me/passkeys/question', { proof: { password: 'not the password' } });
    expect(wrong.json().code).toBe('proof-wrong');
    const { challengeId, options } = (
      await browser.post('/api/me/passkeys/question', { proof: { password: goodPassword } })
    ).json();
    const device = new SoftwareAuthenticator(test.context.settings.publicUrl);
    const stolen = await (await test.signedIn(other)).post('/api/me/passkeys', {
      ...{ challengeId, name: 'Key', response: device.make(options.challenge) },
    });
    expect(stolen.json().code).toBe('passkey-refused');
  });

  it('can be removed, but not where it is the last way in', async () => {
    const person = await test.addPerson();
    const device = new SoftwareAuthenticator(test.context.settings.publicUrl);
    const browser = await test.signedIn(person);
    await addPasskey(browser, device);
    const [{ passkeyId }] = (await browser.get('/api/me/passkeys')).json().passkeys;
    await test.system.pools.account.query('delete from account."account" where "userId" = $1', [person.accountId]);
    const question = (await browser.post('/api/confirmations/passkey-question')).json();
    const proof = {
      passkey: { challengeId: question.challengeId, response: device.sign(question.options.challenge) },
    };
    const last = await browser.post(`/api/me/passkeys/${passkeyId}/removal`, { proof });
    expect(last.json().code).toBe('last-credential');
    expect((await browser.get('/api/me')).json().passkeys).toBe(1);
  });
});
