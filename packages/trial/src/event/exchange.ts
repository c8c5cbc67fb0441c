// Events of data that left the trial, or came in from a file.
import { z } from 'zod';
import { ActorId, ParticipantId, Slug } from '../id.js';
import { Instant } from '../value.js';
import { open } from './definition.js';
import { sha256 } from './part.js';

/** What an export of data holds. */
export const DataScope = z.strictObject({
  format: z.enum(['csv', 'json']),
  forms: z.array(Slug).min(1).optional().describe('these forms; absent: the whole, all forms and lists'),
  deidentified: z.boolean().describe('dates shifted, texts left out, codes replaced'),
});

/** Which part of the record is exported; what is absent leaves nothing out. */
export const RecordScope = z.strictObject({
  format: z.enum(['csv', 'json']),
  ofType: z.string().max(80).optional().describe('events of this type'),
  ofActor: ActorId.optional().describe('what this person did'),
  ofParticipant: ParticipantId.optional(),
  ofSite: Slug.optional(),
  from: Instant.optional().describe('recorded at this instant or later'),
  to: Instant.optional().describe('recorded before this instant'),
});

/** The analysed records: of the whole record or of a data cut, with dealt or real arms. */
export const AnalysisScope = z.strictObject({
  arms: z
    .enum(['dummy', 'actual'])
    .describe('dummy: dealt at random, they mean nothing; actual: of an opened cut, or of an unblinded trial'),
  cut: z.string().min(1).max(64).optional().describe('a data cut that was made; absent: the whole record as it is'),
});

/** A file with forms that was taken in. */
export const ImportFacts = z.strictObject({
  form: Slug,
  fileName: z.string().min(1).max(200),
  sha256: sha256.describe('of the file'),
  planDigest: sha256.describe('of what the preview showed: every old and new value'),
  rows: z.int().min(1),
});

export const exchangeEvents = {
  DataExported: open('trial', DataScope),
  RecordExported: open('trial', RecordScope),
  AnalysisDataExported: open('trial', AnalysisScope),
  RandomisationExported: open('trial', z.strictObject({})),
  SiteArchived: open('trial', z.strictObject({ siteId: Slug })),
  FormsImported: open('trial', ImportFacts),
} as const;
