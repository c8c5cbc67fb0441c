// The tables of the library: what the migration made is what its pinned version asks for with our options.
import { getMigrations } from 'better-auth/db/migration';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestAccounts, type TestAccounts } from '../test-support/accounts.js';
import { authOptions } from './auth.js';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterAll(() => test.close());

it('has every table and column that better-auth asks for', async () => {
  const { settings, log } = test.context;
  const options = authOptions({
    ...{ pool: test.system.pools.account, settings, log },
    secret: 'only-for-reading-the-options-of-the-tables',
    sendReset: async () => undefined,
  });
  const { toBeCreated, toBeAdded } = await getMigrations(options);
  expect([toBeCreated, toBeAdded]).toEqual([[], []]);
});

it('serves none of the addresses of better-auth itself', async () => {
  const paths = [
    'sign-up/email',
    'sign-in/email',
    'admin/list-users',
    'two-factor/enable',
    'passkey/session',
    'update-user',
  ];
  for (const path of paths) {
    const answer = await test.browser().post(`/api/account/${path}`, {});
    expect([path, answer.statusCode]).toEqual([path, 404]);
  }
});

it('describes every route of accounts in OpenAPI', async () => {
  const { paths } = (await test.browser().get('/api/openapi.json')).json();
  for (const path of ['/api/sign-in', '/api/me', '/api/confirmations', '/api/accounts/{id}', '/api/security-log'])
    expect(Object.keys(paths)).toContain(path);
});
