// Who of a trial is not ready for the lock, from the read rows; and the differences from the source found at a site.
import type { Protocol, TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { type ReadinessRow, readinessOf } from './view/review-shape.js';

/** How many participants a refusal names. */
const mostExamples = 20;

/** The participants who do not meet what the protocol demands. Where the trial is held alone, nobody changes that meanwhile. */
export async function listBlocked(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  protocol: Protocol,
): Promise<{ readonly participants: number; readonly examples: readonly string[] }> {
  const { rows } = await client.query<ReadinessRow & { screening_number: string }>(
    `select r.participant_id, r.site_id, r.locked, r.blocks, r.unverified, r.queries_open, p.screening_number,
       sum(r.findings) over (partition by r.site_id)::int as findings
     from read.participant_review r join read.participant p using (trial_id, participant_id)
     where r.trial_id = $1 order by p.screening_number`,
    [trialId],
  );
  const blocked = rows
    .map((row) => ({ row, readiness: readinessOf(row, protocol) }))
    .filter(({ readiness }) => !readiness.ready);
  const examples = blocked.slice(0, mostExamples).map(({ row, readiness }) => {
    const unmet = readiness.conditions.filter(({ demanded, blocks }) => demanded && blocks > 0);
    return `${row.screening_number}: ${unmet.map(({ condition }) => condition).join(', ')}`;
  });
  return { participants: blocked.length, examples };
}

/** Differences from the source that were found at a site. */
export async function siteFindings(client: pg.ClientBase | pg.Pool, trialId: TrialId, siteId: string): Promise<number> {
  const { rows } = await client.query<{ findings: number }>(
    'select coalesce(sum(findings), 0)::int as findings from read.participant_review where trial_id = $1 and site_id = $2',
    [trialId, siteId],
  );
  return rows[0]?.findings ?? 0;
}
