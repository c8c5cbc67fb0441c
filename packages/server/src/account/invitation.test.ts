// How people come to an account and keep it: the first administrator, invitations, new passwords, new addresses.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { encrypted, openMailer } from '../mail/mailer.js';
import { goodPassword, openTestAccounts, type TestAccounts } from '../test-support/accounts.js';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterAll(() => test.close());
afterEach(() => {
  vi.useRealTimers();
});

const another = 'eleven grey herons in the reeds';
const tokenOf = (text: string) => /#([\w-]+)/.exec(text)?.[1] ?? 'no link';

describe('the first start', () => {
  it('has no account, and gives one link to the first administrator, good once', async () => {
    expect((await test.system.pools.account.query('select 1 from account."user"')).rowCount).toBe(0);
    const before = tokenOf((await test.accounts.firstAdministratorLink()) ?? '');
    const link = (await test.accounts.firstAdministratorLink()) ?? '';
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:4300\/first#[\w-]{43}$/);
    const person = { email: 'First@Example.org', name: 'First Person', password: goodPassword };
    const post = (body: object) => test.browser().post('/api/first-administrator', body);
    // The link of an earlier start is void; a weak password leaves the present one good.
    expect((await post({ ...person, token: before })).json().code).toBe('link-invalid');
    expect((await post({ ...person, token: tokenOf(link), password: 'password1234' })).json().code).toBe(
      'password-weak',
    );
    const answers = await Promise.all([
      post({ ...person, token: tokenOf(link) }),
      post({ ...person, token: tokenOf(link) }),
    ]);
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([204, 410]);
    expect(await test.accounts.firstAdministratorLink()).toBeUndefined();
    const browser = test.browser();
    await browser.post('/api/sign-in', { email: 'first@example.org', password: goodPassword });
    expect((await browser.get('/api/me')).json()).toMatchObject({ isAdministrator: true, mayCreateTrials: true });
  });
});

describe('an invitation', () => {
  it('is a link by mail, good once and for a week, that lets its owner set a password', async () => {
    const administrator = await test.signedIn(await test.addPerson({ isAdministrator: true, name: 'Head Example' }));
    const email = 'invited@example.org';
    const made = await administrator.post('/api/accounts', { email, name: 'New Person' });
    expect(made.statusCode).toBe(200);
    const mail = await test.mailTo(email);
    expect(mail.text).toContain('Head Example invites you');
    const token = tokenOf(mail.text);
    const stored = await test.system.pools.account.query('select * from account."verification"');
    expect(JSON.stringify(stored.rows)).not.toContain(token);
    const accept = (password: string) =>
      test.browser().post('/api/invitations', { token, password, name: 'My Own Spelling' });
    expect((await accept('short')).json().code).toBe('password-weak');
    expect((await accept(goodPassword)).statusCode).toBe(204);
    expect((await accept(another)).json().code).toBe('link-invalid');
    const browser = await test.signedIn({ ...made.json(), email });
    expect((await browser.get('/api/me')).json()).toMatchObject({
      ...{ actorId: made.json().actorId, name: 'My Own Spelling', isAdministrator: false, mayCreateTrials: false },
    });
  });

  it('ends after a week, and when another one is sent', async () => {
    const administrator = await test.signedIn(await test.addPerson({ isAdministrator: true }));
    const [late, again] = ['late@example.org', 'again@example.org'];
    await administrator.post('/api/accounts', { email: late, name: 'Late' });
    const { accountId } = (await administrator.post('/api/accounts', { email: again, name: 'Again' })).json();
    const first = tokenOf((await test.mailTo(again)).text);
    await administrator.post(`/api/accounts/${accountId}/invitation`);
    await vi.waitFor(async () => expect(tokenOf((await test.mailTo(again)).text)).not.toBe(first));
    const accept = async (token: string) =>
      (await test.browser().post('/api/invitations', { token, password: goodPassword })).statusCode;
    expect(await accept(first)).toBe(410);
    expect(await accept(tokenOf((await test.mailTo(again)).text))).toBe(204);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7 * 86_400_000 + 1000 });
    expect(await accept(tokenOf((await test.mailTo(late)).text))).toBe(410);
  });

  it('comes from administrators, and nobody invites to more than they have [acceptance 28]', async () => {
    const plain = await test.signedIn(await test.addPerson());
    const person = { email: 'somebody@example.org', name: 'Somebody' };
    expect((await plain.post('/api/accounts', person)).json().code).toBe('right-missing');
    const asAdministrator = await plain.post('/api/accounts', { ...person, isAdministrator: true });
    expect(asAdministrator.json().code).toBe('right-missing');
    expect((await test.browser().post('/api/accounts', person)).json().code).toBe('not-signed-in');
  });

  it('is not sent to an address that has an account', async () => {
    const known = await test.addPerson();
    const administrator = await test.signedIn(await test.addPerson({ isAdministrator: true }));
    const answer = await administrator.post('/api/accounts', { email: known.email.toUpperCase(), name: 'Again' });
    expect(answer.json().code).toBe('e-mail-in-use');
  });
});

