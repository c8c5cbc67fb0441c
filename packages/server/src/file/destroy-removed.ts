// Destroys the content of files whose removal is recorded.
import type { TrialId } from '@equipoise/trial';
import { listRemovedFiles } from '../store/attachment.js';
import type { System } from '../system.js';
import type { FileStore } from './file-store.js';

/** It may be asked again at any time: a file that is gone stays gone. How many removals are recorded. */
export async function destroyRemovedFiles(system: System, store: FileStore, trialId: TrialId): Promise<number> {
  const names = await listRemovedFiles(system.pools.writer, trialId);
  for (const name of names) await store.remove(name);
  return names.length;
}
