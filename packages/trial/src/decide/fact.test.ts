import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deviationRules } from './consequence/effect.js';
import { harvestId, must, participantId, people, protocol, SmallTrial, steps, through } from './small-trial.fixture.js';

const infuse = { participantId, ...steps.infuse[2] };
const scan = { participantId, ...steps.scan[2] };
const harvest = { participantId, ...steps.harvest[2] };
const withdrawal = { participantId, kind: 'treatment', withdrawnOn: '2020-02-24', reason: 'moved away' };
const gateOverride = { participantId, administration: 'infusion2', reason: 'scanner broken' };
const confirmation = {
  participantId,
  administration: 'infusion2',
  confirmOverride: { reason: 'agreed', typedConfirmation: 'OVERRIDE' },
};

/** The rules whose breach a decision recorded. */
function breaches(trial: SmallTrial, ...sent: Parameters<SmallTrial['send']>): (string | undefined)[] {
  const before = trial.payloads('DeviationRecorded').length;
  const decision = must(trial.send(...sent));
  const recorded = trial.payloads('DeviationRecorded').slice(before);
  expect(decision.outcome.deviations).toBe(recorded.length);
  for (const deviation of recorded) expect(deviation.detectedBy).toBe('rule');
  return recorded.map((deviation) => deviation.rule);
}

type Fact = readonly [
  fact: string,
  rules: readonly (keyof typeof deviationRules)[],
  trial: () => SmallTrial,
  ...sent: Parameters<SmallTrial['send']>,
];

const sendAll = (trial: SmallTrial, ...sent: Parameters<SmallTrial['send']>[]): SmallTrial => {
  for (const one of sent) must(trial.send(...one));
  return trial;
};

