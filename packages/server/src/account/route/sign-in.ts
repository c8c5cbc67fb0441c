// Routes of signing in and out, with password, passkey or single sign-on.
import { isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { authBasePath } from '../auth.js';
import { logSecurity } from '../context.js';
import { setCookies } from '../cookie.js';
import { startAttempt } from '../lock-out.js';
import { askForPasskey, PasskeyAnswer, verifyPasskey } from '../passkey.js';
import { AccountProblem } from '../problem.js';
import { endedProblem, finishSignIn, requireAccount, signIn, signOut } from '../sign-in.js';
import { finishSingleSignOn, startSingleSignOn } from '../single-sign-on.js';
import { addPublicRoute, Email, Password, type RouteScope } from './route.js';

/** A question of a browser's authenticator: `navigator.credentials` takes the options as they are. */
export const PasskeyQuestion = z.object({
  challengeId: z.string(),
  options: z.record(z.string(), z.unknown()).describe('PublicKeyCredential options in their JSON form'),
});

export function addSignInRoutes(scope: RouteScope): void {
  const { context } = scope;
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/sign-in',
      summary: 'Signs in with e-mail address and password.',
      description:
        'Answers `second-factor-needed` where the account has a second factor: the same request again, with `code` (of the app, or a backup code). After too many failures: `too-many-failures`, whether there is such an account or not.',
      body: z.strictObject({ email: Email, password: Password, code: z.string().min(1).max(40).optional() }),
    },
    async ({ body, facts, reply }) => setCookies(reply, await signIn(context, body, facts)),
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/sign-in/passkey/question',
      summary: 'Asks for a passkey of this installation.',
      answer: PasskeyQuestion,
    },
    async () => ({ ...(await askForPasskey(context, 'signIn')) }) as unknown as z.output<typeof PasskeyQuestion>,
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/sign-in/passkey',
      summary: 'Signs in with the answer of an authenticator.',
      body: PasskeyAnswer,
    },
    async ({ body, facts, reply }) => {
      const attempt = await startAttempt(context, undefined, facts);
      const passkey = await verifyPasskey(context, body, 'signIn');
      if (passkey === undefined) {
        await attempt.fail('signInFailed', undefined);
        throw new AccountProblem('sign-in-refused');
      }
      await attempt.succeed();
      const account = await requireAccount(context, passkey.accountId);
      const headers = await beginSession(passkey.accountId, facts.headers);
      await finishSignIn(context, account, facts);
      setCookies(reply, headers);
    },
  );
  addPublicRoute(
    scope,
    {
      method: 'POST',
      url: '/api/sign-in/single-sign-on',
      summary: 'Begins to sign in at a provider; the browser goes on to the address that is answered.',
      description:
        'With `isFresh` the provider is told to ask for credentials again, for a confirmation. Only invited people get in.',
      body: z.strictObject({
        provider: z.string().max(64),
        returnTo: z
          .string()
          .max(500)
          .regex(/^\/(?![/\\])[^\s\\]*$/, 'an address on this server, beginning with one "/"')
          .default('/'),
        isFresh: z.boolean().default(false),
      }),
      answer: z.object({ url: z.string() }),
    },
    async ({ body, reply }) => {
      const { headers, url } = await startSingleSignOn(context, body);
      setCookies(reply, headers);
      return { url };
    },
  );
  scope.app.get(`${authBasePath}/callback/:id`, { schema: { hide: true } }, async (request, reply) =>
    finishSingleSignOn(context, request, reply),
  );
  addPublicRoute(
    scope,
    { method: 'POST', url: '/api/sign-out', summary: 'Ends the session of this browser.' },
    async ({ facts, reply }) => setCookies(reply, await signOut(context, facts)),
  );
  async function beginSession(userId: string, headers: Headers): Promise<Headers> {
    try {
      const begun = await context.auth.api.beginPasskeySession({ body: { userId }, headers, returnHeaders: true });
      return begun.headers;
    } catch (error) {
      const ended = endedProblem(error);
      if (ended !== undefined) throw ended;
      if (!isAPIError(error)) throw error;
      await logSecurity(context, { type: 'signInFailed', accountId: userId });
      throw new AccountProblem('sign-in-refused');
    }
  }
}
