// Caps: how many participants the trial, a site or a stratum takes.
import type { Protocol } from '../protocol/schema.js';

/** A cap that a participant falls under: its key, and the most participants that it allows. */
export interface Cap {
  readonly key: string;
  readonly limit: number;
}

/** The caps for a participant of a site and a stratum, that of the trial first. */
export function capsOf({ randomisation }: Protocol, siteId: string, stratum: string): readonly Cap[] {
  const { trial, site, stratum: strata } = randomisation.caps ?? {};
  const caps = [
    { key: 'trial', limit: trial },
    { key: `site=${siteId}`, limit: limitOf(site, siteId) },
    { key: `stratum=${stratum}`, limit: limitOf(strata, stratum) },
  ];
  return caps.flatMap(({ key, limit }) => (limit === undefined ? [] : [{ key, limit }]));
}

function limitOf(limits: number | Readonly<Record<string, number>> | undefined, key: string): number | undefined {
  if (typeof limits !== 'object') return limits;
  return Object.hasOwn(limits, key) ? limits[key] : undefined;
}
