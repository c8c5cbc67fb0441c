// One endpoint for every command: POST /api/trials/{trial}/commands/{command}, and POST /api/trials for a new trial.
import { createHmac } from 'node:crypto';
import {
  type Command,
  type CommandName,
  commandMeaning,
  commands,
  confirmedCommands,
  type SubmittedCommand,
  TrialId,
} from '@equipoise/trial';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CommandExecutor, ExecuteResult } from '../execute/execute.js';
import { uuidFrom } from '../execute/randomness.js';
import type { StoredFile } from '../file/upload.js';
import type { SealedIdentifiers } from '../identity/identifier-cipher.js';
import { readMembership } from '../store/membership.js';
import type { System } from '../system.js';
import type { AuthenticatedActor, Authenticator } from './authentication.js';
import { commandHeaders, problemResponses, trialParameter } from './description.js';
import { answerableRefusal, HttpProblem, sendProblem } from './problem.js';
import { type CommandHeaders, readCommand, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope, requireSession } from './signed-in.js';

/** What the routes of commands are made with. */
export interface CommandRoutes {
  readonly system: System;
  readonly executor: CommandExecutor;
  readonly authenticator: Authenticator;
  /** Simulated instants, for rehearsals; the database refuses them in a live trial. */
  readonly simulatedNow?: () => string;
  /** Told of every command that was accepted for the first time. */
  readonly onRecorded: () => void;
}

/** The answer to an accepted command. */
export const CommandAnswer = z.object({
  outcome: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('facts about what was recorded; never an allocation'),
  repeated: z.boolean().describe('whether this very command was recorded before, so that this is its answer of then'),
  version: z
    .int()
    .optional()
    .describe('the version of what the command changed, also in ETag: what If-Match is sent with the next time'),
  answer: z
    .union([z.object({ sequence: z.string() }), z.object({ collectionCode: z.string(), expiresAt: z.string() })])
    .optional()
    .describe(
      'only for who broke a code, never kept with the command: the sequence, or what a third party collects it with',
    ),
});

/** Every command but the one that makes a trial. */
export const commandNames = (Object.keys(commands) as CommandName[]).filter((name) => name !== 'createTrial');

