// Exports over HTTP: each is recorded before its first byte is sent, and holds what its caller sees on the screen.
import { finished, Readable } from 'node:stream';
import { commandMeaning, commands, type Protocol, type TrialId, type ViewName } from '@equipoise/trial';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listNames } from '../account/store/account.js';
import { type ArchiveFile, writeArchive } from '../exchange/archive.js';
import { dataFiles, formFiles } from '../exchange/data-export.js';
import { deidentifiedFiles } from '../exchange/deidentified-export.js';
import { groupsOf } from '../exchange/form-file.js';
import { recordText } from '../exchange/record-export.js';
import { siteFiles } from '../exchange/site-archive.js';
import type { FileFormat } from '../exchange/table-file.js';
import { decryptFile, fileWrappingKey } from '../file/file-cipher.js';
import { FileMissing } from '../file/file-store.js';
import type { UploadSettings } from '../file/upload.js';
import { findAttachment } from '../store/attachment.js';
import { ExportReader } from '../store/export-reader.js';
import { readMembership } from '../store/membership.js';
import { type Protocols, readProtocolsOf } from '../store/protocol.js';
import { listEverybodyOf } from '../store/trial-people.js';
import { softwareVersion } from '../version.js';
import { answerWith, type CommandRoutes } from './command-route.js';
import { problemResponses, trialParameter } from './description.js';
import { type ExportCommand, recordExport } from './export-record.js';
import { HttpProblem } from './problem.js';
import { readBody, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** Exports that run at a time in one process: each holds a connection until its last byte is taken. */
const atATime = 2;

const byteOrderMark = z.boolean().optional().describe('CSV begins with U+FEFF, by which spreadsheets tell UTF-8');
const DataOrder = commands.exportData.extend({ byteOrderMark });
const RecordOrder = commands.exportRecord.extend({ byteOrderMark });

const file = (description: string) => ({
  200: { description, content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } } },
  ...problemResponses,
});

/** What is sent: its name, its type, its bytes. */
interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Readable;
}

/** What a file is made from. */
interface Making {
  readonly reader: ExportReader;
  readonly protocol: Protocol;
  readonly trialId: TrialId;
  readonly now: string;
  readonly about: object;
  /** Of the people of the trial, by pseudonym. */
  readonly names: ReadonlyMap<string, string>;
}

interface ExportRoutes extends CommandRoutes {
  readonly files: UploadSettings;
}

/** Adds the endpoints of exports. */
export function addExportRoutes(app: FastifyInstance, routes: ExportRoutes): void {
  let running = 0;

  const serve = async (
    request: FastifyRequest,
    reply: FastifyReply,
    {
      command,
      view,
      make,
    }: {
      readonly command: ExportCommand;
      readonly view: ViewName;
      readonly make: (making: Making) => SentFile | Promise<SentFile>;
    },
  ): Promise<FastifyReply> => {
    const actor = actorOf(request);
    const trialId = trialIdOf(request);
    requireScope(actor, { trialId, access: 'read', name: command.name });
    await requireView(routes, { trialId, actorId: actor.actorId, view });
    if (running >= atATime) {
      const detail = `${atATime} exports are under way; try again when one of them has ended.`;
      throw new HttpProblem('too-many-requests', { detail, headers: { 'retry-after': '10' } });
    }
    running += 1;
    let reader: ExportReader | undefined;
    let isEnded = false;
    const end = async (isWhole: boolean) => {
      if (isEnded) return;
      isEnded = true;
      running -= 1;
      await reader?.close({ isWhole });
    };
    try {
      const now = routes.simulatedNow?.() ?? new Date().toISOString();
      const result = await recordExport(routes, { actor, trialId, command, now });
      if (!result.accepted) {
        await end(true);
        return await answerWith(request, reply, result, { routes, trialId });
      }
      const protocols = await readProtocolsOf(routes.system.pools.writer, trialId);
      const protocol = withEveryForm(protocols);
      reader = await ExportReader.open(routes.system, { trialId, actorId: actor.actorId, protocols, now });
      const about = {
        made: 'equipoise',
        softwareVersion,
        trialId,
        trial: protocol.acronym,
        protocolVersion: protocol.version,
        madeAt: now,
        madeBy: actor.actorId,
        holds: command,
      };
      const names = command.name === 'exportSite' ? await namesOf(routes, trialId) : new Map<string, string>();
      const { name, mediaType, content } = await make({ reader, protocol, trialId, now, about, names });
      // However it ends — sent, cut, broken — the connection is given back once.
      let isWhole = false;
      content.once('end', () => {
        isWhole = true;
      });
      finished(reply.raw, () => {
        content.destroy();
        void end(isWhole);
      });
      return reply
        .type(mediaType)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(content);
    } catch (cause) {
      await end(false);
      throw cause;
    }
  };

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/exports/data',
    config: { kind: 'export' },
    schema: {
      operationId: 'exportTrialData',
      summary: commandMeaning.exportData,
      description:
        'One form without groups that repeat is sent as one file, all else as a zip with a manifest of the SHA-256 of every file. Needs the right `exportData` beside the right to see; rows of sites at which you have both. docs/exchange.md explains the columns.',
      tags: ['exchange'],
      params: trialParameter,
      body: DataOrder,
      response: file('CSV, JSON, or a zip of such files.'),
    },
    handler: async (request, reply) => {
      const { byteOrderMark: mark = false, ...scope } = readBody(request, DataOrder);
      const writing = { format: scope.format, byteOrderMark: mark };
      return serve(request, reply, {
        command: { name: 'exportData', body: scope },
        view: 'forms',
        make: ({ reader, protocol, now, about }) => {
          const { forms } = scope;
          const [only, ...others] = protocol.forms.filter(({ id }) => forms?.includes(id));
          const name = fileName(protocol, now, scope.deidentified ? 'deidentified' : 'data');
          const files = scope.deidentified
            ? deidentifiedFiles(reader, { protocol, ...(forms === undefined ? {} : { forms }), ...writing })
            : dataFiles(reader, { protocol, ...(forms === undefined ? {} : { forms }), ...writing });
          if (only === undefined || others.length > 0 || groupsOf(only).length > 0 || scope.deidentified) {
            return zipped(name, files, { about, now });
          }
          const [table] = formFiles(reader, only, { ...writing, right: 'exportData', params: {} });
          return plain(`${name}-${only.id}`, scope.format, table?.write() ?? []);
        },
      });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/exports/record',
    config: { kind: 'export' },
    schema: {
      operationId: 'exportTrialRecord',
      summary: commandMeaning.exportRecord,
      description:
        'The events that the view `audit` shows you, in its order, filtered by type of event, person, participant, site and time.',
      tags: ['exchange'],
      params: trialParameter,
      body: RecordOrder,
      response: file('CSV or JSON.'),
    },
    handler: async (request, reply) => {
      const { byteOrderMark: mark = false, ...scope } = readBody(request, RecordOrder);
      const { format, ...filter } = scope;
      return serve(request, reply, {
        command: { name: 'exportRecord', body: scope },
        view: 'audit',
        make: ({ reader, protocol, now }) =>
          plain(fileName(protocol, now, 'record'), format, recordText(reader, filter, { format, byteOrderMark: mark })),
      });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/exports/site',
    config: { kind: 'export' },
    schema: {
      operationId: 'exportSiteArchive',
      summary: commandMeaning.exportSite,
      description:
        'A zip for the people of the site to keep: one page that opens without a network, tables, the events with their hashes, and a manifest.',
      tags: ['exchange'],
      params: trialParameter,
      body: commands.exportSite,
      response: file('A zip.'),
    },
    handler: async (request, reply) => {
      const body = readBody(request, commands.exportSite);
      return serve(request, reply, {
        command: { name: 'exportSite', body },
        view: 'forms',
        make: async ({ reader, protocol, trialId, now, about, names }) => {
          const contentOf = (attachmentId: string) =>
            fileContent(routes, { trialId, actorId: actorOf(request).actorId, attachmentId });
          const files = await siteFiles(reader, { protocol, trialId, siteId: body.siteId, now, names, contentOf });
          return zipped(fileName(protocol, now, `site-${body.siteId}`), files, { about, now });
        },
      });
    },
  });
}

