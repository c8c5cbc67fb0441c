// Confirmations and API tokens: good for one command, once, in one session; tokens for what they name, and never to confirm.
import { randomUUID } from 'node:crypto';
import { TrialId } from '@equipoise/trial';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AuthenticatedActor } from '../http/authentication.js';
import {
  goodPassword,
  openTestAccounts,
  type Person,
  type TestAccounts,
  type TestBrowser,
} from '../test-support/accounts.js';
import { SoftwareAuthenticator } from '../test-support/authenticator.js';
import { changeAccount } from './store/account.js';
import { listSecurityEvents } from './store/security-log.js';

let test: TestAccounts;
let person: Person;
let browser: TestBrowser;
beforeAll(async () => {
  test = await openTestAccounts();
  person = await test.addPerson();
  browser = await test.signedIn(person);
});
afterAll(() => test.close());
afterEach(() => {
  vi.useRealTimers();
});

const trialId = TrialId.parse('0b54a6d8-1f1e-4b57-9d0a-6b0f6f2f7a11');
const about = () => ({ trialId, command: 'breakCode', commandId: randomUUID() });

/** Who the routes take this browser for. */
async function actorOf(one: TestBrowser): Promise<AuthenticatedActor> {
  const { accountId, actorId, session } = (await one.get('/api/me')).json();
  return { accountId, actorId, sessionId: session.sessionId, isAdministrator: false, hasSecondFactor: false };
}

async function confirm(one: TestBrowser, command: object, proof: object = { password: goodPassword }) {
  return one.post('/api/confirmations', { for: command, proof });
}

describe('a confirmation', () => {
  it('is good for its command, once [acceptance 31]', async () => {
    const command = about();
    const { token } = (await confirm(browser, command)).json();
    const actor = await actorOf(browser);
    const taken = await test.accounts.takeConfirmation(actor, token, command);
    expect(taken?.method).toBe('password');
    expect(Date.now() - Date.parse(taken?.at ?? '')).toBeLessThan(60_000);
    expect(await test.accounts.takeConfirmation(actor, token, command)).toBeUndefined();
  });

  it('is given to one of two that take it at the same moment', async () => {
    const command = about();
    const { token } = (await confirm(browser, command)).json();
    const actor = await actorOf(browser);
    const taken = await Promise.all(
      Array.from({ length: 6 }, () => test.accounts.takeConfirmation(actor, token, command)),
    );
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('is good for nothing else: another command, id, trial, session or person', async () => {
    const command = about();
    const { token } = (await confirm(browser, command)).json();
    const actor = await actorOf(browser);
    const again = await actorOf(await test.signedIn(person));
    const other = await actorOf(await test.signedIn(await test.addPerson()));
    const { sessionId: _, ...program } = actor;
    const attempts = [
      [actor, { ...command, command: 'unblindTrial' }],
      [actor, { ...command, commandId: randomUUID() }],
      [actor, { ...command, trialId: TrialId.parse(randomUUID()) }],
      [again, command],
      [other, command],
      [program, command],
    ] as const;
    for (const [who, what] of attempts) expect(await test.accounts.takeConfirmation(who, token, what)).toBeUndefined();
    expect(await test.accounts.takeConfirmation(actor, token, command)).toBeDefined();
  });

  it('is good for two minutes', async () => {
    const [first, second] = [about(), about()];
    const tokens = [(await confirm(browser, first)).json().token, (await confirm(browser, second)).json().token];
    const actor = await actorOf(browser);
    const begun = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: begun + 110_000 });
    expect(await test.accounts.takeConfirmation(actor, tokens[0], first)).toBeDefined();
    vi.setSystemTime(begun + 121_000);
    expect(await test.accounts.takeConfirmation(actor, tokens[1], second)).toBeUndefined();
  });

  it('ends with its session', async () => {
    const short = await test.signedIn(person);
    const command = about();
    const { token } = (await confirm(short, command)).json();
    const actor = await actorOf(short);
    await short.post('/api/sign-out');
    expect(await test.accounts.takeConfirmation(actor, token, command)).toBeUndefined();
  });

  it('asks for the right password, and failures lock as they do at sign-in [acceptance 41]', async () => {
    const own = await test.addPerson();
    const one = await test.signedIn(own);
    for (let failure = 0; failure < 5; failure += 1)
      expect((await confirm(one, about(), { password: 'a wrong guess' })).json().code).toBe('proof-wrong');
    const locked = await confirm(one, about());
    expect([locked.statusCode, locked.json().code]).toEqual([429, 'too-many-failures']);
    const outside = await test.browser().post('/api/sign-in', { email: own.email, password: goodPassword });
    expect(outside.statusCode).toBe(429);
  });

  it('can be given with a passkey of the same person, not of another', async () => {
    const own = await test.addPerson();
    const one = await test.signedIn(own);
    const device = new SoftwareAuthenticator(test.context.settings.publicUrl);
    const made = (await one.post('/api/me/passkeys/question', { proof: { password: goodPassword } })).json();
    await one.post('/api/me/passkeys', {
      ...{ challengeId: made.challengeId, name: 'Key', response: device.make(made.options.challenge) },
    });
    const proofFor = async (who: TestBrowser) => {
      const { challengeId, options } = (await who.post('/api/confirmations/passkey-question')).json();
      return { passkey: { challengeId, response: device.sign(options.challenge) } };
    };
    const command = about();
    const { token } = (await confirm(one, command, await proofFor(one))).json();
    expect((await test.accounts.takeConfirmation(await actorOf(one), token, command))?.method).toBe('passkey');
    expect((await confirm(browser, about(), await proofFor(browser))).json().code).toBe('proof-wrong');
    // An answer to the question of signing in confirms nothing.
    const question = (await one.post('/api/sign-in/passkey/question')).json();
    const passkey = { challengeId: question.challengeId, response: device.sign(question.options.challenge) };
    expect((await confirm(one, about(), { passkey })).json().code).toBe('proof-wrong');
  });

  it('names a command that there is, and is logged without the secret', async () => {
    expect((await confirm(browser, { ...about(), command: 'toString' })).statusCode).toBe(422);
    const command = about();
    const answer = await confirm(browser, command);
    const [row] = await listSecurityEvents(test.system.pools.account, { type: 'confirmed', limit: 1 });
    expect(row?.facts).toEqual({ method: 'password', ...command });
    const kept = await test.system.pools.account.query('select token_digest from account.confirmation');
    expect(JSON.stringify(kept.rows)).not.toContain(answer.json().token);
  });
});

