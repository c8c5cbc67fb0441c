import { describe, expect, it } from 'vitest';
import type { CommandName } from '../command/catalogue.js';
import { hasCheckCharacter } from '../product/code.js';
import { storedCellsFate } from '../product/stored-cells.js';
import type { RefusalCode } from '../refusal.js';
import { cellsOk, ids, infusionDay, ProductTrial, productProtocol, zoned } from './product-trial.fixture.js';
import { batchId, harvestId, type Person, participantId, people, steps } from './small-trial.fixture.js';

const enrolled = () => new ProductTrial().enrol();
const randomised = () => enrolled().randomise();
const prepared = () => randomised().prepare();
const ready = () => ProductTrial.ready();
const bag = (trial: ProductTrial) => ({ administration: 'infusion1', bagCode: trial.bagCode });
const at = (instant: string) => zoned(`${infusionDay}T${instant}:00.000Z`);
const second = '20000000-0000-4000-8000-000000000002';
const late = { resultId: ids.one, material: { batchId }, test: 'culture14', passed: false, resultOn: '2020-03-05' };
const disposal = { disposalId: ids.one, material: { batchId }, fate: 'destroyed', disposedOn: '2020-09-01' };

const doing = (trial: ProductTrial, ...sent: readonly (readonly [Person, CommandName, Record<string, unknown>])[]) => {
  for (const one of sent) trial.do(...one);
  return trial;
};

const checked = (trial: ProductTrial) =>
  doing(
    trial,
    ['investigator', 'checkBedside', trial.scan(ids.one)],
    ['coordinator', 'checkBedside', trial.scan(ids.two)],
  );

const infusion = (trial: ProductTrial, body: Record<string, unknown> = {}) => ({
  ...bag(trial),
  startedAt: `${infusionDay}T09:00:00.000Z`,
  endedAt: `${infusionDay}T09:40:00.000Z`,
  zone: 'Europe/Oslo',
  volumeInfusedMl: 33,
  residualVolumeMl: 2,
  interrupted: false,
  ...body,
});

const handover = (trial: ProductTrial, body: Record<string, unknown> = {}) => ({
  handoverId: ids.one,
  material: { harvestId },
  from: { at: 'site', person: { actorId: people.coordinator } },
  to: { at: 'courier', person: { badge: 'C-17' } },
  happenedAt: zoned('2020-01-20T12:00:00.000Z'),
  identityCode: trial.identityCode(),
  secondIdentifier: 'S-1',
  condition: { outcome: 'ok' },
  ...body,
});

type Row = readonly [
  rule: string,
  code: RefusalCode,
  trial: () => ProductTrial,
  person: Person,
  name: CommandName,
  body: Record<string, unknown> | ((trial: ProductTrial) => Record<string, unknown>),
];

const request = (step: string, body: Record<string, unknown> = {}) => ({
  requestId: ids.one,
  material: { batchId },
  step,
  on: '2020-02-19',
  ...body,
});

