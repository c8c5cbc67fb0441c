// What differs between two states of an adverse event: only that is sent.
import type { EventFacts } from './case.js';

/** The keys whose value is another; what the server sets itself is never among them. */
export function changesOf(before: EventFacts, after: EventFacts): Partial<EventFacts> {
  const { heldAt: _, adverseEventId: __, ...facts } = after as EventFacts & { readonly adverseEventId?: string };
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([key, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(before[key as keyof EventFacts]),
    ),
  );
}
