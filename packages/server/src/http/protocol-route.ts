// The protocol of a trial, read, for everyone with a role in it: what a page draws forms, checks and the schedule from.
import { type Protocol, seesDesignDetails, withoutDesignDetails } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readMembership } from '../store/membership.js';
import { type Protocols, readProtocolsOf } from '../store/protocol.js';
import type { System } from '../system.js';
import { problemResponses, trialParameter } from './description.js';
import { HttpProblem } from './problem.js';
import { readParameters, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';
import { conditional, sendRows } from './view-route.js';

const inForceAt = z
  .array(z.string())
  .describe('the sites that work by it; what is about a participant goes by its site');
const Query = z.object({
  siteId: z.string().optional().describe('the version in force at this site'),
  version: z.string().optional().describe('this version; what was recorded under it is read with it'),
});
const Row = z.object({
  protocol_version: z.string(),
  in_force_at: inForceAt,
  versions: z
    .array(z.object({ protocol_version: z.string(), in_force_at: inForceAt }))
    .describe('all that were approved'),
  withheld: z
    .array(z.string())
    .describe(
      'JSON Pointers into the protocol: numbers of the randomisation that you are not told; they stand at the least value',
    ),
  protocol: z.unknown().describe('the file as data, with every default that the language fills in'),
});

/** Of protocols that were asked for: large, and the same for everybody who is told the same. */
const written = new WeakMap<Protocol, { whole?: string; told?: string }>();

/** Adds the endpoint. */
export function addProtocolRoute(app: FastifyInstance, system: System): void {
  app.route({
    method: 'GET',
    url: '/api/trials/:trial/protocol',
    config: { kind: 'view' },
    schema: {
      operationId: 'readProtocol',
      summary:
        'The protocol, read: the version by which a site works, the latest that counts anywhere, or an approved one by name.',
      description:
        'For everyone with a role in the trial. Block sizes and other numbers that make allocations easier to guess are told to those alone who write or approve the protocol, commit or open the list, or read the record without being blinded (ICH E9 2.3.2).',
      tags: ['views'],
      params: trialParameter,
      headers: z.object(conditional),
      querystring: Query,
      response: { 200: z.object({ rows: z.array(Row).length(1) }), ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'read', name: 'protocol' });
      const { siteId, version } = readParameters(request, Query);
      const { roles } = await readMembership(system.pools, { trialId, actorId: actor.actorId });
      if (roles.length === 0) throw unknownTrial();
      const protocols = await readProtocolsOf(system.pools.writer, trialId);
      const protocol = chosen(protocols, { siteId, version });
      if (protocol === undefined) throw new HttpProblem('not-found', { detail: 'No such version was approved.' });
      const facts = {
        ...describe(protocols, protocol),
        versions: protocols.approved.map((one) => describe(protocols, one)),
      };
      const head = JSON.stringify(facts).slice(0, -1);
      return sendRows(request, reply, `{"rows":[${head},${textOf(protocol, seesDesignDetails(roles))}}]}`);
    },
  });
}

function chosen(
  protocols: Protocols,
  { siteId, version }: { readonly siteId: string | undefined; readonly version: string | undefined },
): Protocol | undefined {
  if (version !== undefined) return protocols.approved.findLast((one) => one.version === version);
  return siteId === undefined ? protocols.newest : protocols.at(siteId);
}

function describe(protocols: Protocols, protocol: Protocol): z.output<typeof Row>['versions'][number] {
  const counts = protocol.sites.map(({ id }) => id).filter((site) => protocols.at(site) === protocol);
  return { protocol_version: protocol.version, in_force_at: counts };
}

/** The members `withheld` and `protocol` of the answer. */
function textOf(protocol: Protocol, isWhole: boolean): string {
  const known = written.get(protocol) ?? {};
  written.set(protocol, known);
  if (isWhole) {
    known.whole ??= membersOf({ withheld: [], protocol });
    return known.whole;
  }
  known.told ??= membersOf(withoutDesignDetails(protocol));
  return known.told;
}

function membersOf({
  withheld,
  protocol,
}: {
  readonly withheld: readonly string[];
  readonly protocol: Protocol;
}): string {
  return JSON.stringify({ withheld, protocol }).slice(1, -1);
}
