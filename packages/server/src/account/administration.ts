// What administrators do with accounts of others: disable, expire, unlock, reset the second factor, make administrators.
import { type AccountContext, logSecurity, type RequestFacts } from './context.js';
import { unlock } from './lock-out.js';
import { AccountProblem } from './problem.js';
import {
  type Account,
  changeAccount,
  countAdministrators,
  deleteSecondFactors,
  findAccount,
  findAccountByEmail,
} from './store/account.js';
import { lockInstallation } from './store/lock.js';
import { endSessions } from './store/session.js';

/** Who administers: an administrator who is signed in, or (undefined) whoever runs the command line of the installation. */
export interface Administrator {
  readonly accountId: string;
  readonly request: RequestFacts;
}

export interface AccountChange {
  readonly isDisabled?: boolean | undefined;
  /** An instant, or null: never. */
  readonly expiresAt?: Date | null | undefined;
  readonly isAdministrator?: boolean | undefined;
  readonly mayCreateTrials?: boolean | undefined;
}

/**
 * Changes an account of somebody; ends its sessions where it ends its access.
 * @throws AccountProblem `last-administrator`, `demonstration-account`
 */
export async function administerAccount(
  context: AccountContext,
  account: Account,
  change: AccountChange,
  by?: Administrator,
): Promise<void> {
  if (account.isDemonstration) throw new AccountProblem('demonstration-account');
  const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  await lockInstallation(context.pool, async (client) => {
    await changeAccount(client, account.accountId, defined);
    // Whoever runs the installation can always make one with `equipoise account administrator`; nobody else could.
    if (account.isAdministrator && (await countAdministrators(client, new Date())) === 0)
      throw new AccountProblem('last-administrator');
  });
  const isEnded = change.isDisabled === true || (change.expiresAt != null && change.expiresAt.getTime() <= Date.now());
  if (isEnded) await endSessions(context.pool, account.accountId);
  const about = { accountId: account.accountId, byAccountId: by?.accountId };
  if (change.isDisabled !== undefined)
    await logSecurity(context, { type: change.isDisabled ? 'disabled' : 'enabled', ...about }, by?.request);
  if (change.expiresAt !== undefined) {
    const facts = { expiresAt: change.expiresAt?.toISOString() ?? 'never' };
    await logSecurity(context, { type: 'expiryChanged', ...about, facts }, by?.request);
  }
  if (change.isAdministrator !== undefined) {
    const facts = { isAdministrator: change.isAdministrator };
    await logSecurity(context, { type: 'administratorChanged', ...about, facts }, by?.request);
  }
  if (change.mayCreateTrials !== undefined) {
    const facts = { mayCreateTrials: change.mayCreateTrials };
    await logSecurity(context, { type: 'mayCreateTrialsChanged', ...about, facts }, by?.request);
  }
}

/** Ends a lock-out before its time. */
export async function unlockAccount(context: AccountContext, account: Account, by?: Administrator): Promise<void> {
  await unlock(context, account.email);
  await logSecurity(
    context,
    { type: 'unlocked', accountId: account.accountId, byAccountId: by?.accountId },
    by?.request,
  );
}

/** Takes away the app, its backup codes and the passkeys of somebody who lost them; ends the sessions. */
export async function resetSecondFactor(context: AccountContext, account: Account, by?: Administrator): Promise<void> {
  if (account.isDemonstration) throw new AccountProblem('demonstration-account');
  await lockInstallation(context.pool, async (client) => {
    await deleteSecondFactors(client, account.accountId);
    await endSessions(client, account.accountId);
  });
  await logSecurity(
    context,
    { type: 'secondFactorReset', accountId: account.accountId, byAccountId: by?.accountId },
    by?.request,
  );
}

/** @throws AccountProblem `not-found` */
export async function requireAccountById(context: AccountContext, accountId: string): Promise<Account> {
  const account = await findAccount(context.pool, accountId);
  if (account === undefined) throw new AccountProblem('not-found');
  return account;
}

/** @throws AccountProblem `not-found` */
export async function requireAccountByEmail(context: AccountContext, email: string): Promise<Account> {
  const account = await findAccountByEmail(context.pool, email.trim());
  if (account === undefined) throw new AccountProblem('not-found');
  return account;
}
