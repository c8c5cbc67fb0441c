// Parts that commands and events of the product share.
import { z } from 'zod';
import { RandomId } from '../../id.js';
import { DateOrMissing, Instant } from '../../value.js';
import { bagCode } from '../part.js';

/** When something happened: an instant, or a date that may be partial or missing. */
export const moment = z.union([Instant, DateOrMissing]);
/** What a code reader gave: compared with what it should be, never refused for what it is. */
export const scanned = z.string().min(1).max(64);
export const labelCode = z.string().min(1).max(32);

/** Material that blinded people may know of. */
export const OpenMaterial = z.union([z.strictObject({ harvestId: RandomId }), z.strictObject({ bagCode })]);
export type OpenMaterial = z.infer<typeof OpenMaterial>;

/** All material: batches too, of which blinded people learn nothing. */
export const Material = z.union([OpenMaterial, z.strictObject({ batchId: RandomId })]);
export type Material = z.infer<typeof Material>;

/** What became of material; a bag that another participant was given is nobody's stock any more. */
export const Fate = z.enum(['destroyed', 'returned', 'retained', 'research', 'givenToAnother']);

/** Who gave or took: a place of the chain, and the person by id or by the code on the badge (a courier has no account). */
export const Party = z.strictObject({
  at: z.enum(['site', 'courier', 'laboratory', 'bedside']),
  person: z.union([z.strictObject({ actorId: RandomId }), z.strictObject({ badge: z.string().min(1).max(32) })]),
});
export type Party = z.infer<typeof Party>;

export const Condition = z.strictObject({
  outcome: z.enum(['ok', 'excursion']),
  minimumCelsius: z.number().min(-273).max(100).optional(),
  maximumCelsius: z.number().min(-273).max(100).optional(),
  note: z.string().max(1000, 'at most 1000 characters').optional(),
});
export type Condition = z.infer<typeof Condition>;

export const StepOfInfusion = z.enum(['started', 'interrupted', 'resumed', 'ended']);
