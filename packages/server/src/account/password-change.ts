// Changing one's own password: the old one is given again, and every session but the one at hand ends.
import type { AuthenticatedActor } from '../http/authentication.js';
import { type AccountContext, logSecurity, type RequestFacts, sendInBackground } from './context.js';
import { passwordChangedMail, requireStrength } from './invitation.js';
import { AccountProblem } from './problem.js';
import { prove } from './prove.js';
import { requireAccount } from './sign-in.js';
import { keepDraftKeysOfSession } from './store/draft-key.js';

/**
 * Changes the password; answers the headers that set the cookie of the session that goes on in place of this one.
 * @throws AccountProblem `password-weak`, and as `prove` does
 */
export async function changePassword(
  context: AccountContext,
  actor: AuthenticatedActor,
  given: { readonly currentPassword: string; readonly newPassword: string; readonly code?: string | undefined },
  request: RequestFacts,
): Promise<Headers> {
  const account = await requireAccount(context, actor.accountId);
  if (account.isDemonstration) throw new AccountProblem('demonstration-account');
  requireStrength(given.newPassword, [account.email, account.name]);
  const code = given.code === undefined ? {} : { code: given.code };
  await prove(context, actor, { password: given.currentPassword, ...code }, request);
  const { headers } = await context.auth.api.changePassword({
    body: {
      currentPassword: given.currentPassword,
      newPassword: given.newPassword,
      revokeOtherSessions: true,
    },
    headers: request.headers,
    returnHeaders: true,
  });
  if (actor.sessionId !== undefined) await keepDraftKeysOfSession(context.pool, actor.accountId, actor.sessionId);
  await logSecurity(context, { type: 'passwordChanged', accountId: actor.accountId }, request);
  sendInBackground(context, passwordChangedMail(context, account));
  return headers;
}
