// Rights from an instant to an instant, ceilings, incompatibilities, approvals of sites, the log of delegation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsAt, isValid, rolesWithRight } from '../../blinding/access.js';
import { findRole, incompatibility, rolesOf } from '../../blinding/role.js';
import type { Protocol } from '../../protocol/schema.js';
import { liveTrial, must, type Person, people, protocol, SmallTrial, steps } from '../small-trial.fixture.js';

const stranger = people.stranger;
const grant = (trial: SmallTrial, person: Person, body: object) =>
  trial.send(person, 'grantRole', { actorId: stranger, ...body });
const withProtocol = (extra: Partial<Protocol>) => new SmallTrial({ ...protocol, ...extra } as Protocol);
const id = (digit: number) => `4000000${digit}-0000-4000-8000-000000000001`;

describe('a role with a period', () => {
  it('counts from its first instant and is refused at its last', () => {
    const trial = liveTrial();
    must(
      grant(trial, 'manager', {
        role: 'coordinator',
        sites: ['oslo'],
        from: '2020-02-01T12:00:00.000Z',
        until: '2020-03-01T12:00:00.000Z',
      }),
    );
    const screen = (now: string) => {
      trial.now = now;
      return trial.ask('stranger', {
        name: 'screenParticipant',
        body: { ...steps.screen[2], participantId: id(1) },
      } as never);
    };
    expect(screen('2020-02-01T11:59:59.999Z')).toMatchObject({ code: 'right-missing' });
    expect(screen('2020-02-01T12:00:00.000Z')).toMatchObject({ accepted: true });
    expect(screen('2020-03-01T11:59:59.999Z')).toMatchObject({ accepted: true });
    expect(screen('2020-03-01T12:00:00.000Z')).toMatchObject({ code: 'right-missing' });
  });

  it('given in days counts from the first moment of the first to the end of the last', () => {
    const trial = liveTrial();
    must(grant(trial, 'manager', { role: 'monitor', sites: 'all', from: '2020-02-01', until: '2020-02-03' }));
    const [held] = trial.trial.access.grants[stranger] ?? [];
    expect(held).toMatchObject({ from: '2020-02-01T00:00:00.000Z', until: '2020-02-04T00:00:00.000Z' });
  });

  it('never ends before it begins, nor before it is granted', () => {
    const trial = liveTrial();
    const body = { role: 'monitor', sites: 'all' };
    expect(grant(trial, 'manager', { ...body, from: '2021-02-01', until: '2021-01-01' })).toMatchObject({
      code: 'period-invalid',
    });
    expect(grant(trial, 'manager', { ...body, until: '2019-12-31' })).toMatchObject({ code: 'period-invalid' });
  });

  it('of one site leaves the same role at another site as it is', () => {
    const trial = liveTrial();
    must(grant(trial, 'manager', { role: 'coordinator', sites: ['oslo'] }));
    must(grant(trial, 'manager', { role: 'coordinator', sites: ['rome'], until: '2020-12-31' }));
    const now = '2021-01-02T00:00:00.000Z';
    const asked = { actorId: stranger, right: 'screenParticipant', now };
    expect(rolesWithRight(trial.trial, protocol, { ...asked, siteId: 'oslo' })).toHaveLength(1);
    expect(rolesWithRight(trial.trial, protocol, { ...asked, siteId: 'rome' })).toHaveLength(0);
    must(
      trial.send('manager', 'revokeRole', { actorId: stranger, role: 'coordinator', sites: ['oslo'], reason: 'left' }),
    );
    expect(rolesWithRight(trial.trial, protocol, { ...asked, now: trial.now })).toHaveLength(1);
  });

  it('of a national trial counts at its sites alone', () => {
    const trial = liveTrial();
    must(grant(trial, 'manager', { role: 'nationalCoordinator', sites: { nationalTrial: 'north' } }));
    const [held] = trial.trial.access.grants[stranger] ?? [];
    expect(held && [countsAt(held, 'oslo', protocol), countsAt(held, 'rome', protocol)]).toEqual([true, false]);
    expect(grant(trial, 'manager', { role: 'monitor', sites: { nationalTrial: 'east' } })).toMatchObject({
      code: 'site-unknown',
    });
  });
});

