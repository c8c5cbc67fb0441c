// Generated requests against an installation of their own, for `npm run soak`.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeDatabase } from '../embedded/open-database.js';
import { withSystem } from './kill-field.js';
import { type RequestRun, runRequests } from './request-run.js';
import { openRequestTarget } from './request-target.js';

/** Makes an installation, sends the requests, and removes it. */
export async function runRequestSoak(options: Parameters<typeof runRequests>[1]): Promise<RequestRun> {
  const root = mkdtempSync(path.join(tmpdir(), 'equipoise-requests-'));
  // The user that runs the database for root must pass through.
  chmodSync(root, 0o711);
  const dataDir = path.join(root, 'data');
  try {
    return await withSystem(dataDir, path.join(root, 'keys'), async (system) => {
      const target = await openRequestTarget(system, { participants: 12, seed: options.seed });
      try {
        return await runRequests(target, options);
      } finally {
        await target.close();
      }
    });
  } finally {
    await removeDatabase(dataDir);
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
