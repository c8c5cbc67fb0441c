// Events of what was found at visits.
import { z } from 'zod';
import { ParticipantId, RandomId, Slug } from '../id.js';
import { Day } from '../protocol/schema/text.js';
import { DateOrMissing, ItemValue } from '../value.js';
import { open, sealed, unchanged } from './definition.js';
import { items, sha256 } from './part.js';

export const DeviationFacts = z.strictObject({
  deviationId: RandomId,
  category: z.enum([
    'consent',
    'eligibility',
    'visitWindow',
    'administration',
    'product',
    'randomisation',
    'assessment',
    'blinding',
    'other',
  ]),
  importance: z.enum(['minor', 'important']),
  occurredOn: DateOrMissing,
  description: z.string().min(1),
  detectedBy: z.enum(['person', 'rule']),
  rule: z.string().optional().describe('refusal code or rule that a permission would have met'),
});

/** What became of a deviation; only what changes is there. */
export const DeviationUpdate = DeviationFacts.pick({ category: true, importance: true, description: true })
  .partial()
  .extend({
    deviationId: RandomId,
    assessment: z.string().min(3).optional().describe('what it means for the participant and for the data'),
    action: z.string().min(3).optional().describe('what is done about it, and so that it does not happen again'),
    status: z.enum(['open', 'closed']).optional(),
  });

/** What a laboratory calls normal, from a day on, for people of a sex and an age. */
export const ReferenceRange = z.strictObject({
  rangeId: RandomId,
  siteId: Slug,
  analyte: Slug,
  unit: z.string().describe('one of the units of the analyte'),
  low: z.number().optional().describe('values below are low'),
  high: z.number().optional().describe('values above are high'),
  sex: z.string().optional().describe('code of the item that the protocol names; absent: both'),
  ageFromYears: z.number().min(0).optional(),
  ageToYears: z.number().min(0).optional().describe('up to, and not with, this age'),
  validFrom: Day,
  validTo: Day.optional().describe('last day; absent: until another one for the same people begins'),
});

/** Where a form stands: the visit, or "log", and which time it is filled there. */
const FormPlace = z.strictObject({ visit: Slug, form: Slug, occurrence: z.int().min(1) });

/** A row of a group that repeats. Its id is random and stays. */
const Row = z.strictObject({ rowId: RandomId, group: Slug, items });

const changes = z.record(Slug, z.strictObject({ from: ItemValue, to: ItemValue }));

/** What is known of a file that was stored. Its content lies encrypted beside the record. */
export const AttachmentFacts = z.strictObject({
  attachmentId: RandomId,
  name: z.string().min(1).max(200).describe('of the file, as the person who added it named it'),
  mediaType: z.string().max(100),
  sizeBytes: z.int().min(1),
  sha256: sha256.describe('of the content'),
  storedAs: sha256.describe('of what is stored, encrypted; under this name it is stored'),
  scan: z
    .strictObject({ result: z.enum(['clean', 'not scanned']), by: z.string().max(200).optional() })
    .describe('whether it was searched for viruses'),
  visit: Slug.optional().describe('what it belongs to'),
  form: Slug.optional(),
  occurrence: z.int().min(1).optional(),
  adverseEventId: RandomId.optional(),
  deviationId: RandomId.optional(),
  about: z.string().max(1000).optional().describe('what it shows'),
});

export const captureEvents = {
  FormRecorded: open(
    'participant',
    FormPlace.extend({
      happenedOn: DateOrMissing,
      items,
      rows: z.array(Row).min(1).optional().describe('rows that were added, or items added to rows'),
      timepoint: Slug.optional().describe('the moment of the visit'),
      movedFrom: z
        .strictObject({ participantId: ParticipantId, visit: Slug, occurrence: z.int().min(1) })
        .optional()
        .describe('where it had been entered by mistake'),
    }),
    { 1: unchanged },
  ),
  FormUndone: open(
    'participant',
    FormPlace.extend({
      movedTo: z
        .strictObject({ participantId: ParticipantId, visit: Slug, occurrence: z.int().min(1) })
        .optional()
        .describe('where it belongs'),
    }),
  ),
  VisitMissed: open('participant', z.strictObject({ visit: Slug })),
  FormCorrected: open(
    'participant',
    z.strictObject({
      visit: Slug,
      form: Slug,
      occurrence: z.int().min(1),
      happenedOn: z.strictObject({ from: DateOrMissing, to: DateOrMissing }).optional(),
      items: changes,
      rows: z
        .array(z.strictObject({ rowId: RandomId, group: Slug, items: changes }))
        .min(1)
        .optional(),
      removedRows: z.array(Row).min(1).optional().describe('as they were'),
    }),
    { 1: unchanged },
  ),
  DeviationUpdated: open('participant', DeviationUpdate),
  AttachmentAdded: open('participant', AttachmentFacts),
  AttachmentRemoved: open('participant', z.strictObject({ attachmentId: RandomId })),
  AttachmentSealed: sealed('sealedParticipant', AttachmentFacts),
  AttachmentSealedRemoved: sealed('sealedParticipant', z.strictObject({ attachmentId: RandomId })),
  ReferenceRangeSet: open('trial', ReferenceRange),
  DeviationRecorded: open('participant', DeviationFacts),
  TreatmentGuessRecorded: open(
    'participant',
    z.strictObject({ visit: Slug, by: z.enum(['participant', 'rater', 'investigator']) }),
  ),
  GuessSealed: sealed(
    'sealedParticipant',
    z.strictObject({
      visit: Slug,
      by: z.enum(['participant', 'rater', 'investigator']),
      guess: z.union([Slug, z.literal('unknown')]),
      reason: z.string().optional(),
    }),
  ),
} as const;
