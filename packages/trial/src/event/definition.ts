// What every type of event is defined by: visibility, stream, schema, upcasters.
import type { z } from 'zod';

export type Visibility = 'open' | 'sealed';

/** The kinds of stream. Sealed events live in streams of their own. */
export type StreamKind = 'trial' | 'participant' | 'stratum' | 'cap' | 'sealedTrial' | 'sealedParticipant';

export interface Definition<S extends z.ZodType> {
  readonly visibility: Visibility;
  readonly stream: StreamKind;
  /** Version that is written today. */
  readonly schemaVersion: number;
  readonly schema: S;
  /** `upcast[v]` turns a payload of version v into one of version v + 1. */
  readonly upcast: Readonly<Record<number, (payload: unknown) => unknown>>;
}

export function open<S extends z.ZodType>(
  stream: StreamKind,
  schema: S,
  upcast: Definition<S>['upcast'] = {},
): Definition<S> {
  return { visibility: 'open', stream, schemaVersion: 1 + Object.keys(upcast).length, schema, upcast };
}

/** For a version that only added keys that may be absent, or values that were not there before. */
export function unchanged(payload: unknown): unknown {
  return payload;
}

export function sealed<S extends z.ZodType>(
  stream: StreamKind,
  schema: S,
  upcast: Definition<S>['upcast'] = {},
): Definition<S> {
  return { visibility: 'sealed', stream, schemaVersion: 1 + Object.keys(upcast).length, schema, upcast };
}