describe('a forgotten password', () => {
  it('is set anew by a link, good once and for an hour, and ends all sessions', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const ask = async () => {
      await test.browser().post('/api/password-resets/requests', { email: person.email });
      return tokenOf((await test.mailTo(person.email)).text);
    };
    const token = await ask();
    const set = (given: string, password: string) =>
      test.browser().post('/api/password-resets', { token: given, password });
    expect((await set(token, `${person.email}!`)).json().code).toBe('password-weak');
    expect((await set(token, another)).statusCode).toBe(204);
    expect((await set(token, goodPassword)).statusCode).toBe(410);
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    const old = await test.browser().post('/api/sign-in', { email: person.email, password: goodPassword });
    expect(old.statusCode).toBe(401);
    const now = await test.browser().post('/api/sign-in', { email: person.email, password: another });
    expect(now.statusCode).toBe(204);
    test.mails.length = 0;
    const late = await ask();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 + 1000 });
    expect((await set(late, goodPassword)).statusCode).toBe(410);
  });

  it('is asked for in the same words whether there is such an account or not', async () => {
    const person = await test.addPerson();
    const ask = (email: string) => test.browser().post('/api/password-resets/requests', { email });
    const answers = [await ask(person.email), await ask('nobody-at-all@example.org')];
    expect(answers.map((answer) => [answer.statusCode, answer.body])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect(test.mails.filter((mail) => mail.to === 'nobody-at-all@example.org')).toEqual([]);
  });

  it('is not asked for without end: at most 5 mails an hour go to one address', async () => {
    const person = await test.addPerson();
    for (let time = 0; time < 8; time += 1)
      expect((await test.browser().post('/api/password-resets/requests', { email: person.email })).statusCode).toBe(
        204,
      );
    await vi.waitFor(() => expect(test.mails.filter((mail) => mail.to === person.email)).toHaveLength(5));
  });
});

describe('changes of one’s own account', () => {
  it('change the password after the old one, and end every other session', async () => {
    const person = await test.addPerson();
    const [here, there] = [await test.signedIn(person), await test.signedIn(person)];
    const change = (currentPassword: string, newPassword: string) =>
      here.post('/api/me/password', { currentPassword, newPassword });
    expect((await change('not the password', another)).json().code).toBe('proof-wrong');
    expect((await change(goodPassword, 'qwertyuiop12')).json().code).toBe('password-weak');
    const before = new Map(here.cookies);
    expect((await change(goodPassword, another)).statusCode).toBe(204);
    expect((await there.get('/api/me')).statusCode).toBe(401);
    expect((await here.get('/api/me')).statusCode).toBe(200);
    const left = test.browser();
    for (const [name, value] of before) left.cookies.set(name, value);
    expect((await left.get('/api/me')).statusCode).toBe(401);
  });

  it('change the e-mail address once the link to the new one was followed', async () => {
    const person = await test.addPerson();
    const browser = await test.signedIn(person);
    const email = 'new-address@example.org';
    const ask = (to: string) => browser.post('/api/me/email', { email: to, proof: { password: goodPassword } });
    expect((await ask(email)).statusCode).toBe(204);
    expect((await browser.get('/api/me')).json().email).toBe(person.email);
    expect((await test.mailTo(person.email)).subject).toContain('another e-mail address');
    const token = tokenOf((await test.mailTo(email)).text);
    expect((await test.browser().post('/api/email-changes', { token })).statusCode).toBe(204);
    expect((await test.browser().post('/api/email-changes', { token })).statusCode).toBe(410);
    expect((await browser.get('/api/me')).json().email).toBe(email);
    // To an address that is taken no link goes, and the answer does not tell.
    const taken = await test.addPerson();
    expect((await ask(taken.email)).statusCode).toBe(204);
    expect(test.mails.filter((mail) => mail.to === taken.email)).toEqual([]);
  });
});

describe('mail without SMTP', () => {
  it('is written to a folder, one private file for each, and no header can be smuggled in', async () => {
    const mailer = openMailer({ from: 'Equipoise <equipoise@localhost>' }, test.system.dataDir);
    const subject = 'Hello\r\nBcc: everybody@example.org';
    await mailer.send({ to: 'ada@example.org', subject, text: 'Grüße\nfrom here' });
    const folder = path.join(test.system.dataDir, 'mail');
    const files = await readdir(folder);
    expect(files).toHaveLength(1);
    const file = path.join(folder, files[0] ?? '');
    expect(file).toMatch(/\.eml$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^To: ada@example\.org$/m);
    expect(text).not.toMatch(/^Bcc:/m);
  });
});

describe('mail by SMTP', () => {
  it('asks for TLS wherever it crosses a network', () => {
    const requires = (url: string) => new URL(encrypted(url)).searchParams.get('requireTLS');
    expect(requires('smtp://user:pass@mail.example.org:587')).toBe('true');
    expect(requires('smtp://mail.example.org?requireTLS=false')).toBe('false');
    expect(requires('smtp://127.0.0.1:25')).toBeNull();
    expect(encrypted('smtps://user:p%40ss@mail.example.org')).toBe('smtps://user:p%40ss@mail.example.org');
  });
});
