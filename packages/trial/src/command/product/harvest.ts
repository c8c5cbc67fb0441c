// Commands of identity and harvest.
import { z } from 'zod';
import { RandomId } from '../../id.js';
import { DateOrMissing } from '../../value.js';
import { ZonedInstant } from '../../zone.js';
import { participantId, remark } from '../part.js';

export const harvestCommands = {
  issueIdentityCode: z
    .strictObject({ participantId })
    .describe('draws the chain-of-identity code, before the harvest and any randomisation number'),
  requestHarvest: z
    .strictObject({ participantId, reason: remark })
    .describe(
      'asks the site for another harvest; the reason is sealed; refused after randomisation, where it would tell',
    ),
  recordHarvest: z.strictObject({
    participantId,
    harvestId: RandomId,
    chainOfIdentityCode: z
      .string()
      .min(6)
      .max(32)
      .optional()
      .describe('as scanned at the harvest; absent: the one that was issued, or a new one'),
    harvestedOn: DateOrMissing,
    harvestedAt: ZonedInstant.optional(),
    volumeMl: z.number().positive(),
  }),
} as const;