describe('the ceiling of grants', () => {
  const withInvestigator = () => {
    const trial = liveTrial();
    must(
      trial.send('manager', 'grantRole', {
        actorId: people.dataManager,
        role: 'principalInvestigator',
        sites: ['oslo'],
      }),
    );
    return trial;
  };

  it.each([
    ['a coordinator at the own site', { role: 'coordinator', sites: ['oslo'] }, true],
    ['an unblinded pharmacist at the own site', { role: 'unblindedPharmacist', sites: ['oslo'] }, true],
    ['a coordinator at another site', { role: 'coordinator', sites: ['rome'] }, false],
    ['a coordinator everywhere', { role: 'coordinator', sites: 'all' }, false],
    ['a monitor', { role: 'monitor', sites: ['oslo'] }, false],
    ['a trial manager', { role: 'trialManager', sites: 'all' }, false],
    ['a laboratory, whose rights nobody at the site has', { role: 'cellLaboratory', sites: ['oslo'] }, false],
  ])('lets a principal investigator grant, or not: %s [acceptance 28]', (_what, body, isAllowed) => {
    const answer = grant(withInvestigator(), 'dataManager', body);
    expect(answer).toMatchObject(isAllowed ? { accepted: true } : { accepted: false, code: 'grant-above-own' });
  });

  it('does not let a manager grant to themselves what they do not have [acceptance 28]', () => {
    const answer = liveTrial().send('manager', 'grantRole', {
      actorId: people.manager,
      role: 'coordinator',
      sites: ['oslo'],
    });
    expect(answer).toMatchObject({ code: 'grant-above-own' });
  });

  it('holds for revoking as well, but anybody gives up a role of their own [acceptance 28]', () => {
    const trial = withInvestigator();
    const body = { role: 'safetyOfficer', reason: 'a reason' };
    expect(trial.send('dataManager', 'revokeRole', { ...body, actorId: people.safetyOfficer })).toMatchObject({
      code: 'grant-above-own',
    });
    must(
      trial.send('dataManager', 'revokeRole', { actorId: people.dataManager, role: 'dataManager', reason: 'moved' }),
    );
  });

  it('is no longer lent by a role that is over [acceptance 28]', () => {
    const trial = withInvestigator();
    must(
      trial.send('manager', 'grantRole', {
        actorId: people.dataManager,
        role: 'principalInvestigator',
        sites: ['oslo'],
        until: '2020-01-31',
      }),
    );
    trial.now = '2020-02-01T00:00:00.000Z';
    expect(grant(trial, 'dataManager', { role: 'coordinator', sites: ['oslo'] })).toMatchObject({
      code: 'right-missing',
    });
  });
});

const actors: readonly Person[] = ['manager', 'investigator', 'laboratory', 'dataManager', 'stranger', 'rater'];
const days = ['2020-01-10', '2020-02-01', '2020-03-01', '2020-06-01'];
const anyGrant = fc.record({
  by: fc.constantFrom(...actors),
  to: fc.constantFrom(...actors),
  role: fc.constantFrom(...rolesOf(protocol).map((role) => role.id)),
  sites: fc.constantFrom<'all' | string[] | { nationalTrial: string }>('all', ['oslo'], ['rome'], {
    nationalTrial: 'north',
  }),
  from: fc.option(fc.constantFrom(...days), { nil: undefined }),
  until: fc.option(fc.constantFrom(...days), { nil: undefined }),
  revokes: fc.boolean(),
  now: fc.nat(3),
});

