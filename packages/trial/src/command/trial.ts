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
  erasePayload: z.strictObject({
    streamId: z.uuid().toLowerCase(),
    version: z.int().positive(),
    basis: z.string().min(3),
  }),
} as const;