// biome-ignore format: a table reads in rows
const rows: readonly Row[] = [
  ['a second code for one participant', 'identity-code-issued', enrolled, 'coordinator', 'issueIdentityCode', {}],
  ['another harvest after randomisation', 'harvest-would-tell', randomised, 'laboratory', 'requestHarvest', { reason: 'batch failed' }],
  ['another harvest beyond the limit', 'harvest-limit-reached', () => doing(enrolled(), ['investigator', 'recordHarvest', { harvestId: second, harvestedOn: '2020-02-01', volumeMl: 60 }]), 'laboratory', 'requestHarvest', { reason: 'batch failed' }],
  ['a batch of an earlier harvest', 'harvest-superseded', () => doing(enrolled(), ['investigator', 'recordHarvest', { harvestId: second, harvestedOn: '2020-02-01', volumeMl: 60 }]), 'laboratory', 'releaseProduct', steps.release[2]],
  ['the release of a batch that failed', 'batch-failed', () => doing(enrolled(), ['laboratory', 'recordFailedBatch', { batchId, harvestId, laboratory: { viability: 40 } }]), 'laboratory', 'releaseProduct', steps.release[2]],
  ['the release of a harvest in quarantine', 'material-quarantined', () => doing(enrolled(), ['coordinator', 'quarantineMaterial', { quarantineId: ids.one, material: { harvestId }, reason: 'label torn' }]), 'laboratory', 'releaseProduct', steps.release[2]],
  ['a step that there is not', 'batch-step-unknown', enrolled, 'laboratory', 'recordBatchStep', { batchId, harvestId, step: 'boiled', happenedAt: '2020-02-01' }],
  ['a batch out of specification without any step', 'out-of-specification-incomplete', enrolled, 'laboratory', 'releaseProduct', { ...steps.release[2], laboratory: { viability: 40 }, outOfSpecification: ids.one }],
  ['an evaluation by who asked', 'out-of-specification-incomplete', () => doing(enrolled(), ['laboratory', 'recordOutOfSpecification', request('requested')], ['laboratory', 'recordOutOfSpecification', request('evaluated', { acceptable: true })], ['laboratory', 'recordOutOfSpecification', request('sponsorInformed')]), 'laboratory', 'releaseProduct', { ...steps.release[2], laboratory: { viability: 40 }, outOfSpecification: ids.one }],
  ['a late test that there is not', 'late-test-unknown', enrolled, 'laboratory', 'recordLateResult', { ...late, test: 'taste' }],
  ['a finding in words of its own', 'finding-unknown', enrolled, 'laboratory', 'notifyFinding', { findingId: ids.one, finding: 'cellsContaminated' }],
  ['a finding twice', 'finding-known', () => doing(enrolled(), ['laboratory', 'notifyFinding', { findingId: ids.one, finding: 'culturePositive' }]), 'laboratory', 'notifyFinding', { findingId: ids.one, finding: 'culturePositive' }],
  ['a disposal without another witness', 'witness-same-person', enrolled, 'laboratory', 'recordDisposal', { ...disposal, witnessedBy: people.laboratory }],
  ['an excursion that ends before it begins', 'value-not-allowed', enrolled, 'laboratory', 'recordExcursion', { excursionId: ids.one, material: { batchId }, from: '2020-02-02T00:00:00.000Z', until: '2020-02-01T00:00:00.000Z', minimumCelsius: -150, maximumCelsius: -90, decision: 'usable' }],
  ['a bag for which no day is planned', 'infusion-not-scheduled', randomised, 'laboratory', 'prepareInfusion', { administration: 'infusion1', preparedAt: `${infusionDay}T06:15:00.000Z`, laboratory: {} }],
  ['a postponement of what is not planned', 'infusion-not-scheduled', randomised, 'coordinator', 'postponeInfusion', { administration: 'infusion1', reason: 'fever' }],
  ['a bag that was prepared too early', 'prepared-too-early', () => doing(randomised(), ['coordinator', 'scheduleInfusion', { administration: 'infusion1', infusionOn: infusionDay }]), 'laboratory', 'prepareInfusion', { administration: 'infusion1', preparedAt: `${infusionDay}T05:59:00.000Z`, laboratory: {} }],
  ['a weighing that is too old', 'weight-too-old', () => { const trial = randomised(); trial.trial.now = '2020-03-10T08:00:00.000Z'; return trial; }, 'laboratory', 'prepareInfusion', { administration: 'infusion1', preparedAt: { missing: 'unknown' }, laboratory: {} }],
  ['a label for a bag that there is not', 'bag-unknown', prepared, 'laboratory', 'printLabel', { bagCode: 'ZZZZZZZZZ9' }],
  ['a release without a label', 'label-missing', prepared, 'laboratory', 'releaseBag', (trial) => ({ bagCode: trial.bagCode, laboratory: cellsOk })],
  ['a reprint without a reason', 'reprint-reason-missing', () => prepared().label(), 'laboratory', 'printLabel', (trial) => ({ bagCode: trial.bagCode })],
  ['a release of what is not viable after the thaw', 'release-tests-failed', () => prepared().label(), 'laboratory', 'releaseBag', (trial) => ({ bagCode: trial.bagCode, laboratory: { viability: 60, cells: 105 } })],
  ['a release of a dose beyond its limits', 'release-tests-failed', () => prepared().label(), 'laboratory', 'releaseBag', (trial) => ({ bagCode: trial.bagCode, laboratory: { viability: 90, cells: 150 } })],
  ['a second release of a bag', 'bag-released', ready, 'laboratory', 'releaseBag', (trial) => ({ bagCode: trial.bagCode, laboratory: cellsOk })],
  ['a handover twice', 'handover-known', () => { const trial = enrolled(); return doing(trial, ['coordinator', 'recordHandover', handover(trial)]); }, 'coordinator', 'recordHandover', handover],
  ['a quarantine twice', 'quarantine-known', () => doing(enrolled(), ['coordinator', 'quarantineMaterial', { quarantineId: ids.one, material: { harvestId }, reason: 'label torn' }]), 'coordinator', 'quarantineMaterial', { quarantineId: ids.one, material: { harvestId }, reason: 'label torn' }],
  ['the end of no quarantine', 'quarantine-unknown', enrolled, 'laboratory', 'resolveQuarantine', { quarantineId: ids.one, decision: 'usable', reason: 'found' }],
  ['the end of a quarantine by who set it', 'quarantine-same-person', () => doing(enrolled(), ['laboratory', 'quarantineMaterial', { quarantineId: ids.one, material: { harvestId }, reason: 'label torn' }]), 'laboratory', 'resolveQuarantine', { quarantineId: ids.one, decision: 'usable', reason: 'found' }],
  ['a second end of a quarantine', 'quarantine-resolved', () => doing(enrolled(), ['coordinator', 'quarantineMaterial', { quarantineId: ids.one, material: { harvestId }, reason: 'label torn' }], ['laboratory', 'resolveQuarantine', { quarantineId: ids.one, decision: 'usable', reason: 'found' }]), 'laboratory', 'resolveQuarantine', { quarantineId: ids.one, decision: 'rejected', reason: 'no' }],
  ['a check twice', 'check-known', () => checked(ready()), 'investigator', 'checkBedside', (trial) => trial.scan(ids.one)],
  ['a step of an infusion twice', 'step-known', () => { const trial = ready(); return doing(trial, ['investigator', 'recordInfusionStep', { stepId: ids.one, ...bag(trial), step: 'started', happenedAt: at('09:00') }]); }, 'investigator', 'recordInfusionStep', (trial) => ({ stepId: ids.one, ...bag(trial), step: 'started', happenedAt: at('09:00') })],
  ['an infusion that nobody checked', 'second-person-missing', ready, 'investigator', 'clearInfusion', bag],
  ['an infusion that one person checked twice', 'second-person-missing', () => { const trial = ready(); return doing(trial, ['investigator', 'checkBedside', trial.scan(ids.one)], ['investigator', 'checkBedside', trial.scan(ids.two)]); }, 'investigator', 'clearInfusion', bag],
  ['an infusion that was checked an hour ago', 'second-person-missing', () => { const trial = checked(ready()); trial.trial.now = `${infusionDay}T09:50:00.000Z`; return trial; }, 'investigator', 'clearInfusion', bag],
  ['the wristband of another person', 'wrong-participant', () => { const trial = ready(); trial.do('investigator', 'checkBedside', trial.scan(ids.one)); trial.do('coordinator', 'checkBedside', trial.scan(ids.two, { identityCode: 'C22222222222' })); return doing(trial, ['laboratory', 'resolveQuarantine', { quarantineId: String(trial.trial.payloads('MaterialQuarantined')[0]?.quarantineId), decision: 'usable', reason: 'the wristband was swapped' }]); }, 'investigator', 'clearInfusion', bag],
  ['a voided label', 'label-not-valid', () => { const trial = ready(); const old = trial.labelCode; trial.label({ reason: 'smeared' }); return doing(trial, ['investigator', 'checkBedside', trial.scan(ids.one, { labelCode: old })]); }, 'investigator', 'clearInfusion', bag],
  ['a bag of another', 'wrong-bag', ready, 'investigator', 'clearInfusion', { administration: 'infusion1', bagCode: 'ZZZZZZZZZ9' }],
  ['a bag that is not released', 'bag-not-released', () => prepared().label(), 'investigator', 'clearInfusion', bag],
  ['a bag that was recalled', 'bag-recalled', () => { const trial = ready(); return doing(trial, ['laboratory', 'recallBag', { bagCode: trial.bagCode, reason: 'a late count' }]); }, 'investigator', 'clearInfusion', bag],
  ['a bag that has expired', 'bag-expired', () => { const trial = checked(ready()); trial.trial.now = `${infusionDay}T14:00:00.000Z`; return trial; }, 'investigator', 'clearInfusion', bag],
  ['an administration whose gate is closed', 'infusion-not-permitted', () => { const trial = ready(); trial.trial.now = '2020-02-26T06:30:00.000Z'; trial.do('coordinator', 'scheduleInfusion', { administration: 'infusion2', infusionOn: '2020-02-26' }); trial.bagCode = String(trial.do('laboratory', 'prepareInfusion', { administration: 'infusion2', preparedAt: '2020-02-26T06:10:00.000Z', laboratory: {} }).outcome.bagCode); return trial.label().release(); }, 'investigator', 'clearInfusion', (trial) => ({ administration: 'infusion2', bagCode: trial.bagCode })],
  ['a day for what was given', 'already-infused', () => { const trial = checked(ready()); return doing(trial, ['investigator', 'recordInfusion', infusion(trial)]); }, 'coordinator', 'scheduleInfusion', { administration: 'infusion1', infusionOn: '2020-03-01' }],
];

