// Every trial under trials/ from first to last, by what the commands call: rehearse, cut, lock, unblind, analyse, report, verify, recompute; import.
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type AnalysisOutput,
  analyse,
  exportAnalysisData,
  type RehearsalPlan,
  renderReport,
} from '@equipoise/analysis';
import { checkReveal, TrialId } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotOf } from '../cli/analyse.js';
import { importPlan, readPlan as readImport } from '../cli/import.js';
import { readPlan } from '../cli/rehearse.js';
import { listShippedTrials, shippedTrialsDir } from '../cli/resolve-trial-file.js';
import { exportRandomisation } from '../store/randomisation-export.js';
import { checkReadTables } from '../store/rebuild.js';
import { takeSnapshot } from '../store/snapshot.js';
import { verifyRecord } from '../store/verify.js';
import { openTestSystem } from '../test-support/system.js';
import { runRehearsal } from './rehearsal.js';

/** Participants of each rehearsal: few, but enough for its primary analysis. */
const participants: Readonly<Record<string, number>> = {
  copd: 16,
  'delayed-start': 24,
  epilepsy: 16,
  mesems: 14,
  raynaud: 12,
  'three-arm': 30,
  williams: 12,
};

let system: Awaited<ReturnType<typeof openTestSystem>>;
beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.discard());

it('covers every trial that is shipped', () => {
  expect(listShippedTrials()).toEqual(Object.keys(participants).sort());
});

describe.each(listShippedTrials())('%s, rehearsed', (trial) => {
  let plan: RehearsalPlan;
  beforeAll(async () => {
    plan = readPlan({ trial, participants: participants[trial]! });
    await runRehearsal(system, plan);
  });

  it('is cut where the protocol says so, locked, and unblinded, in that order', () => {
    const steps = plan.commands
      .map(({ command }) => command.name)
      .filter((name) => ['makeDataCut', 'lockTrial', 'unblindTrial'].includes(name));
    const cuts = (plan.protocol.cuts ?? []).map(() => 'makeDataCut');
    expect(steps).toEqual([...cuts, 'lockTrial', 'unblindTrial']);
  });

  it('has a record and read tables that are sound', async () => {
    expect((await verifyRecord(system.pools.sealed, plan.trialId)).findings).toEqual([]);
    expect(await checkReadTables(system.pools.owner, plan.trialId)).toEqual([]);
  });

  it('is analysed as randomised, with finite estimates and a report', async () => {
    const snapshot = await snapshotOf(system, { trial: plan.trialId });
    const output = analyse(snapshot);
    expect(output.dummyArms).toBe(false);
    expect(output.participants.randomised).toBe(participants[trial]);
    expectEstimates(output);
    const report = await renderReport(output, snapshot.protocol);
    expect(report).toContain('SYNTHETIC');
    expect(report).toContain(output.snapshot.hash.slice(0, 12));
    expect(exportAnalysisData(snapshot).length).toBeGreaterThan(1);
    for (const { id } of plan.protocol.cuts ?? []) {
      const cut = await takeSnapshot(system, plan.trialId, { cut: id });
      expect(analyse(cut).cut).toBe(id);
    }
  });

  it('has allocations that follow from its seed, or from the list that was uploaded', async () => {
    const snapshot = await takeSnapshot(system, plan.trialId);
    expect(snapshot.allocation.kind === 'actual' && snapshot.allocation.sequenceOf).toEqual(
      Object.fromEntries(plan.sequenceOf),
    );
    const exported = await exportRandomisation(system, plan.trialId);
    expect(checkReveal(exported)).toEqual({ recomputed: participants[trial], problems: [] });
  });
});

const withData = listShippedTrials().filter((trial) => existsSync(path.join(shippedTrialsDir, trial, 'import.yaml')));

describe.each(withData)('%s, imported', (trial) => {
  it('is analysed from a sound record, with finite estimates and a report', async () => {
    const read = readImport({ trial });
    await importPlan(system, read);
    const trialId = TrialId.parse(read.trialId);
    expect((await verifyRecord(system.pools.sealed, trialId)).findings).toEqual([]);
    const snapshot = await takeSnapshot(system, trialId);
    const output = analyse(snapshot);
    expect(output.stamp).toBeNull();
    expect(output.participants.randomised).toBe(read.plan.participants);
    expectEstimates(output);
    expect(await renderReport(output, snapshot.protocol)).toContain(output.acronym);
  });
});

/** The estimate of the primary analysis and its interval are numbers, and every other analysis was computed. */
function expectEstimates({ analyses }: AnalysisOutput): void {
  const primary = analyses.find(({ role }) => role === 'primary');
  expect(Number.isFinite(primary?.estimate), `${primary?.id}: ${primary?.status} ${primary?.flags}`).toBe(true);
  expect(primary?.ci?.map(Number.isFinite)).toEqual([true, true]);
  const failed = analyses.filter(({ status }) => status === 'not estimable' || status === 'not converged');
  expect(failed.map(({ id, status, flags }) => ({ id, status, flags }))).toEqual([]);
}
