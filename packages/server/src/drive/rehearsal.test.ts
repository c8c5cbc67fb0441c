// Whole rehearsals through the real write path: complete, resumable, the same bytes again, sound.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { checkReadTables } from '../store/rebuild.js';
import { streamHeads, verifyRecord } from '../store/verify.js';
import { openTestSystem } from '../test-support/system.js';
import { runRehearsal } from './rehearsal.js';

let system: Awaited<ReturnType<typeof openTestSystem>>;
beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.discard());

describe.each(['mesems', 'raynaud', 'epilepsy'])('a rehearsal of %s', (trial) => {
  it('leaves a record that verifies and read tables that follow from it [acceptance E]', async () => {
    const plan = readPlan({ trial, participants: 8 });
    await runRehearsal(system, plan);
    const verified = await verifyRecord(system.pools.sealed, plan.trialId);
    expect(verified.findings).toEqual([]);
    expect(await checkReadTables(system.pools.owner, plan.trialId)).toEqual([]);
  });
});

describe('a rehearsal that was cut', () => {
  it('goes on where it stopped and ends in the same bytes as one that was not', async () => {
    const plan = readPlan({ trial: 'mesems', participants: 4, seed: 7 });
    const half = { ...plan, commands: plan.commands.slice(0, Math.floor(plan.commands.length / 2)) };
    await runRehearsal(system, half);
    const { executed, before } = await runRehearsal(system, plan);
    expect({ executed, before }).toEqual({
      executed: plan.commands.length - half.commands.length,
      before: half.commands.length,
    });
    const heads = await streamHeads(system.pools.sealed, plan.trialId);

    const elsewhere = await openTestSystem();
    try {
      await runRehearsal(elsewhere, plan);
      expect(await streamHeads(elsewhere.pools.sealed, plan.trialId)).toEqual(heads);
    } finally {
      await elsewhere.discard();
    }
  });
});
