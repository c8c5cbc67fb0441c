// How recorded data are reviewed: signatures, source verification, coding, and what must be true before a lock.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { named, Text } from './text.js';

/** What a person states by signing (21 CFR 11.50(a)(3)). */
const SignatureMeaning = z.strictObject({
  ...named,
  meaning: Text.describe('what the signer states; it is shown with the signature and bound by its hash'),
  scope: z.enum(['form', 'participant']).describe('form: single forms; participant: everything about a participant'),
  roles: z.array(Slug).min(1).optional().describe('roles that may give it; absent: all with the right to sign'),
  forms: z.array(Slug).min(1).optional().describe('forms that need it, of the scope "form"; absent: all forms'),
  ...provenance,
});
export type SignatureMeaning = z.infer<typeof SignatureMeaning>;

const VerificationSample = z.strictObject({
  percent: z.number().min(0).max(100).describe('percent of the other forms of each site that are verified'),
  risePerFinding: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe('percent more for each difference from the source that was found at the site; absent: 0'),
  maximumPercent: z.number().min(0).max(100).optional().describe('to which it rises at most; absent: 100'),
});

/** What is compared with its source (ICH E6(R3) 3.11.4.5: by what is critical, and by risk). */
const Verification = z.strictObject({
  critical: z
    .array(
      z.strictObject({
        form: Slug.describe('id of the form'),
        items: z.array(Slug).min(1).optional().describe('items of it; absent: all'),
        visits: z.array(Slug).min(1).optional().describe('at these visits; absent: all'),
      }),
    )
    .optional()
    .describe('what is verified for every participant'),
  sample: VerificationSample.optional().describe('which of the rest; absent: none'),
  ...provenance,
});

const Coding = z.strictObject({
  id: named.id,
  name: Text.describe('the label that people read'),
  of: z
    .union([
      z.literal('adverseEvents'),
      z.strictObject({ form: Slug.describe('id of the form'), item: Slug.describe('id of an item of type text') }),
    ])
    .describe('what is coded: the terms of adverse events, or what is written in an item'),
  dictionary: Slug.describe('the name under which the dictionary was imported, such as "meddra"'),
  version: z.string().min(1).describe('version of the dictionary; write it in quotes'),
  ...provenance,
});
export type Coding = z.infer<typeof Coding>;

/** The conditions that a protocol can demand before a participant, and the trial, are locked. */
export const LockConditionName = z.enum([
  'formsDone',
  'queriesClosed',
  'verified',
  'signed',
  'coded',
  'scansReconciled',
  'adverseEventsResolved',
  'safetyResolved',
  'infusionsReconciled',
]);
export type LockConditionName = z.infer<typeof LockConditionName>;

export const DataReview = z.strictObject({
  signatures: z.array(SignatureMeaning).optional().describe('what people sign'),
  verification: Verification.optional().describe('what is compared with its source; absent: nothing is planned'),
  coding: z.array(Coding).optional().describe('what is coded, against which dictionary'),
  lockConditions: z
    .array(LockConditionName)
    .optional()
    .describe('what must be true of a participant before the lock; absent: nothing'),
  ...provenance,
});
export type DataReview = z.infer<typeof DataReview>;
