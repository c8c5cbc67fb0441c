// Commands about serious adverse events as cases, about pregnancies, and of the safety board.
import { z } from 'zod';
import { AssessmentFacts, CaseVersionFacts, PregnancyFacts, ReportPart } from '../event/safety-case.js';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant } from '../value.js';
import { participantId, reason, remark } from './part.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');

export const safetyCaseCommands = {
  recordCaseVersion: CaseVersionFacts.extend({ participantId, adverseEventId: RandomId }),
  assessSeriousEvent: AssessmentFacts.extend({ participantId, adverseEventId: RandomId }).describe(
    'blind: as if the active treatment had been given',
  ),
  recordSafetyReport: z.strictObject({
    participantId,
    adverseEventId: RandomId,
    clock: Slug.describe('id of the clock in the protocol'),
    part: ReportPart,
    sentAt: Instant,
    receipt: z.string().min(1).max(200).optional(),
    reason: reason.optional().describe('needed where a report is recorded again'),
  }),
  recordReactionReport: z
    .strictObject({
      participantId,
      adverseEventId: RandomId,
      clock: Slug.describe('id of a clock of suspected unexpected serious adverse reactions'),
      part: ReportPart,
      decision: z.enum(['sent', 'notReportable']),
      decidedAt: Instant,
      receipt: z.string().min(1).max(200).optional(),
      note: remark.optional(),
    })
    .describe('sealed: nobody blinded learns whether a report went out, nor when'),
  recordPregnancy: PregnancyFacts.extend({ participantId, pregnancyId: RandomId }).describe(
    'again with the same id: what is known now',
  ),
  importSafetyListing: z.strictObject({
    listingId: RandomId,
    source: z.string().min(1).max(200).describe('the database that it comes from'),
    asOf: DateOrMissing,
    columns: z.array(z.string()).min(1).max(100).describe('header of the file'),
    rows: z
      .array(z.array(z.string().max(4000)).max(100))
      .max(10_000)
      .describe('cells of the file, as text'),
  }),
  openSafetyTables: z.strictObject({
    meeting: Slug.describe('a name for the meeting of the board'),
    purpose: z.string().trim().min(3).max(500),
  }),
  archiveBoardReport: z.strictObject({
    meeting: Slug,
    title: z.string().trim().min(3).max(200),
    digest: sha256.describe('SHA-256 of the closed report'),
    bytes: z.int().positive(),
  }),
  recordBoardRecommendation: z.strictObject({
    meeting: Slug,
    recommendation: z.enum(['continue', 'modify', 'pause', 'stop']),
    receivedOn: DateOrMissing,
    letterDigest: sha256.optional().describe('SHA-256 of the letter'),
    summary: z.string().trim().min(3).max(4000),
  }),
  recordSafetyEvaluation: z
    .strictObject({
      evaluatedAt: Instant,
      automatic: z.boolean().describe('true where the server evaluated for the board’s statistician'),
      rules: z
        .array(
          z.strictObject({
            rule: Slug,
            participants: z.int().min(0),
            withEvent: z.int().min(0),
            isReached: z.boolean(),
          }),
        )
        .max(50),
    })
    .describe('sealed: the look behind the firewall, by treatment'),
} as const;
