// Four scenarios of people who make and give a product, each for both sequences: what blinded people see is the same, byte for byte.
import type { ParticipantId } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkReadTables } from '../store/rebuild.js';
import {
  laboratoryViewNames,
  type ProductRun,
  playBoth,
  type Sequence,
  type TestSystem,
  uuid,
} from '../test-support/product-trial.js';
import { openTestSystem } from '../test-support/system.js';

const day = '2026-03-10';
const bags = new Map<string, { bagCode: string; labelCode: string }>();

/** Two people check, the infusion is cleared, given and recorded. */
async function infuse(
  run: ProductRun,
  participantId: ParticipantId,
  made: { bagCode: string; labelCode: string },
  number: number,
  on = day,
) {
  run.now = `${on}T10:00:00.000Z`;
  const about = { ...made, number, at: `${on}T10:00:00.000Z` };
  await run.do('infusionNurse', 'checkBedside', await run.scan(participantId, about));
  await run.do('investigator', 'checkBedside', await run.scan(participantId, { ...about, number: number + 1 }));
  const body = { participantId, administration: 'infusion1', bagCode: made.bagCode };
  await run.do('infusionNurse', 'clearInfusion', body);
  await run.do('infusionNurse', 'recordInfusion', {
    ...body,
    startedAt: `${on}T10:05:00.000Z`,
    endedAt: `${on}T10:45:00.000Z`,
    zone: 'Europe/Rome',
    volumeInfusedMl: 68,
    residualVolumeMl: 2,
    interrupted: false,
  });
}

let systems: Readonly<Record<Sequence, TestSystem>>;
let scenarios = 0;
beforeAll(async () => {
  systems = { early: await openTestSystem(), delayed: await openTestSystem() };
});
afterAll(async () => {
  await systems.early.discard();
  await systems.delayed.discard();
});

async function both(scenario: Parameters<typeof playBoth>[2]) {
  scenarios += 1;
  const played = await playBoth(systems, scenarios, scenario);
  const [early, delayed] = played.seen;
  expect(early.length).toBeGreaterThan(2000);
  expect(delayed).toBe(early);
  for (const run of [played.early, played.delayed]) {
    expect(await checkReadTables(run.system.pools.owner, run.trialId)).toEqual([]);
  }
  // The laboratory does see a difference: there is something that the others must not notice.
  const opened = async (run: ProductRun) => JSON.stringify(await run.see('cellLaboratory', 'productReconciliation'));
  expect(await opened(played.early)).not.toBe(await opened(played.delayed));
  for (const view of laboratoryViewNames) {
    const params =
      view === 'bagLabel' || view === 'chainOfIdentityFull' ? { participantId: played.early.participant(1) } : {};
    expect(await played.early.see('coordinator', view, params), view).toEqual([]);
    expect((await played.early.see('cellLaboratory', view, params)).length, view).toBeGreaterThan(0);
  }
  return played;
}

