// Routes of one's own second factors: authenticator app, backup codes, passkeys.
import { isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { logSecurity, sendInBackground } from '../context.js';
import { setCookies } from '../cookie.js';
import { secondFactorMail } from '../invitation.js';
import { askForRegistration, NewPasskey, registerPasskey } from '../passkey.js';
import { AccountProblem } from '../problem.js';
import { Proof, prove } from '../prove.js';
import { requireAccount } from '../sign-in.js';
import type { Account } from '../store/account.js';
import { deletePasskey, listPasskeys } from '../store/passkey.js';
import { addRoute, instant, instantOrNull, Password, type RouteScope, uuidOf } from './route.js';
import { PasskeyQuestion } from './sign-in.js';

export function addSecondFactorRoutes(scope: RouteScope): void {
  const { context } = scope;

  /** The own account, which a demonstration leaves as it is. */
  async function requireOwn(accountId: string): Promise<Account> {
    const account = await requireAccount(context, accountId);
    if (account.isDemonstration) throw new AccountProblem('demonstration-account');
    return account;
  }

  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/second-factor',
      summary: 'Begins to set up an authenticator app: the address for its QR code, and backup codes, shown this once.',
      description: 'It counts once a code of the app was sent to `/api/me/second-factor/check`.',
      body: z.strictObject({ password: Password.optional().describe('where the account has one') }),
      answer: z.object({ uri: z.string(), backupCodes: z.array(z.string()) }),
    },
    async ({ actor, body, facts }) => {
      const account = await requireOwn(actor.accountId);
      if (account.hasSecondFactor) throw new AccountProblem('second-factor-known');
      if (account.hasPassword) await prove(context, actor, { password: body.password ?? '' }, facts);
      const begun = await context.auth.api.enableTwoFactor({
        body: { method: 'totp', ...(account.hasPassword ? { password: body.password ?? '' } : {}) },
        headers: facts.headers,
      });
      if (begun.method !== 'totp') throw new Error('an authenticator app was asked for');
      return { uri: begun.totpURI, backupCodes: begun.backupCodes };
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/second-factor/check',
      summary:
        'Ends the set-up of an authenticator app with a first code of it; the session goes on under a new cookie.',
      body: z.strictObject({ code: z.string().regex(/^\s*(\d\s*){6}$/, 'six digits') }),
    },
    async ({ actor, body, facts, reply }) => {
      const account = await requireOwn(actor.accountId);
      if (account.hasSecondFactor) throw new AccountProblem('second-factor-known');
      const headers = await addApp(body.code.replaceAll(/\s/g, ''), facts.headers);
      await logSecurity(context, { type: 'secondFactorAdded', accountId: actor.accountId }, facts);
      sendInBackground(context, secondFactorMail(context, account, 'an authenticator app was added'));
      setCookies(reply, headers);
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/second-factor/backup-codes',
      summary: 'New backup codes, shown this once; the old ones are void.',
      body: z.strictObject({ password: Password, code: z.string().max(40) }),
      answer: z.object({ backupCodes: z.array(z.string()) }),
    },
    async ({ actor, body, facts }) => {
      const account = await requireOwn(actor.accountId);
      if (!account.hasSecondFactor) throw new AccountProblem('second-factor-missing');
      await prove(context, actor, body, facts);
      const { backupCodes } = await context.auth.api.generateBackupCodes({
        body: { password: body.password },
        headers: facts.headers,
      });
      await logSecurity(context, { type: 'backupCodesMade', accountId: actor.accountId }, facts);
      return { backupCodes };
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/second-factor/removal',
      summary: 'Removes the authenticator app and its backup codes.',
      body: z.strictObject({ password: Password, code: z.string().max(40) }),
    },
    async ({ actor, body, facts, reply }) => {
      const account = await requireOwn(actor.accountId);
      if (!account.hasSecondFactor) throw new AccountProblem('second-factor-missing');
      await prove(context, actor, body, facts);
      const { headers } = await context.auth.api.disableTwoFactor({
        body: { password: body.password },
        headers: facts.headers,
        returnHeaders: true,
      });
      await logSecurity(context, { type: 'secondFactorRemoved', accountId: actor.accountId }, facts);
      sendInBackground(context, secondFactorMail(context, account, 'the authenticator app was removed'));
      setCookies(reply, headers);
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'GET',
      url: '/api/me/passkeys',
      summary: 'Your passkeys.',
      answer: z.object({
        passkeys: z.array(
          z.object({
            passkeyId: z.uuid(),
            name: z.string(),
            createdAt: z.string(),
            lastUsedAt: z.string().nullable(),
          }),
        ),
      }),
    },
    async ({ actor }) => ({
      passkeys: (await listPasskeys(context.pool, actor.accountId)).map((passkey) => ({
        passkeyId: passkey.passkeyId,
        name: passkey.name,
        createdAt: instant(passkey.createdAt),
        lastUsedAt: instantOrNull(passkey.lastUsedAt),
      })),
    }),
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/passkeys/question',
      summary: 'Begins to register a passkey, after the credentials were given again.',
      body: z.strictObject({ proof: Proof }),
      answer: PasskeyQuestion,
    },
    async ({ actor, body, facts }) => {
      const account = await requireOwn(actor.accountId);
      await prove(context, actor, body.proof, facts);
      return (await askForRegistration(context, account)) as unknown as z.output<typeof PasskeyQuestion>;
    },
  );
  addRoute(
    scope,
    'person',
    { method: 'POST', url: '/api/me/passkeys', summary: 'Registers a passkey.', body: NewPasskey },
    async ({ actor, body, facts }) => {
      const account = await requireOwn(actor.accountId);
      await registerPasskey(context, account, body);
      await logSecurity(context, { type: 'passkeyAdded', accountId: actor.accountId }, facts);
      sendInBackground(context, secondFactorMail(context, account, 'a passkey was added'));
    },
  );
  addRoute(
    scope,
    'person',
    {
      method: 'POST',
      url: '/api/me/passkeys/:id/removal',
      summary: 'Removes a passkey, after the credentials were given again.',
      body: z.strictObject({ proof: Proof }),
    },
    async ({ actor, id, body, facts }) => {
      const account = await requireOwn(actor.accountId);
      const passkeyId = uuidOf(id);
      if (!account.hasPassword && account.passkeys <= 1 && context.settings.singleSignOn.length === 0)
        throw new AccountProblem('last-credential');
      await prove(context, actor, body.proof, facts);
      if (!(await deletePasskey(context.pool, actor.accountId, passkeyId))) throw new AccountProblem('not-found');
      await logSecurity(context, { type: 'passkeyRemoved', accountId: actor.accountId }, facts);
      sendInBackground(context, secondFactorMail(context, account, 'a passkey was removed'));
    },
  );

  async function addApp(code: string, headers: Headers): Promise<Headers> {
    try {
      const checked = await context.auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true });
      return checked.headers;
    } catch (error) {
      if (isAPIError(error)) throw new AccountProblem('proof-wrong');
      throw error;
    }
  }
}
