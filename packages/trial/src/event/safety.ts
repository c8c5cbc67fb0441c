// Events of safety: adverse events and code breaks.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant, TimeOfDay } from '../value.js';
import { open, sealed, unchanged } from './definition.js';
import { sha256 } from './part.js';

export const CausalityTarget = z.enum(['harvest', 'infusion', 'product']);
export const Causality = z.enum(['unrelated', 'unlikely', 'possible', 'probable', 'definite']);
export const AdverseEventOutcome = z.enum([
  'recovered',
  'recovering',
  'notRecovered',
  'recoveredWithSequelae',
  'fatal',
  'unknown',
]);
export const SeriousnessCriterion = z.enum([
  'death',
  'lifeThreatening',
  'hospitalisation',
  'disability',
  'congenitalAnomaly',
  'medicallyImportant',
]);

/** What is known of an adverse event; an update holds the keys that change. */
export const AdverseEventFacts = z.strictObject({
  term: z.string().min(1).describe('as reported'),
  systemOrganClass: Slug,
  preferredTerm: z.string().optional(),
  startedOn: DateOrMissing,
  endedOn: DateOrMissing.optional(),
  severity: Slug,
  serious: z.boolean(),
  seriousness: z.array(SeriousnessCriterion).optional(),
  causality: z.partialRecord(CausalityTarget, Causality),
  outcome: AdverseEventOutcome,
  grade: z.int().min(1).max(5).optional().describe('CTCAE'),
  onsetTime: TimeOfDay.optional().describe('at the site, where the hour matters'),
  awareAt: Instant.optional().describe('when the site learned of it'),
  actionTaken: z.enum(['none', 'interrupted', 'postponed', 'stopped', 'notApplicable']).optional(),
});

/** Set by the server: when the sponsor first held what an entry says. */
const heldAt = Instant.optional();

/** The closed union of reasons for which an allocation is ever opened. */
export const OpeningKind = z.enum([
  'dispensing',
  'codeBreak',
  'thirdParty',
  'safetyReport',
  'listOpening',
  'dataCut',
  'unblinding',
]);
export type OpeningKind = z.infer<typeof OpeningKind>;

export const safetyEvents = {
  AdverseEventReported: open('participant', AdverseEventFacts.extend({ adverseEventId: RandomId, heldAt }), {
    1: unchanged,
  }),
  AdverseEventUpdated: open('participant', AdverseEventFacts.partial().extend({ adverseEventId: RandomId, heldAt }), {
    1: unchanged,
  }),
  CodeBroken: open(
    'participant',
    z.strictObject({
      emergency: z.boolean(),
      administrations: z.array(Slug).describe('all whose treatment is thereby known'),
      answer: z
        .strictObject({ codeDigest: sha256, expiresAt: Instant })
        .optional()
        .describe('where a third party gets the answer: who broke the code stays blind'),
    }),
    { 1: unchanged },
  ),
  AllocationOpened: sealed(
    'sealedParticipant',
    z.strictObject({
      kind: OpeningKind,
      sequence: Slug,
      administration: Slug.optional(),
      collectedBy: z.string().optional().describe('the third party, as it named itself'),
    }),
    { 1: unchanged },
  ),
} as const;
