// Server-sent events: that something changed, in the order of commits and complete, to those who may hear of it.
import { catalogue, type EventType, heardWith, type TrialId } from '@equipoise/trial';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Change, findHorizon, isBeyond, readChanges, type ShownTypes } from '../store/change-feed.js';
import { readMembership } from '../store/membership.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';
import type { Authenticator } from './authentication.js';
import { ChangeWatch } from './change-watch.js';
import { problemResponses, trialParameter } from './description.js';
import { EventTokens } from './event-token.js';
import { tooMany } from './guard.js';
import type { Metrics } from './metric.js';
import { readParameters, trialIdOf, unknownTrial } from './request.js';
import type { HttpSettings } from './settings.js';
import { actorOf, requireScope } from './signed-in.js';

/** What the route is made with. */
export interface EventRoutes {
  readonly system: System;
  readonly authenticator: Authenticator;
  readonly settings: HttpSettings;
  readonly metrics: Metrics;
}

/** One change, as it is sent. */
export const ChangeMessage = z.object({
  type: z.string().describe('of the event that was recorded; what it says is in the views'),
  participantId: z.uuid().optional().describe('whom it is about; absent for what is about the whole trial'),
  siteId: z.string().optional(),
  version: z.int().describe('of the stream of the participant, or of the trial'),
});

const Parameters = z.object({
  lastEventId: z.string().max(100).optional().describe('where a client goes on that can not send Last-Event-ID'),
});

/** Which types of event are told to holders of which rights. */
export const heardTypes: ShownTypes = (() => {
  const pairs = (Object.keys(catalogue) as EventType[]).flatMap((type) =>
    heardWith(type).map((right) => [type, right] as const),
  );
  return { types: pairs.map(([type]) => type), rights: pairs.map(([, right]) => right) };
})();

/** Adds the endpoint. @returns says that this process recorded something */
export function addEventRoute(app: FastifyInstance, routes: EventRoutes): () => void {
  const { system, settings, metrics } = routes;
  const watch = new ChangeWatch(system.pools, settings.eventStreams.pollSeconds);
  const tokens = new EventTokens(system.keyring.commandKey);
  const open = new Set<EventStream>();
  app.addHook('preClose', async () => {
    // Clients come again, to another process or to the next one.
    for (const stream of open) stream.end();
    await watch.close();
  });
  app.route({
    method: 'GET',
    url: '/api/trials/:trial/events',
    config: { kind: 'events', isPassive: true },
    schema: {
      operationId: 'events',
      summary: 'What changed, as server-sent events.',
      description:
        'Each message `change` says that something was recorded, not what: ask the views. In the order of commits, none missing; go on with Last-Event-ID. `hello` comes first; `reset` instead where the place to go on from is not known here: load all anew. Who reads too slowly is let go and may come again.',
      tags: ['events'],
      params: trialParameter,
      headers: z.object({ 'last-event-id': z.string().optional() }),
      querystring: Parameters,
      response: {
        200: { description: 'Until either side ends it.', content: { 'text/event-stream': { schema: ChangeMessage } } },
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'read', name: 'events' });
      const { lastEventId } = readParameters(request, Parameters);
      const { roles } = await readMembership(system.pools, { trialId, actorId: actor.actorId });
      if (roles.length === 0) throw unknownTrial();
      const own = [...open].filter((stream) => stream.accountId === actor.accountId);
      if (own.length >= settings.eventStreams.perAccount) throw tooMany(settings.eventStreams.heartbeatSeconds * 1000);
      const sent = request.headers['last-event-id'] ?? lastEventId;
      const stream = new EventStream({ ...routes, tokens, request, reply, trialId, accountId: actor.accountId });
      open.add(stream);
      metrics.listeners.set(open.size);
      const stopListening = watch.listen(trialId, () => stream.wake());
      stream.whenEnded(() => {
        open.delete(stream);
        metrics.listeners.set(open.size);
        stopListening();
      });
      await stream.begin(typeof sent === 'string' ? sent : undefined);
      return reply;
    },
  });
  return () => watch.tell();
}

