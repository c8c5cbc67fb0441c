// Events of the product that everybody may know: the same for every sequence, and nothing that only the laboratory gives.
import { z } from 'zod';
import { Condition, moment, OpenMaterial, Party, StepOfInfusion } from '../../command/product/part.js';
import { ActorId, RandomId, Slug } from '../../id.js';
import { DateOrMissing, Instant, ItemValue } from '../../value.js';
import { TimeZoneName, ZonedInstant } from '../../zone.js';
import { open, unchanged } from '../definition.js';

const administration = Slug;
const bagCode = z.string();

/** What a person at the bedside, or the rules, found wrong; none where all is right. */
export const BedsideFailure = z.enum([
  'wrong-participant',
  'wrong-bag',
  'label-not-valid',
  'bag-not-released',
  'bag-recalled',
  'material-quarantined',
  'bag-expired',
  'infusion-not-permitted',
]);
export type BedsideFailure = z.infer<typeof BedsideFailure>;

export const openProductEvents = {
  IdentityCodeIssued: open('participant', z.strictObject({ identityCode: z.string() })),
  HarvestRequested: open('participant', z.strictObject({ request: z.int().positive() })),
  HarvestRecorded: open(
    'participant',
    z.strictObject({
      harvestId: RandomId,
      chainOfIdentityCode: z.string(),
      harvestedOn: DateOrMissing,
      volumeMl: z.number().positive(),
      harvestedAt: ZonedInstant.optional(),
      donationCode: z.string().optional(),
    }),
    // Version 2 added when in the day, and the donation code.
    { 1: unchanged },
  ),
  ProductReleased: open('participant', z.strictObject({ releasedOn: DateOrMissing })),
  InfusionScheduled: open(
    'participant',
    z.strictObject({
      administration,
      infusionOn: z.string(),
      collectionAt: Instant.optional(),
      zone: TimeZoneName.optional(),
    }),
  ),
  InfusionPostponed: open('participant', z.strictObject({ administration })),
  BagPrepared: open(
    'participant',
    z.strictObject({
      administration,
      bagCode,
      volumeMl: z.number().positive(),
      expiresAt: Instant.optional(),
      zone: TimeZoneName.optional(),
      donationCode: z.string().optional(),
    }),
    // Version 2 added expiry and donation code as the label shows them.
    { 1: unchanged },
  ),
  BagReleased: open('participant', z.strictObject({ administration, bagCode, labelCode: z.string().optional() })),
  BagRecalled: open('participant', z.strictObject({ administration, bagCode })),
  LabelReplaced: open('participant', z.strictObject({ bagCode, labelCode: z.string() })),
  HandoverRecorded: open(
    'participant',
    z.strictObject({
      handoverId: RandomId,
      material: OpenMaterial,
      from: Party,
      to: Party,
      /** Of a bag that the laboratory hands over: the fixed time of collection, whenever it was ready. */
      happenedAt: ZonedInstant.optional(),
      matched: z.boolean(),
      /** Absent where an unblinded person gave it. */
      condition: Condition.optional(),
    }),
  ),
  MaterialQuarantined: open(
    'participant',
    z.strictObject({
      quarantineId: RandomId,
      material: OpenMaterial,
      cause: z.enum(['identity', 'temperature', 'decision']),
    }),
  ),
  QuarantineResolved: open(
    'participant',
    z.strictObject({ quarantineId: RandomId, decision: z.enum(['usable', 'rejected']) }),
  ),
  GateOverrideRequested: open('participant', z.strictObject({ administration, reason: z.string().min(1) })),
  InfusionPermitted: open(
    'participant',
    z.strictObject({
      administration,
      gate: z
        .strictObject({ rule: z.string(), satisfied: z.boolean(), facts: z.record(z.string(), ItemValue) })
        .optional(),
      override: z.strictObject({ requestedBy: ActorId, confirmedBy: ActorId, reason: z.string() }).optional(),
    }),
  ),
  BedsideChecked: open(
    'participant',
    z.strictObject({
      checkId: RandomId,
      administration,
      identityCode: z.string(),
      bagCode,
      labelCode: z.string().optional(),
      happenedAt: ZonedInstant,
      failures: z.array(BedsideFailure),
    }),
  ),
  InfusionCleared: open('participant', z.strictObject({ administration, bagCode, checks: z.array(RandomId) })),
  InfusionStepRecorded: open(
    'participant',
    z.strictObject({
      stepId: RandomId,
      administration,
      bagCode,
      step: StepOfInfusion,
      happenedAt: ZonedInstant,
      note: z.string().optional(),
    }),
  ),
  InfusionRecorded: open(
    'participant',
    z.strictObject({
      administration,
      bagCode,
      startedAt: moment,
      endedAt: moment.optional(),
      volumeInfusedMl: z.number().min(0),
      interrupted: z.boolean(),
      zone: TimeZoneName.optional(),
      residualVolumeMl: z.number().min(0).optional(),
      checks: z.array(RandomId).optional(),
    }),
    // Version 2 added zone, residual volume and the checks at the bedside.
    { 1: unchanged },
  ),
  MaterialFindingNotified: open('participant', z.strictObject({ findingId: RandomId, finding: Slug })),
} as const;
