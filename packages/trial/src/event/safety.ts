// Events of safety: adverse events and code breaks.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { open, sealed } from './definition.js';

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
});

/** The closed union of reasons for which an allocation is ever opened. */
export const OpeningKind = z.enum(['dispensing', 'codeBreak', 'dataCut', 'unblinding']);
export type OpeningKind = z.infer<typeof OpeningKind>;

export const safetyEvents = {
  AdverseEventReported: open('participant', AdverseEventFacts.extend({ adverseEventId: RandomId })),
  AdverseEventUpdated: open('participant', AdverseEventFacts.partial().extend({ adverseEventId: RandomId })),
  CodeBroken: open(
    'participant',
    z.strictObject({
      emergency: z.boolean(),
      administrations: z.array(Slug).describe('all whose treatment is thereby known'),
    }),
  ),
  AllocationOpened: sealed(
    'sealedParticipant',
    z.strictObject({
      kind: OpeningKind,
      sequence: Slug,
      administration: Slug.optional(),
    }),
  ),
} as const;
