// Analyses that were run, as rows: begun and ended by the writer, seen through row-level security.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { type Pools, readAs } from './pool.js';
import { streamIdOf } from './stream.js';

/** Whether real arms are shown. */
export type ArmsShown = 'dummy' | 'actual';

/** One run, as people see it. */
export interface AnalysisRun {
  readonly analysisId: string;
  readonly arms: ArmsShown;
  readonly cut: string | null;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly endedAt: string | null;
  readonly protocolVersion: string | null;
  readonly softwareVersion: string;
  /** Of what was analysed. */
  readonly snapshotHash: string | null;
  readonly events: number | null;
  readonly reportSha256: string | null;
  readonly jsonSha256: string | null;
  /** Why there is no report. */
  readonly problem: string | null;
}

/** Who may see a run: holders of one of these rights, by one of these roles where any are named. */
export interface RunAudience {
  readonly rights: readonly string[];
  readonly roles?: readonly string[] | undefined;
}

/** What is known of a trial's cuts and its unblinding from the open record. */
export interface LooksOfTrial {
  readonly isUnblinded: boolean;
  readonly cuts: readonly CutOfTrial[];
}

export interface CutOfTrial {
  readonly cut: string;
  readonly visits: readonly string[];
  /** Roles that may open it. */
  readonly audience: readonly string[];
  readonly madeAt: string;
  readonly openedAt: string | null;
}

/** A run that nobody ended for so long was lost with its process. */
const lostAfter = "interval '15 minutes'";

const columns = `run_id as "analysisId", arms, cut, requested_at as "requestedAt", actor_id as "requestedBy",
  ended_at as "endedAt", protocol_version as "protocolVersion", software_version as "softwareVersion",
  snapshot_hash as "snapshotHash", events, report_sha256 as "reportSha256", json_sha256 as "jsonSha256",
  case when state = 'running' and requested_at < now() - ${lostAfter} then 'failed' else state end as state,
  case when state = 'running' and requested_at < now() - ${lostAfter} then 'Its process ended.' else problem end as problem`;

type Row = Omit<AnalysisRun, 'requestedAt' | 'endedAt'> & { readonly requestedAt: Date; readonly endedAt: Date | null };

/** The runs of a trial that an actor may see, the latest first. */
export function listRuns(pools: Pools, actorId: string, trialId: TrialId): Promise<readonly AnalysisRun[]> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<Row>(
      `select ${columns} from analysis.run where trial_id = $1 order by requested_at desc, run_id`,
      [trialId],
    );
    return rows.map(runOf);
  });
}

/** One run with who looked at it; undefined where the actor may see none under this id. */
export function findRun(
  pools: Pools,
  actorId: string,
  { trialId, analysisId }: { readonly trialId: TrialId; readonly analysisId: string },
): Promise<
  | (AnalysisRun & {
      readonly looks: readonly { readonly actorId: string; readonly file: string; readonly at: string }[];
    })
  | undefined
> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<Row>(
      `select ${columns} from analysis.run where trial_id = $1 and run_id = $2`,
      [trialId, analysisId],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const { rows: looks } = await client.query<{ actorId: string; file: string; at: Date }>(
      'select actor_id as "actorId", file, at from analysis.look where run_id = $1 order by at, look_id',
      [analysisId],
    );
    return { ...runOf(row), looks: looks.map((look) => ({ ...look, at: look.at.toISOString() })) };
  });
}

/** The encrypted report of a run that an actor may see. */
export function findReport(
  pools: Pools,
  actorId: string,
  { analysisId, file }: { readonly analysisId: string; readonly file: 'html' | 'json' },
): Promise<Buffer | undefined> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<{ content: Buffer }>(
      `select ${file} as content from analysis.report where run_id = $1`,
      [analysisId],
    );
    return rows[0]?.content;
  });
}