describe('decide refuses of the product', () => {
  it.each(rows.map(([rule, code, trial, ...sent]) => ({ rule, code, trial, sent })))(
    '$rule: $code',
    ({ code, trial, sent: [person, name, body] }) => {
      const played = trial();
      const recorded = played.trial.record.length;
      const decision = played.try(person, name, typeof body === 'function' ? body(played) : body);
      expect(decision.accepted ? 'accepted' : decision.code).toBe(code);
      expect(played.trial.record.length).toBe(recorded);
      if (!decision.accepted) expect(decision.message).toMatch(/^[A-Z].*\.$/s);
    },
  );

  it('use out of specification where the protocol has none, and by who is not named for it', () => {
    const { outOfSpecification: _, ...product } = productProtocol.product!;
    const without = new ProductTrial('early', { ...productProtocol, product }).enrol();
    expect(without.try('laboratory', 'recordOutOfSpecification', request('requested'))).toMatchObject({
      code: 'out-of-specification-not-allowed',
    });
    const named = { ...product, outOfSpecification: { unblinds: ['pharmacovigilance'] } };
    const other = new ProductTrial('early', { ...productProtocol, product: named }).enrol();
    expect(other.try('laboratory', 'recordOutOfSpecification', request('requested'))).toMatchObject({
      code: 'out-of-specification-role',
    });
  });

  it('labels where the protocol has none, and what the server did not open', () => {
    const { labels: _, ...product } = productProtocol.product!;
    const without = new ProductTrial('early', { ...productProtocol, product }).enrol().randomise().prepare();
    expect(without.try('laboratory', 'printLabel', { bagCode: without.bagCode })).toMatchObject({
      code: 'labels-not-used',
    });
    const unopened = prepared();
    const body = { participantId, bagCode: unopened.bagCode };
    expect(unopened.trial.send('laboratory', 'printLabel', body)).toMatchObject({ code: 'product-not-opened' });
  });

  it('in a live trial a bag code that somebody chose', () => {
    const trial = randomised();
    const { creation } = trial.trial.trial;
    if (creation === undefined) throw new Error('the trial was not created');
    trial.trial.trial = { ...trial.trial.trial, creation: { ...creation, mode: 'live' } };
    trial.do('coordinator', 'scheduleInfusion', { administration: 'infusion1', infusionOn: infusionDay });
    const body = { administration: 'infusion1', preparedAt: `${infusionDay}T06:15:00.000Z`, laboratory: {} };
    expect(trial.try('laboratory', 'prepareInfusion', { ...body, bagCode: 'PLACEBO001' })).toMatchObject({
      code: 'bag-code-drawn',
    });
    expect(trial.try('laboratory', 'prepareInfusion', body).accepted).toBe(true);
  });
});

