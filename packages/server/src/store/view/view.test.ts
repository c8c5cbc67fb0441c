// Row-level security: who sees what, and that no blinded person can tell anything from it, whatever the arms are.
import { analyse, exportAnalysisData, type RehearsalPlan, renderReport } from '@equipoise/analysis';
import { isBlinded, type SubmittedCommand } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../../cli/rehearse.js';
import { runRehearsal } from '../../drive/rehearsal.js';
import { Opener } from '../../seal/opener.js';
import { openTestSystem } from '../../test-support/system.js';
import { takeSnapshot } from '../snapshot.js';
import { readView, type StoredView, views } from './view.js';

type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;
const allViews = Object.keys(views) as StoredView[];
/** Before anything of the trial is opened to anybody: what happens until here happens blind. */
const untilOpened = (plan: RehearsalPlan): RehearsalPlan => ({
  ...plan,
  commands: plan.commands.slice(
    0,
    plan.commands.findIndex(({ command }) => command.name === 'openDataCut' || command.name === 'lockTrial'),
  ),
});

describe.each(Object.keys(inject('clusters')))('row-level security on %s', (cluster) => {
  let system: TestSystem;
  let plan: RehearsalPlan;
  beforeAll(async () => {
    system = await openTestSystem(cluster);
    plan = readPlan({ trial: 'mesems', participants: 4, seed: 3 });
    await runRehearsal(system, plan);
  });
  afterAll(() => system.discard());

  it('shows a coordinator the participants of the own site alone, in every view', async () => {
    const coordinators = plan.actors.filter(({ role }) => role === 'coordinator');
    const seen = new Map<string, Set<string>>();
    for (const { actorId, sites } of coordinators) {
      for (const view of allViews.filter((each) => each !== 'status')) {
        for (const row of await readView(system, plan.trialId, { actorId, view })) {
          expect(sites).toContain(row.site_id);
          seen.set(view, (seen.get(view) ?? new Set()).add(String(row.participant_id)));
        }
      }
    }
    expect(seen.get('participants')?.size).toBe(plan.participants.screened);
    expect(seen.get('forms')?.size).toBe(plan.participants.screened);
  });

  it('shows nothing to an actor without a role, nor where no actor is set', async () => {
    for (const view of allViews) {
      expect(await readView(system, plan.trialId, { actorId: '11111111-1111-4111-8111-111111111111', view })).toEqual(
        [],
      );
      expect(await readView(system, plan.trialId, { actorId: '', view })).toEqual([]);
    }
    const { rows } = await system.pools.reader.query('select * from api.participant');
    expect(rows).toEqual([]);
  });

  it('shows a view only to roles that have the right to it', async () => {
    const rater = plan.actors.find(({ role }) => role === 'edssRater');
    expect(rater).toBeDefined();
    for (const view of ['participants', 'forms', 'adverseEvents', 'audit'] as const) {
      expect(await readView(system, plan.trialId, { actorId: rater?.actorId ?? '', view })).toEqual([]);
    }
  });

  it('has no sealed event in anybody’s view of the record', async () => {
    for (const { actorId } of plan.actors) {
      const rows = await readView(system, plan.trialId, { actorId, view: 'audit' });
      const sealed = rows.filter((row) =>
        /Sealed|BagFilled|Batch|AllocationOpened|CutUnblinded/.test(String(row.type)),
      );
      expect(sealed).toEqual([]);
    }
  });
});