/** Refuses who does not see on the screen what the file would hold; who has no part in the trial learns nothing of it. */
async function requireView(
  { system }: CommandRoutes,
  { trialId, actorId, view }: { readonly trialId: TrialId; readonly actorId: string; readonly view: ViewName },
): Promise<void> {
  const { roles } = await readMembership(system.pools, { trialId, actorId });
  if (roles.length === 0) throw unknownTrial();
  if (roles.some(({ rights }) => rights.includes(view))) return;
  throw new HttpProblem('view-right-missing', {
    detail: `None of your roles in this trial has the right ${view}.`,
    facts: { right: view },
  });
}

/** The newest protocol, with forms that it no longer has and earlier versions, or those of some sites, had. */
function withEveryForm(protocols: Protocols): Protocol {
  const { newest, original } = protocols;
  const forms = new Map(newest.forms.map((form) => [form.id, form]));
  for (const version of [original, ...newest.sites.map(({ id }) => protocols.at(id))]) {
    for (const form of version.forms) if (!forms.has(form.id)) forms.set(form.id, form);
  }
  return { ...newest, forms: [...forms.values()] };
}

/** The content of a file as it was sent, for who may see it; nothing where it is gone, which the archive's program tells. */
async function* fileContent(
  { system, files }: ExportRoutes,
  asked: { readonly trialId: TrialId; readonly actorId: string; readonly attachmentId: string },
): AsyncGenerator<Uint8Array> {
  const facts = await findAttachment(system.pools, asked);
  if (facts === undefined) return;
  try {
    const stored = await files.store.read(facts.storedAs);
    yield* decryptFile(stored, fileWrappingKey(system.keyring.commandKey, asked.trialId));
  } catch (cause) {
    // The rest of the archive is worth having.
    if (!(cause instanceof FileMissing)) throw cause;
  }
}

/** The people of a trial, as its members may know them. */
async function namesOf({ system }: CommandRoutes, trialId: TrialId): Promise<ReadonlyMap<string, string>> {
  const actorIds = await listEverybodyOf(system.pools.writer, trialId);
  const known = await listNames(system.pools.account, actorIds);
  return new Map(known.map(({ actorId, name }) => [actorId, name]));
}

function zipped(
  name: string,
  files: readonly ArchiveFile[],
  { about, now }: { readonly about: object; readonly now: string },
): SentFile {
  return { name: `${name}.zip`, mediaType: 'application/zip', content: writeArchive(files, about, now) };
}

function plain(name: string, format: FileFormat, text: ReturnType<ArchiveFile['write']>): SentFile {
  const mediaType = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
  return { name: `${name}.${format}`, mediaType, content: Readable.from(text, { objectMode: false }) };
}

/** Letters, digits and hyphens alone: it stands in a header and on every file system. */
function fileName({ id }: Protocol, now: string, what: string): string {
  return [id, what, now.slice(0, 19)].map((part) => part.replaceAll(/[^A-Za-z0-9]+/g, '-')).join('-');
}