describe('the product', () => {
  it('keeps the record true where a wrong bag is found three days later', async () => {
    const { early } = await both(async (run) => {
      const [one, two] = [await run.enrol(1), await run.enrol(2)];
      run.now = `${day}T08:00:00.000Z`;
      bags.set('one', await run.makeBag(one, 'infusion1', day));
      bags.set('two', await run.makeBag(two, 'infusion1', day));
      // Nobody scans at the second bed. The first bag, which hangs there, is not found at the first one.
      run.now = `${day}T11:30:00.000Z`;
      const first = { participantId: one, administration: 'infusion1' };
      await run.do('coordinator', 'postponeInfusion', { ...first, reason: 'the bag is not there' });
      run.now = '2026-03-12T08:00:00.000Z';
      await infuse(run, one, await run.makeBag(one, 'infusion1', '2026-03-12'), 1, '2026-03-12');
      // Three days later the account of bags lacks one, and the second participant's own is still there.
      run.now = '2026-03-13T09:00:00.000Z';
      const counted = await run.see('cellLaboratory', 'productReconciliation', { participantId: one });
      const lost = counted.filter(({ bagCode }) => bagCode === bags.get('one')!.bagCode);
      expect(lost).toMatchObject([{ infusedVolumeMl: null, findings: ['what became of the bag is not recorded'] }]);
      const late = await run.do('infusionNurse', 'recordInfusion', {
        ...{ participantId: two, administration: 'infusion1', bagCode: bags.get('one')!.bagCode },
        ...{ startedAt: `${day}T11:00:00.000Z`, volumeInfusedMl: 70, interrupted: false },
      });
      expect(late.outcome.deviations).toBe(1);
      await run.do('coordinator', 'quarantineMaterial', {
        ...{ participantId: two, quarantineId: uuid('9', 1), material: { bagCode: bags.get('two')!.bagCode } },
        reason: 'it was never hung',
      });
      await run.do('cellLaboratory', 'recordDisposal', {
        ...{ participantId: two, disposalId: uuid('9', 2), material: { bagCode: bags.get('two')!.bagCode } },
        ...{ fate: 'destroyed', disposedOn: '2026-03-14', witnessedBy: uuid('b', 2), note: run.sequence },
      });
      return [one, two];
    });
    const deviations = await early.see('monitor', 'deviations');
    expect(deviations.map(({ facts }) => (facts as { rule: string }).rule)).toEqual(['wrong-bag']);
    // The bag stands with both: the one it was made for, and the one who was given it, with what it held.
    const { bagCode } = bags.get('one')!;
    const account = await early.see('cellLaboratory', 'productReconciliation', { participantId: early.participant(2) });
    expect(account).toMatchObject([
      { fate: 'destroyed', infusedVolumeMl: null, treatment: 'cells' },
      {
        ...{ bagCode, administration: 'infusion1', treatment: 'cells', infusedVolumeMl: 70, preparedVolumeMl: 70 },
        findings: ['was prepared for another participant (S-1)'],
      },
    ]);
    const whose = await early.see('cellLaboratory', 'productReconciliation', { participantId: early.participant(1) });
    expect(whose.filter((row) => row.bagCode === bagCode)).toMatchObject([
      { fate: 'givenToAnother', infusedVolumeMl: null, findings: ['was given to another participant (S-2)'] },
    ]);
  });

  it('postpones with one neutral word where a thaw fails on the day', async () => {
    const { early, delayed } = await both(async (run) => {
      const one = await run.enrol(1);
      run.now = `${day}T07:50:00.000Z`;
      const body = { participantId: one, administration: 'infusion1' };
      await run.do('coordinator', 'scheduleInfusion', { ...body, infusionOn: day });
      const prepared = await run.do('cellLaboratory', 'prepareInfusion', {
        ...{ ...body, preparedAt: `${day}T08:10:00.000Z`, laboratory: {} },
      });
      const bagCode = String(prepared.outcome.bagCode);
      await run.do('cellLaboratory', 'printLabel', { participantId: one, bagCode });
      if (run.sequence === 'early') {
        // Only cells can fail so; that the command is refused nobody else learns.
        const refused = await run.try(
          'cellLaboratory',
          'releaseBag',
          { participantId: one, bagCode, laboratory: { viabilityPercent: 41 } },
          9001,
        );
        expect(refused).toMatchObject({ code: 'release-tests-failed', facts: { tests: ['thawed'] } });
      } else {
        // The other laboratory's day fails as well, for a reason of its own.
        await run.try(
          'cellLaboratory',
          'releaseBag',
          { participantId: one, bagCode: 'ZZZZZZZZZ9', laboratory: {} },
          9001,
        );
      }
      const reason = run.sequence === 'early' ? 'viability after the thaw 41%' : 'the courier is ill';
      await run.do('cellLaboratory', 'postponeInfusion', { ...body, reason });
      run.now = '2026-03-17T07:00:00.000Z';
      const later = await run.makeBag(one, 'infusion1', '2026-03-17');
      expect(later.bagCode).not.toBe(bagCode);
      return [one];
    });
    const seen = JSON.stringify(
      await early.see('coordinator', 'chainOfIdentity', { participantId: early.participant(1) }),
    );
    expect(seen).toContain('InfusionPostponed');
    expect(seen).not.toMatch(/viability|41|courier/);
    const why = JSON.stringify(
      await delayed.see('cellLaboratory', 'chainOfIdentityFull', { participantId: delayed.participant(1) }),
    );
    expect(why).toContain('the courier is ill');
  });

  it('follows a participant who declines the second infusion but stays', async () => {
    const { early, delayed } = await both(async (run) => {
      const one = await run.enrol(1, { keepCells: true });
      run.now = `${day}T08:00:00.000Z`;
      await infuse(run, one, await run.makeBag(one, 'infusion1', day), 1);
      run.now = '2026-05-20T09:00:00.000Z';
      await run.do('investigator', 'withdraw', {
        ...{ participantId: one, kind: 'treatment', withdrawnOn: '2026-05-20', reason: 'declines the second infusion' },
      });
      const refused = await run.try('coordinator', 'scheduleInfusion', {
        ...{ participantId: one, administration: 'infusion2', infusionOn: '2026-06-03' },
      });
      expect(refused).toMatchObject({ code: 'withdrawn' });
      // Visits go on.
      await run.do('coordinator', 'recordForm', {
        ...{ participantId: one, visit: 'week12', form: 'infection', happenedOn: '2026-06-02' },
        items: { activeInfection: false },
      });
      if (run.sequence === 'delayed') {
        // Only who was to have the cells later still has some in the tank.
        await run.try(
          'cellLaboratory',
          'recordDisposal',
          {
            ...{ participantId: one, disposalId: uuid('9', 3), material: { batchId: uuid('d', 1) } },
            ...{ fate: 'research', disposedOn: '2026-06-05', witnessedBy: uuid('b', 2) },
          },
          9002,
        );
      }
      run.now = '2026-06-08T09:00:00.000Z';
      return [one];
    });
    const board = async (run: ProductRun) => (await run.see('cellLaboratory', 'productBoard'))[0];
    expect(await board(early)).toMatchObject({ lane: 'left', stored_cells: 'research' });
    expect(await board(delayed)).toMatchObject({ batches: [{ place: 'Tank 1, A1', fate: 'research' }] });
  });

  it('stops two like-named participants whose labels were swapped, until each bag bears its own', async () => {
    const { early } = await both(async (run) => {
      const [one, two] = [await run.enrol(1), await run.enrol(2)];
      run.now = `${day}T08:00:00.000Z`;
      const first = await run.makeBag(one, 'infusion1', day);
      const other = await run.makeBag(two, 'infusion1', day);
      run.now = `${day}T09:10:00.000Z`;
      const at = run.now;
      const stops = async (participantId: ParticipantId, scanned: typeof first, number: number) => {
        const scan = await run.scan(participantId, { ...scanned, number, at });
        const { outcome } = await run.do('infusionNurse', 'checkBedside', scan);
        expect(outcome.verdict).toBe('stop');
        return outcome.failures;
      };
      const clear = (participantId: ParticipantId, { bagCode }: typeof first) =>
        run.try('infusionNurse', 'clearInfusion', { participantId, administration: 'infusion1', bagCode });
      // Each bag bears the label of the other: neither may be used, whoever looks at the names.
      expect(await stops(one, { bagCode: first.bagCode, labelCode: other.labelCode }, 1)).toBe('label-not-valid');
      expect(await stops(two, { bagCode: other.bagCode, labelCode: first.labelCode }, 1)).toBe('label-not-valid');
      // Both bags are set aside until the laboratory has decided; the other's bag under the other's label is as wrong.
      expect(await clear(one, first)).toMatchObject({ code: 'material-quarantined' });
      expect(await clear(two, other)).toMatchObject({ code: 'material-quarantined' });
      expect(await stops(one, other, 2)).toBe('wrong-bag');
      expect(await clear(one, other)).toMatchObject({ code: 'wrong-bag' });
      const found = await run.see('cellLaboratory', 'productReconciliation', { participantId: two });
      expect(found[0]?.findings).toContain('its label was scanned for another participant (S-1)');
      // The laboratory finds both bags right, prints both labels anew, and destroys those that were on the wrong bag.
      const relabel = async (participantId: ParticipantId, made: typeof first) => {
        const chain = await run.see('cellLaboratory', 'chainOfIdentity', { participantId });
        const set = chain.filter(({ type }) => type === 'MaterialQuarantined');
        expect(set).toHaveLength(1);
        const { quarantineId } = set[0]!.facts as { quarantineId: string };
        const decision = { quarantineId, decision: 'usable', reason: 'the codes on both bags are right' };
        await run.do('cellLaboratory', 'resolveQuarantine', { participantId, ...decision });
        const { bagCode, labelCode } = made;
        const printed = await run.do('cellLaboratory', 'printLabel', { participantId, bagCode, reason: 'swapped' });
        const destroyed = { participantId, labelCode, fate: 'destroyed', happenedAt: run.now };
        await run.do('cellLaboratory', 'recordLabelFate', destroyed);
        return { bagCode, labelCode: String(printed.outcome.labelCode) };
      };
      const [right, rightToo] = [await relabel(one, first), await relabel(two, other)];
      // The void label of the same bag stops, and sets nothing aside.
      expect(await stops(one, first, 3)).toBe('label-not-valid');
      await infuse(run, one, right, 4);
      await infuse(run, two, rightToo, 4);
      return [one, two];
    });
    const listed = await early.see('infusionNurse', 'bagList');
    expect(listed.map(({ status }) => status)).toEqual(['infused', 'infused']);
    const journal = await early.see('cellLaboratory', 'labelJournal');
    expect(journal.map(({ status, fate }) => `${status} ${fate}`).sort()).toEqual([
      ...['valid null', 'valid null', 'void destroyed', 'void destroyed'],
    ]);
  });
});
