// Commands that record what was found at visits.
import { z } from 'zod';
import { DeviationFacts } from '../event/catalogue.js';
import { Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { items, participantId, reason, remark } from './part.js';

export const captureCommands = {
  recordForm: z.strictObject({
    participantId,
    visit: Slug,
    form: Slug,
    occurrence: z.int().min(1).optional(),
    happenedOn: DateOrMissing,
    items,
  }),
  correctValue: z.strictObject({
    participantId,
    visit: Slug,
    form: Slug,
    occurrence: z.int().min(1).optional(),
    happenedOn: DateOrMissing.optional().describe('where the day itself is corrected'),
    items,
    reason,
  }),
  recordDeviation: DeviationFacts.omit({ detectedBy: true, rule: true }).extend({ participantId }),
  recordTreatmentGuess: z.strictObject({
    participantId,
    visit: Slug,
    by: z.enum(['participant', 'rater', 'investigator']),
    guess: z.union([Slug, z.literal('unknown')]),
    reason: remark.optional(),
  }),
} as const;
