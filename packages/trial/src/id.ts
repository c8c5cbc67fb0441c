// Branded identifiers. Ids that blinded people can see are random (UUIDv4), never ordered by time.
import { z } from 'zod';

/** Of version 4 and in one spelling: the id of nothing that people name is ever that of a derived stream (version 8). */
export const RandomId = z.uuidv4().toLowerCase();

export const TrialId = z.uuid().brand<'TrialId'>();
export type TrialId = z.infer<typeof TrialId>;

export const StreamId = z.uuid().toLowerCase().brand<'StreamId'>();
export type StreamId = z.infer<typeof StreamId>;

export const ParticipantId = RandomId.brand<'ParticipantId'>();
export type ParticipantId = z.infer<typeof ParticipantId>;

/** Pseudonymous: the record never holds the name of the person who acted. */
export const ActorId = RandomId.brand<'ActorId'>();
export type ActorId = z.infer<typeof ActorId>;

export const CommandId = RandomId.brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;

/** A name that the protocol gives to one of its parts (a site, a visit, an item …). */
export const Slug = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'a letter, then letters, digits, "_" or "-", at most 64 characters')
  // States are plain objects with these names as keys.
  .refine((name) => !(name in Object.prototype), 'a name that JavaScript objects do not have of their own');
export type Slug = z.infer<typeof Slug>;