describe('decide records of the product what happened:', () => {
  const breaches = (trial: ProductTrial, person: Person, name: CommandName, body: Record<string, unknown>) => {
    const before = trial.trial.payloads('DeviationRecorded').length;
    trial.do(person, name, body);
    return trial.trial
      .payloads('DeviationRecorded')
      .slice(before)
      .map(({ rule }) => rule);
  };

  it.each([
    ['an infusion as it should be', [], () => checked(ready()), {}],
    [
      'an infusion that ended after the expiry',
      ['bag-expired'],
      () => checked(ready()),
      { endedAt: `${infusionDay}T14:00:00.000Z` },
    ],
    [
      'an infusion that one person checked',
      ['not-verified'],
      () => {
        const trial = ready();
        return doing(trial, ['investigator', 'checkBedside', trial.scan(ids.one)]);
      },
      {},
    ],
    ['an infusion whose checks come later', [], ready, { checks: [ids.one, ids.two] }],
    ['an infusion before the release', ['bag-not-released', 'not-verified'], () => prepared().label(), {}],
    [
      'an infusion after the recall',
      ['bag-recalled'],
      () => {
        const trial = checked(ready());
        return doing(trial, ['laboratory', 'recallBag', { bagCode: trial.bagCode, reason: 'late count' }]);
      },
      {},
    ],
    [
      'an infusion of what is set aside',
      ['material-quarantined'],
      () => {
        const trial = checked(ready());
        return doing(trial, [
          'coordinator',
          'quarantineMaterial',
          { quarantineId: ids.one, material: { bagCode: trial.bagCode }, reason: 'leak' },
        ]);
      },
      {},
    ],
  ] as const)('%s: %s', (_, rules, trial, body) => {
    const played = trial();
    expect(breaches(played, 'investigator', 'recordInfusion', infusion(played, body))).toEqual(rules);
  });

  it('a handover whose identifiers do not match, and sets the material aside', () => {
    const trial = enrolled();
    const body = handover(trial, { secondIdentifier: 'S-2' });
    expect(breaches(trial, 'coordinator', 'recordHandover', body)).toEqual(['identity-mismatch']);
    expect(trial.trial.payloads('MaterialQuarantined')).toMatchObject([{ material: { harvestId }, cause: 'identity' }]);
  });

  it('a temperature that the site found, openly; one that the laboratory found, sealed', () => {
    const condition = { outcome: 'excursion', minimumCelsius: 2, maximumCelsius: 19, note: 'logger' };
    const open = enrolled();
    expect(breaches(open, 'coordinator', 'recordHandover', handover(open, { condition }))).toEqual([
      'temperature-excursion',
    ]);
    const sealed = enrolled();
    expect(breaches(sealed, 'laboratory', 'recordHandover', handover(sealed, { condition }))).toEqual([]);
    expect(JSON.stringify(sealed.open())).not.toMatch(/logger|excursion/);
    expect(sealed.trial.payloads('HandoverSealed')[0]?.condition).toEqual(condition);
  });

  it('a harvest under another code than the one issued, and one before eligibility was judged again', () => {
    const other = new ProductTrial();
    for (const step of ['screen', 'consent', 'demography', 'eligibleForHarvest'] as const) {
      const [person, name, body] = steps[step];
      other.do(person, name, body);
    }
    other.do('coordinator', 'issueIdentityCode');
    expect(breaches(other, 'investigator', 'recordHarvest', steps.harvest[2])).toEqual(['identity-mismatch']);
    const again = { harvestId: second, harvestedOn: '2020-02-10', volumeMl: 50 };
    expect(breaches(enrolled(), 'investigator', 'recordHarvest', again)).toEqual(['not-eligible']);
    const judged = doing(enrolled(), [
      'investigator',
      'assessEligibility',
      { stage: 'harvest', assessedOn: '2020-02-09' },
    ]);
    expect(breaches(judged, 'investigator', 'recordHarvest', again)).toEqual([]);
  });
});

