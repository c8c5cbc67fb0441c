// API tokens: made by their owner after giving the credentials again, shown once, stored as a digest.
import type { AuthenticatedActor } from '../http/authentication.js';
import { type AccountContext, digest, logSecurity, makeToken, type RequestFacts } from './context.js';
import { AccountProblem } from './problem.js';
import { type Proof, prove } from './prove.js';
import { badScopes } from './scope.js';
import { requireAccount } from './sign-in.js';
import { insertToken, revokeToken, tokenPrefix } from './store/api-token.js';

/**
 * Makes a token; it is answered here and never again.
 * @throws AccountProblem `scope-invalid`, and as `prove` does
 */
export async function makeApiToken(
  context: AccountContext,
  actor: AuthenticatedActor,
  asked: { readonly name: string; readonly scopes: readonly string[]; readonly days: number; readonly proof: Proof },
  request: RequestFacts,
): Promise<{ readonly apiTokenId: string; readonly token: string; readonly expiresAt: Date }> {
  const bad = badScopes(asked.scopes);
  if (bad.length > 0) throw new AccountProblem('scope-invalid', { scopes: bad });
  const account = await requireAccount(context, actor.accountId);
  if (account.isDemonstration) throw new AccountProblem('demonstration-account');
  await prove(context, actor, asked.proof, request);
  const token = `${tokenPrefix}${makeToken()}`;
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + asked.days * 86_400_000);
  const apiTokenId = await insertToken(context.pool, {
    accountId: actor.accountId,
    name: asked.name,
    digest: digest(context, 'API token', token),
    scopes: [...new Set(asked.scopes)].sort(),
    hasSecondFactor: actor.hasSecondFactor,
    createdAt,
    expiresAt,
  });
  const facts = { apiTokenId, scopes: asked.scopes.join(' ') };
  await logSecurity(context, { type: 'tokenMade', accountId: actor.accountId, facts }, request);
  return { apiTokenId, token, expiresAt };
}

/** Revokes one of the own tokens. @throws AccountProblem `not-found` */
export async function revokeApiToken(
  context: AccountContext,
  actor: AuthenticatedActor,
  apiTokenId: string,
  request: RequestFacts,
): Promise<void> {
  const isRevoked = await revokeToken(context.pool, { accountId: actor.accountId, apiTokenId, now: new Date() });
  if (!isRevoked) throw new AccountProblem('not-found');
  await logSecurity(context, { type: 'tokenRevoked', accountId: actor.accountId, facts: { apiTokenId } }, request);
}
