// The analysed records over HTTP, as `equipoise export --analysis-data` writes them: dealt arms for blinded statisticians, real
// ones for whom they were opened, as of a report.
import { commandMeaning, commands, type Protocol, unseenBy } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { calculate } from '../calculate/calculation.js';
import { writeArchive } from '../exchange/archive.js';
import { readMembership } from '../store/membership.js';
import { takeSnapshot } from '../store/snapshot.js';
import { softwareVersion } from '../version.js';
import { CalculationPlaces, calculationProblem } from './calculation-place.js';
import { answerWith, type CommandRoutes } from './command-route.js';
import { problemResponses, trialParameter } from './description.js';
import { recordExport } from './export-record.js';
import { audienceOf, rightMissing } from './report-audience.js';
import { readBody, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** At a time in one process, and how long one may take. */
const atATime = 2;
const patienceMs = 300_000;

/** Adds the endpoint. */
export function addAnalysisExportRoute(app: FastifyInstance, routes: CommandRoutes): void {
  const { system } = routes;
  const places = new CalculationPlaces(app, atATime);
  app.route({
    method: 'POST',
    url: '/api/trials/:trial/exports/analysis',
    config: { kind: 'export' },
    schema: {
      operationId: 'exportAnalysedRecords',
      summary: commandMeaning.exportAnalysisData,
      description:
        'A zip of tables, their code book and a manifest: participants, periods, visits, adverse events, deviations, results. Needs the right `exportAnalysisData`, and, in a role that has it, the right to the report with these arms. With dealt arms, endpoints of items that your roles do not see are left out.',
      tags: ['exchange'],
      params: trialParameter,
      body: commands.exportAnalysisData,
      response: {
        200: {
          description: 'A zip.',
          content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
        },
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'read', name: 'exportAnalysisData' });
      const scope = readBody(request, commands.exportAnalysisData);
      const { arms, cut } = scope;
      const { roles } = await readMembership(system.pools, { trialId, actorId: actor.actorId });
      if (roles.length === 0) throw unknownTrial();
      const able = roles.filter(({ rights }) => rights.includes('exportAnalysisData'));
      if (able.length === 0) throw rightMissing('exportAnalysisData');
      await audienceOf(system.pools.writer, { trialId, roles: able, arms, cut });
      const place = places.take(actor.accountId);
      try {
        const snapshot = await takeSnapshot(system, trialId, { cut, dummyArms: arms === 'dummy' });
        if (snapshot.allocation.kind !== arms) throw new Error('a snapshot has other arms than were asked for');
        const { protocol } = snapshot;
        const withoutEndpoints =
          arms === 'dummy'
            ? unseenEndpoints(
                protocol,
                unseenBy(
                  protocol,
                  able.map(({ role }) => role),
                ),
              )
            : none;
        const files = await calculate(
          { kind: 'analysisData', snapshot, withoutEndpoints },
          { signal: place.signal, patienceMs },
        ).catch((cause: unknown) => {
          throw calculationProblem(cause);
        });
        const now = routes.simulatedNow?.() ?? new Date().toISOString();
        const command = { name: 'exportAnalysisData', body: scope } as const;
        const result = await recordExport(routes, { actor, trialId, command, now });
        if (!result.accepted) return await answerWith(request, reply, result, { routes, trialId });
        const about = {
          ...{ made: 'equipoise', softwareVersion, trialId, trial: protocol.acronym },
          ...{ protocolVersion: protocol.version, madeAt: now, madeBy: actor.actorId, holds: command },
        };
        const archived = files.map(({ file, text }) => ({ path: file, write: () => [text] }));
        const name = [protocol.id, 'analysis', arms, cut, now.slice(0, 19)].filter((part) => part !== undefined);
        return await reply
          .type('application/zip')
          .header(
            'content-disposition',
            `attachment; filename="${name.join('-').replaceAll(/[^A-Za-z0-9]+/g, '-')}.zip"`,
          )
          .header('content-security-policy', "default-src 'none'; sandbox")
          .send(writeArchive(archived, about, now));
      } finally {
        place.leave();
      }
    },
  });
}

const none: ReadonlySet<string> = new Set();

/**
 * The endpoints that rest on an item that somebody does not see: by its name, as what a rule mentions, or as the value at
 * baseline of such a one. @param unseen as "form.item"
 */
function unseenEndpoints({ endpoints }: Protocol, unseen: readonly string[]): ReadonlySet<string> {
  const isUnseen = (form: string | undefined, item: string) =>
    unseen.some((path) => (form === undefined ? path.endsWith(`.${item}`) : path === `${form}.${item}`));
  const mentions = (rule: string | undefined, form: string) =>
    (rule?.match(/[A-Za-z_]\w*/g) ?? []).some((word) => isUnseen(form, word));
  const own = endpoints.filter(
    ({ item, readable, value, event, reads = {} }) =>
      isUnseen(item.form, item.item) ||
      [readable, value, event?.rule].some((rule) => mentions(rule, item.form)) ||
      (event?.competing !== undefined &&
        (isUnseen(event.competing.form, event.competing.item) ||
          mentions(event.competing.rule, event.competing.form))) ||
      Object.values(reads).some((read) => isUnseen(read.form, read.item)),
  );
  const hidden = new Set(own.map(({ id }) => id));
  for (const { id, change } of endpoints) if (change !== undefined && hidden.has(change.from)) hidden.add(id);
  return hidden;
}