describe('the product', () => {
  it('has codes of one length with a check character', () => {
    const trial = ready();
    const [harvest] = trial.trial.payloads('HarvestRecorded');
    expect(trial.identityCode()).toMatch(/^C[2-9A-HJKMNP-TV-Z]{10}[0-9A-Z]$/);
    expect(harvest?.donationCode).toMatch(/^N000120\d{6}[0-9A-Z*]$/);
    expect(trial.bagCode).toMatch(/^[2-9A-HJKMNP-TV-Z]{9}[0-9A-Z]$/);
    expect(trial.labelCode).toMatch(/^L[2-9A-HJKMNP-TV-Z]{10}[0-9A-Z]$/);
    for (const code of [trial.identityCode(), harvest?.donationCode ?? '', trial.bagCode, trial.labelCode]) {
      expect(hasCheckCharacter(code)).toBe(true);
      expect(hasCheckCharacter(`${code.slice(0, -2)}${code.at(-2) === '4' ? '5' : '4'}${code.at(-1)}`)).toBe(false);
    }
  });

  it('shows one expiry for every bag: from the earliest preparation that is allowed', () => {
    // 09:00 in Oslo in winter is 08:00 UTC; prepared from 06:00 on; 8 hours.
    expect(prepared().trial.payloads('BagPrepared')[0]).toMatchObject({
      expiresAt: `${infusionDay}T14:00:00.000Z`,
      zone: 'Europe/Oslo',
    });
  });

  it('computes the dose from viable cells and the named weighing, and seals it', () => {
    const trial = ready();
    expect(trial.trial.payloads('BagTested')[0]?.dose).toEqual({
      value: 1.5,
      unit: '10*6/kg',
      weightKg: 70,
      weighedOn: '2020-01-07',
      isWithinLimits: true,
    });
    expect(JSON.stringify(trial.open())).not.toContain('isWithinLimits');
  });

  it('may be used out of specification once one asked, another found it acceptable and the sponsor was told', () => {
    const trial = doing(
      enrolled(),
      ['laboratory', 'recordOutOfSpecification', request('requested')],
      ['stranger', 'recordOutOfSpecification', request('evaluated', { acceptable: true })],
      ['laboratory', 'recordOutOfSpecification', request('sponsorInformed')],
    );
    const body = { ...steps.release[2], laboratory: { viability: 40 }, outOfSpecification: ids.one };
    expect(trial.try('laboratory', 'releaseProduct', body).accepted).toBe(true);
    // What blinded people see is what they see of any release.
    expect(trial.trial.payloads('ProductReleased')).toEqual([{ releasedOn: '2020-02-20' }]);
  });

  it('sets a bag aside that bears the label of another, and not for its own void label or none', () => {
    const asideAfter = (scan: (trial: ProductTrial) => Record<string, unknown>) => {
      const trial = ready();
      const body = scan(trial);
      const { outcome } = trial.do('investigator', 'checkBedside', trial.scan(ids.one, body));
      expect(outcome).toMatchObject({ verdict: 'stop', failures: 'label-not-valid' });
      return trial.trial.payloads('MaterialQuarantined').map(({ material }) => material);
    };
    const own = (trial: ProductTrial) => {
      const { labelCode } = trial;
      trial.label({ reason: 'smeared' });
      return { labelCode };
    };
    expect(asideAfter(() => ({ labelCode: 'L2222222222X' }))).toEqual([{ bagCode: ready().bagCode }]);
    expect(asideAfter(own)).toEqual([]);
    expect(asideAfter(() => ({ labelCode: undefined }))).toEqual([]);
  });

  it('lets two people check in either order, and clears', () => {
    const trial = checked(ready());
    expect(trial.do('investigator', 'clearInfusion', bag(trial)).outcome).toEqual({ checks: 2 });
  });

  it('counts the working days of a gate without the holidays of the site [acceptance B]', () => {
    const plain = ready();
    doing(plain, [
      'coordinator',
      'recordForm',
      { visit: 'week24', form: 'scan', happenedOn: '2020-08-11', items: { scanAccepted: true, gel: 2 } },
    ]);
    // Ten working days after 11 August without the holiday of the 14th: the 26th, and not one day more.
    plain.trial.now = '2020-08-26T10:00:00.000Z';
    const command = { name: 'permitInfusion' as const, body: { participantId, administration: 'infusion2' } };
    expect(plain.trial.ask('investigator', command as never).accepted).toBe(true);
    // 22:30 UTC on the 26th is the 27th in Oslo.
    plain.trial.now = '2020-08-26T22:30:00.000Z';
    expect(plain.trial.ask('investigator', command as never)).toMatchObject({ code: 'gate-not-satisfied' });
  });

  it('asks the consent what becomes of stored cells at a withdrawal', () => {
    const fate = (keepCells: boolean | undefined) => {
      const trial = randomised();
      if (keepCells !== undefined) {
        const items = { takePart: true, keepCells };
        trial.do('coordinator', 'recordConsent', { ...steps.consent[2], items });
      }
      const state = () => trial.trial.participants.get(participantId)!;
      expect(storedCellsFate(productProtocol, state())).toBe('reserved');
      trial.do('investigator', 'withdraw', { kind: 'treatment', withdrawnOn: '2020-02-26', reason: 'declined' });
      return storedCellsFate(productProtocol, state());
    };
    expect([fate(true), fate(false), fate(undefined)]).toEqual(['research', 'destroyed', 'destroyed']);
  });

  it('says the same to blinded people for both sequences, whatever the laboratory gives [acceptance C]', () => {
    const play = (sequence: 'early' | 'delayed', words: string) => {
      const trial = new ProductTrial(sequence).enrol();
      trial.do('laboratory', 'recordBatchStep', {
        batchId,
        harvestId,
        step: 'frozen',
        happenedAt: '2020-02-10',
        place: words,
      });
      if (words.length > 6) {
        trial.do('laboratory', 'recordFailedBatch', { batchId: ids.three, harvestId, laboratory: { viability: 10 } });
        trial.do('laboratory', 'recordLateResult', { ...late, note: words });
        trial.do('laboratory', 'recordDisposal', { ...disposal, witnessedBy: people.stranger });
      }
      trial.randomise().prepare({ viability: words.length + 60 });
      trial.label();
      if (words.length > 6) trial.label({ reason: words });
      const laboratory = sequence === 'early' ? cellsOk : {};
      trial.release(laboratory);
      const handed = handover(trial, {
        material: { bagCode: trial.bagCode },
        from: { at: 'laboratory', person: { badge: 'L-1' } },
        happenedAt: zoned(`${infusionDay}T07:0${words.length % 10}:00.000Z`),
        condition: { outcome: words.length > 6 ? 'excursion' : 'ok', note: words },
      });
      trial.do('laboratory', 'recordHandover', handed);
      trial.do('laboratory', 'postponeInfusion', { administration: 'infusion1', reason: words });
      trial.do('laboratory', 'recallBag', { bagCode: trial.bagCode, reason: words });
      return trial;
    };
    const [one, other] = [play('early', 'quick'), play('delayed', 'a thaw that failed')];
    const text = (trial: ProductTrial) => JSON.stringify(trial.open());
    // The code of the last label is drawn; it is the only thing that a draw in between changes.
    const withoutLabel = (trial: ProductTrial) => text(trial).replaceAll(trial.labelCode, '');
    expect(withoutLabel(other)).toBe(withoutLabel(one));
    expect(one.trial.payloads('BagFilled')[0]?.treatment).toBe('cells');
    expect(other.trial.payloads('BagFilled')[0]?.treatment).toBe('medium');
  });

  it('ends in one state whatever the order in which steps and checks of a bedside without connection arrive', () => {
    const finish = (order: readonly number[]) => {
      const trial = ready();
      const sent: readonly (readonly [Person, CommandName, Record<string, unknown>])[] = [
        ['investigator', 'checkBedside', trial.scan(ids.one)],
        ['coordinator', 'checkBedside', trial.scan(ids.two)],
        [
          'investigator',
          'recordInfusionStep',
          { stepId: ids.one, ...bag(trial), step: 'started', happenedAt: at('09:00') },
        ],
        [
          'investigator',
          'recordInfusionStep',
          { stepId: ids.two, ...bag(trial), step: 'ended', happenedAt: at('09:40') },
        ],
        ['investigator', 'recordInfusion', infusion(trial, { checks: [ids.one, ids.two] })],
      ];
      trial.trial.now = `${infusionDay}T18:00:00.000Z`;
      for (const index of order) trial.do(...sent[index]!);
      const { chain, infusions, deviationRules } = trial.trial.participants.get(participantId)!;
      const sorted = <T extends object>(list: readonly T[]) => list.map((one) => JSON.stringify(one)).sort();
      return { checks: sorted(chain.checks), steps: sorted(chain.steps), infusions, deviationRules };
    };
    const first = finish([0, 1, 2, 3, 4]);
    expect(first.deviationRules).toEqual([]);
    for (const order of [
      [4, 3, 2, 1, 0],
      [2, 4, 1, 3, 0],
      [3, 0, 4, 2, 1],
    ])
      expect(finish(order)).toEqual(first);
  });
});
