// The randomisation of an unblinded trial, for anybody to recompute: the file that `equipoise export --randomisation` writes.
import { RandomisationExport } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { readLooksOfTrial } from '../store/analysis.js';
import { readMembership } from '../store/membership.js';
import { exportRandomisation } from '../store/randomisation-export.js';
import type { System } from '../system.js';
import { problemResponses, trialParameter } from './description.js';
import { HttpProblem } from './problem.js';
import { trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** Who sees the trial's results sees what they rest on. */
const rights = ['blindedReport', 'unblindedReport', 'allocations'];

/** Adds the endpoint. */
export function addRandomisationRoute(app: FastifyInstance, system: System): void {
  app.route({
    method: 'GET',
    url: '/api/trials/:trial/exports/randomisation',
    config: { kind: 'export' },
    schema: {
      operationId: 'exportRandomisation',
      summary: 'Seed, design and every allocation of an unblinded trial, for anybody to recompute.',
      description: `For roles with one of the rights ${rights.join(', ')}. docs/verify-randomisation.md tells how it is checked.`,
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
      if (!roles.some((role) => role.rights.some((right) => rights.includes(right))))
        throw new HttpProblem('view-right-missing');
      const { isUnblinded } = await readLooksOfTrial(system.pools.writer, trialId);
      if (!isUnblinded)
        throw new HttpProblem('arms-closed', {
          detail: 'The trial is not unblinded: its allocation is revealed to nobody yet.',
        });
      return reply
        .header('content-disposition', `attachment; filename="randomisation-${trialId}.json"`)
        .send(await exportRandomisation(system, trialId));
    },
  });
}
