// Imports over HTTP: a preview that writes nothing, then the import of exactly what it showed, with a reason.
import { commands } from '@equipoise/trial';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type ImportOrder,
  type ImportPreview,
  importForms,
  mostRows,
  previewImport,
} from '../exchange/import-forms.js';
import { answerWith, type CommandRoutes } from './command-route.js';
import { commandHeaders, problemResponses, trialParameter } from './description.js';
import { Facts, HttpProblem } from './problem.js';
import { readBody, readCommandHeaders, trialIdOf } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** A file of the most rows, with room for long texts. */
const largestBodyBytes = 16_777_216;

const { form, fileName, planDigest, reason } = commands.importForms.shape;
const ImportFile = z.strictObject({
  form,
  fileName,
  content: z.string().min(1).describe('the CSV as text'),
});
const ImportRequest = ImportFile.extend({ digest: planDigest.describe('of the preview'), reason });

const Value = z.unknown().describe('a value as in the record; null: none yet');
const Change = z.object({
  line: z.int(),
  participantId: z.string(),
  screeningNumber: z.string(),
  siteId: z.string(),
  visit: z.string(),
  occurrence: z.int(),
  item: z.string().describe('"happenedOn" for the day of the form'),
  from: Value,
  to: Value,
});
const Problem = z.object({
  line: z.int().describe('of the file; its header is line 1'),
  column: z.string().optional(),
  code: z.string().describe('stable: of an import, or of the refusal at the screen'),
  message: z.string(),
  facts: Facts.optional().describe('what the code mentions'),
});
const Preview = z.object({
  digest: z.string().optional().describe('what an import of this is sent with; absent where there are problems'),
  sha256: z.string().describe('of the file'),
  rows: z.int(),
  unchanged: z.int().describe('rows that say what is recorded already'),
  changes: z.array(Change),
  problems: z.array(Problem).describe('all of them, by line'),
});
const Imported = z.object({
  rows: z.int(),
  forms: z.int().optional().describe('that were recorded or corrected; absent where the import is repeated'),
  values: z.int().optional(),
  repeated: z.boolean().describe('whether this very import was made before'),
});

/** Adds the endpoints. */
export function addImportRoutes(app: FastifyInstance, routes: CommandRoutes): void {
  const { system } = routes;

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/import/preview',
    bodyLimit: largestBodyBytes,
    config: { kind: 'import' },
    schema: {
      operationId: 'previewImport',
      summary:
        'Reads a table of forms and tells every value that would change, old and new, or all problems of the file.',
      description: `Writes nothing. Columns as an export has them: participant_id or screening_number, visit, occurrence, happened_on, the items; row_id too for rows of a group that repeats; a cell without content says nothing. At most ${mostRows} rows. docs/exchange.md tells more.`,
      tags: ['exchange'],
      params: trialParameter,
      body: ImportFile,
      response: { 200: Preview, ...problemResponses },
    },
    handler: async (request, reply) => {
      const order = orderOf(request, readBody(request, ImportFile));
      const preview = await previewImport(system, order);
      if ('accepted' in preview) return answerWith(request, reply, preview, { routes, trialId: order.trialId });
      return reply.send(answerOf(preview));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/import',
    bodyLimit: largestBodyBytes,
    config: { kind: 'import' },
    schema: {
      operationId: 'importTable',
      summary: commands.importForms.description ?? 'Takes in forms from a file.',
      description:
        'With the digest of its preview. In one transaction, each form by a command of yours under the same locks, rights and versions as at the screen: where one is refused, or anything changed since the preview, nothing is written.',
      tags: ['exchange'],
      params: trialParameter,
      headers: commandHeaders,
      body: ImportRequest,
      response: { 200: Imported, ...problemResponses },
    },
    handler: (request, reply) => handleImport(request, reply),
  });

  function orderOf(request: FastifyRequest, file: z.output<typeof ImportFile>): ImportOrder {
    const actor = actorOf(request);
    const trialId = trialIdOf(request);
    requireScope(actor, { trialId, access: 'write', name: 'importForms' });
    const at = routes.simulatedNow?.();
    return { ...file, trialId, actorId: actor.actorId, ...(at === undefined ? {} : { at }) };
  }

  async function handleImport(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { commandId } = readCommandHeaders(request);
    const { digest, reason: why, ...file } = readBody(request, ImportRequest);
    const order = orderOf(request, file);
    const result = await importForms(system, { ...order, digest, reason: why, commandId });
    switch (result.status) {
      case 'imported':
        if (!result.repeated) routes.onRecorded();
        return reply.send({
          rows: result.rows,
          ...(result.repeated ? {} : { forms: result.forms, values: result.values }),
          repeated: result.repeated,
        });
      case 'refused':
        return answerWith(request, reply, result.refusal, { routes, trialId: order.trialId });
      case 'changed':
        throw new HttpProblem('import-changed');
      case 'problems':
        throw new HttpProblem('import-invalid', {
          problems: result.problems.map(({ message, ...place }) => ({ ...place, detail: message })),
        });
    }
  }
}

function answerOf({ commands: _, digest, problems, ...preview }: ImportPreview): object {
  return { ...(problems.length === 0 ? { digest } : {}), ...preview, problems };
}
