// The history of one chain: what everybody may know and what is sealed, put into one order.
import type { RowOf } from '../../api/view.js';

export interface HistoryEntry {
  readonly key: string;
  readonly type: string;
  readonly at: string | null;
  readonly actorId: string;
  readonly facts: readonly (readonly [string, string])[];
}

const inner = new Set(['participantId', 'harvestId', 'batchId', 'handoverId', 'checkId', 'stepId', 'quarantineId']);

/** What an event says beside its ids, one line for each fact; nested facts by their last name. */
export function factLines(facts: unknown): readonly (readonly [string, string])[] {
  if (typeof facts !== 'object' || facts === null) return [];
  return Object.entries(facts).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (inner.has(name) || value === null || value === undefined) return [];
    if (Array.isArray(value)) {
      if (value.every((one) => typeof one !== 'object')) return value.length === 0 ? [] : [[name, value.join(', ')]];
      return value.flatMap((one) => {
        const { rule, satisfied } = one as { rule?: string; satisfied?: boolean };
        return rule === undefined ? factLines(one) : [[rule, satisfied ? '✓' : '✗'] as const];
      });
    }
    if (typeof value === 'object') return factLines(value);
    return [[name, typeof value === 'boolean' ? (value ? '✓' : '✗') : String(value)]];
  });
}

/** The latest first. What is known openly has the moment in which it happened; what is sealed, that of its record. */
export function historyOf(
  chain: readonly RowOf<'chainOfIdentity'>[],
  sealed: readonly RowOf<'chainOfIdentityFull'>[],
): readonly HistoryEntry[] {
  const open = chain.map(
    (entry): HistoryEntry => ({
      key: `open ${entry.version}`,
      type: entry.type,
      at: entry.happened_at,
      actorId: entry.actor_id,
      facts: factLines(entry.facts),
    }),
  );
  const closed = sealed.map(
    (entry, place): HistoryEntry => ({
      key: `sealed ${place}`,
      type: entry.type,
      at: entry.recorded_at,
      actorId: entry.actor_id,
      facts: factLines(entry.facts),
    }),
  );
  // What has no moment of its own stays behind what came before it.
  let last = '';
  const timed = open.map((entry) => {
    last = entry.at ?? last;
    return { ...entry, order: last };
  });
  return [...timed, ...closed.map((entry) => ({ ...entry, order: entry.at ?? '' }))]
    .sort((one, other) => other.order.localeCompare(one.order))
    .map(({ order: _, ...entry }) => entry);
}