describe('an API token', () => {
  const scopes = [`${trialId}:read:participants`, `${trialId}:write:recordForm`];
  const make = (body: object, one = browser) =>
    one.post('/api/me/tokens', { name: 'Nightly', scopes, days: 30, proof: { password: goodPassword }, ...body });
  const use = (token: string, url: string, method: 'GET' | 'POST' = 'GET', payload?: object) =>
    test.app.inject({
      ...{ method, url, headers: { host: '127.0.0.1', authorization: `Bearer ${token}` } },
      ...(payload === undefined ? {} : { payload }),
    });

  it('is made after the credentials were given again, shown once and stored as a digest', async () => {
    expect((await make({ proof: { password: 'a wrong guess' } })).json().code).toBe('proof-wrong');
    const { token } = (await make({})).json();
    expect(token).toMatch(/^equipoise_[\w-]{43}$/);
    const listed = await browser.get('/api/me/tokens');
    expect(listed.json().tokens[0]).toMatchObject({ name: 'Nightly', scopes: [...scopes].sort(), lastUsedAt: null });
    expect(listed.body).not.toContain(token);
    const { rows } = await test.system.pools.account.query('select * from account.api_token');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await use(token, '/api/me')).json()).toMatchObject({ actorId: person.actorId, session: null });
    expect((await browser.get('/api/me/tokens')).json().tokens[0].lastUsedAt).not.toBeNull();
  });

  it('is good for its scopes alone', async () => {
    const { token } = (await make({})).json();
    const status = async (url: string) => (await use(token, url)).json().code;
    // In scope: the rights of its owner answer, who has none in that trial.
    expect(await status(`/api/trials/${trialId}/participants`)).toBe('trial-unknown');
    expect(await status(`/api/trials/${trialId}/deviations`)).toBe('out-of-scope');
    expect(await status(`/api/trials/${randomUUID()}/participants`)).toBe('out-of-scope');
  });

  it('never confirms, makes tokens or administers', async () => {
    const administrator = await test.addPerson({ isAdministrator: true });
    const { token } = (await make({}, await test.signedIn(administrator))).json();
    const refused = [
      await use(token, '/api/confirmations', 'POST', { for: about(), proof: { password: goodPassword } }),
      await use(token, '/api/me/tokens', 'POST', { name: 'More', scopes, days: 1, proof: { password: goodPassword } }),
      await use(token, '/api/accounts'),
      await use(token, '/api/security-log'),
    ];
    expect(refused.map((answer) => answer.json().code)).toEqual(Array(4).fill('session-needed'));
  });

  it('names what there is: a scope that is none is refused with its text', async () => {
    const bad = [`${trialId}:write`, 'everything', `${trialId}:write:noSuchCommand`, `${trialId}:view`];
    const answer = await make({ scopes: [...scopes, ...bad] });
    expect([answer.json().code, answer.json().facts.scopes]).toEqual(['scope-invalid', bad]);
  });

  it('ends when it expires, is revoked, or its owner loses access [acceptance 26]', async () => {
    const own = await test.addPerson();
    const one = await test.signedIn(own);
    const [first, second] = [(await make({ days: 1 }, one)).json(), (await make({ days: 60 }, one)).json()];
    const begun = Date.now();
    expect((await use(first.token, '/api/me')).statusCode).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: begun + 86_400_000 + 1000 });
    expect((await use(first.token, '/api/me')).statusCode).toBe(401);
    expect((await use(second.token, '/api/me')).statusCode).toBe(200);
    vi.useRealTimers();
    const third = (await make({ days: 60 }, one)).json();
    const stranger = await browser.delete(`/api/me/tokens/${third.apiTokenId}`);
    expect(stranger.statusCode).toBe(404);
    expect((await one.delete(`/api/me/tokens/${third.apiTokenId}`)).statusCode).toBe(204);
    expect((await use(third.token, '/api/me')).statusCode).toBe(401);
    await changeAccount(test.system.pools.account, own.accountId, { expiresAt: new Date(Date.now() - 1) });
    expect((await use(second.token, '/api/me')).statusCode).toBe(401);
  });
});
