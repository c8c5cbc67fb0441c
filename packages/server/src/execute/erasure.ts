// What an erasure needs to know before it, and does beside its event.
import type { Command, CommandBody, Context, EventType, StreamId, TrialId } from '@equipoise/trial';
import type pg from 'pg';
import type { Append } from '../store/append.js';
import { rebuildStream } from '../store/rebuild.js';
import { streamIdOf } from '../store/stream.js';

/** The type of the event whose payload is to be erased. */
export async function findErasedType(
  pool: pg.Pool,
  trialId: TrialId,
  { streamId, version }: CommandBody<'erasePayload'>,
): Promise<Pick<Context, 'erasedType'>> {
  const { rows } = await pool.query<{ type: EventType }>(
    'select type from record.event where trial_id = $1 and stream_id = $2 and version = $3',
    [trialId, streamId, version],
  );
  return rows[0] ? { erasedType: rows[0].type } : {};
}

/** Erasure takes the payload away in the transaction that records it. */
export function erasureAfter(
  command: Command,
  trialId: TrialId,
  heads: ReadonlyMap<StreamId, number>,
): Pick<Append, 'afterwards'> {
  if (command.name !== 'erasePayload') return {};
  const { streamId, version } = command.body;
  const tombstone = streamIdOf(trialId, { kind: 'trial' });
  return {
    afterwards: async (client) => {
      await client.query('select record.erase_payload($1, $2, $3, $4, $5)', [
        trialId,
        streamId,
        version,
        tombstone,
        (heads.get(tombstone) ?? 0) + 1,
      ]);
      await rebuildStream(client, trialId, streamId as StreamId);
    },
  };
}
