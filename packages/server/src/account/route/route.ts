// How a route of accounts is made: who may ask, what is read and checked, what is answered; all of it described in OpenAPI.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedActor } from '../../http/authentication.js';
import { problemResponses } from '../../http/description.js';
import { readBody, readParameters } from '../../http/request.js';
import { authenticateRequest } from '../authenticate.js';
import type { AccountContext, RequestFacts } from '../context.js';
import { requestFacts } from '../cookie.js';
import { AccountProblem } from '../problem.js';
import { requireSecondFactorOfAdministrator } from '../second-factor-demand.js';

/** Where routes are added, and what they work with. */
export interface RouteScope {
  readonly app: FastifyInstance;
  readonly context: AccountContext;
}

interface Definition<Body extends z.ZodType, Query extends z.ZodObject, Answer extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: Body;
  readonly query?: Query;
  /** Absent: 204, no body. */
  readonly answer?: Answer;
  /** Of an answer that is no JSON. */
  readonly answerType?: 'text/csv';
  /** Keeps no session alive. */
  readonly isPassive?: boolean;
}

/** What the work of a route is given. */
export interface Asked<Body, Query> {
  readonly body: Body;
  readonly query: Query;
  /** The part of the address that is an id. */
  readonly id: string;
  readonly facts: RequestFacts;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Who may ask: a signed-in person, an administrator, or also a program with a token. */
export type Who = 'person' | 'administrator' | 'program';

const Nothing = z.void();
const NoQuery = z.object({});

/** Adds a route that asks for nobody to be signed in. */
export function addPublicRoute<
  Body extends z.ZodType = typeof Nothing,
  Query extends z.ZodObject = typeof NoQuery,
  Answer extends z.ZodType = typeof Nothing,
>(
  scope: RouteScope,
  definition: Definition<Body, Query, Answer>,
  work: (asked: Asked<z.output<Body>, z.output<Query>>) => Promise<z.output<Answer>>,
): void {
  add(scope, definition, async () => undefined, work, { security: [] });
}

/** Adds a route for those who are signed in. */
export function addRoute<
  Body extends z.ZodType = typeof Nothing,
  Query extends z.ZodObject = typeof NoQuery,
  Answer extends z.ZodType = typeof Nothing,
>(
  scope: RouteScope,
  who: Who,
  definition: Definition<Body, Query, Answer>,
  work: (
    asked: Asked<z.output<Body>, z.output<Query>> & { readonly actor: AuthenticatedActor },
  ) => Promise<z.output<Answer>>,
): void {
  add(scope, definition, (request) => requireActor(scope, who, request), work, {});
}

async function requireActor({ context }: RouteScope, who: Who, request: FastifyRequest): Promise<AuthenticatedActor> {
  const actor = await authenticateRequest(context, request);
  if (actor === undefined) throw new AccountProblem('not-signed-in');
  if (who === 'program') return actor;
  if (actor.sessionId === undefined) throw new AccountProblem('session-needed');
  if (who === 'person') return actor;
  if (!actor.isAdministrator) throw new AccountProblem('administrator-needed');
  requireSecondFactorOfAdministrator(context, actor);
  return actor;
}

function add<Body extends z.ZodType, Query extends z.ZodObject, Answer extends z.ZodType, Actor>(
  { app }: RouteScope,
  definition: Definition<Body, Query, Answer>,
  recognise: (request: FastifyRequest) => Promise<Actor>,
  work: (asked: Asked<z.output<Body>, z.output<Query>> & { readonly actor: Actor }) => Promise<z.output<Answer>>,
  more: { readonly security?: readonly [] },
): void {
  const { method, url, summary, description, body, query, answer } = definition;
  app.route({
    method,
    url,
    config: { isPassive: definition.isPassive === true },
    schema: {
      operationId: operationId(method, url),
      summary,
      ...(description === undefined ? {} : { description }),
      tags: ['accounts'],
      ...(url.includes(':id') ? { params: z.object({ id: z.string() }) } : {}),
      ...(body === undefined ? {} : { body }),
      ...(query === undefined ? {} : { querystring: query }),
      response: {
        ...(answer === undefined ? { 204: z.null().describe('Done.') } : { 200: described(answer, definition) }),
        ...problemResponses,
      },
      ...more,
    },
    handler: async (request, reply) => {
      try {
        // Who may not ask is told nothing about the form of the question.
        const actor = await recognise(request);
        const result = await work({
          actor,
          body: body === undefined ? (undefined as z.output<Body>) : readBody(request, body),
          query: readParameters(request, (query ?? NoQuery) as Query),
          id: (request.params as { readonly id?: string }).id ?? '',
          facts: requestFacts(request),
          request,
          reply,
        });
        if (reply.sent) return reply;
        return answer === undefined ? reply.code(204).send() : reply.send(result);
      } catch (error) {
        if (error instanceof AccountProblem && typeof error.facts.retryAfterSeconds === 'number')
          void reply.header('retry-after', String(error.facts.retryAfterSeconds));
        throw error;
      }
    },
  });
}

function described(answer: z.ZodType, { answerType }: { readonly answerType?: string }): unknown {
  return answerType === undefined ? answer : { description: 'A file.', content: { [answerType]: { schema: answer } } };
}

/** `POST /api/me/passkeys` → postMePasskeys */
function operationId(method: string, url: string): string {
  const words = url
    .replace('/api/', '')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** An id of an address. @throws AccountProblem `not-found` where it is none: nothing has such an id */
export function uuidOf(text: string): string {
  const parsed = z.uuid().safeParse(text);
  if (!parsed.success) throw new AccountProblem('not-found');
  return parsed.data;
}

/** An instant, as it is answered. */
export function instant(date: Date): string {
  return date.toISOString();
}

/** An instant that may be missing. */
export function instantOrNull(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** An e-mail address, as people type it. */
export const Email = z.string().trim().max(254).pipe(z.email());
/** Any text that claims to be a password; its strength is judged where one is set. */
export const Password = z.string().min(1).max(1000);
export const Name = z.string().trim().min(1).max(120);
/** A language of the pages and mails (BCP 47). */
export const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag, such as "en" or "pt-BR"');
