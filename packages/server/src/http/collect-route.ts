// The third party of a code break collects its answer: nobody is signed in, the right is in the code.
import { type ActorId, type Command, deterministicId, givenTreatments, sha256Hex, Text } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CommandExecutor } from '../execute/execute.js';
import { findCollection } from '../store/collection.js';
import { readProtocolsOf } from '../store/protocol.js';
import type { System } from '../system.js';
import { commandHeaders, problemResponses } from './description.js';
import { tooMany } from './guard.js';
import { answerableRefusal, sendProblem } from './problem.js';
import { readCommand } from './request.js';

const Collection = z.strictObject({
  collectionCode: z.string().min(1).max(200).describe('as the operator of the code break passed it on'),
  randomisationNumber: z.string().min(1).max(100).describe('typed from the emergency card'),
  collectedBy: z.string().min(1).max(300).describe('your name and function'),
});

const CollectedAnswer = z.object({
  sequence: z.string(),
  treatments: z
    .array(z.object({ id: z.string(), when: Text, treatment: Text }))
    .describe('what the sequence gives at each administration, or in each period where there are none'),
});

/** Wrong codes are rare, and nobody has to guess. */
const attemptsPerMinute = 10;

/** Adds `POST /api/collected-answers`. */
export function addCollectRoute(
  app: FastifyInstance,
  {
    system,
    executor,
    simulatedNow,
    onRecorded,
  }: {
    readonly system: System;
    readonly executor: CommandExecutor;
    readonly simulatedNow?: () => string;
    readonly onRecorded: () => void;
  },
): void {
  const count = app.createRateLimit({
    max: attemptsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: (request) => `collection ${request.ip}`,
  });
  app.route({
    method: 'POST',
    url: '/api/collected-answers',
    config: { kind: 'command', command: 'collectAnswer' },
    schema: {
      operationId: 'collectAnswerOfCodeBreak',
      summary: 'Tells the third party of a code break the treatment, once; nobody has to be signed in.',
      tags: ['commands'],
      security: [],
      headers: commandHeaders,
      body: Collection,
      response: { 200: CollectedAnswer, ...problemResponses },
    },
    handler: async (request, reply) => {
      const limit = await count(request);
      if (!limit.isAllowed && limit.isExceeded) throw tooMany(limit.ttl);
      const { body, commandId } = readCommand(request, Collection);
      const { collectionCode, randomisationNumber: typedConfirmation, collectedBy } = body;
      const codeDigest = sha256Hex(collectionCode);
      const place = await findCollection(system.pools.writer, codeDigest);
      // The same answer as to a right code with a wrong number.
      if (place === undefined) return sendProblem(request, reply, noAnswerWaits());
      const { trialId, participantId, siteId } = place;
      const result = await executor.execute(trialId, {
        commandId,
        actorId: deterministicId(trialId, 'third party', codeDigest) as ActorId,
        command: {
          name: 'collectAnswer',
          body: { participantId, collectionCode, collectedBy, typedConfirmation },
        } as Command,
        ...(simulatedNow === undefined ? {} : { at: simulatedNow() }),
      });
      if (!result.accepted) return sendProblem(request, reply, answerableRefusal(result));
      if (!result.repeated) onRecorded();
      if (result.answer === undefined || !('sequence' in result.answer))
        throw new Error('an answer without a sequence');
      const { sequence } = result.answer;
      const protocols = await readProtocolsOf(system.pools.writer, trialId);
      const protocol = siteId === undefined ? protocols.newest : protocols.at(siteId);
      return reply.send({ sequence, treatments: [...givenTreatments(protocol, sequence)] });
    },
  });
}

function noAnswerWaits(): ReturnType<typeof answerableRefusal> {
  return answerableRefusal({
    accepted: false,
    code: 'collection-wrong',
    message: 'No answer waits under this code and randomisation number.',
    facts: {},
  });
}
