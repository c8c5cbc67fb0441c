// Commands of the laboratory about what is made of a harvest. All of them are sealed but the release and a notice.
import { z } from 'zod';
import { ActorId, RandomId, Slug } from '../../id.js';
import { DateOrMissing, Instant } from '../../value.js';
import { items, participantId, remark } from '../part.js';
import { Fate, Material, moment } from './part.js';

const note = remark.optional();

export const batchCommands = {
  recordBatchStep: z
    .strictObject({
      participantId,
      batchId: RandomId,
      harvestId: RandomId,
      step: Slug,
      happenedAt: moment,
      laboratory: items.optional(),
      place: z.string().min(1).max(100).optional().describe('tank and position'),
      note,
    })
    .describe('a step of manufacture or storage; sealed'),
  releaseProduct: z
    .strictObject({
      participantId,
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: items,
      releasedOn: DateOrMissing,
      outOfSpecification: RandomId.optional().describe('the request by which it is released though a test fails'),
      note,
    })
    .describe(
      'releases a batch whose laboratory values pass every release test (values sealed; to all others it reads "secured")',
    ),
  recordFailedBatch: z
    .strictObject({ participantId, batchId: RandomId, harvestId: RandomId, laboratory: items, note })
    .describe('a batch that failed: sealed, no blinded screen moves'),
  recordOutOfSpecification: z
    .strictObject({
      participantId,
      requestId: RandomId,
      material: Material,
      step: z.enum(['requested', 'evaluated', 'sponsorInformed']),
      on: DateOrMissing,
      acceptable: z.boolean().optional().describe("the manufacturer's conclusion, at the step evaluated"),
      note,
    })
    .describe('a step towards use of what is out of specification: request, evaluation, sponsor told; sealed'),
  recordExcursion: z
    .strictObject({
      participantId,
      excursionId: RandomId,
      material: Material,
      from: Instant,
      until: Instant,
      minimumCelsius: z.number().min(-273).max(100),
      maximumCelsius: z.number().min(-273).max(100),
      decision: z.enum(['usable', 'notUsable', 'pending']),
      note,
    })
    .describe('a temperature outside its limits in the laboratory; sealed'),
  recordLateResult: z
    .strictObject({
      participantId,
      resultId: RandomId,
      material: Material,
      test: Slug,
      passed: z.boolean(),
      resultOn: DateOrMissing,
      note,
    })
    .describe('a result that came after release or infusion, such as a culture; sealed'),
  notifyFinding: z
    .strictObject({ participantId, findingId: RandomId, finding: Slug })
    .describe(
      'tells the site of a finding in material of this participant, by a text of the protocol that is the same for every sequence',
    ),
  recordDisposal: z
    .strictObject({
      participantId,
      disposalId: RandomId,
      material: Material,
      fate: Fate,
      disposedOn: DateOrMissing,
      witnessedBy: ActorId,
      note,
    })
    .describe('what became of material, with a witness; sealed'),
} as const;
