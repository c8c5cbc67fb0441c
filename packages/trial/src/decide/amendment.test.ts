import { describe, expect, it } from 'vitest';
import { amendmentAt } from '../evolve/amendment-state.js';
import { fixedDifferences } from '../protocol/amendment/fixed.js';
import { changesOf } from '../protocol/amendment/impact.js';
import { lossesOf } from '../protocol/amendment/loss.js';
import { consentsDueAgain } from '../protocol/reconsent.js';
import { Protocol } from '../protocol/schema.js';
import type { AmendmentFacts } from './amendment-fact.js';
import type { Context } from './contract.js';
import {
  liveTrial,
  must,
  type Person,
  participantId,
  people,
  protocol,
  SmallTrial,
  through,
} from './small-trial.fixture.js';

type Plain = { [key: string]: unknown };

/** The protocol with something at a path changed; undefined takes it away. Members of lists are named by their id. */
function changed(...changes: readonly (readonly [path: string, value: unknown])[]): Protocol {
  const copy = structuredClone(protocol) as unknown as Plain;
  for (const [path, value] of [['version', '2.0'] as const, ...changes]) {
    const words = path.split('.');
    const last = words.pop()!;
    let at: unknown = copy;
    for (const word of words) at = Array.isArray(at) ? at.find(({ id }) => id === word) : (at as Plain)[word];
    if (!Array.isArray(at)) (at as Plain)[last] = value;
    else if (value === undefined)
      at.splice(
        at.findIndex(({ id }) => id === last),
        1,
      );
    else at.push(value);
  }
  return Protocol.parse(copy);
}

const second = changed(['forms.demography.items.age.max', 110]);
const third = changed(['version', '3.0'], ['forms.demography.items.age.max', 100]);
const idOf = (number: number) => `80000000-0000-4000-8000-00000000000${number}`;
const reason = 'found by the monitor';
const draftOf = (number: number, more: object = {}) => ({
  ...{ amendmentId: idOf(number), kind: 'substantial', protocolSource: 'the new version', reason },
  ...more,
});
const ethics = [{ by: 'ethicsCommittee', reference: 'EC 4', grantedOn: '2020-01-02' }];
const atOslo = (number: number, more: object = {}) => ({
  ...{ amendmentId: idOf(number), at: { siteId: 'oslo' }, from: '2020-01-06', approvals: ethics },
  ...more,
});

function facts(proposed: Protocol, more: Partial<AmendmentFacts> = {}): Partial<Context> {
  const read = { proposed: { ok: true, protocol: proposed } as const, latest: protocol, replaced: [protocol] };
  return { amendment: { ...read, recorded: {}, ...more } };
}

/** A live trial with another manager, and the first amendment as far as it goes. */
function amended(until: 'nothing' | 'drafted' | 'approved' | 'activated' = 'nothing'): SmallTrial {
  const trial = liveTrial();
  must(trial.send('manager', 'grantRole', { actorId: people.investigator, role: 'medicalMonitor', sites: 'all' }));
  if (until === 'nothing') return trial;
  must(trial.send('manager', 'draftAmendment', draftOf(1), facts(second)));
  if (until === 'drafted') return trial;
  must(trial.send('investigator', 'approveAmendment', { amendmentId: idOf(1) }, facts(second)));
  if (until === 'approved') return trial;
  must(trial.send('manager', 'activateAmendment', atOslo(1), facts(second)));
  return trial;
}

/** Two more drafts on the same version, of which one is approved. */
function outdated(): SmallTrial {
  const trial = amended('drafted');
  must(trial.send('manager', 'draftAmendment', draftOf(2), facts(third)));
  must(trial.send('investigator', 'approveAmendment', { amendmentId: idOf(2) }, facts(third)));
  return trial;
}

const notAllowed = changed(['sequences.early.treatments', ['medium', 'medium']]);
const unread: Partial<AmendmentFacts> = { proposed: { ok: false, problems: ['protocol:1:1 it is empty'] } };

const unconfirmed = { ...facts(second), confirmation: undefined } as unknown as Partial<Context>;

