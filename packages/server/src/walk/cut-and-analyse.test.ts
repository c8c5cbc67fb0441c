// Writes docs/walks/cut-and-analyse.md: a data cut, its analysis blind and opened, the lock, the unblinding, the revealed seed.
import { analyse } from '@equipoise/analysis';
import { AllocationSecret, allocationOf, RandomisationDesign, verifyReveal } from '@equipoise/trial';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeSnapshot } from '../store/snapshot.js';
import { code, link, Walk } from '../test-support/walk.js';

let walk: Walk;
beforeAll(async () => {
  walk = await Walk.open();
});
afterAll(() => walk.system.discard());

const lesions = [2, 1, 4, 1, 2, 3, 3, 4];

it('cuts, analyses blind and opened, locks, unblinds, and recomputes every allocation [acceptance G]', async () => {
  await walk.goLive();
  await walk.set('statistician', 'commitAnalysisPlan', {});
  for (const [index, count] of lesions.entries()) await followOne(index + 1, count);

  walk.on('2026-05-04');
  const made = await walk.step({
    title: 'The data manager makes the cut',
    role: 'dataManager',
    name: 'makeDataCut',
    body: { cut: 'week12' },
    files: [
      ['packages/trial/src/decide/permission/trial.ts', 'asks for a cut of the protocol that was not made before'],
      [
        'packages/trial/src/decide/consequence/trial.ts',
        'says its visits and its audience in the event; its place in the record is the cut',
      ],
    ],
  });
  expect(made).toMatchObject({ accepted: true });
  walk.tell(
    `Eight participants were followed to week 12. Analysed now, the arms are dummies, dealt from a hash of the ids (${link('packages/analysis/src/derive/sequence.ts')}): nothing is unsealed, and no number means anything.`,
  );
  expect(await tellAnalysis('week12')).toBe(true);

  const opened = await walk.step({
    title: 'The statistician of the cut opens it',
    role: 'cutStatistician',
    name: 'openDataCut',
    body: { cut: 'week12', purpose: 'The planned analysis of the first period' },
    files: [
      ['packages/trial/src/decide/permission/trial.ts', 'asks for the audience of the cut and a committed plan'],
      ['packages/trial/src/blinding/opening.ts', 'names this command as the opening `dataCut`'],
    ],
  });
  expect(opened).toMatchObject({ accepted: true });
  walk.tell(
    `From here on this cut, and it alone, is analysed as randomised. ${link('packages/server/src/store/snapshot.ts')} finds the opening in the record, and only then unseals; ${link('packages/analysis/src/analyse.ts')} is pure, from snapshot to output.`,
  );
  expect(await tellAnalysis('week12')).toBe(false);
  walk.tell('The whole record, which is what everybody else analyses, stays blind:');
  expect(await tellAnalysis()).toBe(true);

  walk.on('2026-09-01');
  const locked = await walk.step({
    title: 'The data manager locks the trial',
    role: 'dataManager',
    name: 'lockTrial',
    body: {},
    files: [
      [
        'packages/server/src/store/migration/0003-append.ts',
        "holds the trial's row alone, so that no other command slips past the lock",
      ],
    ],
  });
  expect(locked).toMatchObject({ accepted: true });
  const late = await walk.step({
    title: 'Nothing is recorded after the lock',
    role: 'coordinator',
    name: 'screenParticipant',
    body: {
      participantId: '90000000-0000-4000-8000-000000000009',
      siteId: 'genoa',
      screeningNumber: 'S-9',
      screenedOn: '2026-09-01',
    },
    files: [
      [
        'packages/trial/src/decide/permission/general.ts',
        'lets pass what a locked trial still allows: openings and erasure',
      ],
    ],
  });
  expect(late).toMatchObject({ accepted: false, code: 'trial-locked' });

  const unblinded = await walk.step({
    title: 'The manager unblinds',
    role: 'trialManager',
    name: 'unblindTrial',
    body: { typedConfirmation: 'UNBLIND' },
    files: [
      ['packages/server/src/execute/opening.ts', 'unseals the seed'],
      [
        'packages/trial/src/randomisation/commitment.ts',
        'holds it against the commitment that was public before the first participant',
      ],
    ],
  });
  expect(unblinded).toMatchObject({ accepted: true });
  expect(await tellAnalysis()).toBe(false);
  await tellAllocations();
  await expect(
    walk.text(
      'Cut and analyse',
      'A data cut is analysed by its audience while the trial goes on blind; then the trial is locked and unblinded, and anyone can recompute who was given what.',
    ),
  ).toMatchFileSnapshot('../../../../docs/walks/cut-and-analyse.md');
});

