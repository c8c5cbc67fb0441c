// Checkpoints as files beside the data: where they lie, and how one is written.
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { TrialId } from '@equipoise/trial';
import type { System } from '../system.js';
import { type Checkpoint, takeCheckpoint } from './checkpoint.js';
import { streamHeads } from './verify.js';

/** Where checkpoints lie unless a file is named. Copy them elsewhere: who can change the database may reach them here. */
export function checkpointDirectory(dataDir: string): string {
  return path.join(dataDir, 'checkpoints');
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
