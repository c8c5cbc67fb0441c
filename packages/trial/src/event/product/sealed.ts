// Events of the product that only unblinded people may read.
import { z } from 'zod';
import { Condition, Fate, Material, moment, OpenMaterial } from '../../command/product/part.js';
import { ActorId, RandomId, Slug } from '../../id.js';
import { DateOrMissing, Instant } from '../../value.js';
import { ZonedInstant } from '../../zone.js';
import { sealed, unchanged } from '../definition.js';
import { CriterionResult, items } from '../part.js';

const note = z.string().optional();
const tests = z.array(CriterionResult);
const batch = { batchId: RandomId, harvestId: RandomId, laboratory: items, tests, note };

/** Viable cells for each kilogram, by the named weighing. */
export const Dose = z.strictObject({
  value: z.number(),
  unit: z.string(),
  weightKg: z.number().positive(),
  weighedOn: z.string().optional(),
  isWithinLimits: z.boolean(),
});
export type Dose = z.infer<typeof Dose>;

export const sealedProductEvents = {
  BatchStepRecorded: sealed(
    'sealedParticipant',
    z.strictObject({
      batchId: RandomId,
      harvestId: RandomId,
      step: Slug,
      happenedAt: moment,
      laboratory: items,
      place: z.string().optional(),
      note,
    }),
  ),
  BatchReleased: sealed(
    'sealedParticipant',
    z.strictObject({ ...batch, outOfSpecification: RandomId.optional() }),
    // Version 2 added the release of what is out of specification.
    { 1: unchanged },
  ),
  BatchFailed: sealed('sealedParticipant', z.strictObject(batch)),
  OutOfSpecificationRecorded: sealed(
    'sealedParticipant',
    z.strictObject({
      requestId: RandomId,
      material: Material,
      step: z.enum(['requested', 'evaluated', 'sponsorInformed']),
      on: DateOrMissing,
      acceptable: z.boolean().optional(),
      note,
    }),
  ),
  ExcursionRecorded: sealed(
    'sealedParticipant',
    z.strictObject({
      excursionId: RandomId,
      material: Material,
      from: Instant,
      until: Instant,
      minimumCelsius: z.number(),
      maximumCelsius: z.number(),
      decision: z.enum(['usable', 'notUsable', 'pending']),
      note,
    }),
  ),
  BagFilled: sealed(
    'sealedParticipant',
    z.strictObject({
      administration: Slug,
      bagCode: z.string(),
      treatment: Slug,
      preparedAt: moment,
      laboratory: items,
      note,
      batchId: RandomId.optional(),
    }),
    // Version 2 added the batch.
    { 1: unchanged },
  ),
  BagTested: sealed(
    'sealedParticipant',
    z.strictObject({
      bagCode: z.string(),
      laboratory: items,
      tests,
      dose: Dose.optional(),
      outOfSpecification: RandomId.optional(),
      note,
    }),
  ),
  LabelPrinted: sealed(
    'sealedParticipant',
    z.strictObject({ bagCode: z.string(), labelCode: z.string(), voids: z.string().optional(), reason: note }),
  ),
  LabelFateRecorded: sealed(
    'sealedParticipant',
    z.strictObject({
      labelCode: z.string(),
      fate: z.enum(['attached', 'destroyed', 'lost']),
      happenedAt: moment,
      note,
    }),
  ),
  HandoverSealed: sealed(
    'sealedParticipant',
    z.strictObject({
      handoverId: RandomId,
      material: OpenMaterial,
      happenedAt: ZonedInstant,
      identityCode: z.string(),
      secondIdentifier: z.string(),
      condition: Condition,
    }),
  ),
  ProductReasonSealed: sealed(
    'sealedParticipant',
    z.strictObject({
      about: z.enum(['harvestRequest', 'postponement', 'recall', 'quarantine', 'quarantineEnd']),
      reference: z.string(),
      reason: z.string(),
    }),
  ),
  LateResultRecorded: sealed(
    'sealedParticipant',
    z.strictObject({
      resultId: RandomId,
      material: Material,
      test: Slug,
      passed: z.boolean(),
      resultOn: DateOrMissing,
      note,
    }),
  ),
  MaterialDisposed: sealed(
    'sealedParticipant',
    z.strictObject({
      disposalId: RandomId,
      material: Material,
      fate: Fate,
      disposedOn: DateOrMissing,
      witnessedBy: ActorId,
      note,
    }),
    // Version 2 added that a bag was given to another participant.
    { 1: unchanged },
  ),
} as const;
