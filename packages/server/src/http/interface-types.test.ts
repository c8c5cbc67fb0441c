// The types that the web application is compiled against are those of this server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestAccounts, type TestAccounts } from '../test-support/accounts.js';
import { type Description, writeInterfaceTypes } from '../test-support/interface-types.js';

let server: TestAccounts;
beforeAll(async () => {
  server = await openTestAccounts();
});
afterAll(() => server.close());

describe('packages/web/src/api/interface.ts', () => {
  it('has the parameters and the rows of every view, as this server answers them', async () => {
    const answer = await server.app.inject({ method: 'GET', url: '/api/openapi.json' });
    const written = writeInterfaceTypes(answer.json() as Description);
    await expect(written).toMatchFileSnapshot('../../../web/src/api/interface.ts');
  });
});
