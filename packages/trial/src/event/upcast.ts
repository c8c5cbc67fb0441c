// Reading old payloads: pure upcasters lead from the version that was written to today's schema.
import type { z } from 'zod';
import { catalogue, type EventType, type TrialEvent } from './catalogue.js';

/** The part of a catalogue's definition that reading needs. */
export interface Upcastable {
  readonly schemaVersion: number;
  readonly schema: z.ZodType;
  readonly upcast: Readonly<Record<number, (payload: unknown) => unknown>>;
}

/**
 * An event as it reads today: its payload taken through the upcasters of its type and parsed. Throws where the version
 * is not one that this software knows, or where the payload does not fit; both mean a record that must not be read on.
 */
export function upcast(type: EventType, schemaVersion: number, payload: unknown): TrialEvent {
  if (!Object.hasOwn(catalogue, type)) throw new Error(`"${type}" is no type of event that this software knows`);
  return { type, payload: upcastWith(catalogue[type], { type, schemaVersion, payload }) } as TrialEvent;
}

/** The payload of today's version by one definition. */
export function upcastWith(
  definition: Upcastable,
  written: { readonly type: string; readonly schemaVersion: number; readonly payload: unknown },
): unknown {
  const { type, schemaVersion } = written;
  const known = Number.isInteger(schemaVersion) && schemaVersion >= 1 && schemaVersion <= definition.schemaVersion;
  if (!known) {
    const newest = definition.schemaVersion;
    throw new Error(`${type} of version ${schemaVersion} is unknown here (1 to ${newest} are); use newer software`);
  }
  let payload = written.payload;
  for (let version = schemaVersion; version < definition.schemaVersion; version++) {
    const next = definition.upcast[version];
    if (next === undefined) throw new Error(`${type} has no upcaster from version ${version}`);
    payload = next(payload);
  }
  const parsed = definition.schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || '(whole)').join(', ');
  // The values stay out of the message: a payload may hold an allocation.
  throw new Error(`a payload of ${type}, version ${schemaVersion}, does not fit its schema at: ${places}`);
}
