// One endpoint for every view: GET /api/trials/{trial}/{view}; and the list of the caller's trials.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listTrialsOf } from '../store/membership.js';
import { readProtocolsOf } from '../store/protocol.js';
import type { AnyView } from '../store/view/contract.js';
import { isPlain, openViewRows, type Page } from '../store/view/rows.js';
import { views } from '../store/view/view.js';
import type { System } from '../system.js';
import { problemResponses, trialParameter } from './description.js';
import { HttpProblem } from './problem.js';
import { readParameters, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** Parameters of every view whose rows are those of its query. */
const PageParameters = z.object({
  limit: z.coerce.number().int().min(1).max(100_000).optional().describe('at most so many rows'),
  offset: z.coerce.number().int().min(0).max(100_000_000).optional().describe('leave out so many rows first'),
});

const Role = z.object({
  role: z.string(),
  siteId: z.string().describe('"*": everywhere'),
  blinded: z.boolean(),
  rights: z.array(z.string()),
});
const TrialOfActor = z.object({
  trialId: z.uuid(),
  protocolId: z.string(),
  acronym: z.string(),
  protocolVersion: z.string(),
  mode: z.string(),
  status: z.string(),
  synthetic: z.boolean(),
  roles: z.array(Role),
});

/** The header of an answer that has a tag. */
export const conditional = {
  'if-none-match': z
    .string()
    .optional()
    .describe('the ETag of an answer that you have: 304 where it is still the same'),
};

/** Adds the endpoints. */
export function addViewRoutes(
  app: FastifyInstance,
  { system, now }: { readonly system: System; readonly now: () => string },
): void {
  for (const [name, view] of Object.entries(views) as [string, AnyView][]) {
    const hasPages = isPlain(view) && !('limit' in view.params.shape);
    const parameters = hasPages ? view.params.extend(PageParameters.shape) : view.params;
    app.route({
      method: 'GET',
      url: `/api/trials/:trial/${name}`,
      config: { kind: 'view', right: view.right },
      schema: {
        operationId: `view_${name}`,
        summary: view.summary,
        description: `Shown to roles with the right \`${view.right}\`, each row to those who may see its site. Ordered, and the same for the same record; ETag and If-None-Match spare the transfer.`,
        tags: ['views'],
        params: trialParameter,
        headers: z.object(conditional),
        querystring: parameters,
        response: { 200: z.object({ rows: z.array(view.row) }), ...problemResponses },
      },
      handler: async (request, reply) => {
        const actor = actorOf(request);
        const trialId = trialIdOf(request);
        requireScope(actor, { trialId, access: 'read', name });
        const { params, page } = splitPage(readParameters(request, parameters), hasPages);
        const found = await openViewRows(system, view, {
          ...{ trialId, actorId: actor.actorId, now: now(), params, page },
          protocols: () => readProtocolsOf(system.pools.writer, trialId),
        });
        if (found.kind === 'refused') {
          if (found.membership.roles.length === 0) throw unknownTrial();
          throw new HttpProblem('view-right-missing', {
            detail: `None of your roles in this trial has the right ${view.right}.`,
            facts: { right: view.right },
          });
        }
        if (found.kind === 'whole') return sendRows(request, reply, JSON.stringify({ rows: found.rows }));
        return reply
          .type('application/json; charset=utf-8')
          .send(Readable.from(written(found.batches), { objectMode: false }));
      },
    });
  }
  app.route({
    method: 'GET',
    url: '/api/trials',
    config: { kind: 'view' },
    schema: {
      operationId: 'listTrials',
      summary: 'The trials in which you hold a role, with your roles and rights.',
      tags: ['views'],
      headers: z.object(conditional),
      response: { 200: z.object({ rows: z.array(TrialOfActor) }), ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trials = await listTrialsOf(system.pools, actor.actorId);
      // A token sees the trials that it was made for.
      const rows = trials.filter(
        ({ trialId }) => actor.scopes?.some((scope) => scope.startsWith(`${trialId}:`)) ?? true,
      );
      return sendRows(request, reply, JSON.stringify({ rows }));
    },
  });
}

/** Sends an answer with a weak tag of its bytes, or 304 where the caller has it. */
export function sendRows(request: FastifyRequest, reply: FastifyReply, body: string): FastifyReply {
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  void reply.header('etag', tag);
  const known = request.headers['if-none-match'];
  if (known?.split(',').some((one) => one.trim() === tag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** The same bytes as of a whole answer, while the rows are read. */
async function* written(batches: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let opening = '{"rows":[';
  for await (const batch of batches) {
    yield opening + batch.map((row) => JSON.stringify(row)).join(',');
    opening = ',';
  }
  yield ']}';
}

function splitPage(
  read: Readonly<Record<string, unknown>>,
  hasPages: boolean,
): { readonly params: unknown; readonly page: Page } {
  if (!hasPages) return { params: read, page: {} };
  const { limit, offset, ...params } = read as Readonly<Record<string, unknown>> & Page;
  return {
    params,
    page: { ...(limit === undefined ? {} : { limit }), ...(offset === undefined ? {} : { offset }) },
  };
}
