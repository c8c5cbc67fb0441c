// Single sign-on against a real OpenID Connect provider on this computer: invited people get in, nobody else does.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestAccounts, type TestAccounts, type TestBrowser } from '../test-support/accounts.js';

interface Claims {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

let test: TestAccounts;
let server: Server;
let issuer: string;
/** Who is at the keyboard of the provider, and what it says of them. */
let person: Claims;
/** How often the provider asked for credentials. */
let asked = 0;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publicUrl = 'http://127.0.0.1:4300';
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'equipoise',
        client_secret: 'a secret of this test',
        redirect_uris: [`${publicUrl}/api/account/callback/hospital`],
      },
    ],
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of this test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...person }) }),
    loadExistingGrant: async (context) => {
      const grant = new provider.Grant({
        accountId: context.oidc.session?.accountId ?? '',
        clientId: context.oidc.client?.clientId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const serve = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/interaction/')) return void serve(request, response);
    asked += 1;
    void provider.interactionFinished(request, response, { login: { accountId: person.email } });
  });
  test = await openTestAccounts({
    publicUrl,
    settings: {
      singleSignOn: [
        {
          id: 'hospital',
          name: 'Hospital of this test',
          discoveryUrl: `${issuer}/.well-known/openid-configuration`,
          clientId: 'equipoise',
          clientSecret: 'a secret of this test',
          hasSecondFactor: false,
        },
      ],
    },
  });
});
afterAll(async () => {
  await test.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterEach(() => {
  vi.useRealTimers();
});

/** Goes where a browser goes: to the provider, through its pages, back to us; answers where it ends. */
async function signIn(
  claims: Claims,
  options: {
    readonly browser?: TestBrowser;
    readonly isFresh?: boolean;
    readonly atProvider?: Map<string, string>;
  } = {},
): Promise<{ readonly browser: TestBrowser; readonly endsAt: string }> {
  person = claims;
  const browser = options.browser ?? test.browser();
  const begun = await browser.post('/api/sign-in/single-sign-on', {
    ...{ provider: 'hospital', returnTo: '/trials', isFresh: options.isFresh === true },
  });
  expect(begun.statusCode).toBe(200);
  const cookies = options.atProvider ?? new Map<string, string>();
  let url: string = begun.json().url;
  while (url.startsWith(issuer)) {
    const answer: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
      cookies.set(name, value);
    }
    url = new URL(answer.headers.get('location') ?? '', url).href;
  }
  const back = new URL(url);
  const answer = await browser.get(`${back.pathname}${back.search}`);
  return { browser, endsAt: String(answer.headers.location) };
}

const claimsOf = (email: string, verified = true): Claims => ({
  email,
  email_verified: verified,
  name: 'At The Provider',
});

describe('single sign-on', () => {
  it('lets an invited person in, whose address the provider has verified', async () => {
    const invited = await test.addPerson({ isAccepted: false, hasPassword: false, name: 'As Invited' });
    const { browser, endsAt } = await signIn(claimsOf(invited.email));
    expect(endsAt).toBe('http://127.0.0.1:4300/trials');
    const me = (await browser.get('/api/me')).json();
    expect(me).toMatchObject({ actorId: invited.actorId, name: 'As Invited', hasPassword: false });
    const { rows } = await test.system.pools.account.query(
      'select "idToken", "accessToken", "refreshToken" from account."account" where "userId" = $1',
      [invited.accountId],
    );
    expect(rows).toEqual([{ idToken: null, accessToken: null, refreshToken: null }]);
    const again = await signIn(claimsOf(invited.email));
    expect((await again.browser.get('/api/me')).json().actorId).toBe(invited.actorId);
  });

  it('makes no account for anybody else', async () => {
    const { browser, endsAt } = await signIn(claimsOf('stranger@example.org'));
    expect(endsAt).toMatch(/^http:\/\/127\.0\.0\.1:4300\/sign-in\?error=signup_disabled/);
    expect((await browser.get('/api/me')).statusCode).toBe(401);
    const { rowCount } = await test.system.pools.account.query(
      'select 1 from account."user" where "email" = \'stranger@example.org\'',
    );
    expect(rowCount).toBe(0);
  });

  it('links no account by an address that the provider has not verified', async () => {
    const known = await test.addPerson();
    const { browser, endsAt } = await signIn(claimsOf(known.email, false));
    expect(endsAt).toContain('error=account_not_linked');
    expect((await browser.get('/api/me')).statusCode).toBe(401);
  });

  it('lets nobody in whose account has expired [acceptance 26]', async () => {
    const expired = await test.addPerson({ expiresAt: new Date(Date.now() - 1000) });
    const { browser, endsAt } = await signIn(claimsOf(expired.email));
    expect(endsAt).toContain('error=account_expired');
    expect((await browser.get('/api/me')).statusCode).toBe(401);
  });

  it('takes an answer of the provider only in the browser that asked, and once', async () => {
    const known = await test.addPerson();
    person = claimsOf(known.email);
    const victim = test.browser();
    const forged = await victim.get('/api/account/callback/hospital?code=stolen&state=made-up');
    expect(String(forged.headers.location)).toContain('error=');
    expect((await victim.get('/api/me')).statusCode).toBe(401);
  });

  it('confirms a command where the provider has just asked for credentials, once', async () => {
    const known = await test.addPerson({ hasPassword: false });
    const atProvider = new Map<string, string>();
    const { browser } = await signIn(claimsOf(known.email), { atProvider });
    const confirm = (one: TestBrowser) =>
      one.post('/api/confirmations', {
        for: {
          trialId: '0b54a6d8-1f1e-4b57-9d0a-6b0f6f2f7a11',
          command: 'breakCode',
          commandId: '7d0c2a3e-35a4-4c8e-9d38-0a3d1f7c9e55',
        },
        proof: { freshSignIn: true },
      });
    const before = asked;
    await signIn(claimsOf(known.email), { browser, atProvider });
    // The provider still knew who was there and asked for nothing: that proves nobody's presence.
    expect(asked).toBe(before);
    await signIn(claimsOf(known.email), { browser, atProvider, isFresh: true });
    expect(asked).toBe(before + 1);
    expect((await confirm(browser)).statusCode).toBe(200);
    expect((await confirm(browser)).json().code).toBe('proof-wrong');
  });

  it('goes back to addresses of this server alone', async () => {
    for (const returnTo of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example']) {
      const answer = await test.browser().post('/api/sign-in/single-sign-on', { provider: 'hospital', returnTo });
      expect([returnTo, answer.statusCode]).toEqual([returnTo, 422]);
    }
    const unknown = await test.browser().post('/api/sign-in/single-sign-on', { provider: 'nobody' });
    expect(unknown.json().code).toBe('provider-unknown');
  });
});
