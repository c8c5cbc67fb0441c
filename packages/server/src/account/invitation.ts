// How people come to an account: by an invitation, or, the very first, by a link that the start of the server prints.
import { randomUUID } from 'node:crypto';
import { ActorId } from '@equipoise/trial';
import { isAPIError } from 'better-auth/api';
import { type AccountContext, digest, logSecurity, makeToken, type RequestFacts, sendInBackground } from './context.js';
import { weaknessOf } from './password-strength.js';
import { AccountProblem } from './problem.js';
import { changeAccount, findAccount, findAccountByEmail, hasAccounts } from './store/account.js';
import { beginAttempt } from './store/attempt.js';
import { deleteDraftKeys } from './store/draft-key.js';

const invitationDays = 7;

export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  readonly isAdministrator: boolean;
  readonly mayCreateTrials: boolean;
  readonly expiresAt: Date | null;
}

/**
 * Makes an account that nobody can use yet and mails a link, good once, that lets its owner set a password.
 * @param by the account that invites; undefined for whoever runs the installation
 * @throws AccountProblem `e-mail-in-use`
 */
export async function invite(
  context: AccountContext,
  invitation: Invitation,
  by?: { readonly accountId: string; readonly name: string },
  request?: RequestFacts,
): Promise<{ readonly accountId: string; readonly actorId: ActorId; readonly link: string }> {
  const email = invitation.email.trim().toLowerCase();
  if ((await findAccountByEmail(context.pool, email)) !== undefined) throw new AccountProblem('e-mail-in-use');
  const { accountId, actorId } = await createAccount(context, { ...invitation, email, isAccepted: false });
  await logSecurity(
    context,
    {
      type: 'invited',
      accountId,
      byAccountId: by?.accountId,
      facts: { isAdministrator: invitation.isAdministrator, mayCreateTrials: invitation.mayCreateTrials },
    },
    request,
  );
  const link = await sendInvitation(context, { accountId, email, name: invitation.name }, by?.name);
  return { accountId, actorId, link };
}

/** Mails the link of an invitation, which ends all links that were sent to that account before. */
export async function sendInvitation(
  context: AccountContext,
  to: { readonly accountId: string; readonly email: string; readonly name: string },
  byName?: string,
): Promise<string> {
  const link = `${context.settings.publicUrl}/invitation#${await makePasswordLink(context, to.accountId, invitationDays)}`;
  sendInBackground(context, {
    to: to.email,
    subject: 'Equipoise: your invitation',
    text: `Dear ${to.name},\n\n${byName ?? 'The administrator'} invites you to work with Equipoise at ${context.settings.publicUrl}.\nThis link lets you set your password. It is good once, for ${invitationDays} days, and for you alone:\n\n${link}\n`,
  });
  return link;
}

/**
 * A link by which the owner of an account sets a password. It is better-auth's own link for a reset, with a longer life:
 * stored as a digest, used up in one statement.
 */
async function makePasswordLink(context: AccountContext, accountId: string, days: number): Promise<string> {
  const { internalAdapter, adapter } = await context.auth.$context;
  await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: accountId }] });
  const token = makeToken();
  await internalAdapter.createVerificationValue({
    identifier: `reset-password:${token}`,
    value: accountId,
    expiresAt: new Date(Date.now() + days * 86_400_000),
  });
  return token;
}

/** Nobody's mailbox is filled by others. */
const resetLimit = { minutes: 60, allowed: 5 };

/** Mails a link to set a new password, where such an account is; answers the same where it is not. */
export async function requestReset(context: AccountContext, email: string, request: RequestFacts): Promise<void> {
  const address = email.trim().toLowerCase();
  const counted = await beginAttempt(context.pool, {
    key: digest(context, 'reset', address),
    now: new Date(),
    ...resetLimit,
  });
  // Said to nobody: the answer is always the same.
  if ('retryAt' in counted) return;
  const account = await findAccountByEmail(context.pool, address);
  await context.auth.api.requestPasswordReset({ body: { email: address } });
  await logSecurity(context, { type: 'resetRequested', accountId: account?.accountId }, request);
}

/** The mail with the link to set a new password. */
export function resetMail(publicUrl: string, to: { readonly email: string; readonly name: string }, token: string) {
  return {
    to: to.email,
    subject: 'Equipoise: set a new password',
    text: `Dear ${to.name},\n\nthis link lets you set a new password for ${publicUrl}. It is good once, for one hour:\n\n${publicUrl}/reset#${token}\n\nIf you did not ask for it, you need do nothing.\n`,
  };
}

/**
 * Sets a password by a link, of an invitation or a reset; ends all sessions. Who followed the link has the mailbox.
 * @throws AccountProblem `password-weak` (the link stays good), `link-invalid`
 */
