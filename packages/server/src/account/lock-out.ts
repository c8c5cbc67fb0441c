// Lock-out: after some failures in some minutes nobody gets in, known account or not (ACCEPTANCE 41, 21 CFR 11.300(d)).
import { type AccountContext, digest, logSecurity, type RequestFacts, sendInBackground } from './context.js';
import { AccountProblem } from './problem.js';
import { type Account, findAccountByEmail } from './store/account.js';
import { beginAttempt, countAttempts, forgetAttempts, takeBackAttempts } from './store/attempt.js';

/** An attempt to prove who one is; it counts as failed until something else is said. */
export interface Attempt {
  /** It succeeded: earlier failures of this account are forgotten. */
  succeed(): Promise<void>;
  /** It neither succeeded nor failed: it does not count. */
  takeBack(): Promise<void>;
  /** It failed: logs it, and the lock-out that it may have brought about. */
  fail(type: 'signInFailed' | 'confirmationFailed', account: Account | undefined): Promise<void>;
}

/**
 * Begins an attempt, counted before it is made, so that many at once are no way round the limit.
 * @param email undefined where nobody is named yet (a passkey): then the address alone is counted
 * @throws AccountProblem `too-many-failures`, the same for accounts that exist and that don't
 */
export async function startAttempt(
  context: AccountContext,
  email: string | undefined,
  request: RequestFacts,
): Promise<Attempt> {
  const { lockOut } = context.settings;
  const now = new Date();
  const byAddress = await beginAttempt(context.pool, {
    key: addressKey(context, request.address),
    now,
    minutes: lockOut.minutes,
    allowed: lockOut.failuresPerAddress,
  });
  if ('retryAt' in byAddress) throw tooMany(byAddress.retryAt, now);
  const key = email === undefined ? undefined : accountKey(context, email);
  const ids = [byAddress.attemptId];
  if (key !== undefined) {
    const byAccount = await beginAttempt(context.pool, {
      key,
      now,
      minutes: lockOut.minutes,
      allowed: lockOut.failures,
    });
    if ('retryAt' in byAccount) throw tooMany(byAccount.retryAt, now);
    ids.push(byAccount.attemptId);
  }
  return {
    succeed: async () => {
      await takeBackAttempts(context.pool, ids);
      if (key !== undefined) await forgetAttempts(context.pool, key);
    },
    takeBack: () => takeBackAttempts(context.pool, ids),
    fail: async (type, account) => {
      await logSecurity(context, { type, accountId: account?.accountId }, request);
      if (key === undefined || !(await isLocked(context, email as string))) return;
      await logSecurity(context, { type: 'locked', accountId: account?.accountId }, request);
      if (account !== undefined) tellOwner(context, account);
    },
  };
}

/** Whether an account is locked now. */
export async function isLocked(context: AccountContext, email: string): Promise<boolean> {
  return (await areLocked(context, [email]))[0] === true;
}

/** Which of several accounts are locked now, in their order. */
export async function areLocked(context: AccountContext, emails: readonly string[]): Promise<readonly boolean[]> {
  const { failures, minutes } = context.settings.lockOut;
  const counts = await countAttempts(
    context.pool,
    emails.map((email) => accountKey(context, email)),
    new Date(Date.now() - minutes * 60_000),
  );
  return counts.map((count) => count >= failures);
}

/** Ends a lock-out before its time; an administrator does that. */
export async function unlock(context: AccountContext, email: string): Promise<void> {
  await forgetAttempts(context.pool, accountKey(context, email));
}

/** Of the account with this address, where there is one: for what the log tells. */
export function findNamedAccount(context: AccountContext, email: string): Promise<Account | undefined> {
  return findAccountByEmail(context.pool, email);
}

function accountKey(context: AccountContext, email: string): Buffer {
  return digest(context, 'account', email.trim().toLowerCase());
}

function addressKey(context: AccountContext, address: string): Buffer {
  return digest(context, 'attempts of address', address);
}

function tooMany(retryAt: Date, now: Date): AccountProblem {
  const retryAfterSeconds = Math.max(1, Math.ceil((retryAt.getTime() - now.getTime()) / 1000));
  return new AccountProblem('too-many-failures', { retryAfterSeconds });
}

function tellOwner(context: AccountContext, account: Account): void {
  const { failures, minutes } = context.settings.lockOut;
  sendInBackground(context, {
    to: account.email,
    subject: 'Equipoise: your account is locked for a while',
    text: `Somebody failed ${failures} times within ${minutes} minutes to sign in to your account at ${context.settings.publicUrl}, so nobody can sign in to it for ${minutes} minutes.\n\nIf it was not you, tell the administrator of your installation.\n`,
  });
}
