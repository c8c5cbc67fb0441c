// What a protocol marks as assumed: every place where no source says what the file states.
import type { Protocol } from '@equipoise/trial';
import { labelOf } from '../text.js';

export interface Assumption {
  /** Where it stands: ids rather than positions, "analyses.primary". */
  readonly path: string;
  readonly what: string;
  readonly source?: string;
}

const provenanceKeys = new Set(['assumed', 'source', 'id', 'name']);

/** All statements with `assumed: true`, in the order of the protocol. */
export function listAssumptions(protocol: Protocol): readonly Assumption[] {
  return walk(protocol, []);
}

function walk(value: unknown, path: readonly string[]): readonly Assumption[] {
  if (Array.isArray(value))
    return value.flatMap((each, index) => walk(each, [...path, idOf(each) ?? String(index + 1)]));
  if (!isRecord(value)) return [];
  const own: readonly Assumption[] =
    value.assumed === true
      ? [
          {
            path: path.join('.'),
            what: wordsOf(value),
            ...(typeof value.source === 'string' ? { source: value.source } : {}),
          },
        ]
      : [];
  return [...own, ...Object.entries(value).flatMap(([key, each]) => walk(each, [...path, key]))];
}

/** The name, and the plain values beside it. */
function wordsOf(statement: Readonly<Record<string, unknown>>): string {
  const name = isText(statement.name) ? labelOf(statement.name, '') : '';
  const details = Object.entries(statement)
    .filter(([key]) => !provenanceKeys.has(key))
    .flatMap(([key, value]) => {
      const text = plainText(value);
      return text === undefined ? [] : [`${key} ${text}`];
    });
  return [name, details.join('; ')].filter((each) => each !== '').join(': ');
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string' || typeof each === 'number'))
    return value.join(', ');
  return undefined;
}

function idOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value.id === 'string' ? value.id : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string | Record<string, string> {
  return (
    typeof value === 'string' || (isRecord(value) && Object.values(value).every((each) => typeof each === 'string'))
  );
}
