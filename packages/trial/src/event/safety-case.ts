// Events of serious adverse events as cases, of pregnancies, and of the safety board.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant } from '../value.js';
import { open, sealed } from './definition.js';
import { sha256 } from './part.js';
import { Causality, CausalityTarget, SeriousnessCriterion } from './safety.js';

export const ReportPart = z.enum(['initial', 'followUp']);

/** What a report needs before a clock starts (ICH E2A III.B). */
export const MinimumCriteria = z.strictObject({
  participant: z.boolean().describe('an identifiable participant'),
  reporter: z.boolean().describe('an identifiable reporter'),
  event: z.boolean().describe('an event or an outcome'),
  product: z.boolean().describe('a suspect product'),
});

/** One report that the sponsor received of a serious event: what was known then. */
export const CaseVersionFacts = z.strictObject({
  kind: z.enum(['initial', 'followUp', 'final']),
  receivedAt: Instant.describe('when the sponsor received it'),
  minimumCriteria: MinimumCriteria,
  seriousness: z.array(SeriousnessCriterion).describe('by what was known then; [] where it was not serious'),
  narrative: z.string().min(1).max(20_000).describe('without names'),
  reporter: z.enum(['physician', 'otherHealthProfessional', 'participant', 'other']).optional(),
  hospitalisedOn: DateOrMissing.optional(),
  dischargedOn: DateOrMissing.optional(),
  diedOn: DateOrMissing.optional(),
});

/** The sponsor's judgement, made blind: as if the active treatment had been given. */
export const AssessmentFacts = z.strictObject({
  serious: z.boolean().optional().describe('true where the sponsor holds it serious and the investigator does not'),
  seriousness: z.array(SeriousnessCriterion).optional().describe('criteria that the sponsor adds'),
  causality: z.partialRecord(CausalityTarget, Causality).describe('never weaker than the investigator’s'),
  expectedness: z.enum(['expected', 'unexpected']).describe('by the reference safety information'),
  rationale: z.string().min(3).max(4000),
});

export const PregnancyFacts = z.strictObject({
  of: z.enum(['participant', 'partner']),
  learnedOn: DateOrMissing,
  lastMenstruationOn: DateOrMissing.optional(),
  expectedOn: DateOrMissing.optional(),
  outcome: z.enum(['ongoing', 'liveBirth', 'stillbirth', 'miscarriage', 'termination', 'ectopic', 'unknown']),
  outcomeOn: DateOrMissing.optional(),
  childHealthy: z.enum(['yes', 'no', 'unknown']).optional(),
  narrative: z.string().max(4000).optional().describe('without names'),
});

/** A line of the listing of a safety database, as it was imported. */
export const ListedCase = z.strictObject({
  caseNumber: z.string().min(1).max(64),
  participant: z.string().min(1).max(64).describe('screening or randomisation number'),
  term: z.string().min(1),
  startedOn: z.string(),
  serious: z.boolean(),
  seriousness: z.array(SeriousnessCriterion),
  outcome: z.string(),
  causality: z.string(),
});
export type ListedCase = z.infer<typeof ListedCase>;

export const safetyCaseEvents = {
  SeriousEventAssessed: open(
    'participant',
    AssessmentFacts.extend({
      adverseEventId: RandomId,
      referenceVersion: z.string().optional().describe('in force on the day of onset'),
      assessedAt: Instant,
    }),
  ),
  CaseVersionRecorded: open(
    'participant',
    CaseVersionFacts.extend({ adverseEventId: RandomId, number: z.int().positive() }),
  ),
  SafetyReportSent: open(
    'participant',
    z.strictObject({
      adverseEventId: RandomId,
      clock: Slug,
      part: ReportPart,
      sentAt: Instant,
      receipt: z.string().optional(),
    }),
  ),
  PregnancyRecorded: open('participant', PregnancyFacts.extend({ pregnancyId: RandomId })),
  SafetyReportSealed: sealed(
    'sealedParticipant',
    z.strictObject({
      adverseEventId: RandomId,
      clock: Slug,
      part: ReportPart,
      decision: z.enum(['sent', 'notReportable']),
      decidedAt: Instant,
      receipt: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
  SafetyListingImported: open(
    'trial',
    z.strictObject({
      listingId: RandomId,
      source: z.string().min(1),
      asOf: DateOrMissing,
      cases: z.array(ListedCase),
    }),
  ),
  SafetyTablesOpened: open('trial', z.strictObject({ meeting: Slug })),
  BoardRecommended: open(
    'trial',
    z.strictObject({
      meeting: Slug,
      recommendation: z.enum(['continue', 'modify', 'pause', 'stop']),
      receivedOn: DateOrMissing,
      letterDigest: sha256.optional(),
      summary: z.string().min(3),
    }),
  ),
  SafetyTablesKeyed: sealed(
    'sealedTrial',
    z.strictObject({ meeting: Slug, purpose: z.string().min(1), saltHex: sha256 }),
  ),
  BoardReportArchived: sealed(
    'sealedTrial',
    z.strictObject({ meeting: Slug, title: z.string().min(1), digest: sha256, bytes: z.int().positive() }),
  ),
  SafetyRulesEvaluated: sealed(
    'sealedTrial',
    z.strictObject({
      evaluatedAt: Instant,
      automatic: z.boolean(),
      rules: z.array(
        z.strictObject({
          rule: Slug,
          participants: z.int().min(0),
          withEvent: z.int().min(0),
          isReached: z.boolean(),
        }),
      ),
    }),
  ),
} as const;
