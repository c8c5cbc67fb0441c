// Dictionaries for coding over HTTP: a version comes in whole or not at all, and never changes.
import { Slug } from '@equipoise/trial';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { calculate } from '../calculate/calculation.js';
import { DictionaryProblem, importDictionary, listChangedVersions, listDictionaries } from '../store/dictionary.js';
import { readMembership } from '../store/membership.js';
import type { System } from '../system.js';
import { CalculationPlaces, calculationProblem } from './calculation-place.js';
import { problemResponses, trialParameter } from './description.js';
import { HttpProblem } from './problem.js';
import { readBody, trialIdOf, unknownTrial } from './request.js';
import { actorOf, requireScope } from './signed-in.js';

/** The files of MedDRA as text, with room for what is escaped. */
const largestBodyBytes = 67_108_864;
const patienceMs = 120_000;
/** Problems that are told; a wrong file has as many as lines. */
const toldAtMost = 500;
const readers = ['importDictionary', 'changeDictionaryVersion', 'codingList'];

const Import = z.strictObject({
  dictionary: Slug.describe('the name by which a protocol codes, such as "meddra"'),
  version: z.string().trim().min(1).max(40),
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(200), content: z.string() }))
    .min(1)
    .max(30)
    .describe('one CSV file (columns code and term), or the ASCII files of MedDRA (llt.asc, mdhier.asc …)'),
});
const Imported = z.object({
  dictionary: z.string(),
  version: z.string(),
  terms: z.int(),
  repeated: z.boolean().describe('whether this version was there already, with the same terms'),
});
const Version = z.object({
  dictionary: z.string(),
  version: z.string(),
  terms: z.int(),
  importedAt: z.iso.datetime(),
});
const Changed = z.object({
  coding: z.string().describe('of the protocol, whose version counts for codings that are not listed'),
  version: z.string(),
  changedBy: z.string(),
  changedAt: z.iso.datetime(),
  reason: z.string().nullable(),
});

/** Adds the endpoints. */
export function addDictionaryRoutes(app: FastifyInstance, system: System): void {
  const { pools } = system;
  const places = new CalculationPlaces(app, 1);

  app.route({
    method: 'POST',
    url: '/api/trials/:trial/dictionaries',
    bodyLimit: largestBodyBytes,
    config: { kind: 'import', right: 'importDictionary' },
    schema: {
      operationId: 'importDictionary',
      summary: 'Brings a version of a dictionary for coding into the installation.',
      description:
        'For all trials of the installation; a trial uses it once its protocol, or `changeDictionaryVersion`, says so. All problems of the files are told at once (at most 500), and then nothing is stored.',
      tags: ['exchange'],
      params: trialParameter,
      body: Import,
      response: { 200: Imported, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { dictionary, version, files } = readBody(request, Import);
      await requireRight(request, ['importDictionary'], 'write');
      const place = places.take(actorOf(request).accountId);
      try {
        const { terms, issues, digest } = await calculate(
          { kind: 'dictionary', files },
          { signal: place.signal, patienceMs },
        );
        if (issues.length > 0) {
          const problems = issues.slice(0, toldAtMost).map(({ file = '', line, code, message, allowed }) => ({
            ...{ pointer: pointerTo(files, file), code },
            ...(line === undefined ? {} : { line }),
            detail: allowed === undefined ? message : `${message} (allowed: ${allowed})`,
          }));
          throw new HttpProblem('dictionary-invalid', { facts: { problems: issues.length }, problems });
        }
        if (terms.length === 0) throw new HttpProblem('dictionary-invalid', { detail: 'The files hold no term.' });
        const isNew = await importDictionary(pools.writer, { dictionary, version, terms, digest });
        return reply.send({ dictionary, version, terms: terms.length, repeated: !isNew });
      } catch (error) {
        if (error instanceof DictionaryProblem) throw new HttpProblem('dictionary-other', { detail: error.message });
        throw calculationProblem(error);
      } finally {
        place.leave();
      }
    },
  });

  app.route({
    method: 'GET',
    url: '/api/trials/:trial/dictionaries',
    config: { kind: 'view' },
    schema: {
      operationId: 'listDictionaries',
      summary:
        'The versions of dictionaries that the installation has, and which the codings of the trial use since a change.',
      tags: ['exchange'],
      params: trialParameter,
      response: { 200: z.object({ rows: z.array(Version), changed: z.array(Changed) }), ...problemResponses },
    },
    handler: async (request, reply) => {
      await requireRight(request, readers, 'read');
      const about = { trialId: trialIdOf(request), actorId: actorOf(request).actorId };
      const [rows, changed] = await Promise.all([listDictionaries(pools.writer), listChangedVersions(pools, about)]);
      return reply.send({ rows: [...rows], changed: [...changed] });
    },
  });

  async function requireRight(request: FastifyRequest, wanted: readonly string[], access: 'read' | 'write') {
    const actor = actorOf(request);
    const trialId = trialIdOf(request);
    requireScope(actor, { trialId, access, name: 'dictionaries' });
    const { roles } = await readMembership(pools, { trialId, actorId: actor.actorId });
    if (roles.length === 0) throw unknownTrial();
    if (roles.some(({ rights }) => rights.some((right) => wanted.includes(right)))) return;
    const [right = ''] = wanted;
    const detail = `None of your roles in this trial has the right ${right}.`;
    throw new HttpProblem('view-right-missing', { detail, facts: { right } });
  }
}

/** Where in the body the file is that a problem names. */
function pointerTo(files: z.output<typeof Import>['files'], name: string): string {
  const index = files.findIndex((file) => file.name.toLowerCase() === name.toLowerCase());
  return index < 0 ? '/files' : `/files/${index}/content`;
}
