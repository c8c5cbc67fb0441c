// Where the answer waits that a third party collects: found by the digest of its code, in whatever trial it is.
import type { ParticipantId, TrialId } from '@equipoise/trial';
import type pg from 'pg';

/** Whose code break a collection code is of; undefined where no code break gave out such a code. */
export async function findCollection(
  pool: pg.Pool,
  codeDigest: string,
): Promise<
  { readonly trialId: TrialId; readonly participantId: ParticipantId; readonly siteId: string | undefined } | undefined
> {
  // The stream of a participant bears the participant's id.
  const { rows } = await pool.query<{ trial_id: TrialId; stream_id: ParticipantId; site_id: string | null }>(
    `select e.trial_id, e.stream_id, e.site_id from record.event e join record.payload p using (trial_id, stream_id, version)
     where e.type = 'CodeBroken' and convert_from(p.body, 'UTF8')::jsonb #>> '{answer,codeDigest}' = $1 limit 1`,
    [codeDigest],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return { trialId: row.trial_id, participantId: row.stream_id, siteId: row.site_id ?? undefined };
}
