// Designing a trial over HTTP: power, simulation, and how well its randomisation is foreseen; of a protocol's text or of a trial.
import { PassThrough } from 'node:stream';
import { type Protocol, parseProtocol, seesDesignDetails, TrialId } from '@equipoise/trial';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Calculation, CalculationProblem, calculate } from '../calculate/calculation.js';
import { type SimulationJob, simulateJobs } from '../design/simulate.js';
import { readMembership } from '../store/membership.js';
import { readProtocolOf } from '../store/protocol.js';
import type { System } from '../system.js';
import { type CalculationPlace, CalculationPlaces, calculationProblem } from './calculation-place.js';
import { problemResponses } from './description.js';
import { answerable, HttpProblem, problemDocument } from './problem.js';
import { readBody, unknownTrial } from './request.js';
import { actorOf, requireSession } from './signed-in.js';

/** How long each may take, in milliseconds. */
const patienceMs = { power: 30_000, assessment: 60_000, simulation: 300_000 } as const;
const atATime = 2;
/** Trials of a scenario: of those that are counted by a short way, and of those that are analysed as the trial will be. */
const mostTrials = { counts: 100_000, analysis: 1000 } as const;
const progressEveryMs = 500;

const of = {
  protocol: z.string().min(1).max(1_000_000).optional().describe('the source of a protocol'),
  trialId: z.uuid().toLowerCase().optional().describe('in its place: a trial of yours, whose newest protocol is taken'),
};
const participants = z.int().positive().max(100_000).optional().describe('in place of the planned number');
const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .default(1)
  .describe('the same seed gives the same numbers');
const PowerBody = z.strictObject({ ...of, participants });
const SimulationBody = z.strictObject({
  ...of,
  participants,
  seed,
  trials: z
    .int()
    .min(1)
    .max(mostTrials.counts)
    .describe('of each scenario; fewer where a scenario is analysed in full'),
  only: z
    .array(z.string().max(100))
    .max(10)
    .default([])
    .describe('scenarios whose id has all these parts; all where empty'),
});
const AssessmentBody = z.strictObject({
  ...of,
  participants,
  seed,
  compare: z.array(z.string().min(1).max(500)).max(8).default([]).describe('other designs, such as "bigStick:3"'),
  strata: z.int().positive().max(10_000).optional().describe('where the protocol does not tell'),
  runs: z.int().min(2).max(20_000).optional(),
});

const Numbers = z.record(z.string(), z.unknown());
const ofProtocol = { protocolId: z.string(), protocolVersion: z.string() };

