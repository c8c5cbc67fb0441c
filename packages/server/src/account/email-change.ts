// Changing an e-mail address: a link goes to the new one, a notice to the old one.
import { z } from 'zod';
import { type AccountContext, logSecurity, makeToken, type RequestFacts, sendInBackground } from './context.js';
import { AccountProblem } from './problem.js';
import { type Account, changeAccount, findAccount, findAccountByEmail } from './store/account.js';

const Change = z.object({ accountId: z.uuid(), from: z.string(), to: z.string() });
const hours = 24;

/** Mails the link, good once. An address that belongs to somebody else gets none; the answer does not tell. */
export async function requestEmailChange(
  context: AccountContext,
  account: Account,
  email: string,
  request: RequestFacts,
): Promise<void> {
  const to = email.toLowerCase();
  await logSecurity(context, { type: 'emailChangeRequested', accountId: account.accountId }, request);
  if ((await findAccountByEmail(context.pool, to)) !== undefined) return;
  const { internalAdapter } = await context.auth.$context;
  const token = makeToken();
  await internalAdapter.createVerificationValue({
    identifier: `email-change:${token}`,
    value: JSON.stringify({ accountId: account.accountId, from: account.email, to }),
    expiresAt: new Date(Date.now() + hours * 3_600_000),
  });
  const { publicUrl } = context.settings;
  sendInBackground(context, {
    to,
    subject: 'Equipoise: your new e-mail address',
    text: `Dear ${account.name},\n\nthis link makes this address that of your account at ${publicUrl}. It is good once, for ${hours} hours:\n\n${publicUrl}/email#${token}\n\nIf you did not ask for it, you need do nothing.\n`,
  });
  sendInBackground(context, {
    to: account.email,
    subject: 'Equipoise: another e-mail address was asked for',
    text: `Dear ${account.name},\n\nsomebody who is signed in to your account at ${publicUrl} asked for another e-mail address.\n\nIf it was not you, tell the administrator of your installation at once.\n`,
  });
}

/** Changes the address. @throws AccountProblem `link-invalid` also where the address changed meanwhile; `e-mail-in-use` */
export async function changeEmail(context: AccountContext, token: string, request: RequestFacts): Promise<void> {
  const { internalAdapter } = await context.auth.$context;
  const kept = await internalAdapter.consumeVerificationValue(`email-change:${token}`);
  if (kept === null) throw new AccountProblem('link-invalid');
  const change = Change.parse(JSON.parse(kept.value));
  const account = await findAccount(context.pool, change.accountId);
  if (account === undefined || account.email !== change.from) throw new AccountProblem('link-invalid');
  try {
    await changeAccount(context.pool, account.accountId, { email: change.to });
  } catch (error) {
    if ((error as { readonly code?: string }).code === '23505') throw new AccountProblem('e-mail-in-use');
    throw error;
  }
  await logSecurity(context, { type: 'emailChanged', accountId: account.accountId }, request);
}
