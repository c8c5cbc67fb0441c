// Commands about a participant's product: harvest, batch, bag, gate, infusion.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant } from '../value.js';
import { bagCode, items, participantId, reason, remark } from './part.js';

export const productCommands = {
  recordHarvest: z.strictObject({
    participantId,
    harvestId: RandomId,
    chainOfIdentityCode: z.string().min(6).max(32),
    harvestedOn: DateOrMissing,
    volumeMl: z.number().positive(),
  }),
  releaseProduct: z
    .strictObject({
      participantId,
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: items,
      releasedOn: DateOrMissing,
      note: remark.optional(),
    })
    .describe(
      'releases a batch whose laboratory values pass every release test (values sealed; to all others it reads "secured")',
    ),
  recordFailedBatch: z
    .strictObject({
      participantId,
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: items,
      note: remark.optional(),
    })
    .describe('a batch that failed: sealed, no blinded screen moves'),
  prepareInfusion: z.strictObject({
    participantId,
    administration: Slug,
    bagCode,
    preparedAt: z.union([Instant, DateOrMissing]),
    laboratory: items,
    note: remark.optional(),
  }),
  requestGateOverride: z.strictObject({ participantId, administration: Slug, reason }),
  permitInfusion: z.strictObject({
    participantId,
    administration: Slug,
    confirmOverride: z.strictObject({ reason, typedConfirmation: z.literal('OVERRIDE') }).optional(),
  }),
  recordInfusion: z.strictObject({
    participantId,
    administration: Slug,
    bagCode: z.string().min(1),
    startedAt: z.union([Instant, DateOrMissing]),
    endedAt: z.union([Instant, DateOrMissing]).optional(),
    volumeInfusedMl: z.number().min(0),
    interrupted: z.boolean(),
  }),
} as const;
