// Row-level security: who sees what.
import type { RehearsalPlan } from '@equipoise/analysis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../../cli/rehearse.js';
import { runRehearsal } from '../../drive/rehearsal.js';
import { openTestSystem } from '../../test-support/system.js';
import { readAs } from '../pool.js';
import { readProtocolsOf } from '../protocol.js';
import type { AnyView } from './contract.js';
import { readView, type StoredView, views } from './view.js';

type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;
/** What is asked for a participant or a meeting is in isolation.test.ts. */
const allViews = (Object.keys(views) as StoredView[]).filter((name) => views[name].params.safeParse({}).success);
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
      for (const view of allViews) {
        for (const row of await readView(system, plan.trialId, { actorId, view })) {
          // What is about the whole trial belongs to no site.
          if (typeof row.participant_id !== 'string') continue;
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

  it('shows by row-level security alone nothing to who has no right to it', async () => {
    const protocols = await readProtocolsOf(system.pools.writer, plan.trialId);
    const rater = plan.actors.find(({ role }) => role === 'edssRater')?.actorId ?? '';
    const asked = {
      trialId: plan.trialId,
      actorId: rater,
      protocol: protocols.newest,
      protocols,
      now: '2030-01-01T00:00:00.000Z',
      idKey: system.keyring.commandKey,
    };
    for (const name of ['participants', 'forms', 'adverseEvents', 'audit'] as const) {
      const { text, values } = (views[name] as AnyView).query(asked, {} as never);
      const { rows } = await readAs(system.pools, rater, (client) => client.query(text, [...values]));
      expect(rows, name).toEqual([]);
    }
  });

  it('tells the numbers of the randomisation to no blinded reader of the record before the unblinding, and to an inspector', async () => {
    const shown = async (role: string) => {
      const actorId = plan.actors.find((actor) => actor.role === role)?.actorId ?? '';
      const rows = await readView(system, plan.trialId, { actorId, view: 'audit' });
      const of = (type: string) => String(rows.find((row) => row.type === type)?.payload);
      return { design: JSON.parse(of('AllocationCommitted')).design as object, created: of('TrialCreated') };
    };
    const become = (status: string) =>
      system.pools.owner.query('update read.trial set status = $2 where trial_id = $1', [plan.trialId, status]);
    // The trial of these tests is at its end: what it was before says its row alone.
    await become('locked');
    const { design, created } = await shown('monitor');
    const whole = [await shown('trialManager'), await shown('inspector')];
    await become('unblinded');
    expect(Object.keys(design)).toContain('method');
    expect(JSON.stringify({ design, created })).not.toMatch(/blockSizes|protocolSource/);
    for (const seen of [...whole, await shown('monitor')]) {
      expect(Object.keys(seen.design)).toContain('blockSizes');
      expect(seen.created).toContain('blockSizes');
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
