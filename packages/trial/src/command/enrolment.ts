// Commands that bring a participant in, and out: screening, consent, eligibility, randomisation, withdrawal.
import { z } from 'zod';
import { WithdrawalKind } from '../event/catalogue.js';
import { ParticipantId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { participantId, reason } from './part.js';

export const enrolmentCommands = {
  screenParticipant: z.strictObject({
    participantId,
    siteId: Slug,
    screeningNumber: z.string().min(1).max(32),
    screenedOn: DateOrMissing,
    rescreens: ParticipantId.optional().describe('the same person, screened before under another number'),
  }),
  recordConsent: z.strictObject({
    participantId,
    consent: Slug,
    consentVersion: z.string(),
    givenOn: DateOrMissing,
    items: z.record(Slug, z.boolean()).optional(),
  }),
  assessEligibility: z.strictObject({
    participantId,
    stage: z.enum(['harvest', 'randomisation']),
    assessedOn: DateOrMissing,
  }),
  randomise: z.strictObject({
    participantId,
    randomisedOn: DateOrMissing,
    automatic: z.boolean().optional(),
    replaces: ParticipantId.optional().describe('who withdrew and is replaced, where the protocol allows it'),
  }),
  correctStratum: z
    .strictObject({ participantId, reason })
    .describe('after the values that it is made of were corrected'),
  transferParticipant: z
    .strictObject({ participantId, toSiteId: Slug, transferredOn: DateOrMissing, reason })
    .describe('to another site, which has the rights of a site from then on'),
  withdraw: z.strictObject({ participantId, kind: WithdrawalKind, withdrawnOn: DateOrMissing, reason }),
  excludeFromAnalysisSet: z.strictObject({ participantId, set: Slug, criterion: z.string().min(3), reason }),
} as const;
