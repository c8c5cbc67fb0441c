// Commands that record what was found at visits.
import { z } from 'zod';
import { AttachmentFacts, DeviationFacts, DeviationUpdate, ReferenceRange } from '../event/catalogue.js';
import { ParticipantId, RandomId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { items, participantId, reason, remark } from './part.js';

/** Which form: at a visit, or in the log ("log"); which time, by number or by the moment of the visit. */
const place = {
  participantId,
  visit: Slug.describe('id of the visit; "log" for a log'),
  form: Slug,
  occurrence: z.int().min(1).optional(),
};
const timepoint = Slug.optional().describe('the moment of the visit, in place of an occurrence');

export const captureCommands = {
  recordForm: z.strictObject({
    ...place,
    timepoint,
    happenedOn: DateOrMissing,
    items,
    rows: z
      .array(z.strictObject({ rowId: RandomId, group: Slug, items }))
      .max(1000)
      .optional()
      .describe('rows of groups that repeat: new ones, or items added to them'),
  }),
  correctValue: z.strictObject({
    ...place,
    timepoint,
    happenedOn: DateOrMissing.optional().describe('where the day itself is corrected'),
    items,
    rows: z
      .array(z.strictObject({ rowId: RandomId, items }))
      .max(1000)
      .optional(),
    removeRows: z.array(RandomId).max(1000).optional().describe('rows that should not be there'),
    reason,
  }),
  undoForm: z
    .strictObject({ ...place, form: Slug.optional().describe('absent: every form of the visit'), reason })
    .describe('for a form that should not be there: its values are no longer, its history stays'),
  moveForm: z
    .strictObject({
      ...place,
      form: Slug.optional().describe('absent: every form of the visit'),
      toParticipantId: ParticipantId.optional().describe('absent: the same participant'),
      toVisit: Slug.optional().describe('absent: the same visit'),
      toOccurrence: z.int().min(1).optional(),
      reason,
    })
    .describe('for a form that was entered for the wrong participant or at the wrong visit'),
  declareVisitMissed: z.strictObject({ participantId, visit: Slug, reason }),
  updateDeviation: DeviationUpdate.extend({ participantId, reason }),
  addAttachment: AttachmentFacts.omit({ scan: true, storedAs: true, sizeBytes: true, mediaType: true })
    .extend({ participantId })
    .describe('sent with the file itself; what is known of the file is found by the server'),
  removeAttachment: z.strictObject({ participantId, attachmentId: RandomId, reason }),
  setReferenceRange: ReferenceRange.extend({ reason: reason.optional() }),
  recordDeviation: DeviationFacts.omit({ detectedBy: true, rule: true }).extend({ participantId }),
  recordTreatmentGuess: z.strictObject({
    participantId,
    visit: Slug,
    by: z.enum(['participant', 'rater', 'investigator']),
    guess: z.union([Slug, z.literal('unknown')]),
    reason: remark.optional(),
  }),
} as const;
