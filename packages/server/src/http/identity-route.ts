// Who the participants of one's own site are, over HTTP. Identifiers go in and out here alone, never through a view.
import { type Command, ParticipantId, type TrialId } from '@equipoise/trial';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { digestOfIdentifiers, identifierOpener, sealIdentifiers } from '../identity/identifier-cipher.js';
import { fieldsOf, Identifiers, isFoundBy, searchedFields } from '../identity/identifiers.js';
import {
  type KeptIdentifiers,
  listIdentifierAccess,
  lookAtIdentifiers,
  lookAtMany,
  searchIdentifiers,
} from '../store/identity.js';
import { readMembership } from '../store/membership.js';
import { answerWith, CommandAnswer, type CommandRoutes, send } from './command-route.js';
import { commandHeaders, problemResponses, trialParameter } from './description.js';
import { HttpProblem } from './problem.js';
import { readBody, readCommandHeaders, readParameters, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireSession } from './signed-in.js';

const participantParameter = trialParameter.extend({ participant: z.uuid().describe('the id of the participant') });

/** Why somebody looks. A word of a list: a text of one's own could name the person again. */
const Purpose = z
  .enum(['visit', 'contact', 'safety', 'verification', 'request', 'correction'])
  .describe(
    'why you look; it is on record. visit: to know who comes; verification: against the source; request: of the person',
  );
const KeepBody = z.strictObject({
  identifiers: Identifiers,
  reason: z.string().trim().min(3).max(1000).optional().describe('it stays in the record: name nobody in it'),
});
const EraseBody = z.strictObject({
  reason: z.string().trim().min(3).max(1000).describe('it stays in the record: name nobody in it'),
});
const Look = z.object({ purpose: Purpose });
const Search = z.strictObject({
  text: z.string().trim().min(2).max(200).describe('beginnings of names, initials or a number'),
  purpose: Purpose,
});
/** Longer worklists are shown, and asked for, page by page. */
const namedAtMost = 200;
const NamesBody = z.strictObject({
  participantIds: z.array(z.uuid().toLowerCase()).min(1).max(namedAtMost),
  purpose: Purpose,
});
const LogPage = z.object({
  participant: z.uuid().optional(),
  number: z.string().trim().min(1).max(32).optional().describe('a part of the screening number'),
  by: z.uuid().toLowerCase().optional().describe('the pseudonym of who looked'),
  from: z.iso.datetime().optional().describe('from this instant on'),
  to: z.iso.datetime().optional().describe('before this instant'),
  before: z.coerce.number().int().positive().optional().describe('position: lines older than that one'),
  limit: z.coerce.number().int().min(1).max(1000).optional().describe('100 where absent'),
});
const Kept = z.object({ keptAt: z.iso.datetime(), identifiers: Identifiers });
const Named = z.object({
  participantId: z.uuid(),
  siteId: z.string(),
  identifiers: Identifiers.pick({ name: true, initials: true, hospitalNumber: true }),
});
const Found = z.object({
  found: z.array(Named),
  isWhole: z.boolean().describe('false where more people are kept, or found, than are looked through or shown at once'),
});
const Line = z.object({
  position: z.int(),
  participantId: z.uuid().nullable(),
  screeningNumber: z.string().nullable(),
  siteId: z.string(),
  actorId: z.uuid(),
  at: z.iso.datetime(),
  deed: z.enum(['kept', 'erased', 'seen', 'searched', 'found']),
  fields: z.array(z.string()),
  why: z.string().nullable(),
});

/** So many people are looked through in one search, and so many are shown. */
const searchedAtMost = 10_000;
const shownAtMost = 50;
const atOnce = 200;

