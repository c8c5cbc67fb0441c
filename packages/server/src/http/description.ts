// The description of the interface: OpenAPI 3.1, made from the schemas that the server itself checks with.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cookiePrefix } from '../account/settings.js';
import { softwareVersion } from '../version.js';
import { ProblemDocument } from './problem.js';
import type { HttpSettings } from './settings.js';

export const trialParameter = z.object({ trial: z.uuid().describe('the id of the trial') });

/** The headers of every command. */
export const commandHeaders = z.object({
  'idempotency-key': z
    .uuidv4()
    .describe('the id of the command, drawn by the client; sent again with the same key, it is done once'),
  'if-match': z
    .string()
    .regex(/^"\d+"$/)
    .optional()
    .describe('the version of what the command changes, as it was seen, in quotes; "0" where it was not there'),
  'equipoise-confirmation': z
    .string()
    .optional()
    .describe('the one-time token of credentials given again for this command'),
});

const problem = {
  description: 'A problem document (RFC 9457) with a stable code.',
  content: { 'application/problem+json': { schema: ProblemDocument } },
};

/** Every endpoint says no in the same form. */
export const problemResponses = { '4XX': problem, '5XX': problem };

/** The page under /api/docs runs its own script and styles, and loads nothing from elsewhere. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Adds the description and its page; must come before the routes that it describes. */
export async function addDescription(app: FastifyInstance, { publicUrl }: HttpSettings): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Equipoise',
        version: softwareVersion,
        description:
          'The interface of a trial server: one endpoint for every command, one for every view. docs/http.md tells how a program uses it.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(publicUrl === undefined ? {} : { servers: [{ url: publicUrl }] }),
      tags: [
        { name: 'commands', description: 'Everything a person does' },
        { name: 'views', description: 'What a person sees' },
        { name: 'identifiers', description: 'Who participants are, at their own site alone' },
        { name: 'events', description: 'What changed, as it happens' },
        { name: 'exchange', description: 'Files out of the trial and into it' },
        { name: 'design', description: 'Power, simulation and randomisation of a trial to come' },
        { name: 'analyses', description: 'Analyses of data cuts and of the trial, and their reports' },
        { name: 'notifications', description: 'Marks on notices, and how they come' },
        { name: 'server', description: 'Whether the server works' },
      ],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: `${cookiePrefix(publicUrl)}.session_token` },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { target: 'draft-2020-12', unrepresentable: 'any' } }),
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: docsPolicy,
    logo: { type: 'image/svg+xml', content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), target: '_self' },
    uiConfig: { url: '/api/openapi.json', docExpansion: 'none', deepLinking: true, tryItOutEnabled: false },
  });
  let written: string | undefined;
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    written ??= JSON.stringify(app.swagger());
    return reply.type('application/json; charset=utf-8').send(written);
  });
}
