// Whether the server works: /healthz for who restarts it, /readyz for who sends requests to it, /metrics for who watches it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findAccountRule } from '../account/problem.js';
import { isSchemaCurrent } from '../store/migrate.js';
import type { System } from '../system.js';
import { isFromLoopback } from './guard.js';
import type { Metrics } from './metric.js';
import { findRule, HttpProblem } from './problem.js';
import type { HttpSettings } from './settings.js';

/** The longest that a question about the state of the server waits for the database. */
const patienceMs = 2500;

/** Adds the endpoints; nobody has to be signed in for them. */
export function addServerRoutes(
  app: FastifyInstance,
  {
    system,
    settings,
    metrics,
  }: { readonly system: System; readonly settings: HttpSettings; readonly metrics: Metrics },
): void {
  const unlimited = { kind: 'server', rateLimit: false } as const;
  app.route({
    method: 'GET',
    url: '/healthz',
    config: unlimited,
    schema: {
      operationId: 'health',
      summary: 'Whether the process runs.',
      tags: ['server'],
      security: [],
      response: { 200: z.object({ status: z.literal('ok') }) },
    },
    handler: async () => ({ status: 'ok' as const }),
  });
  app.route({
    method: 'GET',
    url: '/readyz',
    config: unlimited,
    schema: {
      operationId: 'readiness',
      summary: 'Whether requests are answered: the database answers, and its schema is that of this version.',
      tags: ['server'],
      security: [],
      response: {
        200: z.object({ status: z.literal('ready') }),
        503: z.object({ status: z.enum(['the database does not answer', 'the schema is not that of this version']) }),
      },
    },
    handler: async (_request, reply) => {
      const isCurrent = await within(isSchemaCurrent(system.pools.writer));
      if (isCurrent === true) return { status: 'ready' as const };
      const status =
        isCurrent === undefined ? 'the database does not answer' : 'the schema is not that of this version';
      return reply
        .code(503)
        .header('retry-after', '1')
        .send({ status } as const);
    },
  });
  app.get('/metrics', { config: unlimited, schema: { hide: true } }, async (request, reply) => {
    if (!isFromLoopback(request) && !hasToken(request, settings.metricsToken)) throw new HttpProblem('loopback-only');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.route({
    method: 'GET',
    url: '/api/problems/:code',
    config: { kind: 'server' },
    schema: {
      operationId: 'explainProblem',
      summary: 'The rule and the status behind the code of a problem document.',
      tags: ['server'],
      security: [],
      params: z.object({ code: z.string().max(64) }),
      response: { 200: z.object({ code: z.string(), status: z.int(), rule: z.string() }) },
    },
    handler: async (request) => {
      const { code } = request.params as { readonly code: string };
      const found = findRule(code) ?? findAccountRule(code);
      if (found === undefined) throw new HttpProblem('not-found');
      return { code, ...found };
    },
  });
}

/** What was asked for; undefined where it fails or takes too long. */
async function within<T>(asked: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  const answered = asked.catch(() => undefined);
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

function hasToken(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined || token === '') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}
