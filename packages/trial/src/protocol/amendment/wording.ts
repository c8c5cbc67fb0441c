// A difference between two versions of a protocol in words.
import type { Difference } from './difference.js';

/** Lists of the protocol whose singular is not the plural without its "s". */
const singulars: Readonly<Record<string, string>> = {
  criteria: 'criterion',
  analyses: 'analysis',
  eligibility: 'eligibility',
  severity: 'severity',
  strata: 'stratum',
  laboratory: 'laboratory value',
};

/** One line: where, and what was added, removed, moved, or changed from what to what. */
export function wordDifference({ kind, path, before, after }: Difference): string {
  const where = wordPath(path);
  switch (kind) {
    case 'added':
      return `${where}: added${contentOf(after)}`;
    case 'removed':
      return `${where}: removed${contentOf(before)}`;
    case 'moved':
      return `${where}: in another order: ${show(after)} (was ${show(before)})`;
    case 'changed':
      return `${where}: ${show(before)} → ${show(after)}`;
  }
}

/** The path in words: ["forms", "pain", "items", "score", "max"] is "form pain, item score, max". */
export function wordPath(path: readonly string[]): string {
  const words: string[] = [];
  for (let i = 0; i < path.length; i += 1) {
    const part = path[i]!;
    const next = path[i + 1];
    const noun = singularOf(part);
    if (noun !== undefined && next !== undefined) {
      words.push(`${noun} ${next}`);
      i += 1;
    } else {
      words.push(spaced(part));
    }
  }
  return words.join(', ');
}

function singularOf(list: string): string | undefined {
  if (Object.hasOwn(singulars, list))
    return list === 'eligibility' || list === 'severity' ? undefined : singulars[list];
  return /[^s]s$/.test(list) && list !== 'windowDays' && list !== 'offsetDays' ? spaced(list.slice(0, -1)) : undefined;
}

function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** What a whole part says of itself: its name, or the value where it is none. */
function contentOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return ` (${show(part)})`;
  if (!('name' in part)) return Array.isArray(part) ? ` (${show(part)})` : '';
  return ` (${show(part.name)})`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${show(member)}`)
      .join(', ')} }`;
  }
  return String(value);
}