async function followOne(number: number, count: number): Promise<void> {
  walk.on('2026-01-05');
  const participantId = await walk.prepare(number);
  await walk.set('investigator', 'randomise', { participantId, randomisedOn: '2026-01-05' });
  walk.on('2026-01-12');
  const infusion = { participantId, administration: 'infusion1', bagCode: `BAG000000${number}` };
  await walk.set('cellLaboratory', 'prepareInfusion', {
    ...{ ...infusion, preparedAt: '2026-01-12T07:30:00.000Z', laboratory: { viabilityPercent: 91 } },
  });
  await walk.set('coordinator', 'recordInfusion', {
    ...{ ...infusion, startedAt: '2026-01-12T09:00:00.000Z', volumeInfusedMl: 60 + number, interrupted: false },
  });
  walk.on('2026-04-06');
  await walk.set('reader', 'recordForm', {
    ...{ participantId, visit: 'week12', form: 'scan', happenedOn: '2026-04-06' },
    items: { readable: true, lesions: count },
  });
}

/** Tells an analysis; answers whether its arms were dummies. */
async function tellAnalysis(cut?: string): Promise<boolean> {
  const snapshot = await takeSnapshot(walk.system, walk.trialId, cut === undefined ? {} : { cut });
  const output = analyse(snapshot);
  const [primary] = output.analyses;
  const rounded = (value: number | null | undefined) => (value == null ? value : Number(value.toPrecision(4)));
  walk.tell(
    code({
      cut: output.cut,
      dummyArms: output.dummyArms,
      snapshot: { hash: `${output.snapshot.hash.slice(0, 12)}…`, events: output.snapshot.events },
      bySequence: output.participants.bySequence,
      primary: primary && {
        estimate: rounded(primary.estimate),
        ci: primary.ci?.map(rounded),
        p: rounded(primary.p),
        status: primary.status,
        postHoc: primary.postHoc,
      },
      conclusion: output.conclusion,
    }),
  );
  return output.dummyArms;
}

/** From public events alone: the commitment, the revealed seed, the claimed entries. */
async function tellAllocations(): Promise<void> {
  const { rows } = await walk.system.pools.sealed.query<{ type: string; payload: Record<string, unknown> }>(
    `select e.type, convert_from(p.body, 'UTF8')::jsonb as payload from record.event e join record.payload p using (trial_id, stream_id, version)
     where e.trial_id = $1 and e.type in ('AllocationCommitted', 'TrialUnblinded', 'AllocationClaimed') order by e.position`,
    [walk.trialId],
  );
  const payloadsOf = (type: string) => rows.filter((row) => row.type === type).map((row) => row.payload);
  const [committed] = payloadsOf('AllocationCommitted');
  const [unblinded] = payloadsOf('TrialUnblinded');
  const design = RandomisationDesign.parse(committed?.design);
  const secret = AllocationSecret.parse(unblinded?.revealed);
  const isKept = verifyReveal({ commitment: String(committed?.commitment), design }, secret);
  expect(isKept).toBe(true);
  const claims = payloadsOf('AllocationClaimed').map((claim) => ({
    stratum: String(claim.stratum),
    index: Number(claim.index),
    sequence: allocationOf(secret, design, { stratum: String(claim.stratum), index: Number(claim.index) }),
  }));
  expect(claims).toHaveLength(lesions.length);
  walk.tell(
    `Whoever has the open record can now check that the seed is the one that was committed to, and recompute every entry, here with ${link('packages/trial/src/randomisation/allocate.ts')}, or with ${link('validation/randomisation/equipoise_allocation_1.py')} and Python alone:`,
    code({
      commitment: committed?.commitment,
      isTheOneThatWasCommitted: isKept,
      entries: claims.map(({ sequence }) => sequence),
    }),
  );
}