export async function setPasswordByLink(
  context: AccountContext,
  given: { readonly token: string; readonly password: string; readonly name?: string | undefined },
  request: RequestFacts,
): Promise<void> {
  const { internalAdapter } = await context.auth.$context;
  const link = await internalAdapter.findVerificationValue(`reset-password:${given.token}`);
  const account = link === null ? undefined : await findAccount(context.pool, link.value);
  if (account === undefined || account.isDemonstration) throw new AccountProblem('link-invalid');
  requireStrength(given.password, [account.email, account.name, given.name ?? '']);
  try {
    await context.auth.api.resetPassword({ body: { token: given.token, newPassword: given.password } });
  } catch (error) {
    if (isAPIError(error)) throw new AccountProblem('link-invalid');
    throw error;
  }
  await deleteDraftKeys(context.pool, account.accountId);
  await changeAccount(context.pool, account.accountId, {
    isAccepted: true,
    ...(given.name === undefined || account.isAccepted ? {} : { name: given.name }),
  });
  const type = account.isAccepted ? 'passwordReset' : 'accepted';
  await logSecurity(context, { type, accountId: account.accountId }, request);
  sendInBackground(context, passwordChangedMail(context, account));
}

/** Tells the owner that the password was changed, by whoever it was. */
export function passwordChangedMail(
  context: AccountContext,
  to: { readonly email: string; readonly name: string },
): { readonly to: string; readonly subject: string; readonly text: string } {
  return {
    to: to.email,
    subject: 'Equipoise: your password was changed',
    text: `Dear ${to.name},\n\nthe password of your account at ${context.settings.publicUrl} was changed, and all its sessions were ended.\n\nIf it was not you, tell the administrator of your installation at once.\n`,
  };
}

/** Tells the owner that a second factor was added or removed, by whoever it was. */
export function secondFactorMail(
  context: AccountContext,
  to: { readonly email: string; readonly name: string },
  what:
    | 'an authenticator app was added'
    | 'the authenticator app was removed'
    | 'a passkey was added'
    | 'a passkey was removed',
): { readonly to: string; readonly subject: string; readonly text: string } {
  return {
    to: to.email,
    subject: `Equipoise: ${what}`,
    text: `Dear ${to.name},\n\n${what} at your account at ${context.settings.publicUrl}.\n\nIf it was not you, tell the administrator of your installation at once.\n`,
  };
}

/** @throws AccountProblem `password-weak`, with what is wrong */
export function requireStrength(password: string, personal: readonly string[]): void {
  const weakness = weaknessOf(password, personal);
  if (weakness !== undefined) throw new AccountProblem('password-weak', {}, weakness);
}

const firstLink = 'first-administrator';

/**
 * The link for the first administrator, good once and until the next start; undefined where somebody has an account.
 * There is no default password: whoever starts the server is who may read this link.
 */
export async function makeFirstAdministratorLink(context: AccountContext): Promise<string | undefined> {
  if (await hasAccounts(context.pool)) return undefined;
  const { internalAdapter, adapter } = await context.auth.$context;
  await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: firstLink }] });
  const token = makeToken();
  await internalAdapter.createVerificationValue({
    identifier: `${firstLink}:${token}`,
    value: firstLink,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  return `${context.settings.publicUrl}/first#${token}`;
}

/**
 * Makes the first administrator.
 * @throws AccountProblem `link-invalid`, also where somebody came first; `password-weak` (the link stays good)
 */
export async function becomeFirstAdministrator(
  context: AccountContext,
  given: { readonly token: string; readonly email: string; readonly name: string; readonly password: string },
  request: RequestFacts,
): Promise<void> {
  const { internalAdapter } = await context.auth.$context;
  const identifier = `${firstLink}:${given.token}`;
  if ((await internalAdapter.findVerificationValue(identifier)) === null) throw new AccountProblem('link-invalid');
  requireStrength(given.password, [given.email, given.name]);
  // Taken in one statement: of two at once, one goes on.
  const isGood = (await internalAdapter.consumeVerificationValue(identifier)) !== null;
  if (!isGood || (await hasAccounts(context.pool))) throw new AccountProblem('link-invalid');
  const { accountId } = await createAccount(context, {
    ...given,
    email: given.email.trim().toLowerCase(),
    locale: 'en',
    isAdministrator: true,
    mayCreateTrials: true,
    expiresAt: null,
    isAccepted: true,
  });
  await logSecurity(context, { type: 'firstAdministrator', accountId }, request);
}

/** Makes the rows of an account; its pseudonym in the record is drawn here and never changes. */
export async function createAccount(
  context: AccountContext,
  account: Invitation & {
    readonly isAccepted: boolean;
    readonly password?: string;
    readonly actorId?: ActorId;
    readonly isDemonstration?: boolean;
  },
): Promise<{ readonly accountId: string; readonly actorId: ActorId }> {
  const { internalAdapter, password: hasher } = await context.auth.$context;
  const actorId = account.actorId ?? ActorId.parse(randomUUID());
  const user = await internalAdapter.createUser(
    {
      email: account.email,
      name: account.name,
      emailVerified: account.isAccepted,
      role: account.isAdministrator ? 'admin' : 'user',
      actorId,
      locale: account.locale,
      mayCreateTrials: account.mayCreateTrials,
      expiresAt: account.expiresAt,
      isDemonstration: account.isDemonstration ?? false,
    },
    { method: 'email' } as never,
  );
  if (account.password !== undefined)
    await internalAdapter.linkAccount({
      userId: user.id,
      providerId: 'credential',
      accountId: user.id,
      password: await hasher.hash(account.password),
    });
  return { accountId: user.id, actorId };
}