// biome-ignore format: a table reads in rows
const facts: readonly Fact[] = [
  ['an infusion as it should be', [], () => through('prepare'), 'investigator', 'recordInfusion', infuse],
  ['a bag of someone else', ['wrong-bag'], () => through('prepare'), 'investigator', 'recordInfusion', { ...infuse, bagCode: 'ZZZZZZZZZ9' }],
  ['an infusion without any bag prepared', ['wrong-bag'], () => through('randomise'), 'investigator', 'recordInfusion', infuse],
  ['a bag that was prepared again', ['voided-bag'], () => sendAll(through('prepare'), ['laboratory', 'prepareInfusion', { participantId, ...steps.prepare[2], bagCode: 'BBBBBBBBB2' }, { openedSequence: 'early' }]), 'investigator', 'recordInfusion', infuse],
  ['the bag of the other administration, not permitted', ['infusion-not-permitted', 'wrong-bag'], () => through('infuse'), 'investigator', 'recordInfusion', { ...infuse, administration: 'infusion2' }],
  ['an administration twice', ['infusion-repeated'], () => through('infuse'), 'investigator', 'recordInfusion', infuse],
  ['an infusion before randomisation', ['not-randomised', 'wrong-bag'], () => through('release'), 'investigator', 'recordInfusion', infuse],
  ['an infusion after the withdrawal', ['withdrawn'], () => sendAll(through('prepare'), ['investigator', 'withdraw', withdrawal]), 'investigator', 'recordInfusion', infuse],
  ['an infusion on the day of the withdrawal', [], () => sendAll(through('prepare'), ['investigator', 'withdraw', { ...withdrawal, withdrawnOn: '2020-02-25' }]), 'investigator', 'recordInfusion', infuse],
  ['a harvest without consent', ['consent-missing', 'not-eligible'], () => through('screen'), 'investigator', 'recordHarvest', harvest],
  ['a harvest before eligibility for it', ['not-eligible'], () => through('demography'), 'investigator', 'recordHarvest', harvest],
  ['a harvest beyond the limit, without another judgement of eligibility', ['not-eligible', 'harvest-limit'], () => sendAll(through('harvest'), ['investigator', 'recordHarvest', { ...harvest, harvestId: '20000000-0000-4000-8000-000000000002' }]), 'investigator', 'recordHarvest', { ...harvest, harvestId: '20000000-0000-4000-8000-000000000003' }],
  ['a visit on the last day of its window', [], () => through('infuse'), 'coordinator', 'recordForm', { ...scan, happenedOn: '2020-08-18' }],
  ['a visit a day after its window', ['visit-outside-window'], () => through('infuse'), 'coordinator', 'recordForm', { ...scan, happenedOn: '2020-08-19' }],
  ['a visit a day before its window', ['visit-outside-window'], () => through('infuse'), 'coordinator', 'recordForm', { ...scan, happenedOn: '2020-08-03' }],
  ['a visit known to the month', [], () => through('infuse'), 'coordinator', 'recordForm', { ...scan, happenedOn: '2020-12' }],
  ['a visit whose anchor is not known yet', [], () => through('prepare'), 'coordinator', 'recordForm', { ...scan, happenedOn: '2020-12-01' }],
  ['a second form of a visit outside its window', [], () => sendAll(through('infuse'), ['coordinator', 'recordForm', { ...scan, happenedOn: '2020-08-19' }]), 'rater', 'recordForm', { participantId, visit: 'week24', form: 'edss', happenedOn: '2020-08-19', items: { edss: 3.5 } }],
  ['a day corrected to one outside the window', ['visit-outside-window'], () => through('scan'), 'coordinator', 'correctValue', { participantId, visit: 'week24', form: 'scan', happenedOn: '2020-09-11', items: {}, reason: 'misread' }],
  ['a form before any consent', ['consent-missing'], () => through('screen'), 'coordinator', 'recordForm', { participantId, ...steps.demography[2] }],
  ['a form dated before the consent, and before screening', ['consent-after-procedure', 'visit-outside-window'], () => through('consent'), 'coordinator', 'recordForm', { participantId, ...steps.demography[2], happenedOn: '2020-01-05' }],
  ['a visit after the withdrawal of visits', ['form-after-withdrawal'], () => sendAll(through('infuse'), ['investigator', 'withdraw', { ...withdrawal, kind: 'visits', withdrawnOn: '2020-08-01' }]), 'coordinator', 'recordForm', scan],
  ['a form from before the withdrawal of visits', [], () => sendAll(through('infuse'), ['investigator', 'withdraw', { ...withdrawal, kind: 'visits', withdrawnOn: '2020-08-12' }]), 'coordinator', 'recordForm', scan],
  ['someone found not eligible after randomisation', ['found-ineligible'], () => through('randomise'), 'coordinator', 'correctValue', { participantId, visit: 'screening', form: 'demography', items: { age: 51 }, reason: 'misread' }],
  ['eligibility assessed again with another result', [], () => sendAll(through('randomise'), ['coordinator', 'correctValue', { participantId, visit: 'screening', form: 'demography', items: { age: 51 }, reason: 'misread' }]), 'investigator', 'assessEligibility', { participantId, ...steps.eligible[2] }],
  ['a gate overridden by two', ['gate-overridden'], () => sendAll(through('infuse'), ['investigator', 'requestGateOverride', gateOverride]), 'safetyOfficer', 'permitInfusion', confirmation],
];

describe('decide records what happened as what it is:', () => {
  const cases = facts.map(([fact, rules, prepareTrial, ...sent]) => ({ fact, rules, prepareTrial, sent }));

  it.each(cases)('$fact: $rules', ({ rules, prepareTrial, sent }) => {
    expect(breaches(prepareTrial(), ...sent)).toEqual(rules);
  });

  it('consent that came after a harvest', () => {
    const trial = through('screen');
    must(trial.send('investigator', 'recordHarvest', harvest));
    expect(
      breaches(trial, 'coordinator', 'recordConsent', { participantId, ...steps.consent[2], givenOn: '2020-01-21' }),
    ).toEqual(['consent-after-procedure']);
  });

  it('every rule that there is, here or in the tests of the product', () => {
    const seen = new Set(facts.flatMap(([, rules]) => rules));
    const product = readFileSync(new URL('./product.test.ts', import.meta.url), 'utf8');
    const rules = Object.keys(deviationRules) as (keyof typeof deviationRules)[];
    expect(rules.filter((rule) => !seen.has(rule) && !product.includes(`'${rule}'`))).toEqual([]);
  });
});