/** Adds the endpoints. They are for people who are signed in, never for a token. */
export function addIdentityRoutes(app: FastifyInstance, routes: CommandRoutes): void {
  const { pools, keyring } = routes.system;

  app.route({
    method: 'PUT',
    url: '/api/trials/:trial/participants/:participant/identifiers',
    config: { kind: 'command', command: 'keepIdentifiers' },
    schema: {
      operationId: 'putIdentifiers',
      summary: 'Keeps who a participant of your own site is, in place of what was kept before.',
      description: 'All that is to be kept is sent; what is left out is kept no longer, where no law keeps it.',
      tags: ['identifiers'],
      params: participantParameter,
      headers: commandHeaders,
      body: KeepBody,
      response: { 200: CommandAnswer, ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      requireSession(actor);
      const place = placeOf(request);
      const headers = readCommandHeaders(request);
      const { identifiers, reason } = readBody(request, KeepBody);
      const command: Command = {
        name: 'keepIdentifiers',
        body: {
          participantId: place.participantId,
          fields: [...fieldsOf(identifiers)],
          content: digestOfIdentifiers(identifiers, place, keyring.commandKey),
          ...(reason === undefined ? {} : { reason }),
        },
      };
      const sealedIdentifiers = sealIdentifiers(identifiers, place, keyring.commandKey);
      const result = await send(routes, { actor, trialId: place.trialId, headers, command, sealedIdentifiers });
      return answerWith(request, reply, result, { routes, trialId: place.trialId });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/trials/:trial/participants/:participant/identifiers',
    config: { kind: 'view', right: 'identifiers' },
    schema: {
      operationId: 'readIdentifiers',
      summary: 'Who a participant of your own site is; the look is on record.',
      tags: ['identifiers'],
      params: participantParameter,
      querystring: Look,
      response: { 200: Kept, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { actorId } = personOf(request);
      const { trialId, participantId } = placeOf(request);
      const { purpose: why } = readParameters(request, Look);
      const kept = await lookAtIdentifiers(pools, { trialId, actorId, participantId, why });
      if (kept === undefined) throw new HttpProblem('not-found');
      return reply.send({
        keptAt: kept.keptAt,
        identifiers: identifierOpener(trialId, keyring.commandKey)(kept.sealed, participantId),
      });
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/trials/:trial/participants/:participant/identifiers',
    config: { kind: 'command', command: 'eraseIdentifiers' },
    schema: {
      operationId: 'deleteIdentifiers',
      summary: 'Destroys who a participant of your own site is, where no law keeps it.',
      tags: ['identifiers'],
      params: participantParameter,
      headers: commandHeaders,
      body: EraseBody,
      response: { 200: CommandAnswer, ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      requireSession(actor);
      const { trialId, participantId } = placeOf(request);
      const headers = readCommandHeaders(request);
      const { reason } = readBody(request, EraseBody);
      const command: Command = { name: 'eraseIdentifiers', body: { participantId, reason } };
      return answerWith(request, reply, await send(routes, { actor, trialId, headers, command }), { routes, trialId });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/identifier-searches',
    config: { kind: 'view', right: 'identifiers' },
    schema: {
      operationId: 'searchIdentifiers',
      summary: 'Participants of your own sites by name, initials or hospital number; each search is on record.',
      description: 'A POST, so that no name stands in an address. Case and accents do not count; words are beginnings.',
      tags: ['identifiers'],
      params: trialParameter,
      body: Search,
      response: { 200: Found, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { actorId } = personOf(request);
      const trialId = trialIdOf(request);
      const { text, purpose: why } = readBody(request, Search);
      let matching = 0;
      const open = identifierOpener(trialId, keyring.commandKey);
      const opened = new Map<string, Identifiers>();
      const choose = async (kept: readonly KeptIdentifiers[]) => {
        const found: KeptIdentifiers[] = [];
        for (const [index, one] of kept.entries()) {
          const identifiers = open(one.sealed, one.participantId);
          if (isFoundBy(text, identifiers)) {
            found.push(one);
            opened.set(one.participantId, identifiers);
          }
          // Others are answered in between.
          if (index % atOnce === atOnce - 1) await new Promise(setImmediate);
        }
        matching = found.length;
        return found.slice(0, shownAtMost);
      };
      const about = { trialId, actorId, why, limit: searchedAtMost, fields: searchedFields };
      const answer = await searchIdentifiers(pools, about, choose);
      if (answer === undefined) throw await noneToSee(routes, trialId, actorId);
      return reply.send({
        found: answer.found.map((one) => namedAs(one, opened.get(one.participantId) ?? {})),
        isWhole: answer.isWhole && matching <= shownAtMost,
      });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/identifiers/names',
    config: { kind: 'view', right: 'identifiers' },
    schema: {
      operationId: 'listNames',
      summary: 'Names, initials and numbers for a list of people of your own sites; each look is on record.',
      description: `At most ${namedAtMost} participants at a time: those that are on the screen. Who is not at your own site, or of whom no such identifier is kept, is left out.`,
      tags: ['identifiers'],
      params: trialParameter,
      body: NamesBody,
      response: { 200: z.object({ rows: z.array(Named) }), ...problemResponses },
    },
    handler: async (request, reply) => {
      const { actorId } = personOf(request);
      const trialId = trialIdOf(request);
      const { participantIds, purpose: why } = readBody(request, NamesBody);
      const kept = await lookAtMany(pools, { trialId, actorId, participantIds, fields: searchedFields, why });
      if (kept === undefined) throw await noneToSee(routes, trialId, actorId);
      const open = identifierOpener(trialId, keyring.commandKey);
      return reply.send({ rows: kept.map((one) => namedAs(one, open(one.sealed, one.participantId))) });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/trials/:trial/identifier-access',
    config: { kind: 'view', right: 'identifierAccess' },
    schema: {
      operationId: 'listIdentifierAccess',
      summary: 'Who kept, saw, looked for and erased identifiers of a site, when and why; the newest first.',
      tags: ['identifiers'],
      params: trialParameter,
      querystring: LogPage,
      response: {
        200: z.object({
          rows: z.array(Line),
          people: z.array(z.uuid()).describe('everybody of whom you see lines, asked for or not'),
        }),
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const { actorId } = personOf(request);
      const trialId = trialIdOf(request);
      const { participant: participantId, limit = 100, ...asked } = readParameters(request, LogPage);
      const log = await listIdentifierAccess(pools, { trialId, actorId, participantId, limit, ...asked });
      if (log === undefined) throw await noneToSee(routes, trialId, actorId);
      return reply.send(log);
    },
  });
}

/** What a list shows of somebody: no contact, and no date of birth. */
function namedAs(
  { participantId, siteId }: KeptIdentifiers,
  { name, initials, hospitalNumber }: Identifiers,
): z.output<typeof Named> {
  return { participantId, siteId, identifiers: { name, initials, hospitalNumber } };
}

function personOf(request: FastifyRequest): { readonly actorId: string } {
  const actor = actorOf(request);
  requireSession(actor);
  return actor;
}

function placeOf(request: FastifyRequest): { readonly trialId: TrialId; readonly participantId: ParticipantId } {
  const trialId = trialIdOf(request);
  const { participant } = request.params as { readonly participant: string };
  const parsed = ParticipantId.safeParse(participant.toLowerCase());
  if (!parsed.success) throw new HttpProblem('not-found');
  return { trialId, participantId: parsed.data };
}

/** Who holds no role in the trial can't tell whether it exists. */
async function noneToSee({ system }: CommandRoutes, trialId: TrialId, actorId: string): Promise<HttpProblem> {
  const { roles } = await readMembership(system.pools, { trialId, actorId });
  return roles.length === 0 ? unknownTrial() : new HttpProblem('view-right-missing');
}
