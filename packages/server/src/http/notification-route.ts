// What a person does with notices: mark them, and choose how they come. Like a session no part of the record.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { markNotifications } from '../notify/mark.js';
import { readMembership } from '../store/membership.js';
import { findDigest, setDigest } from '../store/notify/delivery.js';
import type { System } from '../system.js';
import { problemResponses, trialParameter } from './description.js';
import { readBody, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope, requireSession } from './signed-in.js';

const Mark = z.strictObject({
  noticeIds: z.array(z.uuid()).min(1).max(1000).describe('of the view `notifications`'),
  as: z.enum(['read', 'acknowledged']).describe('acknowledging ends the reminders of a series for everybody'),
});
const Wish = z.strictObject({
  digest: z
    .enum(['each', 'daily'])
    .describe('each notice by a mail of its own, or one mail a day; urgent ones come at once'),
});

/** Adds the endpoints. */
export function addNotificationRoutes(
  app: FastifyInstance,
  { system, now }: { readonly system: System; readonly now: () => string },
): void {
  app.route({
    method: 'POST',
    url: '/api/trials/:trial/notifications/marks',
    config: { kind: 'notification' },
    schema: {
      operationId: 'markNotifications',
      summary: 'Marks notices that are addressed to you.',
      tags: ['notifications'],
      params: trialParameter,
      body: Mark,
      response: { 200: z.object({ marked: z.int().describe('how many of them are yours') }), ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'write', name: 'notifications' });
      const { noticeIds, as } = readBody(request, Mark);
      const { actorId } = actor;
      const { roles } = await readMembership(system.pools, { trialId, actorId });
      if (roles.length === 0) throw unknownTrial();
      return reply.send({ marked: await markNotifications(system, { trialId, actorId, noticeIds, as, now: now() }) });
    },
  });
  app.route({
    method: 'GET',
    url: '/api/notification-preference',
    config: { kind: 'view' },
    schema: {
      operationId: 'readNotificationPreference',
      summary: 'How notices of all your trials come to you by mail.',
      tags: ['notifications'],
      response: { 200: Wish, ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      requireSession(actor);
      return reply.send({ digest: await findDigest(system.pools.writer, actor.actorId) });
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/notification-preference',
    config: { kind: 'notification' },
    schema: {
      operationId: 'setNotificationPreference',
      summary: 'Chooses how notices of all your trials come to you by mail.',
      tags: ['notifications'],
      body: Wish,
      response: { 204: z.null(), ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      requireSession(actor);
      await setDigest(system.pools.writer, actor.actorId, readBody(request, Wish).digest);
      return reply.code(204).send();
    },
  });
}
