// When administrations are planned, in days from randomisation.
import type { Protocol } from './schema.js';

/** Days from randomisation to the planned day of an anchor; undefined for "screening" and for what leads nowhere. */
export function plannedDayOfAnchor(protocol: Protocol, anchor: string): number | undefined {
  let day = 0;
  let current = anchor;
  const seen = new Set<string>();
  while (current !== 'randomisation') {
    const administration = protocol.administrations.find((candidate) => candidate.id === current);
    if (administration === undefined || seen.has(current)) return undefined;
    seen.add(current);
    day += administration.anchor.offsetDays;
    current = administration.anchor.from;
  }
  return day;
}
