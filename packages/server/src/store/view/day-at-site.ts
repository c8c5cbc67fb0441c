// Which day it is at each site: whether a visit is overdue is asked where it takes place.
import type { Protocol } from '@equipoise/trial';

/** The day (YYYY-MM-DD) of an instant by site, as JSON; under "" that of a site whose time zone is not known, in UTC. */
export function dayAtSites(protocol: Protocol, now: string): string {
  const instant = new Date(now);
  const days = protocol.sites.flatMap(({ id, timeZone }) =>
    timeZone === undefined ? [] : [[id, dayIn(timeZone, instant)]],
  );
  return JSON.stringify({ ...Object.fromEntries(days), '': now.slice(0, 10) });
}

function dayIn(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    instant,
  );
}
