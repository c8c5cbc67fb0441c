// Events of what was found at visits.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing, ItemValue } from '../value.js';
import { open, sealed } from './definition.js';
import { items } from './part.js';

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

export const captureEvents = {
  FormRecorded: open(
    'participant',
    z.strictObject({ visit: Slug, form: Slug, occurrence: z.int().min(1), happenedOn: DateOrMissing, items }),
  ),
  FormCorrected: open(
    'participant',
    z.strictObject({
      visit: Slug,
      form: Slug,
      occurrence: z.int().min(1),
      happenedOn: z.strictObject({ from: DateOrMissing, to: DateOrMissing }).optional(),
      items: z.record(Slug, z.strictObject({ from: ItemValue, to: ItemValue })),
    }),
  ),
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
