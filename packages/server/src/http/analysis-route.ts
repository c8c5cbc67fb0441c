// Analyses over HTTP: begun, listed, cancelled, their reports handed out; real arms to those alone for whom they were opened.
import type { TrialId } from '@equipoise/trial';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type AnalysisOrder, openReport, runAnalysis } from '../calculate/run-analysis.js';
import {
  type AnalysisRun,
  findReport,
  findRun,
  giveUpRun,
  insertRun,
  listRuns,
  noteLook,
  readLooksOfTrial,
} from '../store/analysis.js';
import { type HeldRole, readMembership } from '../store/membership.js';
import type { System } from '../system.js';
import { softwareVersion } from '../version.js';
import { type CalculationPlace, CalculationPlaces } from './calculation-place.js';
import { problemResponses, trialParameter } from './description.js';
import { HttpProblem } from './problem.js';
import { audienceOf, holdsAny, reportRights, rightMissing } from './report-audience.js';
import { figuresOf } from './report-figure.js';
import { readBody, readCommandHeaders, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** Analyses that run at a time in one process. */
const atATime = 2;

/** A report is one file with its styles and figures inside; it runs no script, and stands in our own pages alone. */
const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

const Order = z.strictObject({
  arms: z
    .enum(['dummy', 'actual'])
    .describe('dummy: dealt at random, they mean nothing; actual: of an opened cut, or of an unblinded trial'),
  cut: z.string().max(64).optional().describe('a data cut that was made; absent: the whole record as it is now'),
});
const Run = z.object({
  analysisId: z.uuid(),
  arms: Order.shape.arms,
  cut: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  requestedBy: z.uuid(),
  requestedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  protocolVersion: z.string().nullable(),
  softwareVersion: z.string(),
  snapshotHash: z.string().nullable().describe('of what was analysed: the same for the same data'),
  events: z.int().nullable(),
  reportSha256: z.string().nullable().describe('of report.html as it is handed out'),
  jsonSha256: z.string().nullable().describe('of report.json as it is handed out'),
  problem: z.string().nullable().describe('why there is no report'),
});
const Look = z.object({ actorId: z.uuid(), file: z.string(), at: z.iso.datetime() });
const Cut = z.object({
  cut: z.string(),
  visits: z.array(z.string()),
  audience: z.array(z.string()).describe('roles for which it can be opened'),
  madeAt: z.iso.datetime(),
  openedAt: z.iso.datetime().nullable(),
});
const Figure = z.object({ id: z.string(), number: z.int(), caption: z.string(), svg: z.string() });
const runParameter = trialParameter.extend({ analysisId: z.uuid() });

/** Adds the endpoints. */
export function addAnalysisRoutes(app: FastifyInstance, system: System): void {
  const { pools } = system;
  const places = new CalculationPlaces(app, atATime);
  const running = new Map<string, CalculationPlace>();

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/analyses',
    config: { kind: 'analysis' },
    schema: {
      operationId: 'beginAnalysis',
      summary: 'Begins an analysis of the trial or of a data cut; ask for it again until it has ended.',
      description:
        'Dummy arms: right `blindedReport`. Real arms: of an opened cut the right `cutReport` in a role of its audience; of an unblinded trial `blindedReport` or `unblindedReport`. `Idempotency-Key` becomes the id of the analysis.',
      tags: ['analyses'],
      params: trialParameter,
      headers: z.object({ 'idempotency-key': z.uuidv4() }),
      body: Order,
      response: { 202: Run, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { actorId, accountId } = actorOf(request);
      const trialId = trialIdOf(request);
      const { commandId: analysisId } = readCommandHeaders(request);
      const { arms, cut } = readBody(request, Order);
      const roles = await requireReports(request, trialId);
      const audience = await audienceOf(pools.writer, { trialId, roles, arms, cut });
      const known = await findRun(pools, actorId, { trialId, analysisId });
      if (known === undefined) {
        const place = places.take(accountId);
        const run = { analysisId, trialId, actorId, arms, cut, audience, softwareVersion };
        try {
          if (await insertRun(pools.writer, run)) {
            start(run, place, request.log.child({ request: request.id }));
          } else place.leave();
        } catch (cause) {
          place.leave();
          throw cause;
        }
      }
      const found = known ?? (await findRun(pools, actorId, { trialId, analysisId }));
      if (found === undefined || found.requestedBy !== actorId || found.arms !== arms || found.cut !== (cut ?? null)) {
        const detail = 'This key was used for something else.';
        throw new HttpProblem('header-invalid', { problems: [{ header: 'Idempotency-Key', detail }] });
      }
      void reply.header('location', `/api/trials/${trialId}/analyses/${analysisId}`);
      return reply.code(202).send(withoutLooks(found));
    },
  });

  app.route({
    method: 'GET',
    url: '/api/trials/:trial/analyses',
    config: { kind: 'view' },
    schema: {
      operationId: 'listAnalyses',
      summary:
        'The analyses whose reports you may see, the latest first; the data cuts, and whether the trial is unblinded.',
      tags: ['analyses'],
      params: trialParameter,
      response: {
        200: z.object({ rows: z.array(Run), cuts: z.array(Cut), isUnblinded: z.boolean() }),
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const trialId = trialIdOf(request);
      await requireReports(request, trialId);
      const { cuts, isUnblinded } = await readLooksOfTrial(pools.writer, trialId);
      return reply.send({ rows: await listRuns(pools, actorOf(request).actorId, trialId), cuts, isUnblinded });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/trials/:trial/analyses/:analysisId',
    config: { kind: 'view' },
    schema: {
      operationId: 'readAnalysis',
      summary: 'One analysis, and who looked at its report where that has real arms.',
      tags: ['analyses'],
      params: runParameter,
      response: { 200: Run.extend({ looks: z.array(Look) }), ...problemResponses },
    },
    handler: async (request, reply) => reply.send(await requireRun(request)),
  });

  app.route({
    method: 'DELETE',
    url: '/api/trials/:trial/analyses/:analysisId',
    config: { kind: 'analysis' },
    schema: {
      operationId: 'cancelAnalysis',
      summary: 'Ends an analysis of yours that is running; one that has ended stays.',
      tags: ['analyses'],
      params: runParameter,
      response: { 204: z.null().describe('Done.'), ...problemResponses },
    },
    handler: async (request, reply) => {
      const { analysisId, requestedBy } = await requireRun(request);
      if (requestedBy !== actorOf(request).actorId) throw new HttpProblem('not-found');
      await giveUpRun(pools.writer, analysisId, { state: 'cancelled', problem: 'It was cancelled.' });
      running.get(analysisId)?.cancel();
      return reply.code(204).send();
    },
  });

  for (const file of ['html', 'json'] as const) {
    app.route({
      method: 'GET',
      url: `/api/trials/:trial/analyses/:analysisId/report.${file}`,
      config: { kind: 'view' },
      schema: {
        operationId: file === 'html' ? 'readReport' : 'readReportNumbers',
        summary:
          file === 'html'
            ? 'The report: one page with its styles and figures inside, fit to print.'
            : 'All numbers of the report, with full precision.',
        tags: ['analyses'],
        params: runParameter,
        response: {
          200: {
            description: 'The file, the same bytes each time.',
            content: { [file === 'html' ? 'text/html' : 'application/json']: { schema: z.string() } },
          },
          ...problemResponses,
        },
      },
      handler: async (request, reply) => {
        const text = await readReport(request, file);
        if (file === 'json') return reply.type('application/json; charset=utf-8').send(text);
        return sendPage(reply, text);
      },
    });
  }

  app.route({
    method: 'GET',
    url: '/api/trials/:trial/analyses/:analysisId/figures',
    config: { kind: 'view' },
    schema: {
      operationId: 'listFigures',
      summary: 'The figures of the report, each as SVG with its title and description.',
      tags: ['analyses'],
      params: runParameter,
      response: { 200: z.object({ rows: z.array(Figure) }), ...problemResponses },
    },
    handler: async (request, reply) => reply.send({ rows: figuresOf(await readReport(request, 'html', 'figures')) }),
  });

  /** Lets an analysis run beside the answer; its place is given back at its end. */
  function start(order: AnalysisOrder, place: CalculationPlace, log: FastifyBaseLogger): void {
    running.set(order.analysisId, place);
    void runAnalysis(system, order, place.signal)
      .catch((err: unknown) => log.error({ err }, 'a fault of the program'))
      .finally(() => {
        running.delete(order.analysisId);
        place.leave();
      });
  }

  /** The roles of who asks. @throws HttpProblem where none of them shows a report */
  async function requireReports(request: FastifyRequest, trialId: TrialId): Promise<readonly HeldRole[]> {
    const actor = actorOf(request);
    requireScope(actor, { trialId, access: 'read', name: 'analyses' });
    const { roles } = await readMembership(pools, { trialId, actorId: actor.actorId });
    if (roles.length === 0) throw unknownTrial();
    if (!holdsAny(roles, reportRights)) throw rightMissing('blindedReport');
    return roles;
  }

  async function requireRun(request: FastifyRequest) {
    const trialId = trialIdOf(request);
    await requireReports(request, trialId);
    const { analysisId } = request.params as { readonly analysisId: string };
    const run = z.uuid().safeParse(analysisId).success
      ? await findRun(pools, actorOf(request).actorId, { trialId, analysisId })
      : undefined;
    if (run === undefined) throw new HttpProblem('not-found');
    return run;
  }

  /** The text of a report; a look at real arms is on record before anything is shown. */
  async function readReport(request: FastifyRequest, file: 'html' | 'json', noted: string = file): Promise<string> {
    const { actorId } = actorOf(request);
    const { analysisId, arms } = await requireRun(request);
    const stored = await findReport(pools, actorId, { analysisId, file });
    if (stored === undefined) throw new HttpProblem('report-missing');
    if (arms === 'actual') await noteLook(pools.writer, { analysisId, actorId, file: noted });
    return openReport(system, trialIdOf(request), stored);
  }
}

function withoutLooks({ looks: _, ...run }: AnalysisRun & { readonly looks: unknown }): AnalysisRun {
  return run;
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .header('content-security-policy', reportPolicy)
    .header('x-frame-options', 'SAMEORIGIN')
    .type('text/html; charset=utf-8')
    .send(html);
}
