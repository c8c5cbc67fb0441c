// Files over HTTP: a file comes in with the command that adds it, and goes out to who may see it, each time asked anew.
import { Readable } from 'node:stream';
import { type Command, commands, type TrialId } from '@equipoise/trial';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ExecuteResult } from '../execute/execute.js';
import { decryptFile, fileWrappingKey } from '../file/file-cipher.js';
import { FileMissing } from '../file/file-store.js';
import { FileRefused, type StoredFile, storeFile, type UploadSettings } from '../file/upload.js';
import { ScanFailed } from '../file/virus-scan.js';
import { findAttachment, mayAddAttachment } from '../store/attachment.js';
import { answerWith, CommandAnswer, type CommandRoutes, send } from './command-route.js';
import { commandHeaders, problemResponses, trialParameter } from './description.js';
import { FileCount } from './file-quota.js';
import { HttpProblem } from './problem.js';
import { type CommandHeaders, readCommandHeaders, trialIdOf } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** What the routes of files are made with. */
export interface AttachmentRoutes extends CommandRoutes {
  readonly files: UploadSettings;
}

const attachmentParameter = trialParameter.extend({ attachmentId: z.uuid() });
/** The form around a file: the command, boundaries and headers. */
const bytesAroundFile = 131_072;
const FileDescription = commands.addAttachment.omit({ sha256: true });

/** Adds the endpoints that take a file in and hand it out. */
export async function addAttachmentRoutes(app: FastifyInstance, routes: AttachmentRoutes): Promise<void> {
  const { maximumBytes } = routes.files;
  const count = new FileCount(routes.system, routes.files.perDay);
  await app.register(multipart, {
    limits: { files: 1, fields: 1, fieldSize: 65_536, fileSize: maximumBytes + 1, headerPairs: 20 },
  });
  app.route({
    method: 'POST',
    url: '/api/trials/:trial/attachments',
    bodyLimit: maximumBytes + bytesAroundFile,
    config: { kind: 'command', command: 'addAttachment' },
    schema: {
      operationId: 'sendAttachment',
      summary: 'Adds a file to a participant, a form, an adverse event or a deviation.',
      description:
        'multipart/form-data: the field `command` with the command addAttachment as JSON, without sha256, then the file. Type and size are found from the content; it is scanned where the installation has a scanner, and lies encrypted.',
      tags: ['commands'],
      consumes: ['multipart/form-data'],
      params: trialParameter,
      headers: commandHeaders,
      response: { 200: CommandAnswer, ...problemResponses },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'write', name: 'addAttachment' });
      const headers = readCommandHeaders(request);
      if (!request.isMultipart())
        throw new HttpProblem('media-type', { detail: 'A file is sent as multipart/form-data.' });
      let described: z.output<typeof FileDescription> | undefined;
      for await (const part of request.parts()) {
        if (part.type === 'field') {
          described = describedBy(part.fieldname, part.value);
          continue;
        }
        if (described === undefined) throw new HttpProblem('file-undescribed');
        const adding = { trialId, described, headers, content: part.file, actor };
        const announced = Number(request.headers['content-length'] ?? Number.NaN);
        const sizeBytes = Number.isNaN(announced) ? maximumBytes : Math.min(announced, maximumBytes);
        const result = await add(routes, adding, (take) =>
          count.within(
            {
              ...{ actorId: actor.actorId, commandId: headers.commandId, sizeBytes },
              ...(routes.simulatedNow === undefined ? {} : { now: routes.simulatedNow() }),
            },
            take,
          ),
        );
        return answerWith(request, reply, result, { routes, trialId });
      }
      throw new HttpProblem('file-missing');
    },
  });
  app.route({
    method: 'GET',
    url: '/api/trials/:trial/attachments/:attachmentId',
    config: { kind: 'view' },
    schema: {
      operationId: 'readAttachment',
      summary: 'A file, to those who may see what it belongs to.',
      tags: ['views'],
      params: attachmentParameter,
      response: {
        200: {
          description: 'The file as it was sent, to be saved, never shown in place.',
          content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
        },
        ...problemResponses,
      },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const trialId = trialIdOf(request);
      requireScope(actor, { trialId, access: 'read', name: 'attachments' });
      const { attachmentId } = request.params as { readonly attachmentId: string };
      const facts = z.uuid().safeParse(attachmentId).success
        ? await findAttachment(routes.system.pools, { trialId, actorId: actor.actorId, attachmentId })
        : undefined;
      if (facts === undefined) throw new HttpProblem('not-found');
      const stored = await routes.files.store.read(facts.storedAs).catch((cause: unknown) => {
        throw cause instanceof FileMissing ? new HttpProblem('file-gone') : cause;
      });
      return reply
        .header('content-type', facts.mediaType)
        .header('content-length', facts.sizeBytes)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(facts.name)}`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(Readable.from(decryptFile(stored, fileWrappingKey(routes.system.keyring.commandKey, trialId))));
    },
  });
}

/** What a file belongs to; it is known before a byte of the file is stored. */
function describedBy(field: string, value: unknown): z.output<typeof FileDescription> {
  if (field !== 'command' || typeof value !== 'string') throw new HttpProblem('file-undescribed');
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    throw new HttpProblem('file-undescribed');
  }
  const given = FileDescription.safeParse(json);
  if (given.success) return given.data;
  const problems = given.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }));
  throw new HttpProblem('command-invalid', { detail: 'The field "command" does not have its form.', problems });
}

/** Stores a file and records it. What is refused leaves no file behind. */
async function add(
  routes: AttachmentRoutes,
  {
    trialId,
    described,
    headers,
    content,
    actor,
  }: {
    readonly trialId: TrialId;
    readonly described: z.output<typeof FileDescription>;
    readonly headers: CommandHeaders;
    readonly content: AsyncIterable<Uint8Array>;
    readonly actor: ReturnType<typeof actorOf>;
  },
  counted: (take: () => Promise<ExecuteResult>) => Promise<ExecuteResult>,
): Promise<ExecuteResult> {
  const { system, files } = routes;
  const about = { trialId, actorId: actor.actorId, participantId: described.participantId };
  if (!(await mayAddAttachment(system.pools, about)))
    throw new HttpProblem('not-found', { detail: 'There is no such participant to whom you may add files.' });
  return counted(async () => {
    const storedFile = await store(content, routes, trialId);
    const command = { name: 'addAttachment', body: { ...described, sha256: storedFile.sha256 } } as Command;
    const result = await send(routes, { actor, trialId, headers, command, storedFile });
    // Every upload is encrypted under a key of its own: what no event names is nobody's.
    if (!result.accepted || result.repeated) await files.store.remove(storedFile.storedAs);
    return result;
  });
}

function store(
  content: AsyncIterable<Uint8Array>,
  { system, files }: AttachmentRoutes,
  trialId: TrialId,
): Promise<StoredFile> {
  const key = fileWrappingKey(system.keyring.commandKey, trialId);
  return storeFile(content, key, files).catch((cause: unknown) => {
    if (cause instanceof ScanFailed) throw new HttpProblem('scanner-away');
    throw cause instanceof FileRefused ? new HttpProblem(cause.code, { detail: cause.message }) : cause;
  });
}