interface StreamParts extends EventRoutes {
  readonly tokens: EventTokens;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly trialId: TrialId;
  readonly accountId: string;
}

/** One client that listens. */
class EventStream {
  readonly accountId: string;
  readonly #trialStream: string;
  #after = { xact: '0', position: '0' };
  #hasBegun = false;
  #isBusy = false;
  #isAwake = false;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(private readonly parts: StreamParts) {
    this.accountId = parts.accountId;
    this.#trialStream = streamIdOf(parts.trialId, { kind: 'trial' });
  }

  whenEnded(ended: () => void): void {
    this.parts.reply.raw.once('close', () => {
      clearInterval(this.#heartbeat);
      ended();
    });
  }

  /** Sends the head and the first message, then whatever comes. */
  async begin(lastEventId: string | undefined): Promise<void> {
    const { reply, system, tokens, trialId, settings } = this.parts;
    const horizon = await findHorizon(system.pools.reader);
    const known = lastEventId === undefined ? undefined : tokens.read(trialId, lastEventId);
    const isKnown = known !== undefined && !isBeyond(known, horizon);
    this.#after = isKnown ? known : horizon;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      // Proxies that gather answers would hold messages back.
      'x-accel-buffering': 'no',
    });
    const first = lastEventId !== undefined && !isKnown ? 'reset' : 'hello';
    raw.write(`retry: 3000\nevent: ${first}\nid: ${tokens.write(trialId, this.#after)}\ndata: {}\n\n`);
    this.#heartbeat = setInterval(() => void this.#beat(), settings.eventStreams.heartbeatSeconds * 1000);
    this.#hasBegun = true;
    this.wake();
  }

  /** Something of the trial changed; whether this client may hear of it is found out by reading as that person. */
  wake(): void {
    this.#isAwake = true;
    // Before it is known from where this client goes on, nothing is sent: it would be everything.
    if (this.#hasBegun && !this.#isBusy) void this.#pump();
  }

  end(): void {
    this.parts.reply.raw.end();
  }

  async #pump(): Promise<void> {
    const { system, trialId, request, reply, settings } = this.parts;
    this.#isBusy = true;
    try {
      while (this.#isAwake && !reply.raw.writableEnded && !reply.raw.destroyed) {
        this.#isAwake = false;
        const { actorId } = actorOf(request);
        const found = await readChanges(system.pools, { trialId, actorId, after: this.#after, shown: heardTypes });
        for (const change of found.changes) reply.raw.write(this.#message(change));
        this.#after = found.next;
        if (found.isCut) this.#isAwake = true;
        // A client that does not read is let go: it comes again and goes on where it was.
        if (reply.raw.writableLength > settings.eventStreams.backlogBytes) reply.raw.destroy();
      }
    } catch {
      // The database is away: the client comes again, and nothing is missed.
      reply.raw.destroy();
    } finally {
      this.#isBusy = false;
    }
  }

  #message({ cursor, type, streamId, version, siteId }: Change): string {
    const { tokens, trialId } = this.parts;
    const message: z.output<typeof ChangeMessage> = {
      type,
      ...(streamId === this.#trialStream ? {} : { participantId: streamId }),
      ...(siteId === null ? {} : { siteId }),
      version,
    };
    return `event: change\nid: ${tokens.write(trialId, cursor)}\ndata: ${JSON.stringify(message)}\n\n`;
  }

  /** Keeps the connection open through proxies, and ends it for who is no longer signed in. */
  async #beat(): Promise<void> {
    const { authenticator, request, reply } = this.parts;
    if (reply.raw.writableLength > this.parts.settings.eventStreams.backlogBytes) reply.raw.destroy();
    const actor = await authenticator.authenticate(request).catch(() => undefined);
    if (actor?.actorId !== request.actor?.actorId) this.end();
    else reply.raw.write(': still here\n\n');
  }
}
