// Signing in with a password (and a code), and signing out.
import { isAPIError } from 'better-auth/api';
import { type AccountContext, logSecurity, type RequestFacts } from './context.js';
import { asNextRequest } from './cookie.js';
import { findNamedAccount, startAttempt } from './lock-out.js';
import { AccountProblem } from './problem.js';
import { checkCode } from './second-factor.js';
import { type Account, findAccount } from './store/account.js';
import { deleteDraftKeysOfSession } from './store/draft-key.js';
import { endSession } from './store/session.js';

/**
 * Signs in; answers the headers that set the cookie of a new session. A session that the browser had before is ended:
 * nobody goes on with an id that was known before the sign-in.
 * @throws AccountProblem the same for a wrong password, an unknown account and one that nobody accepted yet
 */
export async function signIn(
  context: AccountContext,
  given: { readonly email: string; readonly password: string; readonly code?: string | undefined },
  request: RequestFacts,
): Promise<Headers> {
  const email = given.email.trim().toLowerCase();
  const attempt = await startAttempt(context, email, request);
  const account = await findNamedAccount(context, email);
  const refuse = async () => {
    await attempt.fail('signInFailed', account);
    return new AccountProblem('sign-in-refused');
  };
  let answer: { readonly headers: Headers; readonly response: unknown };
  try {
    answer = await context.auth.api.signInEmail({
      body: { email, password: given.password },
      headers: withoutCookies(request.headers),
      returnHeaders: true,
    });
  } catch (error) {
    if (!isAPIError(error)) {
      await attempt.takeBack();
      throw error;
    }
    // Whoever knows the password may know why it does not help.
    const ended = endedProblem(error);
    if (ended === undefined) throw await refuse();
    await attempt.takeBack();
    throw ended;
  }
  if (account === undefined) throw new Error('who signed in has an account');
  let { headers } = answer;
  if ('twoFactorRedirect' in (answer.response as object)) {
    if (given.code === undefined) {
      await attempt.takeBack();
      throw new AccountProblem('second-factor-needed');
    }
    const waiting = asNextRequest(headers, request.headers);
    const checked = await checkCode(context, { account, code: given.code, headers: waiting, isSignIn: true }, request);
    if (checked === undefined) throw await refuse();
    headers = checked;
  }
  if (account.isDemonstration && !context.demonstration.has(account.email)) {
    await context.auth.api.signOut({ headers: asNextRequest(headers, request.headers) });
    throw await refuse();
  }
  await attempt.succeed();
  await finishSignIn(context, account, request);
  return headers;
}

/** Ends the session that the browser had, and logs the new one. */
export async function finishSignIn(context: AccountContext, account: Account, request: RequestFacts): Promise<void> {
  await endPresentSession(context, request);
  await logSecurity(context, { type: 'signedIn', accountId: account.accountId }, request);
}

/** Ends the session of a request; answers the headers that take its cookie away. */
export async function signOut(context: AccountContext, request: RequestFacts): Promise<Headers> {
  const ended = await endPresentSession(context, request);
  // Who goes leaves no draft behind; a session that is replaced or ends by itself keeps them.
  if (ended !== undefined) await deleteDraftKeysOfSession(context.pool, ended.accountId, ended.sessionId);
  const { headers } = await context.auth.api.signOut({ headers: request.headers, returnHeaders: true });
  if (ended !== undefined) await logSecurity(context, { type: 'signedOut', accountId: ended.accountId }, request);
  return headers;
}

/** Ends the session of a request where it has one, and answers which and whose it was. */
async function endPresentSession(
  context: AccountContext,
  request: RequestFacts,
): Promise<{ readonly accountId: string; readonly sessionId: string } | undefined> {
  if (!request.headers.has('cookie')) return undefined;
  const present = await context.auth.api.getSession({ headers: request.headers });
  if (present === null) return undefined;
  await endSession(context.pool, present.user.id, present.session.id);
  return { accountId: present.user.id, sessionId: present.session.id };
}

/** Why a session was refused to a person whose credentials were right. */
export function endedProblem(error: unknown): AccountProblem | undefined {
  const code = isAPIError(error) ? (error.body as { readonly code?: string } | undefined)?.code : undefined;
  if (code === 'account_disabled' || code === 'BANNED_USER') return new AccountProblem('account-disabled');
  if (code === 'account_expired') return new AccountProblem('account-expired');
  return undefined;
}

function withoutCookies(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('cookie');
  return kept;
}

/** The account of a session. @throws AccountProblem `not-signed-in` where it is gone */
export async function requireAccount(context: AccountContext, accountId: string): Promise<Account> {
  const account = await findAccount(context.pool, accountId);
  if (account === undefined) throw new AccountProblem('not-signed-in');
  return account;
}
