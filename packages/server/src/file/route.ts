// Files over HTTP: a file comes in with the command that adds it, and goes out to who may see it, each time asked anew.
import { Readable } from 'node:stream';
import { type Command, CommandId, commands, type TrialId } from '@equipoise/trial';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { CommandExecutor, ExecuteResult } from '../execute/execute.js';
import { findAttachment, listRemovedFiles, mayAddAttachment } from '../store/attachment.js';
import type { System } from '../system.js';
import { decryptFile, fileWrappingKey } from './file-cipher.js';
import { FileMissing } from './file-store.js';
import { FileRefused, storeFile, type UploadSettings } from './upload.js';
import { ScanFailed } from './virus-scan.js';

/** What the routes of files are made with. The web server gives what belongs to it: who asks, and how "no" is said. */
export interface FileRoutes extends UploadSettings {
  readonly system: System;
  readonly executor: CommandExecutor;
  /** The trial of the address, and who is behind the request; throws where nobody is, or a token is not for this. */
  readonly askerOf: (
    request: object,
    access: 'read' | 'write',
  ) => { readonly trialId: TrialId; readonly actorId: string };
  /** Makes an error that is answered as a problem document. */
  readonly problem: (status: 403 | 404 | 413 | 415 | 422 | 503, code: string, detail: string) => Error;
  /** Answers what came of a command. */
  readonly answer: (request: object, reply: object, result: ExecuteResult) => unknown;
  readonly simulatedNow?: () => string;
}

/**
 * Adds `POST /api/trials/{trial}/attachments` (multipart: the field `command`, then the file) and
 * `GET /api/trials/{trial}/attachments/{attachmentId}`.
 */
export async function addFileRoutes(app: FastifyInstance, routes: FileRoutes): Promise<void> {
  const { system, executor, maximumBytes } = routes;
  await app.register(multipart, {
    limits: { files: 1, fields: 1, fieldSize: 65_536, fileSize: maximumBytes + 1, headerPairs: 20 },
  });

  app.post('/api/trials/:trial/attachments', { bodyLimit: maximumBytes + 131_072 }, async (request, reply) => {
    const { trialId, actorId } = routes.askerOf(request, 'write');
    const commandId = CommandId.safeParse(request.headers['idempotency-key']);
    if (!commandId.success) throw routes.problem(422, 'header-invalid', 'Idempotency-Key is a UUID of version 4.');
    let body: object | undefined;
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        body = commandOf(part.fieldname, part.value);
        continue;
      }
      const given = commands.addAttachment.omit({ sha256: true }).safeParse(body);
      if (!given.success)
        throw routes.problem(
          422,
          'command-invalid',
          'The field "command" comes before the file, with what it belongs to.',
        );
      const trial = { trialId, actorId, participantId: given.data.participantId };
      if (!(await mayAddAttachment(system.pools, trial)))
        throw routes.problem(404, 'participant-unknown', 'Nobody was screened here under this id.');
      const storedFile = await storeFile(part.file, fileWrappingKey(system.keyring.commandKey, trialId), routes).catch(
        (cause: unknown) => {
          throw refusedFile(routes, cause);
        },
      );
      const command = { name: 'addAttachment', body: { ...given.data, sha256: storedFile.sha256 } } as Command;
      const result = await executor.execute(trialId, {
        commandId: commandId.data,
        actorId: actorId as never,
        command,
        storedFile,
        ...(routes.simulatedNow === undefined ? {} : { at: routes.simulatedNow() }),
      });
      // Asked before a byte was stored, and again by `decide`, with all else. Every upload is encrypted under a key of its own: what no event names is nobody's.
      if (!result.accepted || result.repeated) await routes.store.remove(storedFile.storedAs);
      return routes.answer(request, reply, result);
    }
    throw routes.problem(422, 'file-missing', 'The request holds no file.');
  });

  app.get('/api/trials/:trial/attachments/:attachmentId', async (request, reply) => {
    const { trialId, actorId } = routes.askerOf(request, 'read');
    const { attachmentId } = request.params as { readonly attachmentId: string };
    const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(attachmentId);
    const facts = isId ? await findAttachment(system.pools, { trialId, actorId, attachmentId }) : undefined;
    if (facts === undefined) throw routes.problem(404, 'not-found', 'There is no such file that you may see.');
    const stored = await routes.store.read(facts.storedAs).catch((cause: unknown) => {
      throw cause instanceof FileMissing
        ? routes.problem(404, 'file-gone', 'The content of this file is not there any more.')
        : cause;
    });
    return reply
      .header('content-type', facts.mediaType)
      .header('content-length', facts.sizeBytes)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(facts.name)}`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(Readable.from(decryptFile(stored, fileWrappingKey(system.keyring.commandKey, trialId))));
  });
}

function commandOf(field: string, value: unknown): object | undefined {
  if (field !== 'command' || typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function refusedFile(routes: FileRoutes, cause: unknown): unknown {
  if (cause instanceof ScanFailed)
    return routes.problem(503, 'scanner-away', 'The virus scanner does not answer; send the file again later.');
  if (!(cause instanceof FileRefused)) return cause;
  const status = cause.code === 'file-too-large' ? 413 : cause.code === 'file-type' ? 415 : 422;
  return routes.problem(status, cause.code, cause.message);
}

/** Destroys the content of files whose removal is recorded. It may be asked again at any time. */
export async function destroyRemovedFiles(
  { system, store }: Pick<FileRoutes, 'system' | 'store'>,
  trialId: TrialId,
): Promise<void> {
  for (const name of await listRemovedFiles(system.pools.writer, trialId)) await store.remove(name);
}
