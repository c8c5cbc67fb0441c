// The period of a role in instants, from the days or instants that a person gives. Days are those of UTC.
import { addDays } from '../calendar-day.js';
import type { CommandBody } from '../command/catalogue.js';
import type { Grant } from '../evolve/access-state.js';

/** From the first instant at which a role counts to the first at which it no longer does. */
export interface Period {
  readonly from: string;
  readonly until?: string;
  /** Whether a grant has this period already: one that begins now is the same as one that began before. */
  readonly isSame: (grant: Pick<Grant, 'from' | 'until'>) => boolean;
}

/** The period that a grant asks for; it begins no earlier than now, since nobody had a right before it was granted. */
export function periodOf({ from, until }: Pick<CommandBody<'grantRole'>, 'from' | 'until'>, now: string): Period {
  const asked = from === undefined ? now : instantOf(from);
  const begins = asked < now ? now : asked;
  const ends = until === undefined ? undefined : instantOf(until.length > 10 ? until : addDays(until, 1));
  return {
    from: begins,
    ...(ends === undefined ? {} : { until: ends }),
    isSame: (grant) => grant.until === ends && (grant.from === begins || (begins === now && (grant.from ?? '') <= now)),
  };
}

function instantOf(dayOrInstant: string): string {
  return dayOrInstant.length > 10 ? dayOrInstant : `${dayOrInstant}T00:00:00.000Z`;
}
