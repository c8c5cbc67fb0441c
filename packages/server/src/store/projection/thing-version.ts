// The row that an event of a participant's stream writes where it changes a form or an adverse event.
import { type ParticipantState, thingChangedBy } from '@equipoise/trial';
import type { Located, Row, Rows } from '../project.js';

/** @param key the columns that every row of this participant bears */
export function thingVersionRows({ event }: Located, key: Row, { changes }: ParticipantState): Rows {
  const thing = event === undefined ? undefined : thingChangedBy(event);
  const change = thing === undefined ? undefined : changes[thing];
  if (change === undefined) return {};
  const { version, by, at } = change;
  return { thing_version: [{ ...key, thing, version, changed_by: by, changed_at: at }] };
}
