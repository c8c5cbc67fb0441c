// Commands of the chain of custody: each handover with two identifiers, quarantine and its end.
import { z } from 'zod';
import { RandomId } from '../../id.js';
import { ZonedInstant } from '../../zone.js';
import { participantId, remark } from '../part.js';
import { Condition, OpenMaterial, Party, scanned } from './part.js';

export const handoverCommands = {
  recordHandover: z
    .strictObject({
      participantId,
      handoverId: RandomId,
      material: OpenMaterial,
      from: Party,
      to: Party,
      happenedAt: ZonedInstant,
      identityCode: scanned.describe('chain-of-identity code as scanned'),
      secondIdentifier: scanned.describe('the second identifier as scanned'),
      condition: Condition.describe('sealed where an unblinded person gives it'),
    })
    .describe('who gave and who took, with two identifiers; what does not match is quarantined'),
  quarantineMaterial: z
    .strictObject({ participantId, quarantineId: RandomId, material: OpenMaterial, reason: remark })
    .describe('sets material aside until it is decided; the reason is sealed'),
  resolveQuarantine: z
    .strictObject({ participantId, quarantineId: RandomId, decision: z.enum(['usable', 'rejected']), reason: remark })
    .describe('ends a quarantine, by another person than the one who set it where a person did; the reason is sealed'),
} as const;