describe('an amendment is refused', () => {
  it.each<[string, string, () => SmallTrial, Person, Parameters<SmallTrial['send']>[1], object, Partial<Context>?]>([
    ['before go-live', 'trial-not-live', created, 'manager', 'draftAmendment', draftOf(1), facts(second)],
    [
      'drafted twice',
      'amendment-known',
      () => amended('drafted'),
      'manager',
      'draftAmendment',
      draftOf(1),
      facts(third),
    ],
    [
      'with a source that does not pass',
      'amendment-invalid',
      amended,
      'manager',
      'draftAmendment',
      draftOf(1),
      facts(second, unread),
    ],
    [
      'under the version in force',
      'amendment-version',
      amended,
      'manager',
      'draftAmendment',
      draftOf(1),
      facts(changed(['version', '1.0'])),
    ],
    [
      'under the version of another draft',
      'amendment-version',
      () => amended('drafted'),
      'manager',
      'draftAmendment',
      draftOf(2),
      facts(second),
    ],
    ['with other arms', 'amendment-not-allowed', amended, 'manager', 'draftAmendment', draftOf(1), facts(notAllowed)],
    [
      'approved by who drafted it',
      'amendment-same-person',
      () => amended('drafted'),
      'manager',
      'approveAmendment',
      { amendmentId: idOf(1) },
      facts(second),
    ],
    [
      'approved without the credentials',
      'confirmation-required',
      () => amended('drafted'),
      'investigator',
      'approveAmendment',
      { amendmentId: idOf(1) },
      unconfirmed,
    ],
    [
      'approved by who may not',
      'right-missing',
      () => amended('drafted'),
      'coordinator',
      'approveAmendment',
      { amendmentId: idOf(1) },
      facts(second),
    ],
    [
      'approved and unknown',
      'amendment-unknown',
      amended,
      'investigator',
      'approveAmendment',
      { amendmentId: idOf(1) },
    ],
    [
      'approved after another one',
      'amendment-outdated',
      outdated,
      'investigator',
      'approveAmendment',
      { amendmentId: idOf(1) },
      facts(second),
    ],
    [
      'activated and not approved',
      'amendment-state',
      () => amended('drafted'),
      'manager',
      'activateAmendment',
      atOslo(1),
      facts(second),
    ],
    [
      'activated without the approval of the place',
      'amendment-approval-missing',
      () => amended('approved'),
      'manager',
      'activateAmendment',
      atOslo(1, { approvals: [] }),
      facts(second),
    ],
    [
      'activated before that approval',
      'period-invalid',
      () => amended('approved'),
      'manager',
      'activateAmendment',
      atOslo(1, { from: '2020-01-01' }),
      facts(second),
    ],
    [
      'activated at no site of it',
      'site-unknown',
      () => amended('approved'),
      'manager',
      'activateAmendment',
      atOslo(1, { at: { nationalTrial: 'east' } }),
      facts(second),
    ],
    [
      'activated twice',
      'amendment-in-force',
      () => amended('activated'),
      'manager',
      'activateAmendment',
      atOslo(1),
      facts(second),
    ],
    [
      'withdrawn while a site works by it',
      'amendment-in-force',
      () => amended('activated'),
      'manager',
      'withdrawDraft',
      { amendmentId: idOf(1), reason },
    ],
  ])('%s: %s', (_rule, code, prepare, person, name, body, extra) => {
    const trial = prepare();
    const recorded = trial.record.length;
    const decision = trial.send(person, name, body, extra as Partial<Context>);
    expect(decision.accepted ? 'accepted' : decision.code).toBe(code);
    expect(trial.record.length).toBe(recorded);
  });

  it('with everything that is wrong with it in one answer', () => {
    const proposed = changed(
      ['sequences.early.treatments', ['medium', 'medium']],
      ['blinding.masked', []],
      ['forms.demography.items.weightKg.unit', 'g'],
      ['forms.demography.items.remark', undefined],
    );
    const recorded = { 'forms.demography.items.weightKg.unit': { participants: 2, values: 3 } };
    const decision = amended().send('manager', 'draftAmendment', draftOf(1), facts(proposed, { recorded }));
    expect(decision).toMatchObject({
      code: 'amendment-not-allowed',
      facts: {
        never: [expect.stringContaining('sequence early'), expect.stringContaining('masked')],
        lost: ['form demography, item weightKg, unit: kg → g (3 values of 2 participants)'],
      },
    });
  });

  function created(): SmallTrial {
    const trial = new SmallTrial();
    must(
      trial.send('manager', 'createTrial', { protocolSource: 'small', mode: 'rehearsal', synthetic: true, origin: {} }),
    );
    return trial;
  }
});

