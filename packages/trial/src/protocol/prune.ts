// Leaves out the faulty parts of a document, so that the rest can still be checked and all problems are told at once.
import type { z } from 'zod';
import type { Path } from './finding.js';
import { Protocol } from './schema.js';
import { textPath, valueAt } from './schema-finding.js';

/** A protocol of which any part of the first level may have been left out. */
const PartialProtocol = Protocol.partial();
export type PartialProtocol = z.infer<typeof PartialProtocol>;

export interface Pruned {
  readonly protocol: PartialProtocol;
  /** The path in the document as it was written, of a path in `protocol`. */
  readonly originalPath: (path: Path) => Path;
}

type Container = Record<string | number, unknown>;

/** Removes the smallest parts that the schema does not accept, until it accepts what is left. */
export function pruneProtocol(raw: unknown): Pruned {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { protocol: {}, originalPath: (path) => path };
  const value = copyOf(raw);
  const kept = new WeakMap<object, number[]>();
  for (;;) {
    const result = PartialProtocol.safeParse(value);
    if (result.success) {
      return { protocol: result.data, originalPath: (path) => restore(path, value, kept) };
    }
    const paths = new Map(
      result.error.issues.flatMap((issue) => removals(issue, value)).map((path) => [JSON.stringify(path), path]),
    );
    for (const path of [...paths.values()].sort(laterFirst)) remove(value, path, kept);
  }
}

function removals(issue: z.core.$ZodIssue, root: unknown): readonly Path[] {
  const path = textPath(issue);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  let shortest: Path = path;
  while (shortest.length > 1 && valueAt(root, shortest) === undefined) shortest = shortest.slice(0, -1);
  return [shortest];
}

/** Later entries of a list go first, so that the indexes of the others stay. */
function laterFirst(a: Path, b: Path): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth += 1) {
    const [left, right] = [a[depth], b[depth]];
    if (left === right) continue;
    return typeof left === 'number' && typeof right === 'number' ? right - left : 0;
  }
  return b.length - a.length;
}

function remove(root: unknown, path: Path, kept: WeakMap<object, number[]>): void {
  const key = path.at(-1);
  const parent = valueAt(root, path.slice(0, -1));
  if (key === undefined || typeof parent !== 'object' || parent === null) return;
  if (!Array.isArray(parent)) {
    delete (parent as Container)[key];
    return;
  }
  const indexes = kept.get(parent) ?? parent.map((_, index) => index);
  indexes.splice(Number(key), 1);
  parent.splice(Number(key), 1);
  kept.set(parent, indexes);
}

function restore(path: Path, root: unknown, kept: WeakMap<object, number[]>): Path {
  let value: unknown = root;
  return path.map((part) => {
    const indexes = typeof value === 'object' && value !== null ? kept.get(value) : undefined;
    value = typeof value === 'object' && value !== null ? (value as Container)[part] : undefined;
    return indexes && typeof part === 'number' ? (indexes[part] ?? part) : part;
  });
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]));
}
