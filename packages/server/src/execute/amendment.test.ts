import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../store/pool.js';
import { checkReadTables } from '../store/rebuild.js';
import { openTestServer, type TestServer, type TestUser } from '../test-support/server.js';
import { walkProtocol } from '../test-support/walk.js';

const replaced = (source: string, pairs: readonly (readonly [string, string])[]) =>
  pairs.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the protocol does not hold: ${from}`);
    return text.replace(from, to);
  }, source);

const first = replaced(walkProtocol, [
  [
    'sites:\n  - { id: genoa, name: Genoa }',
    `nationalTrials:
  - { id: italy, name: Italy, country: IT }
  - { id: norway, name: Norway, country: "NO" }
sites:
  - { id: genoa, name: Genoa, nationalTrial: italy }
  - { id: oslo, name: Oslo, nationalTrial: norway }`,
  ],
  [
    'items: [{ id: activeInfection, name: Active infection, type: boolean, required: true }]',
    'items: [{ id: activeInfection, name: Active infection, type: boolean, required: true }, { id: note, name: Note, type: text }]',
  ],
]);

/** The next version: a site more, an item more and one less, another range and window, another consent. */
const second = replaced(first, [
  ['version: "1.0"\ntitle', 'version: "2.0"\ntitle'],
  ['  - { id: oslo, name: Oslo', '  - { id: milan, name: Milan, nationalTrial: italy }\n  - { id: oslo, name: Oslo'],
  [', { id: note, name: Note, type: text }', ''],
  [
    'unit: kg, min: 25, max: 250, required: true }',
    'unit: kg, min: 25, max: 200, required: true }\n      - { id: heightCm, name: Height, type: decimal, unit: cm }',
  ],
  ['windowDays: { before: 0, after: 14 }', 'windowDays: { before: 0, after: 21 }'],
  [
    '    version: "1.0"\n    requiredFor',
    '    version: "1.0"\n    versions: [{ version: "2.0", reconsent: required }]\n    requiredFor',
  ],
]);

const approvals = [{ by: 'ethicsCommittee', reference: 'CE 4/2026', grantedOn: '2026-01-20' }];
const amendmentId = randomUUID();
const [italian, norwegian] = [randomUUID(), randomUUID()];

let server: TestServer;
let manager: TestUser;
let approver: TestUser;
let genoa: TestUser;
let oslo: TestUser;

beforeAll(async () => {
  server = await openTestServer({
    protocol: first,
    activeSites: ['genoa', 'oslo'],
    people: [
      { name: 'approver', role: 'trialManager' },
      { name: 'atGenoa', role: 'coordinator', sites: ['genoa'] },
      { name: 'atOslo', role: 'coordinator', sites: ['oslo'] },
      { name: 'statistician', role: 'statistician' },
    ],
    now: '2026-02-01T08:00:00.000Z',
  });
  manager = server.as('trialManager');
  approver = server.as('approver');
  genoa = server.as('atGenoa');
  oslo = server.as('atOslo');
  // Somebody who counts in a whole country counts at the sites that come later.
  await manager.must('grantRole', {
    actorId: server.as('inItaly').actorId,
    role: 'coordinator',
    sites: { nationalTrial: 'italy' },
  });
  for (const [user, participantId, siteId, screeningNumber] of [
    [genoa, italian, 'genoa', 'G-1'],
    [oslo, norwegian, 'oslo', 'O-1'],
  ] as const) {
    await user.must('screenParticipant', { participantId, siteId, screeningNumber, screenedOn: '2026-01-10' });
    const consent = { consent: 'participation', consentVersion: '1.0', givenOn: '2026-01-10', items: { trial: true } };
    await server.as(user.name).must('recordConsent', { participantId, ...consent });
    await user.must('recordForm', screening(participantId, { ageYears: 30, weightKg: 70 }));
  }
}, 900_000);

afterAll(() => server.close());

const screening = (participantId: string, items: object) => ({
  ...{ participantId, visit: 'screening', form: 'demographics', happenedOn: '2026-01-10' },
  items,
});
const draft = (protocolSource: string, more: object = {}) => ({
  ...{ amendmentId: randomUUID(), kind: 'substantial', protocolSource, reason: 'the ethics committee asked for it' },
  ...more,
});
const differences = () => checkReadTables(server.system.pools.owner, server.trialId);
const windowOf = async (user: TestUser, participantId: string) =>
  (await user.see('calendar', { participantId })).find(({ visit }) => visit === 'screening').last_day;

/** Adds to the form of the screening, as it was last seen. */
const add = async (user: TestUser, participantId: string, items: object) => {
  const things = await user.see('versions', { participantId });
  const { version } = things.find(({ thing }) => thing.startsWith('form/screening/'));
  return user.send('recordForm', screening(participantId, items), { version });
};

describe('an amendment of a live trial', () => {
  it('is refused with all that is wrong with it at once: what never changes, and what is recorded [acceptance 39]', async () => {
    const source = replaced(second, [
      ['treatments: [cells, medium]', 'treatments: [medium, medium]'],
      ['ratio: { early: 1, delayed: 1 }', 'ratio: { early: 2, delayed: 1 }'],
      ['blockSizes: [4]', 'blockSizes: [6]'],
      ['masked: [participant, investigator, outcomes assessor]', 'masked: [participant]'],
      ['{ id: weightKg, name: Weight, type: decimal, unit: kg', '{ id: weightKg, name: Weight, type: decimal, unit: g'],
    ]);
    const { status, body } = await manager.send('draftAmendment', draft(source));
    expect(status, JSON.stringify(body)).toBe(422);
    expect(body.code).toBe('amendment-not-allowed');
    expect(body.facts.never.map((words: string) => words.split(',')[0])).toEqual([
      'sequence early',
      'randomisation',
      'randomisation',
      'blinding',
    ]);
    expect(body.facts.lost).toEqual(['form demographics, item weightKg, unit: kg → g (2 values of 2 participants)']);
  });

  it('is refused where the language refuses it, with every problem, and where its version is not new', async () => {
    const broken = replaced(second, [
      ['anchor: screening', 'anchor: nowhere'],
      ['forms: [demographics]', 'forms: [demographics, nothing]'],
    ]);
    const { body } = await manager.send('draftAmendment', draft(broken));
    expect(body.code).toBe('amendment-invalid');
    expect(body.facts.problems.join('\n')).toMatch(/nowhere[\s\S]*nothing/);
    const same = replaced(second, [['version: "2.0"\ntitle', 'version: "1.0"\ntitle']]);
    expect((await manager.send('draftAmendment', draft(same))).body.code).toBe('amendment-version');
  });

  it('shows before its approval what it touches, by site and never by arm [acceptance 39]', async () => {
    await manager.must('draftAmendment', draft(second, { amendmentId }));
    const impact = await approver.see('amendmentImpact', { amendmentId });
    const of = (path: string) => impact.filter((row) => row.path === path).map(({ path: _, words: __, ...row }) => row);
    const counted = { kind: 'changed', verdict: 'allowed', touches: 'data', participants: 1, forms: 1, values: 1 };
    expect(of('forms.demographics.items.weightKg.max')).toEqual([
      { ...counted, site_id: 'genoa' },
      { ...counted, site_id: 'oslo' },
    ]);
    expect(of('forms.infection.items.note')).toEqual([
      {
        ...{ kind: 'removed', verdict: 'losesValues', touches: 'data', site_id: null },
        participants: 0,
        forms: 0,
        values: 0,
      },
    ]);
    expect(of('consents.participation.versions').map(({ touches, participants }) => [touches, participants])).toEqual([
      ['everyone', 1],
      ['everyone', 1],
    ]);
    expect((await server.as('statistician').ask('amendmentImpact', { amendmentId })).status).toBe(403);
  });

  it('is approved by another person, who gives the credentials again', async () => {
    const own = await manager.send('approveAmendment', { amendmentId }, { confirmed: true });
    expect([own.status, own.body.code]).toEqual([403, 'amendment-same-person']);
    expect((await approver.send('approveAmendment', { amendmentId })).body.code).toBe('confirmation-required');
    const early = { amendmentId, at: { nationalTrial: 'italy' }, from: '2026-02-01', approvals };
    expect((await manager.send('activateAmendment', early)).body.code).toBe('amendment-state');
    await approver.must('approveAmendment', { amendmentId }, { confirmed: true });
    expect((await add(genoa, italian, { heightCm: 180 })).body.code).toBe('item-unknown');
  });

  it('counts in the country in which it was approved and activated, and nowhere else [acceptance 39]', async () => {
    const italy = { amendmentId, at: { nationalTrial: 'italy' }, from: '2026-02-01' };
    const without = await manager.send('activateAmendment', { ...italy, approvals: [] });
    expect(without.body.code).toBe('amendment-approval-missing');
    await manager.must('activateAmendment', { ...italy, approvals });
    expect((await manager.send('activateAmendment', { ...italy, approvals })).body.code).toBe('amendment-in-force');

    expect(await windowOf(genoa, italian)).toBe('2026-01-31');
    expect(await windowOf(oslo, norwegian)).toBe('2026-01-24');
    expect((await add(genoa, italian, { heightCm: 180 })).status).toBe(200);
    expect((await add(oslo, norwegian, { heightCm: 180 })).body.code).toBe('item-unknown');
    const [atGenoa] = await genoa.see('protocol', { siteId: 'genoa' });
    const [before] = await genoa.see('protocol', { version: '1.0' });
    expect([atGenoa.protocol_version, atGenoa.in_force_at]).toEqual(['2.0', ['genoa', 'milan']]);
    expect([before.protocol.version, before.in_force_at]).toEqual(['1.0', ['oslo']]);
    const audit = await manager.see('audit', { streamId: italian, type: 'FormRecorded' });
    expect(audit.map((row) => row.protocol_version)).toEqual(['1.0', '2.0']);
    const other = await manager.see('audit', { streamId: norwegian, type: 'FormRecorded' });
    expect(other.map((row) => row.protocol_version)).toEqual(['1.0']);
  });

  it('asks for consent again where it counts', async () => {
    const due = await manager.see('reconsentDue');
    expect(due).toEqual([
      {
        ...{ participant_id: italian, site_id: 'genoa', screening_number: 'G-1', consent: 'participation' },
        ...{ given_version: '1.0', given_on: '2026-01-10', due_version: '2.0' },
      },
    ]);
    expect(await oslo.see('reconsentDue')).toEqual([]);
    const again = { consent: 'participation', consentVersion: '2.0', givenOn: '2026-02-01', items: { trial: true } };
    await genoa.must('recordConsent', { participantId: italian, ...again });
    expect(await genoa.see('reconsentDue')).toEqual([]);
  });

  it('brings a site, with the people of its country', async () => {
    await manager.must('activateSite', { siteId: 'milan', approvedOn: '2026-01-30' });
    const participantId = randomUUID();
    const screened = { participantId, siteId: 'milan', screeningNumber: 'M-1', screenedOn: '2026-02-01' };
    await server.as('inItaly').must('screenParticipant', screened);
    await server.as('inItaly').must('recordForm', screening(participantId, { ageYears: 40, heightCm: 170 }));
  });

  it('is what a participant goes on by who is transferred to where it counts', async () => {
    const participantId = randomUUID();
    const screened = { participantId, siteId: 'oslo', screeningNumber: 'O-2', screenedOn: '2026-01-10' };
    await oslo.must('screenParticipant', screened);
    expect(await windowOf(oslo, participantId)).toBe('2026-01-24');
    const transfer = { participantId, toSiteId: 'milan', transferredOn: '2026-02-01', reason: 'moved house' };
    await manager.must('transferParticipant', transfer);
    const inItaly = server.as('inItaly');
    expect(await windowOf(inItaly, participantId)).toBe('2026-01-31');
    await inItaly.must('recordForm', screening(participantId, { heightCm: 165 }));
    expect(await differences()).toEqual([]);
  });

  const infection = { participantId: norwegian, visit: 'week12', form: 'infection' };
  const norway = { amendmentId, at: { siteId: 'oslo' }, from: '2026-02-01', approvals };
  const lost = ['form infection, item note: removed (1 values of 1 participants)'];
  /** The version of the form, also of one that was taken back. */
  const seen = async () => {
    const things = await oslo.see('versions', { participantId: norwegian });
    const version: number | undefined = things.find(({ thing }) => thing.includes('infection'))?.version;
    return version === undefined ? {} : { version };
  };
  const recordNote = async () =>
    oslo.must('recordForm', { ...infection, happenedOn: '2026-02-01', items: { note: 'none' } }, await seen());
  const undoNote = async () =>
    oslo.must('undoForm', { ...infection, reason: 'entered for somebody else' }, await seen());

  it('waits where what was recorded meanwhile would be lost, until that is settled', async () => {
    await recordNote();
    expect((await manager.send('activateAmendment', norway)).body.facts.lost).toEqual(lost);
    await undoNote();
  });

  it('is not activated over a value that comes between the look at the data and the activation', async () => {
    const activation = await inTransaction(server.system.pools.owner, 'begin', async (client) => {
      await client.query('select from record.trial where trial_id = $1 for share', [server.trialId]);
      const answer = manager.send('activateAmendment', norway);
      const isWaiting = async () => (await client.query('select from pg_locks where not granted')).rowCount !== 0;
      await expect.poll(isWaiting, { timeout: 20_000 }).toBe(true);
      await recordNote();
      return { answer };
    });
    expect((await activation.answer).body.facts.lost).toEqual(lost);
    await undoNote();
    await manager.must('activateAmendment', norway);
    expect((await add(oslo, norwegian, { heightCm: 190 })).status).toBe(200);
    expect(await windowOf(oslo, norwegian)).toBe('2026-01-31');
  });

  it('leaves on record who asked and approved, why, and from when it counts where [acceptance 39]', async () => {
    const [amendment] = await server.as('statistician').see('amendments');
    expect(amendment).toMatchObject({
      ...{
        amendment_id: amendmentId,
        protocol_version: '2.0',
        kind: 'substantial',
        status: 'approved',
        based_on: null,
      },
      reason: 'the ethics committee asked for it',
      drafted_by: manager.actorId,
      approved_by: approver.actorId,
    });
    expect(amendment.sites).toMatchObject([
      { siteId: 'genoa', from: '2026-02-01', approvals, activatedBy: manager.actorId, isInForce: true },
      { siteId: 'milan', from: '2026-02-01', isInForce: true },
      { siteId: 'oslo', from: '2026-02-01', isInForce: true },
    ]);
    const [status] = await manager.see('status');
    expect(status.protocol_version).toBe('2.0');
  });

  it('stands on the latest approved one; what sites work by is not withdrawn', async () => {
    const third = (number: string) => replaced(second, [['version: "2.0"\ntitle', `version: "${number}"\ntitle`]]);
    const drafts = ['3.0', '3.1'].map((number) => draft(third(number), { kind: 'notSubstantial' }));
    for (const body of drafts) await manager.must('draftAmendment', body);
    const [one, other] = drafts.map((body) => ({ amendmentId: body.amendmentId })) as [object, object];
    await approver.must('approveAmendment', one, { confirmed: true });
    const late = await approver.send('approveAmendment', other, { confirmed: true });
    expect(late.body.code).toBe('amendment-outdated');
    const reason = 'not needed any more';
    await manager.must('withdrawDraft', { ...one, reason });
    expect((await manager.send('withdrawDraft', { amendmentId, reason })).body.code).toBe('amendment-in-force');
    // The way is free again for the other one, which needs no approval of an authority.
    await approver.must('approveAmendment', other, { confirmed: true });
    await manager.must('activateAmendment', { ...other, at: { siteId: 'oslo' }, from: '2026-02-01', approvals: [] });
    const back = await manager.send('activateAmendment', {
      ...{ amendmentId, at: { siteId: 'oslo' }, from: '2026-02-01', approvals },
    });
    expect(back.body.code).toBe('amendment-in-force');
  });

  it('leaves read tables that are what the record says, on this server and on another', async () => {
    expect(await differences()).toEqual([]);
    const another = await server.openAnother();
    const scan = { participantId: norwegian, visit: 'week12', form: 'scan', happenedOn: '2026-02-01' };
    await another.as('atOslo').must('recordForm', { ...scan, items: { readable: true, lesions: 2 } });
    expect(await differences()).toEqual([]);
  });
});