describe('an amendment', () => {
  it('counts at the sites of its place, and keeps their country and its approvals on record', () => {
    const trial = amended('approved');
    const decision = trial.send(
      'manager',
      'activateAmendment',
      atOslo(1, { at: { nationalTrial: 'north' } }),
      facts(second),
    );
    expect(decision).toMatchObject({ accepted: true, outcome: { sites: 1 } });
    expect(trial.payloads('AmendmentActivated')).toMatchObject([
      { at: { nationalTrial: 'north' }, sites: ['oslo'], approvals: ethics, protocolVersion: '2.0' },
    ]);
    const state = trial.trial.amendments;
    expect([amendmentAt(state, 'oslo'), amendmentAt(state, 'rome')]).toEqual([idOf(1), undefined]);
    expect(amendmentAt(state, undefined)).toBe(idOf(1));
  });

  it('that is withdrawn leaves its version free, and the one before as the latest', () => {
    const trial = amended('approved');
    must(trial.send('manager', 'withdrawDraft', { amendmentId: idOf(1), reason }));
    expect(trial.trial.amendments.approved).toEqual([]);
    must(trial.send('manager', 'draftAmendment', draftOf(2), facts(second)));
    expect(trial.trial.amendments.drafts[idOf(2)]).not.toHaveProperty('basedOn');
  });
});

describe('what never changes', () => {
  it.each([
    ['id', 'other'],
    ['design', { type: 'parallel' }],
    ['treatments.cells.kind', 'comparator'],
    ['sequences.delayed.treatments', ['cells', 'cells']],
    ['periods.third', { id: 'third', name: 'Third' }],
    ['randomisation.blockSizes', [6]],
    ['blinding.masked', ['participant']],
    ['sites.oslo', undefined],
    ['sites.oslo.nationalTrial', 'south'],
    ['nationalTrials.south', undefined],
    ['administrations.infusion2', undefined],
    ['administrations.infusion2.period', 'first'],
    ['consents.main', undefined],
    ['product', undefined],
    ['product.origin', 'offTheShelf'],
    ['product.laboratory.viability.type', 'text'],
    ['forms.demography.items.age.seenBy', ['investigator']],
  ])('is %s', (path, value) => {
    expect(fixedDifferences(protocol, changed([path, value]))).not.toEqual([]);
  });

  it.each([
    ['title', 'Another title'],
    ['treatments.cells.name', 'Stem cells'],
    ['periods.first.durationDays', 200],
    ['sites.turin', { id: 'turin', name: 'Turin', nationalTrial: 'south' }],
    ['visits.week24.windowDays', { before: 14, after: 14 }],
    ['forms.demography.items.age.max', 100],
    ['forms.demography.items.height', { id: 'height', name: 'Height', type: 'decimal' }],
    ['administrations.infusion2.gate.withinWorkingDays', 5],
    ['product.expiryHours', 12],
    ['eligibility.criteria.age.rule', 'age >= 21'],
  ])('is not %s', (path, value) => {
    expect(fixedDifferences(protocol, changed([path, value]))).toEqual([]);
    expect(lossesOf(protocol, changed([path, value]))).toEqual([]);
  });

  it('holds a factor of the randomisation with its codes', () => {
    const factor = { id: 'course', from: { item: 'course' } };
    const stratified = { ...protocol, randomisation: { ...protocol.randomisation, strata: [factor] } };
    const codes = [{ code: 'RRMS', name: 'Relapsing' }];
    const next = changed(['randomisation.strata', [factor]], ['forms.demography.items.course.codes', codes]);
    expect(fixedDifferences(stratified, next).map(({ path }) => path.join('.'))).toEqual([
      'forms.demography.items.course.codes',
    ]);
  });
});

