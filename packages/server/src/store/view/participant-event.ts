// The events of a participant that a right shows, as the views of their course read them.
import { z } from 'zod';
import type { Asked } from './contract.js';

const text = z.string();
/** Views of one participant are asked for it by its id. */
export const params = z.object({ participantId: z.uuid().describe('of this participant') });
/** What every row of an event tells. */
export const common = {
  participant_id: text,
  site_id: text,
  version: z.int().describe('of the participant: in this order they were recorded'),
  actor_id: text.describe('who recorded it'),
  recorded_at: z.date(),
};

/** An event as the record tells it to who may see it. */
export interface EventRow {
  readonly participant_id: string;
  readonly site_id: string;
  readonly version: number;
  readonly type: string;
  readonly actor_id: string;
  readonly recorded_at: Date;
  readonly reason: string | null;
  readonly protocol_version: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The events of a participant that a right shows. */
export const eventsBy =
  (right: string, types: readonly string[] = []) =>
  ({ trialId }: Asked, { participantId }: z.output<typeof params>) => ({
    text: `select participant_id, site_id, version, type, actor_id, recorded_at, reason, protocol_version, payload
           from api.participant_event($1, $2, $3) where $4::text[] = '{}' or type = any ($4) order by version`,
    values: [trialId, participantId, right, types],
  });

/** The rows of a query as events. */
export const eventsOf = (rows: readonly Readonly<Record<string, unknown>>[]) => rows as unknown as readonly EventRow[];

/** Those of them that every row tells. */
export const commonOf = ({ participant_id, site_id, version, actor_id, recorded_at }: EventRow) => ({
  participant_id,
  site_id,
  version,
  actor_id,
  recorded_at,
});

/** A date as it was given; null where it is said to be missing. */
export function dayOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
