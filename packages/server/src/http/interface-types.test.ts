// The types that the web application is compiled against are those of this server.
import { refusalCodes } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountProblems } from '../account/problem.js';
import { openTestAccounts, type TestAccounts } from '../test-support/accounts.js';
import { type Description, writeInterfaceTypes } from '../test-support/interface-types.js';
import { httpProblems } from './problem.js';

let server: TestAccounts;
beforeAll(async () => {
  server = await openTestAccounts();
});
afterAll(() => server.close());

describe('packages/web/src/api/interface.ts', () => {
  it('has the parameters and the rows of every view, as this server answers them', async () => {
    const codes = Object.keys({ ...refusalCodes, ...httpProblems, ...accountProblems });
    const answer = await server.app.inject({ method: 'GET', url: '/api/openapi.json' });
    const written = writeInterfaceTypes(answer.json() as Description, codes);
    await expect(written).toMatchFileSnapshot('../../../web/src/api/interface.ts');
  });
});