describe('what recorded values do not survive', () => {
  it.each([
    ['forms.demography.items.remark', undefined, { form: 'demography', item: 'remark' }],
    ['forms.demography.items.age.type', 'text', { form: 'demography', item: 'age' }],
    ['forms.demography.items.weightKg.unit', 'g', { form: 'demography', item: 'weightKg' }],
    ['forms.demography.items.course.codes', [{ code: 'RRMS', name: 'R' }], { form: 'demography', item: 'course' }],
    ['forms.medication', undefined, { form: 'medication' }],
    ['visits.week24', undefined, { visit: 'week24' }],
    ['visits.relapse.unscheduled', false, { visit: 'relapse' }],
  ])('is that %s goes or means something else', (path, value, scope) => {
    expect(lossesOf(protocol, changed([path, value])).map((loss) => loss.scope)).toEqual([scope]);
  });

  it('is not that a visit no longer asks for a form: what is there stays and can be corrected', () => {
    expect(lossesOf(protocol, changed(['visits.week24.forms', ['scan']]))).toEqual([]);
  });
});

describe('a form that no visit asks for any more', () => {
  const dropped = { protocol: changed(['visits.week24.forms', ['edss']]) };

  it('is corrected where it was recorded, and recorded nowhere anew', () => {
    const trial = through('scan');
    const place = { participantId, visit: 'week24', form: 'scan' };
    const correction = { ...place, items: { gel: 3 }, reason: 'read again' };
    expect(trial.ask('coordinator', { name: 'correctValue', body: correction } as never, dropped).accepted).toBe(true);
    const anew = { ...place, occurrence: 2, happenedOn: '2020-07-01', items: { gel: 1 } };
    expect(trial.ask('coordinator', { name: 'recordForm', body: anew } as never, dropped)).toMatchObject({
      code: 'form-unknown',
    });
  });
});

describe('the impact of an amendment', () => {
  it('says of each change what is to be counted for it', () => {
    const proposed = changed(
      ['forms.demography.items.age.max', 100],
      ['visits.week24.windowDays.after', 14],
      ['eligibility.criteria.age.rule', 'age >= 21'],
      ['title', 'Another title'],
      ['blinding.masked', []],
      ['forms.demography.items.remark', undefined],
    );
    const found = changesOf(protocol, proposed).map(({ path, verdict, touches, scopes }) => [
      path,
      verdict,
      touches,
      scopes,
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['forms.demography.items.age.max', 'allowed', 'data', [{ form: 'demography', item: 'age' }]],
        ['visits.week24.windowDays.after', 'allowed', 'data', [{ visit: 'week24' }]],
        ['eligibility.criteria.age.rule', 'allowed', 'notRandomised', []],
        ['title', 'allowed', 'nobody', []],
        ['blinding.masked', 'neverAllowed', 'nobody', []],
        ['forms.demography.items.remark', 'losesValues', 'data', [{ form: 'demography', item: 'remark' }]],
      ]),
    );
    expect(found).toHaveLength(6);
  });
});

describe('consent is due again', () => {
  const next = changed(
    ['consents.main.versions', [{ version: '3', nationalTrials: ['north'], from: '2020-03-01' }]],
    ['consents.genes', { id: 'genes', name: 'Genes', version: '1', requiredFor: [] }],
  );
  const due = (given: Record<string, string>, siteId = 'oslo', day = '2020-03-01') =>
    consentsDueAgain(next, { original: protocol, siteId, day, given });

  it('where a version counts that was not given, from its day on, and for what an amendment asks besides', () => {
    const genes = { consent: 'genes', version: '1' };
    expect(due({ main: '2' })).toEqual([{ consent: 'main', given: '2', version: '3' }, genes]);
    expect(due({ main: '2' }, 'rome')).toEqual([genes]);
    expect(due({ main: '2', genes: '1' }, 'oslo', '2020-02-29')).toEqual([]);
    expect(due({ main: '3', genes: '1' })).toEqual([]);
    // A consent that was asked for from the beginning and is not there is missing: that is not this list.
    expect(due({ genes: '1' })).toEqual([]);
  });
});
