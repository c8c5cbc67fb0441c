// Codes of the second factor: of an authenticator app (each good once) or from the list of backup codes.
import { isAPIError } from 'better-auth/api';
import { type AccountContext, digest, logSecurity, type RequestFacts } from './context.js';
import type { Account } from './store/account.js';
import { useUpCode } from './store/attempt.js';

/**
 * Checks a code by the cookies of a sign-in that waits for it, or of a session; answers the headers that better-auth sets,
 * or undefined where the code is wrong or was used before.
 */
export async function checkCode(
  context: AccountContext,
  check: { readonly account: Account; readonly code: string; readonly headers: Headers; readonly isSignIn: boolean },
  request: RequestFacts,
): Promise<Headers | undefined> {
  const { account, headers, isSignIn } = check;
  const code = check.code.replaceAll(/\s/g, '');
  const isBackupCode = !/^\d{6}$/.test(code);
  // Taken before it is checked: of two requests with one code at the same moment only one goes on.
  const isFirstUse =
    isBackupCode ||
    (await useUpCode(context.pool, {
      accountId: account.accountId,
      digest: digest(context, 'code', `${account.accountId}/${code}`),
      now: new Date(),
    }));
  if (!isFirstUse) return undefined;
  try {
    if (!isBackupCode) {
      const { headers: set } = await context.auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true });
      return set;
    }
    const { headers: set } = await context.auth.api.verifyBackupCode({
      body: { code, disableSession: !isSignIn },
      headers,
      returnHeaders: true,
    });
    await logSecurity(context, { type: 'backupCodeUsed', accountId: account.accountId }, request);
    return set;
  } catch (error) {
    if (isAPIError(error)) return undefined;
    throw error;
  }
}