/** Begins a run; false where one of this id is there. */
export async function insertRun(
  writer: pg.Pool,
  run: {
    readonly analysisId: string;
    readonly trialId: TrialId;
    readonly actorId: string;
    readonly arms: ArmsShown;
    readonly cut: string | undefined;
    readonly audience: RunAudience;
    readonly softwareVersion: string;
  },
): Promise<boolean> {
  const { rowCount } = await writer.query(
    `insert into analysis.run (run_id, trial_id, actor_id, arms, cut, needs_rights, needs_roles, software_version)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      ...[run.analysisId, run.trialId, run.actorId, run.arms, run.cut ?? null],
      ...[run.audience.rights, run.audience.roles ?? null, run.softwareVersion],
    ],
  );
  return (rowCount ?? 0) > 0;
}

/** Ends a run well, with its report. */
export async function finishRun(
  writer: pg.Pool,
  analysisId: string,
  made: {
    readonly protocolVersion: string;
    readonly snapshotHash: string;
    readonly events: number;
    readonly reportSha256: string;
    readonly jsonSha256: string;
    readonly html: Buffer;
    readonly json: Buffer;
  },
): Promise<void> {
  await writer.query(
    `with ended as (
       update analysis.run set state = 'done', ended_at = clock_timestamp(), protocol_version = $2, snapshot_hash = $3, events = $4,
         report_sha256 = $5, json_sha256 = $6 where run_id = $1 and state = 'running' returning run_id)
     insert into analysis.report (run_id, html, json) select run_id, $7, $8 from ended`,
    [
      ...[analysisId, made.protocolVersion, made.snapshotHash, made.events],
      ...[made.reportSha256, made.jsonSha256, made.html, made.json],
    ],
  );
}

/** Ends a run without a report. */
export async function giveUpRun(
  writer: pg.Pool,
  analysisId: string,
  { state, problem }: { readonly state: 'failed' | 'cancelled'; readonly problem: string },
): Promise<void> {
  await writer.query(
    "update analysis.run set state = $2, ended_at = clock_timestamp(), problem = $3 where run_id = $1 and state = 'running'",
    [analysisId, state, problem],
  );
}

/** Notes a look at real arms, before anything is shown. */
export async function noteLook(
  writer: pg.Pool,
  look: { readonly analysisId: string; readonly actorId: string; readonly file: string },
): Promise<void> {
  await writer.query('insert into analysis.look (run_id, actor_id, file) values ($1, $2, $3)', [
    look.analysisId,
    look.actorId,
    look.file,
  ]);
}

/** The cuts of a trial and whether it is unblinded, as its open record says. */
export async function readLooksOfTrial(writer: pg.Pool, trialId: TrialId): Promise<LooksOfTrial> {
  const { rows } = await writer.query<{ type: string; recorded_at: Date; body: Buffer | null }>(
    `select e.type, e.recorded_at, case when e.type = 'TrialUnblinded' then null else p.body end as body
     from record.event e join record.payload p using (trial_id, stream_id, version)
     where e.trial_id = $1 and e.stream_id = $2 and e.type in ('DataCutMade', 'DataCutOpened', 'TrialUnblinded') order by e.version`,
    [trialId, streamIdOf(trialId, { kind: 'trial' })],
  );
  const cuts = new Map<string, CutOfTrial>();
  for (const { type, recorded_at: at, body } of rows) {
    if (body === null) continue;
    const payload = JSON.parse(body.toString('utf8')) as Pick<CutOfTrial, 'cut' | 'visits' | 'audience'>;
    const { cut, visits, audience } = payload;
    if (type === 'DataCutMade') cuts.set(cut, { cut, visits, audience, madeAt: at.toISOString(), openedAt: null });
    const made = cuts.get(cut);
    if (type === 'DataCutOpened' && made !== undefined) cuts.set(cut, { ...made, openedAt: at.toISOString() });
  }
  return { isUnblinded: rows.some(({ type }) => type === 'TrialUnblinded'), cuts: [...cuts.values()] };
}

function runOf(row: Row): AnalysisRun {
  return { ...row, requestedAt: row.requestedAt.toISOString(), endedAt: row.endedAt?.toISOString() ?? null };
}
