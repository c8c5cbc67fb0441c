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

/** What a person added within the 24 hours before `now`, removed files too; and whether a command is among it. */
export async function readFilesAdded(
  writer: pg.Pool,
  { actorId, commandId, now }: { readonly actorId: string; readonly commandId: string; readonly now?: string },
): Promise<{ readonly files: number; readonly bytes: number; readonly isRepeated: boolean }> {
  const { rows } = await writer.query<{ files: number; bytes: string; is_repeated: boolean }>(
    `select count(*)::int as files, coalesce(bool_or(e.command_id = $2), false) as is_repeated,
       coalesce(sum((convert_from(p.body, 'UTF8')::jsonb->>'sizeBytes')::bigint), 0) as bytes
     from record.command c join record.event e on e.command_id = c.command_id and e.trial_id = c.trial_id
       left join record.payload p on (p.trial_id, p.stream_id, p.version) = (e.trial_id, e.stream_id, e.version)
     where c.actor_id = $1 and c.name = 'addAttachment' and e.type = 'AttachmentAdded'
       and e.recorded_at > coalesce($3::timestamptz, now()) - interval '24 hours'`,
    [actorId, commandId, now ?? null],
  );
  const found = rows[0];
  return { files: found?.files ?? 0, bytes: Number(found?.bytes ?? 0), isRepeated: found?.is_repeated === true };
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
  const files = await listFiles(writer, trialId);
  return files.filter(({ isRemoved }) => isRemoved).map(({ storedAs }) => storedAs);
}

/** The stored names of all files of the installation that are to be kept. */
export async function listKeptFiles(client: pg.Pool | pg.ClientBase): Promise<readonly string[]> {
  const files = await listFiles(client, null);
  return files.filter(({ isRemoved }) => !isRemoved).map(({ storedAs }) => storedAs);
}

/** Every file that the record names; `trialId` null: of all trials. Files of an erased payload are no longer named. */
async function listFiles(
  client: pg.Pool | pg.ClientBase,
  trialId: TrialId | null,
): Promise<readonly { readonly storedAs: string; readonly isRemoved: boolean }[]> {
  const { rows } = await client.query<{ stored_as: string; is_removed: boolean }>(
    `with told as (
       select e.trial_id, e.stream_id, e.type, convert_from(p.body, 'UTF8')::jsonb as facts
       from record.event e join record.payload p using (trial_id, stream_id, version)
       where ($1::uuid is null or e.trial_id = $1) and e.type in ('AttachmentAdded', 'AttachmentRemoved') and p.body is not null)
     select a.facts->>'storedAs' as stored_as, exists (
       select 1 from told r where (r.trial_id, r.stream_id, r.type) = (a.trial_id, a.stream_id, 'AttachmentRemoved')
         and r.facts->>'attachmentId' = a.facts->>'attachmentId') as is_removed
     from told a where a.type = 'AttachmentAdded' order by 1`,
    [trialId],
  );
  return rows.map((row) => ({ storedAs: row.stored_as, isRemoved: row.is_removed }));
}
