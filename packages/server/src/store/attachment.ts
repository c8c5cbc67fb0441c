// What the routes of files ask the database: who may add one, which one is downloaded, which ones are to be destroyed.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { type Pools, readAs } from './pool.js';

interface OfActor {
  readonly trialId: TrialId;
  readonly actorId: string;
}

/** Whether an actor may add files to a participant, at the site where the participant is now. */
export function mayAddAttachment(
  pools: Pools,
  { trialId, actorId, participantId }: OfActor & { readonly participantId: string },
): Promise<boolean> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(
      "select coalesce(api.sees($1, api.site_now($1, $2, null), 'addAttachment'), false) as may",
      [trialId, participantId],
    );
    return rows[0]?.may === true;
  });
}

/** A file as it is downloaded. */
export interface AttachmentToRead {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly storedAs: string;
}

/** A file that an actor may see; undefined where there is none, or none for this actor. */
export function findAttachment(
  pools: Pools,
  { trialId, actorId, attachmentId }: OfActor & { readonly attachmentId: string },
): Promise<AttachmentToRead | undefined> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<{ facts: AttachmentToRead }>(
      'select facts from api.attachment where trial_id = $1 and attachment_id = $2',
      [trialId, attachmentId],
    );
    return rows[0]?.facts;
  });
}

/** The stored names of files whose removal is recorded: their content is destroyed, as often as this is asked. */
export async function listRemovedFiles(writer: pg.Pool, trialId: TrialId): Promise<readonly string[]> {
  const { rows } = await writer.query<{ name: string }>(
    `select convert_from(a.body, 'UTF8')::jsonb->>'storedAs' as name
     from record.event e join record.payload p using (trial_id, stream_id, version)
     join record.event f on f.trial_id = e.trial_id and f.stream_id = e.stream_id and f.type = 'AttachmentAdded'
     join record.payload a on (a.trial_id, a.stream_id, a.version) = (f.trial_id, f.stream_id, f.version)
     where e.trial_id = $1 and e.type = 'AttachmentRemoved' and a.body is not null
       and convert_from(a.body, 'UTF8')::jsonb->>'attachmentId' = convert_from(p.body, 'UTF8')::jsonb->>'attachmentId'`,
    [trialId],
  );
  return rows.map(({ name }) => name);
}
