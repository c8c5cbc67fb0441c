// Events of a participant's product.
import { z } from 'zod';
import { ActorId, RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant, ItemValue } from '../value.js';
import { open, sealed } from './definition.js';
import { CriterionResult } from './part.js';

export const productEvents = {
  HarvestRecorded: open(
    'participant',
    z.strictObject({
      harvestId: RandomId,
      chainOfIdentityCode: z.string(),
      harvestedOn: DateOrMissing,
      volumeMl: z.number().positive(),
    }),
  ),
  ProductReleased: open('participant', z.strictObject({ releasedOn: DateOrMissing })),
  BagPrepared: open(
    'participant',
    z.strictObject({ administration: Slug, bagCode: z.string(), volumeMl: z.number().positive() }),
  ),
  GateOverrideRequested: open('participant', z.strictObject({ administration: Slug, reason: z.string().min(1) })),
  InfusionPermitted: open(
    'participant',
    z.strictObject({
      administration: Slug,
      gate: z
        .strictObject({ rule: z.string(), satisfied: z.boolean(), facts: z.record(z.string(), ItemValue) })
        .optional(),
      override: z.strictObject({ requestedBy: ActorId, confirmedBy: ActorId, reason: z.string() }).optional(),
    }),
  ),
  InfusionRecorded: open(
    'participant',
    z.strictObject({
      administration: Slug,
      bagCode: z.string(),
      startedAt: z.union([Instant, DateOrMissing]),
      endedAt: z.union([Instant, DateOrMissing]).optional(),
      volumeInfusedMl: z.number().min(0),
      interrupted: z.boolean(),
    }),
  ),
  BatchReleased: sealed(
    'sealedParticipant',
    z.strictObject({
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: z.record(Slug, ItemValue),
      tests: z.array(CriterionResult),
      note: z.string().optional(),
    }),
  ),
  BatchFailed: sealed(
    'sealedParticipant',
    z.strictObject({
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: z.record(Slug, ItemValue),
      tests: z.array(CriterionResult),
      note: z.string().optional(),
    }),
  ),
  BagFilled: sealed(
    'sealedParticipant',
    z.strictObject({
      administration: Slug,
      bagCode: z.string(),
      treatment: Slug,
      preparedAt: z.union([Instant, DateOrMissing]),
      laboratory: z.record(Slug, ItemValue),
      note: z.string().optional(),
    }),
  ),
} as const;
