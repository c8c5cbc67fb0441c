// How long what is recorded is kept because a law asks for it, and which identifiers of participants a site keeps.
import { z } from 'zod';
import { provenance } from './provenance.js';
import { named, Text } from './text.js';

/** What a site may know of a participant beside the pseudonym. */
export const IdentifierField = z.enum(['name', 'initials', 'dateOfBirth', 'hospitalNumber', 'contact']);
export type IdentifierField = z.infer<typeof IdentifierField>;

/** What is kept under a class. */
export const Retained = z.enum(['identifiers', 'productRecords', 'essentialDocuments']);
export type Retained = z.infer<typeof Retained>;

/** A period during which something is not erased, whoever asks. */
export const RetentionClass = z.strictObject({
  ...named,
  covers: z
    .array(Retained)
    .min(1)
    .describe(
      'identifiers: who the participants are; productRecords: what is needed to trace a product; essentialDocuments: reports on the conduct of the trial',
    ),
  of: z
    .enum(['everybody', 'consented', 'treated'])
    .optional()
    .describe(
      'whose: of everybody who was screened, who consented, or from whom or into whom product went; absent: consented',
    ),
  years: z.number().min(0).max(200).describe('how long'),
  from: z
    .enum(['trialLocked', 'siteClosed', 'lastProduct'])
    .describe(
      'from when: the lock of the trial, the closing of the participant’s site, or the last harvest or infusion; what has not come yet has not begun to run out',
    ),
  clause: Text.describe('the rule that asks for it; who is refused an erasure reads it'),
  ...provenance,
});
export type RetentionClass = z.infer<typeof RetentionClass>;