/** Adds the endpoints. Bodies are validated by the handler, which answers all problems of headers and body at once. */
export function addCommandRoutes(app: FastifyInstance, routes: CommandRoutes): void {
  for (const name of commandNames) {
    app.route({
      method: 'POST',
      url: `/api/trials/:trial/commands/${name}`,
      config: { kind: 'command', command: name },
      schema: {
        operationId: name,
        summary: commandMeaning[name],
        description: descriptionOf(name),
        tags: ['commands'],
        params: trialParameter,
        headers: commandHeaders,
        body: commands[name],
        response: { 200: CommandAnswer, ...problemResponses },
      },
      handler: async (request, reply) => {
        const actor = actorOf(request);
        const trialId = trialIdOf(request);
        requireScope(actor, { trialId, access: 'write', name });
        const { body, ...headers } = readCommand(request, commands[name]);
        const command = { name, body } as unknown as Command;
        return answerWith(request, reply, await send(routes, { actor, trialId, headers, command }), {
          routes,
          trialId,
        });
      },
    });
  }
  app.route({
    method: 'POST',
    url: '/api/trials',
    config: { kind: 'command', command: 'createTrial' },
    schema: {
      operationId: 'createTrial',
      summary: commandMeaning.createTrial,
      description:
        'The server draws the id of the trial; the same request under the same key gives the same trial. Who may: administrators, and accounts that they allow it. The sender becomes its first trial manager.',
      tags: ['commands'],
      headers: commandHeaders,
      body: commands.createTrial,
      response: { 201: CommandAnswer.extend({ trialId: z.uuid() }), ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      requireSession(actor);
      if (!actor.isAdministrator && actor.mayCreateTrials !== true)
        throw new HttpProblem('trial-creation-right-missing');
      const { body, ...headers } = readCommand(request, commands.createTrial);
      if (actor.isDemonstration === true && body.mode !== 'rehearsal')
        throw new HttpProblem('trial-creation-right-missing', { detail: 'A demonstration creates rehearsals alone.' });
      const trialId = newTrialId(routes.system, actor, headers.commandId);
      const result = await send(routes, { actor, trialId, headers, command: { name: 'createTrial', body } });
      if (!result.accepted) return sendProblem(request, reply, answerableRefusal(result));
      void reply.code(201).header('location', `/api/trials/${trialId}/status`);
      return reply.send({ trialId, ...answerOf(result) });
    },
  });
}

/** A command of a person, as a route gives it on. */
export interface Sent {
  readonly actor: AuthenticatedActor;
  readonly trialId: TrialId;
  readonly headers: CommandHeaders;
  readonly command: Command;
  /** What was found of a file that came with the command. */
  readonly storedFile?: StoredFile;
  /** Identifiers that came with the command, encrypted. */
  readonly sealedIdentifiers?: SealedIdentifiers;
}

/** Executes a command as its sender, with what the sender confirmed and saw. */
export async function send(routes: CommandRoutes, sent: Sent): Promise<ExecuteResult> {
  const { actor, trialId, headers, command, storedFile, sealedIdentifiers } = sent;
  const { commandId, expectedVersion, confirmation: token } = headers;
  const about = { trialId, command: command.name, commandId };
  // A token that was used is none: where it was used for this very command, the command is answered as before.
  const confirmation =
    token === undefined || !confirmedCommands.has(command.name)
      ? undefined
      : await routes.authenticator.takeConfirmation(actor, token, about);
  const submitted: SubmittedCommand = {
    commandId,
    actorId: actor.actorId,
    ...(routes.simulatedNow === undefined ? {} : { at: routes.simulatedNow() }),
    ...(confirmation === undefined ? {} : { confirmation }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    mustExpectVersion: true,
    command,
  };
  const result = await routes.executor.execute(trialId, {
    ...submitted,
    ...(storedFile === undefined ? {} : { storedFile }),
    ...(sealedIdentifiers === undefined ? {} : { sealedIdentifiers }),
  });
  if (result.accepted && !result.repeated) routes.onRecorded();
  return result;
}

/** Answers what came of a command; whoever holds no role in the trial learns nothing of it. */
export async function answerWith(
  request: FastifyRequest,
  reply: FastifyReply,
  result: ExecuteResult,
  { routes, trialId }: { readonly routes: CommandRoutes; readonly trialId: TrialId },
): Promise<FastifyReply> {
  if (result.accepted) {
    if (result.version !== undefined) void reply.header('etag', `"${result.version}"`);
    return reply.send(answerOf(result));
  }
  if (['trial-unknown', 'right-missing', 'participant-unknown', 'collection-wrong'].includes(result.code)) {
    // All are looked up alike: who holds no role in a trial can't tell whether it exists.
    const membership = await readMembership(routes.system.pools, { trialId, actorId: actorOf(request).actorId });
    if (membership.roles.length === 0) throw unknownTrial();
  }
  return sendProblem(request, reply, answerableRefusal(result));
}

function answerOf({ outcome, repeated, version, answer }: Extract<ExecuteResult, { accepted: true }>): object {
  return {
    outcome,
    repeated,
    ...(version === undefined ? {} : { version }),
    ...(answer === undefined ? {} : { answer }),
  };
}

/**
 * The id of a new trial: as good as random to all who do not hold the keys, and the same for the same person and key,
 * whichever process is asked, so that a request that is sent again makes no second trial.
 */
function newTrialId({ keyring }: System, { actorId }: AuthenticatedActor, commandId: string): TrialId {
  const drawn = createHmac('sha256', keyring.commandKey).update(`trial|${actorId}|${commandId}`).digest();
  return TrialId.parse(uuidFrom(drawn));
}

function descriptionOf(name: CommandName): string {
  const parts = [
    confirmedCommands.has(name)
      ? 'Asks for the credentials of its sender again: send the one-time token of that in `Equipoise-Confirmation`.'
      : '',
    ['correctValue', 'recordForm', 'updateAdverseEvent'].includes(name)
      ? 'Where it changes what is there, `If-Match` must say which version was seen (428 without, 412 where it is not current).'
      : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
