// What a reader sends of a scan, by the scan's id: the server finds whose it is, and no answer tells.
import { type Command, commandMeaning, commands, type RefusalCode } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ExecuteResult } from '../execute/execute.js';
import { readReadingId } from '../reading/reading-id.js';
import type { Scan } from '../reading/scan.js';
import { readProtocolsOf } from '../store/protocol.js';
import { scans } from '../store/view/reading.js';
import { openViewRows } from '../store/view/rows.js';
import { type CommandRoutes, send } from './command-route.js';
import { commandHeaders, problemResponses, trialParameter } from './description.js';
import { type Answerable, answerable, answerableRefusal, HttpProblem, sendProblem } from './problem.js';
import { readCommand, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

const place = { participantId: true, visit: true, form: true, occurrence: true } as const;
const tag = z.string().max(40).describe('of the scan in the queue, as it was seen');

/** The commands that readers send, without whose scan it is and when it was made: the server adds both. */
const bodies = {
  recordForm: commands.recordForm.omit({ ...place, timepoint: true, happenedOn: true }).extend({ tag }),
  correctValue: commands.correctValue.omit({ ...place, timepoint: true, happenedOn: true }).extend({ tag }),
  undoForm: commands.undoForm.omit(place).extend({ tag }),
} as const;
type ReadingCommand = keyof typeof bodies;

const Answer = z.object({
  readingId: z.string(),
  tag: z.string().optional().describe('stands for what is there now: sent back with the next command about this scan'),
  repeated: z.boolean().describe('whether this very command was recorded before, so that this is its answer of then'),
});

/** Refusals that say nothing of the participant, the site or the visit. Every other one is answered alike. */
const telling: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'changed-meanwhile',
  'command-id-used',
  'busy',
  'text-not-allowed',
  'right-missing',
  'role-may-not-fill',
  'value-not-allowed',
  'value-recorded',
  'value-not-recorded',
  'item-unknown',
  'row-not-allowed',
  'nothing-changes',
  'form-not-recorded',
  'form-frozen',
  'form-locked',
  'participant-locked',
  'trial-locked',
]);

/** No version of a form: what was seen is not what is there. */
const notSeen = -1;

/** Adds the endpoints. */
export function addReadingRoutes(app: FastifyInstance, routes: CommandRoutes & { readonly now: () => string }): void {
  for (const name of Object.keys(bodies) as ReadingCommand[]) {
    app.route({
      method: 'POST',
      url: `/api/trials/:trial/readings/:reading/${name}`,
      config: { kind: 'command', command: name },
      schema: {
        operationId: `reading_${name}`,
        summary: commandMeaning[name],
        description:
          'For who reads scans: the form of a scan, named by the id of the scan. It is the command of this name, and is in the record as such; the day is that of the visit. Neither an answer nor a refusal tells whose scan it is.',
        tags: ['commands'],
        params: trialParameter.extend({ reading: z.string().describe('the id of the scan') }),
        headers: commandHeaders.omit({ 'if-match': true, 'equipoise-confirmation': true }),
        body: bodies[name],
        response: { 200: Answer, ...problemResponses },
      },
      handler: async (request, reply) => {
        const actor = actorOf(request);
        const trialId = trialIdOf(request);
        requireScope(actor, { trialId, access: 'write', name });
        const { body, commandId } = readCommand(request, bodies[name]);
        const scan = await findScan(routes, {
          ...{ trialId, actorId: actor.actorId },
          readingId: (request.params as { readonly reading: string }).reading,
        });
        const { tag: seen, ...said } = body as z.output<(typeof bodies)[ReadingCommand]>;
        const happenedOn = name === 'recordForm' ? { happenedOn: scan.happenedOn } : {};
        const isSeen = seen === scan.tag && scan.state !== 'taken';
        const result = await send(routes, {
          ...{ actor, trialId },
          headers: { commandId, expectedVersion: isSeen ? scan.version : notSeen },
          command: { name, body: { ...scan.place, ...happenedOn, ...said } } as unknown as Command,
        });
        if (!result.accepted) return sendProblem(request, reply, masked(result));
        const { repeated, version } = result;
        const next = version === undefined ? {} : { tag: scan.tagAt(version) };
        return reply.send({ readingId: scan.readingId, ...next, repeated });
      },
    });
  }
}

/** The scan of an id, for who may read it. @throws HttpProblem, the same for every id that is none */
async function findScan(
  { system, now }: CommandRoutes & { readonly now: () => string },
  asked: { readonly trialId: ReturnType<typeof trialIdOf>; readonly actorId: string; readonly readingId: string },
): Promise<Scan> {
  const { trialId, actorId } = asked;
  const found = await openViewRows(system, scans, {
    ...{ trialId, actorId, now: now(), params: {}, page: {} },
    protocols: () => readProtocolsOf(system.pools.writer, trialId),
  });
  if (found.kind === 'refused') {
    if (found.membership.roles.length === 0) throw unknownTrial();
    throw new HttpProblem('view-right-missing', { facts: { right: scans.right } });
  }
  const readingId = readReadingId(asked.readingId);
  const all = found.kind === 'whole' ? (found.rows as readonly Scan[]) : [];
  const scan = all.find((one) => one.readingId === readingId);
  if (scan === undefined) throw new HttpProblem('reading-unknown', { detail: 'No scan of this trial has this id.' });
  return scan;
}

/** A refusal by its rule alone; of its facts the items of the form. */
function masked(refusal: Extract<ExecuteResult, { accepted: false }>): Answerable {
  if (!telling.has(refusal.code)) return answerable(new HttpProblem('reading-closed'));
  const { facts, ...answer } = answerableRefusal(refusal);
  return { ...answer, detail: answer.title, facts: Array.isArray(facts?.items) ? { items: facts.items } : {} };
}
