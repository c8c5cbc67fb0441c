// Keys of drafts: the same for the same person and device, nobody else's, gone with what ends a device's use on purpose.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { goodPassword, openTestAccounts, type TestAccounts, type TestBrowser } from '../test-support/accounts.js';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterEach(() => vi.useRealTimers());
afterAll(() => test.close());

const days = (count: number) => count * 86_400_000;
const make = async (browser: TestBrowser): Promise<{ draftKeyId: string; key: string }> =>
  (await browser.post('/api/me/draft-keys')).json();
const find = (browser: TestBrowser, id: string) => browser.get(`/api/me/draft-keys/${id}`);
const isThere = async (browser: TestBrowser, { draftKeyId }: { draftKeyId: string }) =>
  (await find(browser, draftKeyId)).statusCode === 200;

describe('a key of drafts', () => {
  it('is handed out again to its owner after a session that ended by itself, on every server of the installation', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const made = await make(browser);
    expect(Buffer.from(made.key, 'base64url').length).toBe(32);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days(1) });
    expect((await find(browser, made.draftKeyId)).statusCode).toBe(401);
    expect((await find(await test.signedIn(person), made.draftKeyId)).json()).toEqual(made);
    const other = await openTestAccounts({ on: test.system });
    expect((await find(await other.signedIn(person), made.draftKeyId)).json()).toEqual(made);
    await other.close();
  });

  it('is nobody else’s, and another one for each device', async () => {
    const [one, two] = [await test.signedIn(await test.addPerson()), await test.signedIn(await test.addPerson())];
    const [first, second] = [await make(one), await make(one)];
    expect(first.key).not.toBe(second.key);
    expect((await find(two, first.draftKeyId)).json().code).toBe('not-found');
    expect((await two.delete(`/api/me/draft-keys/${first.draftKeyId}`)).json().code).toBe('not-found');
    expect(await isThere(one, first)).toBe(true);
    expect((await find(test.browser(), first.draftKeyId)).statusCode).toBe(401);
    expect((await find(one, 'none')).json().code).toBe('not-found');
  });

  it('does not lie in the database', async () => {
    const made = await make(await test.signedIn(await test.addPerson()));
    const { rows } = await test.system.pools.owner.query('select k::text as row from account.draft_key k');
    const kept = rows.map(({ row }) => row).join(' ');
    expect(kept).toContain(made.draftKeyId);
    expect(kept).not.toContain(Buffer.from(made.key, 'base64url').toString('hex'));
    expect(kept).not.toContain(made.key);
  });

  it('is destroyed with its device’s sign-out, and by its owner; those of other devices stay', async () => {
    const person = await test.addPerson();
    const [here, there] = [await test.signedIn(person), await test.signedIn(person)];
    const keys = [await make(here), await make(there)] as const;
    await here.post('/api/sign-out');
    expect([await isThere(there, keys[0]), await isThere(there, keys[1])]).toEqual([false, true]);
    expect((await there.delete(`/api/me/draft-keys/${keys[1].draftKeyId}`)).statusCode).toBe(204);
    expect(await isThere(there, keys[1])).toBe(false);
  });

  it('stays where its owner changes the password on that device, and is destroyed on the others', async () => {
    const person = await test.addPerson();
    const [here, there] = [await test.signedIn(person), await test.signedIn(person)];
    const keys = [await make(here), await make(there)] as const;
    const newPassword = 'nine lamps beside the Arno';
    await here.post('/api/me/password', { currentPassword: goodPassword, newPassword });
    expect([await isThere(here, keys[0]), await isThere(here, keys[1])]).toEqual([true, false]);
    await here.post('/api/sign-out');
    const again = test.browser();
    await again.post('/api/sign-in', { email: person.email, password: newPassword });
    expect(await isThere(again, keys[0])).toBe(false);
  });

  it('is destroyed by a password set by a link, a sign-out everywhere, and an account that is disabled', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const reset = await make(browser);
    await test.browser().post('/api/password-resets/requests', { email: person.email });
    const token = /#([\w-]+)/.exec((await test.mailTo(person.email)).text)?.[1];
    expect((await test.browser().post('/api/password-resets', { token, password: goodPassword })).statusCode).toBe(204);
    const second = await test.signedIn(person);
    expect(await isThere(second, reset)).toBe(false);

    const everywhere = await make(second);
    await second.delete('/api/me/sessions');
    const third = await test.signedIn(person);
    expect(await isThere(third, everywhere)).toBe(false);

    const disabled = await make(third);
    const desk = await test.signedIn(await test.addPerson({ isAdministrator: true }));
    await desk.post(`/api/accounts/${person.accountId}`, { isDisabled: true });
    await desk.post(`/api/accounts/${person.accountId}`, { isDisabled: false });
    expect(await isThere(await test.signedIn(person), disabled)).toBe(false);
  });

  it('ends where its device did not ask for 30 days, or where there are 20 newer ones', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const first = await make(browser);
    for (let more = 0; more < 20; more += 1) await make(browser);
    expect(await isThere(browser, first)).toBe(false);
    const last = await make(browser);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days(30) + 1000 });
    expect(await isThere(await test.signedIn(person), last)).toBe(false);
  });
});
