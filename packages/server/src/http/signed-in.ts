// Whoever is behind a request: recognised before its body is read, counted, and held to the scope of a token.
import { TrialId } from '@equipoise/trial';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AuthenticatedActor, type Authenticator, isInScope, type ScopedRequest } from './authentication.js';
import { tooMany } from './guard.js';
import { HttpProblem } from './problem.js';
import type { HttpSettings } from './settings.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set in the routes of trials; absent where nobody has to be signed in. */
    actor: AuthenticatedActor | null;
  }
}

/** Lets only recognised actors through to the routes of `app`. */
export function requireSignIn(app: FastifyInstance, authenticator: Authenticator, settings: HttpSettings): void {
  const count = app.createRateLimit({
    max: settings.requestsPerMinute.perAccount,
    timeWindow: '1 minute',
    keyGenerator: (request) => `account ${actorOf(request).accountId}`,
  });
  app.addHook('onRequest', async (request) => {
    const actor = await authenticator.authenticate(request);
    if (actor === undefined) throw new HttpProblem('not-signed-in');
    request.actor = actor;
    const trialId = TrialId.safeParse((request.params as { readonly trial?: string }).trial?.toLowerCase());
    if (trialId.success) await authenticator.demandSecondFactor?.(actor, trialId.data);
    const limit = await count(request);
    if (!limit.isAllowed && limit.isExceeded) throw tooMany(limit.ttl);
  });
}

/** The actor of a request behind `requireSignIn`. */
export function actorOf(request: FastifyRequest): AuthenticatedActor {
  if (request.actor === null) throw new Error('this route does not ask who is there');
  return request.actor;
}

/** Refuses a token that was not made for this. */
export function requireScope(actor: AuthenticatedActor, asked: ScopedRequest): void {
  if (!isInScope(actor, asked)) throw new HttpProblem('out-of-scope');
}

/** Refuses any token: this is for a person who is signed in. */
export function requireSession(actor: AuthenticatedActor): void {
  if (actor.scopes !== undefined) throw new HttpProblem('out-of-scope');
}
