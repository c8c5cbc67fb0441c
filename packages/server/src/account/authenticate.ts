// Who sends a request: by the cookie of a session or by an API token.
import { ActorId } from '@equipoise/trial';
import type { FastifyRequest } from 'fastify';
import type { AuthenticatedActor } from '../http/authentication.js';
import { type AccountContext, digest } from './context.js';
import { requestFacts } from './cookie.js';
import { findActiveToken, tokenPrefix } from './store/api-token.js';
import { endSession, touchSession } from './store/session.js';

/** A session's last use is written down at most this often. */
const touchEveryMs = 30_000;

/** Who sends a request; undefined where nobody is signed in, or no longer. */
export async function authenticateRequest(
  context: AccountContext,
  request: FastifyRequest,
): Promise<AuthenticatedActor | undefined> {
  const { authorization } = request.headers;
  // Whoever sends a token means it: a cookie beside it says nothing.
  if (authorization !== undefined) return byToken(context, authorization);
  if (request.headers.cookie === undefined) return undefined;
  return bySession(context, requestFacts(request).headers, request.routeOptions.config.isPassive !== true);
}

async function bySession(
  context: AccountContext,
  headers: Headers,
  isActivity: boolean,
): Promise<AuthenticatedActor | undefined> {
  const found = await context.auth.api.getSession({ headers });
  if (found === null) return undefined;
  const { session, user } = found;
  const now = Date.now();
  const lastSeenAt = session.lastSeenAt.getTime();
  const isIdle = lastSeenAt + context.settings.session.idleMinutes * 60_000 <= now;
  const isEnded =
    user.banned === true ||
    (user.expiresAt !== null && user.expiresAt !== undefined && user.expiresAt.getTime() <= now);
  const isLeftOver = user.isDemonstration && !context.demonstration.has(user.email);
  if (isIdle || isEnded || isLeftOver) {
    await endSession(context.pool, user.id, session.id);
    return undefined;
  }
  if (isActivity && now - lastSeenAt >= touchEveryMs) await touchSession(context.pool, session.id, new Date(now));
  return {
    accountId: user.id,
    actorId: ActorId.parse(user.actorId),
    sessionId: session.id,
    isAdministrator: user.role === 'admin',
    mayCreateTrials: user.mayCreateTrials,
    isDemonstration: user.isDemonstration,
    // A demonstration has no phone at hand, and nothing to protect.
    hasSecondFactor: session.hasSecondFactor || user.isDemonstration,
  };
}

async function byToken(context: AccountContext, authorization: string): Promise<AuthenticatedActor | undefined> {
  const token = /^Bearer ([\w-]{20,100})$/i.exec(authorization)?.[1];
  if (token === undefined || !token.startsWith(tokenPrefix)) return undefined;
  const found = await findActiveToken(context.pool, digest(context, 'API token', token), new Date());
  if (found === undefined) return undefined;
  return {
    accountId: found.accountId,
    actorId: ActorId.parse(found.actorId),
    // A token acts in trials alone: it administers nothing.
    isAdministrator: false,
    // Its owner gave the credentials again when it was made.
    hasSecondFactor: found.hasSecondFactor,
    scopes: found.scopes,
  };
}
