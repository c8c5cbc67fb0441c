// What differs between two versions of a protocol: parts added, removed, moved and changed, matched by their ids.

/** One difference. `path` holds words: "forms", the id of the form, "items", the id of the item, "max". */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly path: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
}

type Plain = Readonly<Record<string, unknown>>;

/** All differences between two values, in the order of the later one. Lists whose members have ids are matched by id. */
export function findDifferences(before: unknown, after: unknown, path: readonly string[] = []): readonly Difference[] {
  if (isSame(before, after)) return [];
  if (before === undefined) return [{ kind: 'added', path, after }];
  if (after === undefined) return [{ kind: 'removed', path, before }];
  if (isIdentified(before) && isIdentified(after)) return betweenLists(before, after, path);
  if (isPlain(before) && isPlain(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => findDifferences(before[key], after[key], [...path, key]));
  }
  return [{ kind: 'changed', path, before, after }];
}

type Identified = readonly (Plain & { readonly id: string })[];

function betweenLists(before: Identified, after: Identified, path: readonly string[]): readonly Difference[] {
  const was = new Map(before.map((part) => [part.id, part]));
  const is = new Map(after.map((part) => [part.id, part]));
  const stayedBefore = before.filter(({ id }) => is.has(id)).map(({ id }) => id);
  const stayedAfter = after.filter(({ id }) => was.has(id)).map(({ id }) => id);
  const moved: readonly Difference[] = isSame(stayedBefore, stayedAfter)
    ? []
    : [{ kind: 'moved', path, before: stayedBefore, after: stayedAfter }];
  return [
    ...after.flatMap((part) => findDifferences(was.get(part.id), part, [...path, part.id])),
    ...before
      .filter(({ id }) => !is.has(id))
      .map((part): Difference => ({ kind: 'removed', path: [...path, part.id], before: part })),
    ...moved,
  ];
}

function isIdentified(value: unknown): value is Identified {
  return Array.isArray(value) && value.every((part) => isPlain(part) && typeof part.id === 'string');
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as data; the order of keys does not count. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((part, i) => isSame(part, b[i]));
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}
