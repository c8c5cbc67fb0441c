// Giving one's credentials again: for a signature, for what can't be taken back, for a change of the credentials themselves.
import type { Confirmation } from '@equipoise/trial';
import { isAPIError } from 'better-auth/api';
import { z } from 'zod';
import type { AuthenticatedActor } from '../http/authentication.js';
import type { AccountContext, RequestFacts } from './context.js';
import { startAttempt } from './lock-out.js';
import { PasskeyAnswer, verifyPasskey } from './passkey.js';
import { AccountProblem } from './problem.js';
import { checkCode } from './second-factor.js';
import { requireAccount } from './sign-in.js';
import type { Account } from './store/account.js';
import { findAuthenticatedAt, listSessions, useUpSignIn } from './store/session.js';

/** A sign-in at a provider, and its own request for credentials, are fresh for so long. */
export const freshMs = 120_000;

/** The credentials, given again: a password (and a code where the account has one), a passkey, or a fresh single sign-on. */
export const Proof = z.union([
  z.strictObject({ password: z.string().min(1).max(128), code: z.string().max(40).optional() }),
  z.strictObject({ passkey: PasskeyAnswer }),
  z.strictObject({ freshSignIn: z.literal(true) }),
]);
export type Proof = z.infer<typeof Proof>;

/**
 * Checks credentials that were given again, counted in the lock-out like a sign-in.
 * @throws AccountProblem `proof-wrong`, `second-factor-needed`, `too-many-failures`
 */
export async function prove(
  context: AccountContext,
  actor: AuthenticatedActor,
  proof: Proof,
  request: RequestFacts,
): Promise<Confirmation['method']> {
  if (actor.sessionId === undefined) throw new AccountProblem('session-needed');
  const account = await requireAccount(context, actor.accountId);
  const attempt = await startAttempt(context, account.email, request);
  try {
    const method = await check(context, { account, sessionId: actor.sessionId, proof }, request);
    if (method !== undefined) {
      await attempt.succeed();
      return method;
    }
  } catch (error) {
    // A code that is still to be typed, and a fault of ours, are no failed attempts.
    await attempt.takeBack();
    throw error;
  }
  await attempt.fail('confirmationFailed', account);
  throw new AccountProblem('proof-wrong');
}

/** The method that the proof stands for; undefined where it is wrong. */
async function check(
  context: AccountContext,
  given: { readonly account: Account; readonly sessionId: string; readonly proof: Proof },
  request: RequestFacts,
): Promise<Confirmation['method'] | undefined> {
  const { account, proof } = given;
  if ('passkey' in proof) {
    const passkey = await verifyPasskey(context, proof.passkey, 'confirmation');
    return passkey?.accountId === account.accountId ? 'passkey' : undefined;
  }
  if ('freshSignIn' in proof) {
    return (await isFresh(context, account.accountId, given.sessionId)) ? 'singleSignOn' : undefined;
  }
  if (!(await isPassword(context, proof.password, request))) return undefined;
  if (!account.hasSecondFactor) return 'password';
  if (proof.code === undefined) throw new AccountProblem('second-factor-needed');
  const checked = await checkCode(
    context,
    { account, code: proof.code, headers: request.headers, isSignIn: false },
    request,
  );
  return checked === undefined ? undefined : 'password';
}

async function isPassword(context: AccountContext, password: string, request: RequestFacts): Promise<boolean> {
  try {
    await context.auth.api.verifyPassword({ body: { password }, headers: request.headers });
    return true;
  } catch (error) {
    if (isAPIError(error)) return false;
    throw error;
  }
}

/** Whether this session began just now at a provider that had just asked for credentials; such a sign-in is good once. */
async function isFresh(context: AccountContext, accountId: string, sessionId: string): Promise<boolean> {
  const sessions = await listSessions(context.pool, {
    accountId,
    now: new Date(),
    idleMinutes: context.settings.session.idleMinutes,
  });
  const session = sessions.find((one) => one.sessionId === sessionId);
  const askedAt = await findAuthenticatedAt(context.pool, accountId);
  const since = Date.now() - freshMs;
  if (session?.method !== 'singleSignOn' || session.startedAt.getTime() < since) return false;
  if (askedAt === undefined || askedAt.getTime() < since) return false;
  return useUpSignIn(context.pool, sessionId);
}