describe('decide', () => {
  it('records the facts and the result of every criterion, by the national trial of the site', () => {
    const trial = through('eligible');
    const assessed = trial.payloads('EligibilityAssessed').at(-1);
    expect(assessed).toEqual({
      stage: 'randomisation',
      assessedOn: '2020-02-24',
      eligible: true,
      criteria: [{ id: 'age', rule: 'age >= 18 && age <= 50', satisfied: true, facts: { age: 30 } }],
    });
  });

  it('applies the criterion of another national trial at its sites', () => {
    const trial = through('screen');
    must(trial.send('manager', 'activateSite', { siteId: 'rome', approvedOn: '2020-01-01' }));
    const second = '10000000-0000-4000-8000-000000000002';
    const roman = { participantId: second, siteId: 'rome', screeningNumber: 'S-9', screenedOn: '2020-01-06' };
    must(trial.send('coordinator', 'screenParticipant', roman));
    must(trial.send('coordinator', 'recordConsent', { ...steps.consent[2], participantId: second }));
    must(
      trial.send('coordinator', 'recordForm', { ...steps.demography[2], participantId: second, items: { age: 20 } }),
    );
    const assessment = { participantId: second, stage: 'harvest', assessedOn: '2020-01-08' };
    expect(must(trial.send('coordinator', 'assessEligibility', assessment)).outcome.eligible).toBe(false);
    expect(trial.payloads('EligibilityAssessed').at(-1)?.criteria[0]?.rule).toBe('age >= 21 && age <= 50');
  });

  it('accepts a value outside its range, and says so', () => {
    const decision = must(
      through('consent').send('coordinator', 'recordForm', {
        participantId,
        ...steps.demography[2],
        items: { age: 130, weightKg: 70 },
      }),
    );
    expect(decision.outcome).toEqual({ occurrence: 1, editChecks: 'age 130 above 120', deviations: 0 });
  });

  it('says which required item is not there, and takes it later into the same form', () => {
    const trial = through('consent');
    const form = { participantId, visit: 'screening', form: 'demography', happenedOn: '2020-01-07' };
    const first = must(trial.send('coordinator', 'recordForm', { ...form, items: { weightKg: 70 } }));
    expect(first.outcome.editChecks).toBe('age has no value');
    must(trial.send('coordinator', 'recordForm', { ...form, items: { age: 30, weightKg: 70 } }));
    expect(trial.payloads('FormRecorded').at(-1)?.items).toEqual({ age: 30 });
    const held = trial.participants.get(participantId)?.forms['screening/demography/1'];
    expect(held?.items).toEqual({ weightKg: 70, age: 30 });
  });

  it('numbers the occurrences of forms that repeat and of unscheduled visits', () => {
    const trial = through('infuse');
    const edss = { participantId, visit: 'relapse', form: 'edss', happenedOn: '2020-05-01', items: { edss: 4 } };
    const occurrences = [edss, edss, { ...edss, form: 'medication', items: { drug: 'steroid' } }].map(
      (form) => must(trial.send('coordinator', 'recordForm', form)).outcome.occurrence,
    );
    expect(occurrences).toEqual([1, 2, 1]);
  });

  it('records a correction with what it was, what it is and why', () => {
    const trial = through('scan');
    const correction = { participantId, visit: 'week24', form: 'scan', items: { gel: 3, scanAccepted: true } };
    must(trial.send('coordinator', 'correctValue', { ...correction, reason: 'counted again' }));
    expect(trial.record.at(-1)).toMatchObject({
      type: 'FormCorrected',
      payload: { visit: 'week24', form: 'scan', occurrence: 1, items: { gel: { from: 2, to: 3 } } },
      reason: 'counted again',
    });
    expect(trial.participants.get(participantId)?.forms['week24/scan/1']?.items.gel).toBe(3);
  });

  it('records of an update only what changes', () => {
    const trial = through('adverseEvent');
    const { adverseEventId } = trial.payloads('AdverseEventReported')[0]!;
    const update = { participantId, adverseEventId, outcome: 'recovering', term: 'Cold', reason: 'seen again' };
    must(trial.send('investigator', 'updateAdverseEvent', update));
    expect(trial.payloads('AdverseEventUpdated')).toEqual([{ adverseEventId, outcome: 'recovering' }]);
    const held = trial.participants.get(participantId)?.adverseEvents[adverseEventId];
    expect([held?.outcome, held?.term]).toEqual(['recovering', 'Cold']);
  });

  it('permits an overridden gate with both people and the facts of the gate', () => {
    const trial = sendAll(through('infuse'), ['investigator', 'requestGateOverride', gateOverride]);
    must(trial.send('safetyOfficer', 'permitInfusion', confirmation));
    expect(trial.payloads('InfusionPermitted')).toEqual([
      {
        administration: 'infusion2',
        gate: { rule: 'scanAccepted', satisfied: false, facts: { scanAccepted: { missing: 'notDone' } } },
        override: { requestedBy: people.investigator, confirmedBy: people.safetyOfficer, reason: 'agreed' },
      },
    ]);
  });

  it('tells a code break of a crossover both administrations', () => {
    const trial = through('infuse');
    const typedConfirmation = trial.payloads('ParticipantRandomised')[0]!.randomisationNumber;
    const body = { participantId, emergency: true, reason: 'anaphylaxis', typedConfirmation };
    must(trial.send('investigator', 'breakCode', body, { openedSequence: 'delayed' }));
    expect(trial.payloads('CodeBroken')).toEqual([{ emergency: true, administrations: ['infusion1', 'infusion2'] }]);
    expect(trial.participants.get(participantId)?.codeBreaks[0]?.by).toBe(people.investigator);
    expect(trial.payloads('AllocationOpened').at(-1)).toEqual({ kind: 'codeBreak', sequence: 'delayed' });
  });

  it.each([
    ['early', 'infusion1', 'cells'],
    ['early', 'infusion2', 'medium'],
    ['delayed', 'infusion1', 'medium'],
    ['delayed', 'infusion2', 'cells'],
  ])('fills the bag of %s at %s with %s', (openedSequence, administration, treatment) => {
    const trial = through('randomise');
    const bag = { participantId, ...steps.prepare[2], administration };
    const decision = must(trial.send('laboratory', 'prepareInfusion', bag, { openedSequence }));
    expect(trial.payloads('BagFilled').at(-1)?.treatment).toBe(treatment);
    // 70 kg at 0.5 mL/kg, whatever is in the bag.
    expect(decision.outcome).toMatchObject({ volumeMl: 35 });
  });

  it('leaves no trace of a failed batch in the open record', () => {
    const trial = through('harvest');
    const batch = { participantId, batchId: harvestId, harvestId, laboratory: { viability: 40 } };
    const decision = must(trial.send('laboratory', 'recordFailedBatch', batch));
    expect(decision.events.map((event) => [event.stream.kind, event.type])).toEqual([
      ['sealedParticipant', 'BatchFailed'],
    ]);
  });

  it('draws randomisation numbers of one length that say nothing of stratum or order', () => {
    const trial = through('randomise');
    const [randomised] = trial.payloads('ParticipantRandomised');
    expect(randomised?.randomisationNumber).toMatch(/^R[2-9A-HJKMNP-TV-Z]{6}$/);
    expect(randomised).toMatchObject({ stratum: 'site=oslo', index: 0, automatic: false });
  });

  it('commits to the digests of every analysis', () => {
    const trial = through('screen');
    must(trial.send('manager', 'commitAnalysisPlan', {}));
    expect(trial.trial.plan?.analyses.map((analysis) => analysis.id)).toEqual(protocol.analyses.map(({ id }) => id));
  });

  it('goes live in live mode with its key apart and a rehearsed recovery', () => {
    const trial = sendAll(
      new SmallTrial(),
      ['manager', 'createTrial', { protocolSource: 'small', mode: 'live', synthetic: false, origin: {} }],
      ['manager', 'commitAllocation', {}],
      ['manager', 'goLive', {}, { custody: { keyApartFromData: true, recoveryRehearsed: true } }],
    );
    expect(trial.trial.isLive).toBe(true);
  });
});