describe('any sequence of grants and revocations', () => {
  it('never gives one person roles that are kept apart, nor blinds who was unblinded, nor passes a ceiling [acceptance 28]', () => {
    fc.assert(
      fc.property(fc.array(anyGrant, { maxLength: 25 }), (grants) => {
        const trial = new SmallTrial();
        must(
          trial.send('manager', 'createTrial', { protocolSource: 's', mode: 'rehearsal', synthetic: true, origin: {} }),
        );
        let clock = 0;
        const unblinded = new Set<string>();
        for (const { by, to, role, sites, from, until, revokes, now } of grants) {
          clock = Math.max(clock, now);
          trial.now = `${days[clock]}T0${clock}:00:00.000Z`;
          const before = trial.trial;
          const actorId = people[to];
          const answer = revokes
            ? trial.send(by, 'revokeRole', { actorId, role, reason: 'a reason' })
            : trial.send(by, 'grantRole', { actorId, role, sites, ...(from && { from }), ...(until && { until }) });
          if (answer.accepted && !revokes) expectBelowCeiling({ before, by: people[by], role, sites, now: trial.now });
          for (const day of days.slice(clock)) {
            for (const person of Object.values(people)) expectKeptApart(trial, person, `${day}T12:00:00.000Z`);
          }
          for (const person of Object.values(people)) expectStaysUnblinded(trial, person, unblinded);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function expectBelowCeiling(made: {
  readonly before: SmallTrial['trial'];
  readonly by: string;
  readonly role: string;
  readonly sites: unknown;
  readonly now: string;
}): void {
  const held = (made.before.access.grants[made.by] ?? []).filter((one) => isValid(one, made.now));
  const roles = held.flatMap((one) => findRole(protocol, one.role) ?? []);
  const allowed = roles.some(({ mayGrant }) => mayGrant === 'all' || mayGrant.includes(made.role));
  const own = new Set(roles.flatMap(({ rights }) => rights));
  const isCovered = findRole(protocol, made.role)?.rights.every((right) => own.has(right)) ?? false;
  expect(allowed || isCovered).toBe(true);
  if (made.sites === 'all') expect(held.some(({ sites }) => sites === 'all')).toBe(true);
}

function expectKeptApart(trial: SmallTrial, person: string, now: string): void {
  const held = (trial.trial.access.grants[person] ?? []).filter((one) => isValid(one, now)).map(({ role }) => role);
  for (const one of held) for (const other of held) expect(incompatibility(protocol, one, other)).toBeUndefined();
}

function expectStaysUnblinded(trial: SmallTrial, person: string, unblinded: Set<string>): void {
  const roles = (trial.trial.access.grants[person] ?? [])
    .filter((one) => isValid(one, trial.now))
    .flatMap(({ role }) => findRole(protocol, role) ?? []);
  if (roles.some(({ blinded }) => !blinded)) unblinded.add(person);
  if (unblinded.has(person)) expect(roles.every(({ blinded }) => !blinded)).toBe(true);
}

describe('a site', () => {
  const approvals = [
    { id: 'ethics', name: 'Opinion', per: 'site' as const },
    { id: 'authority', name: 'Authorisation', per: 'nationalTrial' as const },
  ];
  const approve = (trial: SmallTrial, approval: string, at: object, digit: number, validUntil?: string) =>
    trial.send('manager', 'recordApproval', {
      approvalId: id(digit),
      at,
      approval,
      grantedOn: '2019-11-01',
      ...(validUntil === undefined ? {} : { validUntil }),
    });
  const created = (mode: string, extra: Partial<Protocol> = { siteActivation: { approvals } }) => {
    const trial = withProtocol(extra);
    must(trial.send('manager', 'createTrial', { protocolSource: 's', mode, synthetic: true, origin: {} }));
    return trial;
  };
  const activate = (trial: SmallTrial) =>
    trial.send('manager', 'activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' });

  it('is active only once all its approvals are there, those of its national trial included', () => {
    const trial = created('rehearsal');
    expect(activate(trial)).toMatchObject({ code: 'approval-missing', facts: { missing: ['ethics', 'authority'] } });
    must(approve(trial, 'ethics', { siteId: 'oslo' }, 1));
    expect(activate(trial)).toMatchObject({ facts: { missing: ['authority'] } });
    must(approve(trial, 'authority', { nationalTrial: 'south' }, 2));
    expect(activate(trial)).toMatchObject({ facts: { missing: ['authority'] } });
    must(approve(trial, 'authority', { nationalTrial: 'north' }, 3));
    must(activate(trial));
    expect(trial.payloads('SiteActivated')[0]?.approvals).toEqual([id(1), id(3)]);
    expect(approve(trial, 'ethics', { siteId: 'oslo' }, 1)).toMatchObject({ code: 'approval-known' });
    expect(approve(trial, 'insurance', { siteId: 'oslo' }, 4)).toMatchObject({ code: 'approval-unknown' });
    expect(approve(trial, 'ethics', { nationalTrial: 'north' }, 4)).toMatchObject({ code: 'approval-unknown' });
  });

  it('of a live trial needs the usual approvals where the protocol names none; a rehearsal needs none', () => {
    expect(activate(created('live', {}))).toMatchObject({
      facts: { missing: ['ethics', 'authority', 'contract', 'initiation'] },
    });
    must(activate(created('rehearsal', {})));
  });

  const running = () => {
    const trial = created('rehearsal');
    must(approve(trial, 'ethics', { siteId: 'oslo' }, 1, '2020-01-31'));
    must(approve(trial, 'authority', { nationalTrial: 'north' }, 2));
    must(activate(trial));
    for (const [actorId, role] of [
      [people.coordinator, 'coordinator'],
      [people.investigator, 'investigator'],
    ])
      must(trial.send('manager', 'grantRole', { actorId, role, sites: ['oslo'] }));
    must(trial.send('manager', 'commitAllocation', {}));
    must(trial.send('manager', 'goLive', {}));
    return trial;
  };
  const screen = (trial: SmallTrial, digit = 1) =>
    trial.send('coordinator', 'screenParticipant', { ...steps.screen[2], participantId: id(digit) });

  it('takes nobody in on the day after an approval ended or was withdrawn', () => {
    const trial = running();
    trial.now = '2020-01-31T23:59:59.999Z';
    must(screen(trial));
    trial.now = '2020-02-01T00:00:00.000Z';
    expect(screen(trial, 2)).toMatchObject({ code: 'approval-missing', facts: { missing: ['ethics'] } });
    must(approve(trial, 'ethics', { siteId: 'oslo' }, 5));
    must(screen(trial, 2));
    must(
      trial.send('manager', 'withdrawApproval', { approvalId: id(2), withdrawnOn: '2020-02-01', reason: 'recalled' }),
    );
    expect(screen(trial, 3)).toMatchObject({ code: 'approval-missing', facts: { missing: ['authority'] } });
    expect(
      trial.send('manager', 'withdrawApproval', { approvalId: id(2), withdrawnOn: '2020-02-01', reason: 'recalled' }),
    ).toMatchObject({ code: 'approval-not-there' });
  });

  it('takes nobody in while it or its national trial is suspended, and records what happens there', () => {
    const trial = running();
    must(screen(trial));
    for (const at of [{ siteId: 'oslo' }, { nationalTrial: 'north' }]) {
      must(trial.send('manager', 'suspendSite', { at, reason: 'safety review' }));
      expect(trial.send('manager', 'suspendSite', { at, reason: 'again' })).toMatchObject({ code: 'site-suspended' });
      expect(screen(trial, 2)).toMatchObject({ code: 'site-suspended' });
      expect(
        trial.send('investigator', 'randomise', { participantId: id(1), randomisedOn: '2020-01-07' }),
      ).toMatchObject({ code: 'site-suspended' });
      must(
        trial.send('coordinator', 'recordConsent', {
          participantId: id(1),
          ...steps.consent[2],
          givenOn: at.siteId === undefined ? '2020-01-07' : '2020-01-06',
        }),
      );
      must(trial.send('manager', 'resumeSite', { at, reason: 'review is over' }));
      expect(trial.send('manager', 'resumeSite', { at, reason: 'again' })).toMatchObject({
        code: 'site-not-suspended',
      });
    }
    must(screen(trial, 2));
  });

  it('with users, or that was active, is never removed; it is closed, and stays recordable [acceptance 29]', () => {
    const trial = running();
    must(screen(trial));
    const remove = (siteId: string) => trial.send('manager', 'removeSite', { siteId, reason: 'does not take part' });
    expect(remove('oslo')).toMatchObject({ code: 'site-in-use' });
    must(trial.send('manager', 'grantRole', { actorId: stranger, role: 'coordinator', sites: ['rome'] }));
    expect(remove('rome')).toMatchObject({ code: 'site-in-use', facts: { users: 1 } });
    must(trial.send('manager', 'revokeRole', { actorId: stranger, role: 'coordinator', reason: 'not needed' }));
    must(remove('rome'));
    expect(trial.send('manager', 'activateSite', { siteId: 'rome', approvedOn: '2020-01-01' })).toMatchObject({
      code: 'site-closed',
    });
    must(trial.send('manager', 'closeSite', { siteId: 'oslo', closedOn: '2020-01-20', reason: 'slow recruitment' }));
    expect(screen(trial, 2)).toMatchObject({ code: 'site-closed' });
    must(trial.send('coordinator', 'recordConsent', { participantId: id(1), ...steps.consent[2] }));
  });
});

describe('the log of delegation', () => {
  const ready = (extra: Partial<Protocol> = {}) => {
    const trial = liveTrial(withProtocol(extra));
    must(trial.send('manager', 'grantRole', { actorId: stranger, role: 'principalInvestigator', sites: ['oslo'] }));
    return trial;
  };
  const entry = { delegationId: id(1), siteId: 'oslo', delegateId: people.coordinator, from: '2020-01-01' };
  const delegate = (trial: SmallTrial, body: object = {}) =>
    trial.send('stranger', 'delegateTasks', { ...entry, tasks: ['screening'], ...body });
  const screen = (trial: SmallTrial) =>
    trial.ask('coordinator', {
      name: 'screenParticipant',
      body: { ...steps.screen[2], participantId: id(1) },
    } as never);

  it('is signed by the investigator and accepted by the delegate alone', () => {
    const trial = ready();
    expect(
      trial.ask(
        'stranger',
        { name: 'delegateTasks', body: { ...entry, tasks: ['screening'] } } as never,
        { confirmation: undefined } as never,
      ),
    ).toMatchObject({ code: 'confirmation-required' });
    must(delegate(trial));
    expect(trial.send('investigator', 'acceptDelegation', { delegationId: id(1) })).toMatchObject({
      code: 'delegation-unknown',
    });
    must(trial.send('coordinator', 'acceptDelegation', { delegationId: id(1) }));
    expect(trial.send('coordinator', 'acceptDelegation', { delegationId: id(1) })).toMatchObject({
      code: 'delegation-known',
    });
  });

  it.each([
    ['to oneself', { delegateId: stranger }, 'delegate-unknown'],
    ['to nobody of the site', { delegateId: people.dataManager, siteId: 'rome' }, 'right-missing'],
    ['of a task that there is not', { tasks: ['gardening'] }, 'task-unknown'],
    ['that ends before it begins', { until: '2019-12-31' }, 'period-invalid'],
  ])('takes nothing %s', (_what, body, code) => {
    expect(delegate(ready(), body)).toMatchObject({ code });
  });

  it('holds nothing up unless the protocol demands it', () => {
    expect(screen(ready())).toMatchObject({ accepted: true });
  });

  it('holds up, where the protocol demands it, who is not on it now for such a task', () => {
    const trial = ready({ delegation: { demandedFor: ['screenParticipant'] } });
    expect(screen(trial)).toMatchObject({ code: 'not-delegated', facts: { tasks: ['screening'] } });
    must(delegate(trial, { until: '2020-02-29' }));
    expect(screen(trial)).toMatchObject({ code: 'not-delegated' });
    must(trial.send('coordinator', 'acceptDelegation', { delegationId: id(1) }));
    expect(screen(trial)).toMatchObject({ accepted: true });
    trial.now = '2020-03-01T00:00:00.000Z';
    expect(screen(trial)).toMatchObject({ code: 'not-delegated' });
    trial.now = '2020-02-10T00:00:00.000Z';
    must(trial.send('stranger', 'endDelegation', { delegationId: id(1), endedOn: '2020-02-10', reason: 'left' }));
    expect(screen(trial)).toMatchObject({ code: 'not-delegated' });
    expect(
      trial.send('stranger', 'endDelegation', { delegationId: id(1), endedOn: '2020-02-11', reason: 'left' }),
    ).toMatchObject({ code: 'delegation-known' });
  });

  it('keeps trainings, of the site by its investigator, and each once', () => {
    const trial = ready({ delegation: { trainings: [{ id: 'gcp', name: 'Good clinical practice' }] } });
    const train = (body: object) =>
      trial.send('stranger', 'recordTraining', {
        trainingId: id(3),
        actorId: people.coordinator,
        siteId: 'oslo',
        training: 'gcp',
        trainedOn: '2019-12-01',
        ...body,
      });
    expect(train({ training: 'cooking' })).toMatchObject({ code: 'training-unknown' });
    expect(train({ siteId: undefined })).toMatchObject({ code: 'right-missing' });
    expect(train({ validUntil: '2019-11-30' })).toMatchObject({ code: 'period-invalid' });
    must(train({}));
    expect(train({})).toMatchObject({ code: 'training-known' });
  });
});
