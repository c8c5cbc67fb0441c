// Commands of the gate and of the bedside.
import { z } from 'zod';
import { RandomId, Slug } from '../../id.js';
import { TimeZoneName, ZonedInstant } from '../../zone.js';
import { bagCode, participantId, reason } from '../part.js';
import { moment, StepOfInfusion, scanned } from './part.js';

export const infusionCommands = {
  requestGateOverride: z.strictObject({ participantId, administration: Slug, reason }),
  permitInfusion: z.strictObject({
    participantId,
    administration: Slug,
    confirmOverride: z.strictObject({ reason, typedConfirmation: z.literal('OVERRIDE') }).optional(),
  }),
  checkBedside: z
    .strictObject({
      participantId,
      checkId: RandomId,
      administration: Slug,
      identityCode: scanned.describe("from the participant's wristband"),
      bagCode: scanned.describe('from the bag'),
      labelCode: scanned.optional().describe('from the label of the bag'),
      happenedAt: ZonedInstant,
    })
    .describe("one person's scans at the bedside, recorded whatever they show; the answer is the verdict"),
  clearInfusion: z
    .strictObject({ participantId, administration: Slug, bagCode })
    .describe('asks whether this bag may be started now; refused with the reason where it may not'),
  recordInfusionStep: z
    .strictObject({
      participantId,
      stepId: RandomId,
      administration: Slug,
      bagCode: z.string().min(1).max(64),
      step: StepOfInfusion,
      happenedAt: ZonedInstant,
      note: z.string().max(1000, 'at most 1000 characters').optional(),
    })
    .describe('start, interruption, resumption or end, as it happened; may arrive late and in any order'),
  recordInfusion: z.strictObject({
    participantId,
    administration: Slug,
    bagCode: z.string().min(1),
    startedAt: moment,
    endedAt: moment.optional(),
    zone: TimeZoneName.optional().describe('in which the clock was read'),
    volumeInfusedMl: z.number().min(0),
    residualVolumeMl: z.number().min(0).optional().describe('left in the bag and the line'),
    interrupted: z.boolean(),
    checks: z.array(RandomId).max(8).optional().describe('the bedside checks that it rests on'),
  }),
} as const;
