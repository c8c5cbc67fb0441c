// A real trial through the real write path: imported, verified, imported again.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { importPlan, readPlan } from '../cli/import.js';
import { checkReadTables } from '../store/rebuild.js';
import { takeSnapshot } from '../store/snapshot.js';
import { verifyRecord } from '../store/verify.js';
import { openTestSystem } from '../test-support/system.js';

describe.each(Object.keys(inject('clusters')).slice(-1))('the import of a finished trial on %s', (cluster) => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  beforeAll(async () => {
    system = await openTestSystem(cluster);
  });
  afterAll(() => system.discard());

  it('brings every participant into a record that verifies, and adds nothing the second time', async () => {
    const plan = readPlan({ trial: 'raynaud' });
    await importPlan(system, plan);
    const verified = await verifyRecord(system.pools.sealed, plan.trialId);
    expect(verified.findings).toEqual([]);
    expect(await checkReadTables(system.pools.owner, plan.trialId)).toEqual([]);
    const snapshot = await takeSnapshot(system, plan.trialId);
    expect(snapshot.allocation.kind).toBe('actual');
    expect(Object.keys(snapshot.allocation.kind === 'actual' ? snapshot.allocation.sequenceOf : {})).toHaveLength(20);

    await importPlan(system, plan);
    expect((await verifyRecord(system.pools.sealed, plan.trialId)).events).toBe(verified.events);
  });
});
