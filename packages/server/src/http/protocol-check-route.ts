// What writing a protocol needs before there is a trial: the check of its text, the schema of its language, examples to begin from.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseProtocol, protocolJsonSchema, Text } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listShippedTrials, shippedTrialsDir } from '../cli/resolve-trial-file.js';
import { problemResponses } from './description.js';
import { tooMany } from './guard.js';
import { HttpProblem } from './problem.js';
import { readBody } from './request.js';
import { actorOf, requireSession } from './signed-in.js';

/** More than ten times the model trial; a check takes the process for a moment. */
const longestSource = 1_000_000;
const checksPerMinute = 120;

const Source = z.strictObject({ source: z.string().max(longestSource) });
const Sentence = z.object({
  pattern: z.string().describe('English, with {0}, {1} … where facts stand: it names the sentence in every language'),
  facts: z.array(z.unknown()).describe('texts, numbers, or sentences'),
});
const Issue = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  allowed: z.string().optional(),
  told: z
    .object({ message: Sentence.optional(), allowed: Sentence.optional() })
    .optional()
    .describe('what is in message and allowed with the facts apart, to be told in another language'),
  line: z.int().optional().describe('from 1'),
  column: z.int().optional().describe('from 1'),
});
const Example = z.object({ id: z.string(), acronym: z.string(), title: Text });

let schemaText: string | undefined;

/** Adds the endpoints, for everybody who is signed in: a protocol that was sent is not kept. */
export function addProtocolCheckRoutes(app: FastifyInstance): void {
  const count = app.createRateLimit({
    max: checksPerMinute,
    timeWindow: '1 minute',
    keyGenerator: (request) => `check ${actorOf(request).accountId}`,
  });
  app.route({
    method: 'POST',
    url: '/api/protocol/check',
    // A text of characters that JSON escapes takes more room than it has characters.
    bodyLimit: 4 * longestSource,
    config: { kind: 'design' },
    schema: {
      operationId: 'checkProtocol',
      summary:
        'Checks the text of a protocol as `equipoise check` does: all problems and warnings, each with its place.',
      tags: ['design'],
      body: Source,
      response: { 200: z.object({ isValid: z.boolean(), issues: z.array(Issue) }), ...problemResponses },
    },
    handler: async (request) => {
      requireSession(actorOf(request));
      const limit = await count(request);
      if (!limit.isAllowed && limit.isExceeded) throw tooMany(limit.ttl);
      const { source } = readBody(request, Source);
      const parsed = parseProtocol(source, 'protocol.yaml');
      const issues = parsed.ok ? parsed.warnings : parsed.issues;
      return {
        isValid: parsed.ok,
        issues: issues.map(({ code, severity, message, allowed, told, line, column }) => ({
          ...{ code, severity, message },
          ...(allowed === undefined ? {} : { allowed }),
          ...(told === undefined ? {} : { told: { ...told } }),
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
        })),
      };
    },
  });
  app.route({
    method: 'GET',
    url: '/api/protocol/schema',
    config: { kind: 'design' },
    schema: {
      operationId: 'readProtocolSchema',
      summary: 'The JSON Schema of the protocol language of this version, for editors.',
      tags: ['design'],
      response: { 200: z.unknown(), ...problemResponses },
    },
    handler: async (_request, reply) => {
      schemaText ??= JSON.stringify(JSON.parse(protocolJsonSchema()));
      return reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'private, max-age=3600')
        .send(schemaText);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/protocol/examples',
    config: { kind: 'design' },
    schema: {
      operationId: 'listProtocolExamples',
      summary: 'The protocols that come with the product.',
      tags: ['design'],
      response: { 200: z.object({ examples: z.array(Example) }), ...problemResponses },
    },
    handler: async () => ({ examples: examples().map(({ source, id }) => ({ id, ...headOf(source, id) })) }),
  });
  app.route({
    method: 'GET',
    url: '/api/protocol/examples/:example',
    config: { kind: 'design' },
    schema: {
      operationId: 'readProtocolExample',
      summary: 'The text of a protocol that comes with the product.',
      tags: ['design'],
      params: z.object({ example: z.string() }),
      response: { 200: z.object({ source: z.string() }), ...problemResponses },
    },
    handler: async (request) => {
      const { example } = request.params as { readonly example: string };
      const found = examples().find(({ id }) => id === example);
      if (found === undefined) throw new HttpProblem('not-found');
      return { source: found.source };
    },
  });
}

interface ShippedExample {
  readonly id: string;
  readonly source: string;
}

/** The shipped protocols; none where an installation leaves them out. */
function examples(): readonly ShippedExample[] {
  if (!existsSync(shippedTrialsDir)) return [];
  return listShippedTrials().map((id) => ({
    id,
    source: readFileSync(join(shippedTrialsDir, id, 'protocol.yaml'), 'utf8'),
  }));
}

function headOf(source: string, id: string): { readonly acronym: string; readonly title: Text } {
  const parsed = parseProtocol(source, id);
  if (!parsed.ok) return { acronym: id, title: id };
  const { acronym, title } = parsed.value;
  return { acronym, title };
}
