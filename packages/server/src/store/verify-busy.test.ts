// Verifying a trial while it is written to: what was recorded meanwhile is no finding.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { openTestSystem } from '../test-support/system.js';
import { checkReadTables } from './rebuild.js';
import { verifyRecord } from './verify.js';

describe('a trial that is written to', () => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  beforeAll(async () => {
    system = await openTestSystem();
  });
  afterAll(() => system.discard());

  it('is sound at every moment', async () => {
    const plan = readPlan({ trial: 'mesems', participants: 8, seed: 2 });
    let isRunning = true;
    let started: () => void = () => undefined;
    const hasStarted = new Promise<void>((succeed) => {
      started = succeed;
    });
    const run = runRehearsal(system, plan, { onProgress: started }).finally(() => {
      isRunning = false;
      started();
    });
    await hasStarted;
    let rounds = 0;
    try {
      while (isRunning) {
        expect((await verifyRecord(system.pools.sealed, plan.trialId)).findings).toEqual([]);
        expect(await checkReadTables(system.pools.owner, plan.trialId)).toEqual([]);
        rounds += 1;
      }
    } finally {
      await run;
    }
    expect(rounds).toBeGreaterThan(1);
  });
});
