// What verifications of the record found, kept for those who ask later whether it is sound.
import type { TrialId } from '@equipoise/trial';
import type { System } from '../system.js';
import type { Checkpoint } from './checkpoint.js';
import { readNewestCheckpoint } from './checkpoint-file.js';
import { type Finding, type Verification, verifyRecord } from './verify.js';

/** As many findings are kept; where there are more, the command line names them all. */
const mostFindings = 100;

/** Verifies the record of a trial against its newest checkpoint, and keeps what was found. */
export async function verifyAndKeep(system: System, trialId: TrialId): Promise<Verification> {
  const { checkpoint, fault } = readNewestCheckpoint(system, trialId);
  const verified = await verifyRecord(system.pools.sealed, trialId, checkpoint);
  const findings: readonly Finding[] = [
    ...verified.findings,
    ...(fault === undefined
      ? []
      : [{ code: 'checkpoint-untrusted' as const, message: `the newest checkpoint can't be trusted: ${fault}` }]),
  ];
  await keepVerification(system, trialId, { verified: { ...verified, findings }, checkpoint });
  return { ...verified, findings };
}

/** Keeps what a verification found; of a trial that is no more in the database nothing can be kept. */
export async function keepVerification(
  system: System,
  trialId: TrialId,
  about: { readonly verified: Verification; readonly checkpoint: Checkpoint | undefined },
): Promise<void> {
  const { open, findings } = about.verified;
  await system.pools.writer.query(
    `insert into ops.record_verification (trial_id, events, erased, checkpoint_at, findings)
     select $1, $2, $3, $4, $5 from record.trial where trial_id = $1`,
    [
      trialId,
      open.events,
      open.erased,
      about.checkpoint?.takenAt ?? null,
      JSON.stringify(toldFindings(findings, open.streams)),
    ],
  );
}

interface ToldFinding {
  readonly code: Finding['code'];
  readonly streamId: string | null;
  readonly version: number | null;
}

/** What people may be told of findings: of a sealed stream, or of a command, that there is one, and neither where nor how many. */
function toldFindings(findings: readonly Finding[], open: ReadonlySet<string>): readonly ToldFinding[] {
  const told = new Map<string, ToldFinding>();
  for (const { code, streamId, version } of findings) {
    const isOpen = streamId !== undefined && open.has(streamId);
    // Those without a place come after those of their kind that have one.
    told.set(isOpen ? `${code} ${streamId} ${version}` : `${code} ~`, {
      code,
      streamId: isOpen ? streamId : null,
      version: isOpen ? (version ?? null) : null,
    });
  }
  return [...told]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one)
    .slice(0, mostFindings);
}
