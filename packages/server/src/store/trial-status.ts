// How far each trial is, as a blinded person may know it.
import { label, TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { findProtocolOf } from './protocol.js';

/** One site's participants. */
export interface SiteStatus {
  readonly id: string;
  readonly name: string;
  readonly screened: number;
  readonly randomised: number;
}

/** A trial as a blinded person may see it: nothing here depends on a treatment. */
export interface TrialStatus {
  readonly id: TrialId;
  readonly protocolId: string;
  readonly acronym: string;
  readonly title: string;
  readonly mode: string;
  /** True where data are made. */
  readonly isSynthetic: boolean;
  /** One or two words: "in preparation", "recruiting", "locked", "unblinded". */
  readonly status: string;
  readonly protocolVersion: string;
  /** Open events on the record. Sealed ones are not counted: how many there are tells of failed batches. */
  readonly openEvents: number;
  readonly screened: number;
  readonly randomised: number;
  /** Whether the protocol's name stands for this trial on the command line. */
  readonly isCurrent: boolean;
  /** In protocol order. */
  readonly sites: readonly SiteStatus[];
}

interface TrialRow {
  readonly trial_id: string;
  readonly protocol_id: string;
  readonly mode: string;
  readonly acronym: string;
  readonly protocol_version: string;
  readonly status: string;
  readonly synthetic: boolean;
  readonly open_events: number;
  readonly is_current: boolean;
}

/** Every trial of the database, those that names stand for first. */
export async function listTrialStatuses(client: pg.Pool): Promise<readonly TrialStatus[]> {
  const { rows } = await client.query<TrialRow>(
    `select t.trial_id, t.protocol_id, t.mode, t.acronym, t.protocol_version, t.status, t.synthetic,
            (select count(*)::int from record.event e where e.trial_id = t.trial_id and e.visibility = 'open') as open_events,
            c.trial_id is not null as is_current
     from read.trial t left join ops.current_trial c on c.trial_id = t.trial_id
     order by c.trial_id is null, t.acronym, t.trial_id`,
  );
  return Promise.all(rows.map((row) => describe(client, row)));
}

async function describe(client: pg.Pool, row: TrialRow): Promise<TrialStatus> {
  const trialId = TrialId.parse(row.trial_id);
  const [protocol, counts] = await Promise.all([findProtocolOf(client, trialId), countBySite(client, trialId)]);
  const sites = (protocol?.sites ?? []).map(({ id, name }) => ({
    id,
    name: label(name),
    ...(counts.get(id) ?? none),
  }));
  const all = [...counts.values()];
  return {
    id: trialId,
    protocolId: row.protocol_id,
    acronym: row.acronym,
    title: protocol === undefined ? '' : label(protocol.title),
    mode: row.mode,
    isSynthetic: row.synthetic,
    status: row.status,
    protocolVersion: row.protocol_version,
    openEvents: row.open_events,
    isCurrent: row.is_current,
    screened: all.reduce((sum, { screened }) => sum + screened, 0),
    randomised: all.reduce((sum, { randomised }) => sum + randomised, 0),
    sites,
  };
}

const none = { screened: 0, randomised: 0 };

async function countBySite(
  client: pg.Pool,
  trialId: TrialId,
): Promise<ReadonlyMap<string, { readonly screened: number; readonly randomised: number }>> {
  const { rows } = await client.query<{ site_id: string; screened: number; randomised: number }>(
    `select site_id, count(*)::int as screened, count(randomisation_number)::int as randomised
     from read.participant where trial_id = $1 group by site_id`,
    [trialId],
  );
  return new Map(rows.map(({ site_id, ...count }) => [site_id, count]));
}

/**
 * Position of a trial's last open event: while it stands, nothing changed that a report of the trial may show. A sealed
 * one alone does not move it: who asks for a report could tell from the time it takes that a batch had failed.
 * Undefined if there is no such trial.
 */
export async function findLastPosition(client: pg.Pool, trialId: TrialId): Promise<string | undefined> {
  const { rows } = await client.query<{ position: string | null }>(
    "select max(position)::text as position from record.event where trial_id = $1 and visibility = 'open'",
    [trialId],
  );
  return rows[0]?.position ?? undefined;
}
