// The randomisation of an unblinded trial, for anybody to recompute: the file that `equipoise export --randomisation` writes.
import { RandomisationExport } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { readLooksOfTrial } from '../store/analysis.js';
import { readMembership } from '../store/membership.js';
import { exportRandomisation } from '../store/randomisation-export.js';
import { answerWith, type CommandRoutes } from './command-route.js';
import { problemResponses, trialParameter } from './description.js';
import { recordExport } from './export-record.js';
import { HttpProblem } from './problem.js';
import { holdsAny, rightMissing } from './report-audience.js';
import { trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** Adds the endpoint. */
export function addRandomisationRoute(app: FastifyInstance, routes: CommandRoutes): void {
  const { system } = routes;
  app.route({
    method: 'GET',
    url: '/api/trials/:trial/exports/randomisation',
    config: { kind: 'export' },
    schema: {
      operationId: 'exportTrialRandomisation',
      summary: 'Seed, design and every allocation of an unblinded trial, for anybody to recompute.',
      description:
        'Needs the right `exportRandomisation`; recorded before the first byte is sent. docs/verify-randomisation.md tells how it is checked.',
      tags: ['exchange'],
      params: trialParameter,
      response: { 200: RandomisationExport, ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'read', name: 'exportRandomisation' });
      const { roles } = await readMembership(system.pools, { trialId, actorId: actor.actorId });
      if (roles.length === 0) throw unknownTrial();
      if (!holdsAny(roles, ['exportRandomisation'])) throw rightMissing('exportRandomisation');
      const { isUnblinded } = await readLooksOfTrial(system.pools.writer, trialId);
      if (!isUnblinded)
        throw new HttpProblem('arms-closed', {
          detail: 'The trial is not unblinded: its allocation is revealed to nobody yet.',
        });
      const exported = await exportRandomisation(system, trialId);
      const now = routes.simulatedNow?.() ?? new Date().toISOString();
      const command = { name: 'exportRandomisation', body: {} } as const;
      const result = await recordExport(routes, { actor, trialId, command, now });
      if (!result.accepted) return answerWith(request, reply, result, { routes, trialId });
      return reply.header('content-disposition', `attachment; filename="randomisation-${trialId}.json"`).send(exported);
    },
  });
}
