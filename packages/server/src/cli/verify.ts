// `equipoise verify`: recomputes the record and the read tables, and names everything that is wrong.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { TrialId } from '@equipoise/trial';
import { publicHalf } from '../seal/keyring.js';
import { Checkpoint, checkpointFault } from '../store/checkpoint.js';
import { checkpointDirectory, newestCheckpointFile } from '../store/checkpoint-file.js';
import { checkReadTables } from '../store/rebuild.js';
import { keepVerification } from '../store/verification-log.js';
import { type Finding, verifyRecord } from '../store/verify.js';
import type { System } from '../system.js';
import { findTrial } from './find-trial.js';
import { CommandProblem, type ExitCode, exitCodes, type VerifyOptions } from './options.js';
import { listTrialIds } from './trials.js';
import { withSystem } from './with-system.js';

/** Verifies one trial or all; the exit code is 1 where something is wrong. */
export async function run(options: VerifyOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const given =
      options.checkpoint === undefined
        ? undefined
        : readCheckpoint(options.checkpoint, publicHalf(system.keyring.signingKey));
    const trials =
      options.trial === undefined
        ? given
          ? [TrialId.parse(given.trialId)]
          : await everyTrial(system, options.dataDir)
        : [await findTrial(system, options.trial)];
    let isSound = true;
    for (const trialId of trials) {
      if (given && given.trialId !== trialId)
        throw new CommandProblem(`The checkpoint is of trial ${given.trialId}, not of ${trialId}.`);
      const checkpoint = given ?? latestCheckpoint(system, options.dataDir, trialId);
      isSound = (await verifyTrial(system, trialId, checkpoint)) && isSound;
    }
    if (trials.length === 0) process.stdout.write('There is no trial in this database: nothing to verify.\n');
    return isSound ? exitCodes.done : exitCodes.problem;
  });
}

async function verifyTrial(system: System, trialId: TrialId, checkpoint: Checkpoint | undefined): Promise<boolean> {
  const verified = await verifyRecord(system.pools.sealed, trialId, checkpoint);
  const findings: Finding[] = [...verified.findings];
  // Where the record itself is damaged, what should follow from it can't be said.
  const readable = verified.findings.every(
    ({ code }) => code === 'command-without-event' || code === 'event-without-command',
  );
  if (readable && verified.events > 0) findings.push(...(await checkReadTables(system.pools.owner, trialId)));
  for (const { code, message } of findings) process.stdout.write(`${code}  ${message}\n`);
  const against = checkpoint
    ? `against the checkpoint of ${checkpoint.takenAt} (${checkpoint.events} events)`
    : 'without a checkpoint: a rewrite with all hashes made anew, or a cut tail, would not show';
  const erased = verified.erased > 0 ? `, ${verified.erased} payload(s) erased by record` : '';
  process.stdout.write(
    `trial ${trialId}: ${verified.events} events in ${verified.streams} streams${erased}, ${findings.length === 0 ? 'all sound' : `${findings.length} finding(s)`}; ${against}\n`,
  );
  await keepVerification(system, trialId, { verified: { ...verified, findings }, checkpoint });
  return findings.length === 0;
}

/** Trials of the database and those that a checkpoint remembers, so that a trial that was dropped whole is missed. */
async function everyTrial(system: System, dataDir: string): Promise<readonly TrialId[]> {
  const known = await listTrialIds(system);
  const directory = checkpointDirectory(dataDir);
  const remembered = existsSync(directory)
    ? readdirSync(directory).flatMap((file) => /^([0-9a-f-]{36})\.\d+\.json$/.exec(file)?.[1] ?? [])
    : [];
  return [...new Set([...known, ...remembered])].sort().map((id) => TrialId.parse(id));
}

/** The newest checkpoint of a trial beside the data; one that can't be trusted is said, not used in silence. */
function latestCheckpoint(system: System, dataDir: string, trialId: string): Checkpoint | undefined {
  const newest = newestCheckpointFile(dataDir, trialId);
  return newest === undefined ? undefined : readCheckpoint(newest, publicHalf(system.keyring.signingKey));
}

function readCheckpoint(file: string, trustedKeyHex: string): Checkpoint {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CommandProblem(`${file} can't be read as a checkpoint: ${(cause as Error).message}`);
  }
  const parsed = Checkpoint.safeParse(content);
  if (!parsed.success) throw new CommandProblem(`${file} is not a checkpoint of Equipoise.`);
  const fault = checkpointFault(parsed.data, trustedKeyHex);
  if (fault !== undefined) throw new CommandProblem(`The checkpoint ${file} can't be trusted: ${fault}.`);
  return parsed.data;
}