describe('non-interference', () => {
  let one: TestSystem;
  let other: TestSystem;
  let plan: RehearsalPlan;
  let counterfactual: RehearsalPlan;

  beforeAll(async () => {
    plan = untilOpened(readPlan({ trial: 'mesems', participants: 6, seed: 5 }));
    counterfactual = withOtherArms(plan);
    one = await openTestSystem();
    other = await openTestSystem();
    await runRehearsal(one, plan);
    await runRehearsal(other, counterfactual);
  });
  afterAll(async () => {
    await one.discard();
    await other.discard();
  });

  it('compares two trials whose arms do differ', async () => {
    const opened = async (system: TestSystem) => {
      const opener = new Opener(system.pools.sealed, plan.trialId, system.keyring);
      const sealed = await opener.list({ types: ['AllocationOpened', 'BatchFailed'] });
      const sequences = sealed.flatMap(({ event, envelope }) =>
        event.type === 'AllocationOpened' ? [`${envelope.streamId} ${event.payload.sequence}`] : [],
      );
      return { sequences: sequences.sort(), failed: sealed.filter(({ event }) => event.type === 'BatchFailed').length };
    };
    const [here, there] = [await opened(one), await opened(other)];
    expect(here.sequences.length).toBeGreaterThan(5);
    expect(there.sequences).not.toEqual(here.sequences);
    // One failed batch more: there is something that blinded people must not notice.
    expect(there.failed).toBe(here.failed + 1);
  });

  it('gives every blinded role the same bytes in every view, in the same number of statements', async () => {
    let rowsSeen = 0;
    const counted = { one: countStatements(one), other: countStatements(other) };
    for (const { actorId, role } of plan.actors) {
      if (!isBlinded(plan.protocol, role)) continue;
      for (const view of allViews) {
        const rows = await readView(one, plan.trialId, { actorId, view });
        rowsSeen += rows.length;
        const seen = JSON.stringify(rows);
        const seenThere = JSON.stringify(await readView(other, plan.trialId, { actorId, view }));
        expect(withoutCommitment(seenThere), `${role}, ${view}`).toBe(withoutCommitment(seen));
      }
    }
    expect(rowsSeen).toBeGreaterThan(1000);
    expect(counted.other()).toBe(counted.one());
  });

  it('gives the same blinded analysis, report and export', async () => {
    const [here, there] = [await takeSnapshot(one, plan.trialId), await takeSnapshot(other, plan.trialId)];
    expect(here.allocation.kind).toBe('dummy');
    const files = async (snapshot: typeof here) => {
      const output = analyse(snapshot);
      // The content hash covers the commitment, which is a salted hash of the seed.
      const written = JSON.stringify({ ...output, snapshot: { ...output.snapshot, hash: '' } });
      const report = (await renderReport(
        { ...output, snapshot: { ...output.snapshot, hash: '' } },
        snapshot.protocol,
      )) as string;
      return [
        written,
        report,
        ...exportAnalysisData(snapshot).map(
          ({ file, text }) => `${file}\n${text.replaceAll(output.snapshot.hash, '')}`,
        ),
      ];
    };
    expect(await files(there)).toEqual(await files(here));
  });
});

/** Other arms, and everything that only unblinded people give changed as well; the open commands as they are. */
function withOtherArms(plan: RehearsalPlan): RehearsalPlan {
  const commands = plan.commands.flatMap((submitted): readonly SubmittedCommand[] => {
    const { command } = submitted;
    switch (command.name) {
      case 'prepareInfusion':
        return [
          {
            ...submitted,
            command: {
              ...command,
              body: {
                ...command.body,
                laboratory: shifted(command.body.laboratory),
                preparedAt: { missing: 'unknown' },
                note: 'thawed twice, slow',
              },
            },
          },
        ];
      case 'releaseProduct':
        return [{ ...submitted, command: { ...command, body: { ...command.body, note: 'second flask' } } }];
      case 'recordTreatmentGuess':
        return [
          { ...submitted, command: { ...command, body: { ...command.body, guess: 'unknown', reason: 'no idea' } } },
        ];
      default:
        return [submitted];
    }
  });
  const released = commands.findIndex(({ command }) => command.name === 'releaseProduct');
  const release = commands[released];
  if (release?.command.name !== 'releaseProduct') throw new Error('the plan releases no product');
  const { participantId, harvestId, laboratory } = release.command.body;
  const failed = {
    ...release,
    commandId: '22222222-2222-4222-8222-222222222222',
    command: {
      name: 'recordFailedBatch',
      body: {
        participantId,
        harvestId,
        batchId: '33333333-3333-4333-8333-333333333333',
        laboratory,
        note: 'contaminated',
      },
    },
  } as SubmittedCommand;
  const allocationSeedHex = plan.allocationSeedHex.replace(/^../, (byte) => (byte === 'ff' ? '00' : 'ff'));
  return {
    ...plan,
    allocationSeedHex,
    commands: [...commands.slice(0, released), failed, ...commands.slice(released)],
  };
}

function shifted(laboratory: Readonly<Record<string, unknown>>): Record<string, never> {
  return Object.fromEntries(
    Object.entries(laboratory).map(([key, value]) => [key, typeof value === 'number' ? value + 1 : value]),
  ) as Record<string, never>;
}

/** The commitment is a salted hash of the seed: the one public value that follows from it, and tells nothing of it. */
function withoutCommitment(text: string): string {
  return text.replace(/(commitment\\?":\\?")[0-9a-f]{64}/g, '$1');
}

function countStatements(system: TestSystem): () => number {
  let count = 0;
  const { reader } = system.pools;
  reader.on('acquire', () => {
    count += 1;
  });
  return () => count;
}
