// Checkpoints as files beside the data: where they lie, and how one is written.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { TrialId } from '@equipoise/trial';
import { publicHalf } from '../seal/keyring.js';
import type { System } from '../system.js';
import { Checkpoint, checkpointFault, takeCheckpoint } from './checkpoint.js';
import { streamHeads } from './verify.js';

/** Where checkpoints lie unless a file is named. Copy them elsewhere: who can change the database may reach them here. */
export function checkpointDirectory(dataDir: string): string {
  return path.join(dataDir, 'checkpoints');
}

/** The file of the newest checkpoint of a trial beside the data; undefined where none was taken. */
export function newestCheckpointFile(dataDir: string, trialId: string): string | undefined {
  const directory = checkpointDirectory(dataDir);
  if (!existsSync(directory)) return undefined;
  const newest = readdirSync(directory)
    .flatMap((file) => {
      const match = /^([0-9a-f-]{36})\.(\d+)\.json$/.exec(file);
      return match?.[1] === trialId ? [{ file, events: Number(match[2]) }] : [];
    })
    .sort((a, b) => b.events - a.events)[0];
  return newest && path.join(directory, newest.file);
}

/** The newest checkpoint of a trial beside the data, or why it can't be trusted; neither where none was taken. */
export function readNewestCheckpoint(
  { dataDir, keyring }: System,
  trialId: string,
): { readonly checkpoint?: Checkpoint; readonly fault?: string } {
  const file = newestCheckpointFile(dataDir, trialId);
  if (file === undefined) return {};
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    return { fault: (cause as Error).message };
  }
  const parsed = Checkpoint.safeParse(content);
  if (!parsed.success) return { fault: 'it is not a checkpoint' };
  const fault = checkpointFault(parsed.data, publicHalf(keyring.signingKey));
  return fault === undefined ? { checkpoint: parsed.data } : { fault };
}

/** Writes the checkpoint of a trial; the same record gives the same heads and root. */
export async function writeCheckpoint(
  system: System,
  trialId: TrialId,
  file?: string,
): Promise<{ readonly file: string; readonly checkpoint: Checkpoint }> {
  const heads = await streamHeads(system.pools.sealed, trialId);
  const checkpoint = takeCheckpoint({
    trialId,
    takenAt: new Date().toISOString(),
    heads,
    signingKey: system.keyring.signingKey,
  });
  const target = file ?? path.join(checkpointDirectory(system.dataDir), `${trialId}.${checkpoint.events}.json`);
  await mkdir(path.dirname(target), { recursive: true });
  // Lengths of sealed streams tell of failed batches: not for every user of this computer.
  const handle = await open(target, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(checkpoint, null, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file: target, checkpoint };
}
