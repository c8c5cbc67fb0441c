// Where a protocol has texts for people: read from the schema itself, so that no list of keys can lag behind it.
import type { z } from 'zod';
import type { Path } from './finding.js';
import { Text } from './schema/text.js';
import { Protocol } from './schema.js';

/** What of a part of the document is a text, by the keys that lead there. */
interface Place {
  isText: boolean;
  readonly keys: Map<string, Place>;
  /** Of a list: its entries. */
  entry?: Place;
  /** Of a map whose keys are free: its values. */
  value?: Place;
}

/** The parts of a definition of zod that lead further down. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly items?: readonly z.core.$ZodType[];
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly in?: z.core.$ZodType;
}

let whole: Place | undefined;

function wholePlace(): Place {
  if (whole !== undefined) return whole;
  whole = newPlace();
  learn(whole, Protocol);
  // A translation is no text of its own.
  whole.keys.delete('translations');
  return whole;
}

function newPlace(): Place {
  return { isText: false, keys: new Map() };
}

/** Adds what the schema says to a place; the variants of a union share one. */
function learn(place: Place, schema: z.core.$ZodType): void {
  // A description makes a new schema of the same definition.
  if (schema._zod.def === Text._zod.def) {
    place.isText = true;
    return;
  }
  const { shape, element, items, valueType, innerType, options, in: input } = schema._zod.def as unknown as Definition;
  for (const [key, part] of Object.entries(shape ?? {})) {
    const below = place.keys.get(key) ?? newPlace();
    place.keys.set(key, below);
    learn(below, part);
  }
  for (const part of [element, ...(items ?? [])]) {
    if (part === undefined) continue;
    place.entry ??= newPlace();
    learn(place.entry, part);
  }
  if (valueType !== undefined) {
    place.value ??= newPlace();
    learn(place.value, valueType);
  }
  for (const part of [innerType, input, ...(options ?? [])]) if (part !== undefined) learn(place, part);
}

/**
 * A copy of the document in which every text is what `change` makes of it; parts without a changed text are the same
 * objects as before.
 */
export function mapTexts<T>(root: T, change: (text: unknown, path: Path) => unknown): T {
  return mapped(root, wholePlace(), { change, path: [] }) as T;
}

/** Every text of the document with its path: a string, a map by language, or whatever stands in its place. */
export function listTexts(root: unknown): readonly { readonly text: unknown; readonly path: Path }[] {
  const found: { readonly text: unknown; readonly path: Path }[] = [];
  mapTexts(root, (text, path) => {
    found.push({ text, path });
    return text;
  });
  return found;
}

interface Walk {
  readonly change: (text: unknown, path: Path) => unknown;
  readonly path: Path;
}

function mapped(value: unknown, place: Place, { change, path }: Walk): unknown {
  if (place.isText) return change(value, path);
  if (Array.isArray(value)) {
    const { entry } = place;
    if (entry === undefined) return value;
    const entries = value.map((one, index) => mapped(one, entry, { change, path: [...path, index] }));
    return entries.some((one, index) => one !== value[index]) ? entries : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const changed = Object.entries(value).flatMap(([key, part]) => {
    const below = place.keys.get(key) ?? place.value;
    const next = below === undefined ? part : mapped(part, below, { change, path: [...path, key] });
    return next === part ? [] : [[key, next] as const];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}