/** Adds the endpoints. They are for people who are signed in, whether they have a trial yet or not. */
export function addDesignRoutes(app: FastifyInstance, system: System): void {
  const places = new CalculationPlaces(app, atATime);

  const work = async <C extends Calculation>(request: FastifyRequest, calculation: C, most: number) => {
    const place = places.take(actorOf(request).accountId);
    const onClose = () => place.cancel();
    request.raw.socket.once('close', onClose);
    try {
      return await calculate(calculation, { signal: place.signal, patienceMs: most });
    } catch (error) {
      throw calculationProblem(error);
    } finally {
      request.raw.socket.off('close', onClose);
      place.leave();
    }
  };

  app.route({
    method: 'POST',
    url: '/api/design/power',
    config: { kind: 'design' },
    schema: {
      operationId: 'designPower',
      summary: 'Needed size, power as planned and a curve over sizes and effects, for each assumption of a protocol.',
      tags: ['design'],
      body: PowerBody,
      response: { 200: z.object({ ...ofProtocol, power: z.array(Numbers) }), ...problemResponses },
    },
    handler: async (request, reply) => {
      const body = readBody(request, PowerBody);
      const protocol = await protocolOf(system, request, body);
      const calculation = { kind: 'power', protocol, participants: body.participants } as const;
      return reply.send({ ...nameOf(protocol), power: await work(request, calculation, patienceMs.power) });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/design/randomisation-assessment',
    config: { kind: 'design' },
    schema: {
      operationId: 'assessRandomisation',
      summary: 'How well designs are foreseen and how far they stray: the protocol’s own, and those that are named.',
      description:
        'Of a trial by its id: only for those who are told the numbers of its design, since these follow from the answer.',
      tags: ['design'],
      body: AssessmentBody,
      response: {
        200: z.object({
          ...ofProtocol,
          seed: z.int(),
          designs: z.array(z.object({ name: z.string(), assessment: Numbers })),
          figure: z.string().describe('SVG: the designs side by side'),
        }),
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const { protocol: _, trialId: __, ...input } = readBody(request, AssessmentBody);
      const protocol = await protocolOf(system, request, readBody(request, AssessmentBody), seesDesignDetails);
      const designs = await work(request, { kind: 'assessment', protocol, input }, patienceMs.assessment);
      const { renderDesignComparison } = await import('@equipoise/analysis');
      return reply.send({ ...nameOf(protocol), seed: input.seed, designs, figure: renderDesignComparison(designs) });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/design/simulate',
    config: { kind: 'design' },
    schema: {
      operationId: 'simulateDesign',
      summary: 'Simulates the scenarios of a protocol, and tells how far it is.',
      description:
        'One JSON value a line: `{"done","of"}` while it goes on, `{"result"}` or `{"problem"}` at the end. Close the connection to cancel.',
      tags: ['design'],
      body: SimulationBody,
      response: {
        200: { description: 'Lines of JSON.', content: { 'application/x-ndjson': { schema: z.string() } } },
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const body = readBody(request, SimulationBody);
      const protocol = await protocolOf(system, request, body);
      const jobs = await jobsOf(protocol, body);
      const place = places.take(actorOf(request).accountId);
      const lines = new PassThrough();
      const say = (line: object) => void lines.write(`${JSON.stringify(line)}\n`);
      reply.raw.once('close', () => place.cancel());
      void simulate({ protocol, jobs, body, place, say })
        .then((result) => say({ result: { ...nameOf(protocol), ...result } }))
        .catch((error: unknown) => {
          const problem = calculationProblem(error);
          if (!(problem instanceof HttpProblem))
            request.log.error({ request: request.id, err: error }, 'a fault of the program');
          const said = problem instanceof HttpProblem ? problem : new HttpProblem('fault');
          say({ problem: problemDocument(request, answerable(said)) });
        })
        .finally(() => {
          place.leave();
          lines.end();
        });
      return reply.type('application/x-ndjson; charset=utf-8').send(lines);
    },
  });
}

async function simulate({
  protocol,
  jobs,
  body: { seed: drawnBy, trials },
  place,
  say,
}: {
  readonly protocol: Protocol;
  readonly jobs: readonly SimulationJob[];
  readonly body: z.output<typeof SimulationBody>;
  readonly place: CalculationPlace;
  readonly say: (line: object) => void;
}): Promise<object> {
  const late = new CalculationProblem(
    'slow',
    `It took longer than ${patienceMs.simulation / 60_000} minutes and was ended.`,
  );
  const timeout = setTimeout(() => place.cancel(late), patienceMs.simulation);
  const all = trials * jobs.length;
  let saidAt = 0;
  say({ done: 0, of: all });
  try {
    const tallies = await simulateJobs({
      ...{ protocol, jobs, seed: drawnBy, trials, workers: 1, signal: place.signal },
      onProgress: (done) => {
        const now = performance.now();
        if (now - saidAt < progressEveryMs) return;
        saidAt = now;
        say({ done, of: all });
      },
    });
    const { simulatedScenarios, simulationContent } = await import('../design/simulation.js');
    const scenarios = simulatedScenarios(protocol, jobs, tallies);
    return simulationContent({ trials, seed: drawnBy, jobs, scenarios });
  } finally {
    clearTimeout(timeout);
  }
}

/** The protocol that a request is about. @throws HttpProblem with every problem of its text, or where the trial is not theirs */
async function protocolOf(
  system: System,
  request: FastifyRequest,
  { protocol: text, trialId: id }: { readonly protocol?: string | undefined; readonly trialId?: string | undefined },
  mayAsk: (roles: Parameters<typeof seesDesignDetails>[0]) => boolean = () => true,
): Promise<Protocol> {
  const actor = actorOf(request);
  requireSession(actor);
  if ((text === undefined) === (id === undefined)) {
    const detail = 'either the source of a protocol, or the id of a trial';
    throw new HttpProblem('body-invalid', { problems: [{ pointer: '/protocol', detail }] });
  }
  if (text !== undefined) return readText(text);
  const trialId = TrialId.parse(id);
  const { roles } = await readMembership(system.pools, { trialId, actorId: actor.actorId });
  if (roles.length === 0) throw unknownTrial();
  if (!mayAsk(roles)) throw new HttpProblem('view-right-missing');
  return readProtocolOf(system.pools.writer, trialId);
}

function readText(text: string): Protocol {
  const parsed = parseProtocol(text, 'protocol');
  if (parsed.ok) return parsed.value;
  const problems = parsed.issues
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, line, allowed }) => ({
      ...{ pointer: '/protocol', code },
      ...(line === undefined ? {} : { line }),
      detail: allowed === undefined ? message : `${message} (allowed: ${allowed})`,
    }));
  throw new HttpProblem('protocol-unreadable', { problems });
}

/** The scenarios that were asked for, where they are within the limits. @throws HttpProblem */
async function jobsOf(protocol: Protocol, body: z.output<typeof SimulationBody>): Promise<readonly SimulationJob[]> {
  const { simulationJobs } = await import('../design/simulation.js');
  try {
    const jobs = simulationJobs(protocol, body);
    const isShort = jobs.every(({ task }) => task.counts !== undefined);
    if (isShort || body.trials <= mostTrials.analysis) return jobs;
    throw new RangeError(
      `Scenarios that are analysed in full are simulated ${mostTrials.analysis} times at most here, not ${body.trials}; "equipoise design" has no limit.`,
    );
  } catch (error) {
    throw calculationProblem(error);
  }
}

function nameOf({ id, version }: Protocol): { readonly protocolId: string; readonly protocolVersion: string } {
  return { protocolId: id, protocolVersion: version };
}
