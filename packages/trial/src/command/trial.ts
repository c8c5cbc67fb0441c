// Commands about the trial as a whole: its creation, allocation, go-live, cuts, lock and unblinding.
import { z } from 'zod';
import { Slug } from '../id.js';
import { reason } from './part.js';

export const trialCommands = {
  createTrial: z.strictObject({
    protocolSource: z.string(),
    mode: z.enum(['rehearsal', 'live', 'imported']),
    synthetic: z.boolean(),
    origin: z.strictObject({
      scenario: z.string().optional(),
      seed: z.int().optional(),
      participants: z.int().optional(),
      dataDigest: z.string().optional(),
      source: z.string().optional(),
    }),
  }),
  commitAllocation: z.strictObject({
    list: z
      .array(z.strictObject({ stratum: z.string(), sequence: Slug }))
      .optional()
      .describe('required for the method uploadedList, in order'),
  }),
  goLive: z.strictObject({}),
  commitAnalysisPlan: z.strictObject({}),
  makeDataCut: z.strictObject({ cut: Slug }),
  openDataCut: z.strictObject({ cut: Slug, purpose: z.string().min(3) }),
  lockTrial: z.strictObject({ reason: reason.optional() }),
  unblindTrial: z.strictObject({ typedConfirmation: z.literal('UNBLIND') }),
  recordTrialEnd: z
    .strictObject({
      at: z.strictObject({ nationalTrial: Slug }).optional().describe('absent: the whole trial'),
      milestone: z
        .enum(['lastVisit', 'end', 'halt', 'restart'])
        .describe('last visit of the last participant; end; temporary halt, and its end'),
      on: z.iso.date(),
      premature: z.strictObject({ why: reason }).optional().describe('ended before what the protocol plans, or halted'),
      reason: reason.optional().describe('why it is recorded again, where it is'),
    })
    .describe('what marks the end of the trial, as it happened; recorded again it replaces what was recorded before'),
  recordEndNotification: z
    .strictObject({
      at: z.strictObject({ nationalTrial: Slug }).optional().describe('absent: the whole trial'),
      milestone: z.enum(['end', 'halt', 'restart', 'summary']).describe('of what, or the summary of results'),
      to: z.enum(['authority', 'ethicsCommittee', 'investigators', 'registry']),
      notifiedOn: z.iso.date(),
      reference: z.string().trim().min(1).max(200).optional(),
    })
    .describe('who was told of the end, when'),
  erasePayload: z.strictObject({
    streamId: z.uuid().toLowerCase(),
    version: z.int().positive(),
    basis: z.string().min(3),
  }),
} as const;
