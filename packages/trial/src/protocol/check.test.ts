// What the whole language allows is accepted, and each fault in it is found at its line and column.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, parseProtocol } from './parse.js';

const every = readFileSync(new URL('./every-construct.fixture.yaml', import.meta.url), 'utf8');

/** Name, what stands in the file once, what replaces it, the word in it that is pointed at, code, and level where it is no error. */
type Fault = readonly [string, string, string, string, string, 'warning'?];

const faults: readonly Fault[] = [
  ['an identifier twice', 'contact, dateOfBirth]', 'contact, contact]', 'contact]', 'duplicate-id'],
  ['a class of retention twice', 'id: conduct,', 'id: siteList,', 'siteList,', 'duplicate-id'],
  [
    'a class of a product that is not there',
    'years: 2.5, from: trialLocked',
    'years: 2.5, from: lastProduct',
    '{ id: conduct',
    'retention-without-product',
  ],
  [
    'identifiers that nothing keeps',
    'covers: [identifiers, essentialDocuments]',
    'covers: [essentialDocuments]',
    'retention',
    'identifiers-not-retained',
    'warning',
  ],
  [
    'a role of the trial that knows who participants are',
    'scope: site, rights: [forms]',
    'scope: trial, rights: [identifiers]',
    'identifiers]',
    'identifiers-outside-site',
  ],
  ['a log that starts with a text', 'startItem: takenFrom', 'startItem: drug', 'drug', 'log-item'],
  ['a log whose end is not there', 'endItem: takenUntil', 'endItem: takenTo', 'takenTo', 'unknown-item'],
  [
    'a log at a visit',
    'forms: [breathing, vitals]',
    'forms: [breathing, medication, vitals]',
    'medication, v',
    'log-at-visit',
  ],
  [
    'a log that repeats',
    '    log: { startItem: sampledOn }',
    '    repeats: true\n    log: { startItem: sampledOn }',
    'repeats',
    'log-repeats',
  ],
  [
    'a deferral of a form of no such visit',
    'forms: [breathing], visits: [v2, v3]',
    'forms: [vitals], visits: [v2, v3]',
    'vitals',
    'defers-nothing',
  ],
  [
    'a deferral counted from a word',
    'form: attack, item: attackOn, forms',
    'form: attack, item: severe, forms',
    'severe',
    'defers-item',
  ],
  ['a unit that is not the analyte’s', 'code: g/dL, name', 'code: mg/L, name', 'hbUnit }', 'unit-item'],
  ['an analyte that is not there', 'analyte: hb,', 'analyte: hgb,', 'hgb', 'unknown-analyte'],
  [
    'the age of an analyte from a yes or no',
    'item: ageYears }\nscreening',
    'item: smokes }\nscreening',
    'smokes }',
    'laboratory-item',
  ],
  ['a Williams design that is not balanced', '[P, C, A, B]', '[P, A, C, B]', 'williams', 'scheme-not-met'],
  ['a sequence that is there already', '[P, C, A, B]', '[A, P, B, C]', '[A, P', 'sequence-repeated'],
  [
    'a washout after the last period',
    'afterPeriods: [p1, p2, p3]',
    'afterPeriods: [p1, p2, p4]',
    'p4]',
    'washout-at-end',
  ],
  ['a treatment epoch without a period', 'type: treatment, period: p3', 'type: treatment', '{ id: e3', 'epoch-period'],
  ['epochs in another order', 'type: treatment, period: p3', 'type: treatment, period: p2', 'epochs', 'epoch-order'],
  ['a washout that is a period', 'type: washout,', 'type: washout, period: p1,', 'washout', 'epoch-period'],
  [
    'an element in an epoch that is not there',
    'epoch: e1, treatment: A',
    'epoch: e9, treatment: A',
    'e9',
    'unknown-epoch',
  ],
  [
    'numbers that do not add up',
    'country: CA, plannedParticipants: 24',
    'country: CA, plannedParticipants: 20',
    'nationalTrials',
    'planned-numbers',
    'warning',
  ],
  [
    'an override that removes nothing',
    'id: smoker, remove: true',
    'id: smokers, remove: true',
    'smokers',
    'unknown-criterion',
  ],
  [
    'an override that removes and replaces',
    'remove: true }',
    'remove: true, rule: smokes }',
    'rule',
    'removed-with-rule',
  ],
  [
    'an override without a rule',
    '{ id: adult, rule: ageYears >= 21 }',
    '{ id: adult }',
    '{ id: adult }',
    'override-without-rule',
  ],
  [
    'a criterion of a site without a name',
    'id: near, name: { en: Lives near, it: Vive vicino },',
    'id: near,',
    'near',
    'unknown-criterion',
  ],
  [
    'a time zone that is not there',
    'nationalTrial: canada, timeZone: America/Toronto',
    'nationalTrial: canada, timeZone: America/Ottowa',
    'America',
    'unknown-time-zone',
  ],
  [
    'a version of a consent that is there twice',
    'version: "2", from: 2026',
    'version: "1-it", from: 2026',
    '"1-it"',
    'duplicate-id',
  ],
  [
    'a version of a consent for nobody',
    'nationalTrials: [italy], reconsent',
    'nationalTrials: [itali], reconsent',
    'itali',
    'unknown-national-trial',
  ],
  [
    'an anchor that nothing dates',
    'form: attack, item: attackOn, occurrence: first',
    'form: attack, item: severe, occurrence: first',
    'severe',
    'anchor-not-dated',
  ],
  [
    'an anchor on a form that nobody fills',
    'unscheduled: true, forms: [attack]',
    'unscheduled: true, forms: [vitals]',
    '',
    'anchor-unreachable',
  ],
  [
    'a visit before its period',
    'period: p3, anchor: dose3, offsetDays: 14',
    'period: p3, anchor: dose3, offsetDays: -3',
    '-3',
    'visit-before-period',
  ],
  [
    'a visit after its period',
    'period: p2, anchor: dose2, offsetDays: 14',
    'period: p2, anchor: dose2, offsetDays: 24',
    '24',
    'visit-after-period',
  ],
  [
    'a visit after randomisation in no period',
    '  - { id: unscheduled,',
    '  - { id: late, name: { en: Late, it: Tardi }, anchor: dose4, offsetDays: 40, forms: [vitals] }\n  - { id: unscheduled,',
    '{ id: late',
    'visit-without-period',
  ],
  [
    'an unscheduled visit with a plan',
    'unscheduled: true,',
    'unscheduled: true, offsetDays: 3,',
    'offsetDays',
    'unscheduled-planned',
  ],
  [
    'a timepoint with a form of another visit',
    'offsetMinutes: -15, forms: [vitals]',
    'offsetMinutes: -15, forms: [attack]',
    'attack',
    'form-not-at-visit',
  ],
  ['an activity that is never done', 'forms: [breathing], visits: [v1] }', '}', '{ id: spirometry', 'activity-never'],
  ['a code list that is not there', 'codeList: grade', 'codeList: grades', 'grades', 'unknown-code-list'],
  ['a code that a list has twice', 'code: much', 'code: some', 'some', 'duplicate-id'],
  ['a soft limit beyond the hard one', 'hardMax: 120', 'hardMax: 80', '90', 'min-above-max'],
  [
    'decimals of a text',
    'type: boolean, required: true',
    'type: boolean, decimals: 1, required: true',
    'decimals',
    'bounds-without-number',
  ],
  [
    'a calculated item that is required',
    'value: 100 * fevLitres',
    'required: true, value: 100 * fevLitres',
    'required',
    'calculated-filled',
  ],
  [
    'a group that is not there',
    'type: time, group: pressures',
    'type: time, group: presures',
    'presures',
    'unknown-group',
  ],
  ['more rows than there may be', 'minRows: 1', 'minRows: 5', '5', 'min-above-max'],
  ['a role that is not there', '[investigator, monitor]', '[investigators, monitor]', 'investigators', 'unknown-role'],
  ['a unit that cannot be read', 'unit: km', 'unit: km/', 'km/', 'unit-syntax'],
  ['a unit that nobody knows', 'unit: km', 'unit: furlong', 'furlong', 'unit-unknown', 'warning'],
  [
    'an edit check at a visit without the form',
    'visits: [v1, v2]\n',
    'visits: [v1, unscheduled]\n',
    'unscheduled',
    'form-not-at-visit',
  ],
  [
    'an edit check that reads what is not collected there',
    'item: fevLitres, visit: screening } }\n    message',
    'item: fevLitres, visit: unscheduled } }\n    message',
    'unscheduled',
    'item-not-at-visit',
  ],
  [
    'a name that hides an item',
    'reads: { before: { form: breathing, item: fevLitres, visit: screening } }\n    message',
    'reads: { before: { item: fevLitres }, dyspnoea: { item: fevLitres } }\n    message',
    'dyspnoea',
    'reads-hides-item',
  ],
  [
    'an edit check over a misspelt item',
    'fevLitres <= fvcLitres',
    'fevLitres <= fvcLiters',
    'fvcLiters',
    'expression-name',
  ],
  [
    'two readers who never agree',
    '    adjudication: { when: first - second > 0.2 || second - first > 0.2, item: fevLitres, by: thirdReader }\n',
    '',
    '',
    'adjudication-missing',
  ],
  [
    'a window that closes before it opens',
    'fromDays: 0, toDays: 3',
    'fromDays: 5, toDays: 3',
    '3',
    'window-impossible',
  ],
  [
    'a clock for a place that is not there',
    'nationalTrials: [italy], events',
    'nationalTrials: [spain], events',
    'spain',
    'unknown-national-trial',
  ],
  ['a right that unblinds', 'rights: [forms]', 'rights: [forms, allocations]', 'allocations', 'blinded-role-right'],
  [
    'a right that needs the blind',
    'blinded: true, scope: site, rights: [forms]',
    'blinded: false, scope: site, rights: [forms, recordTreatmentGuess]',
    'recordTreatmentGuess',
    'unblinded-role-right',
  ],
  [
    'a trial that is open and masked',
    'masked: [participant, investigator]',
    'openLabel: true\n  masked: [participant, investigator]',
    '[participant',
    'open-label-masked',
  ],
  [
    'a time to an event without an event',
    'event: { from: randomisation, rule: severe, unit: weeks, censoring: { at: [lastVisit, withdrawal], intercurrentEvents: [stopped] }, competing: { form: attack, item: otherIllnessOn } }',
    'assumed: true',
    'timeToEvent',
    'event-missing',
  ],
  [
    'a time that starts nowhere',
    'from: randomisation, rule: severe',
    'from: randomization, rule: severe',
    'randomization',
    'unknown-anchor',
  ],
  ['a change from what is no baseline', 'from: fevBaseline, as', 'from: fevByPeriod, as', 'fevByPeriod', 'change-from'],
  [
    'an endpoint of a conditional visit',
    'visits: [v1, v2, v3], summary: byVisit',
    'visits: [v1, extra, v3], summary: byVisit',
    'extra',
    'endpoint-visit-conditional',
    'warning',
  ],
  [
    'an estimand that forgets an event',
    ', { event: rescued, strategy: treatmentPolicy }]',
    ']',
    '',
    'estimand-incomplete',
  ],
  [
    'a measure that the endpoint does not have',
    'summaryMeasure: meanDifference',
    'summaryMeasure: hazardRatio',
    'hazardRatio',
    'estimand-measure',
  ],
  [
    'an objective that nothing measures',
    '    estimands: [breath]\n',
    '',
    '- id: main\n    level',
    'objective-unmeasured',
  ],
  [
    'a primary estimand without a sensitivity analysis',
    '    role: sensitivity\n    sensitivityOf: primary\n',
    '    role: supporting\n',
    '- id: breath',
    'sensitivity-missing',
  ],
  [
    'a sensitivity analysis of nothing',
    '    sensitivityOf: primary\n',
    '',
    '    role: sensitivity',
    'sensitivity-of-nothing',
  ],
  [
    'a method for another kind of endpoint',
    'method: mantel-haenszel',
    'method: van-elteren',
    '',
    'method-not-for-endpoint',
  ],
  ['strata that nothing makes', 'strata: [site], effect', 'strata: [ward], effect', 'ward', 'unknown-stratum'],
  ['an option of another method', 'ties: efron', 'exact: true', 'exact', 'unknown-key'],
  [
    'an option that is not allowed',
    'covariance: unstructured',
    'covariance: unstructed',
    'unstructed',
    'value-not-allowed',
  ],
  ['an interaction with what is not there', '"sequence:visit"', '"sequence:visits"', 'visits', 'unknown-term'],
  ['shares of the level above 1', 'weight: 0.2', 'weight: 0.4', 'hypotheses', 'weights-above-one'],
  ['an emergency form that is not there', 'medication: [attack]', 'medication: [attic]', 'attic', 'unknown-form'],
  [
    'a stopping rule of no class',
    'systemOrganClass: lung, serious',
    'systemOrganClass: lungs, serious',
    'lungs',
    'unknown-system-organ-class',
  ],
  [
    'a stopping rule by a treatment that is not there',
    'by: treatment, treatment: A',
    'by: treatment, treatment: Z',
    'Z',
    'unknown-treatment',
  ],
  [
    'a stopping rule by treatment that names none',
    'by: treatment, treatment: A',
    'by: treatment',
    'treatment',
    'stopping-rule-treatment',
  ],
  [
    'reference safety information out of order',
    'from: "2020-06-01"',
    'from: "2019-06-01"',
    '"2019-06-01"',
    'versions-order',
  ],
  [
    'a relation that is not judged',
    'suspectedBy: [product]',
    'suspectedBy: [harvest]',
    'harvest',
    'relation-not-judged',
  ],
  ['a way from a hypothesis to itself', 'to: repeated, weight: 1', 'to: primary, weight: 1', 'primary', 'graph-loop'],
  ['a look at a cut that is not there', 'cut: half', 'cut: halfway', 'halfway', 'unknown-cut'],
  [
    'power for another kind of endpoint',
    'analysis: primary, power: 0.9',
    'analysis: time, power: 0.9',
    'continuous, id: size',
    'power-endpoint',
  ],
  [
    'a text that is not translated',
    'name: { en: Half, it: Metà }',
    'name: { en: Half }',
    '{ en: Half }',
    'translation-missing',
    'warning',
  ],
];

/** Where a fault is told that stands somewhere else than what was changed. */
const elsewhere: Readonly<Record<string, string>> = {
  'a treatment epoch without a period': '{ id: e3',
  'an activity that is never done': '{ id: spirometry',
  'a Williams design that is not balanced': 'williams',
  'epochs in another order': '\nepochs:',
  'numbers that do not add up': '\nnationalTrials:',
  'an anchor on a form that nobody fills': 'attack, item: attackOn, occurrence',
  'two readers who never agree': '2\nadverseEvents',
  'a soft limit beyond the hard one': '90, hardMin',
  'a time to an event without an event': 'timeToEvent, role',
  'an estimand that forgets an event': 'intercurrentEvents: [{ event: stopped',
  'an objective that nothing measures': 'id: main\n    level',
  'a primary estimand without a sensitivity analysis': 'id: breath\n',
  'a sensitivity analysis of nothing': 'sensitivity\n    method',
  'a method for another kind of endpoint': 'responder, set',
  'shares of the level above 1': '  hypotheses:',
  'a window that closes before it opens': '3 }\n  clocks',
  'power for another kind of endpoint': 'continuous, id: size',
  'a unit that is not the analyte’s': 'hbUnit }',
  'a class of a product that is not there': '{ id: conduct',
  'identifiers that nothing keeps': '- { id: siteList',
};

function placeOf(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

describe('a protocol with all that the language has', () => {
  it('is accepted, with a warning of each thing that is said and does not happen yet', () => {
    const result = parseProtocol(every, 'every.yaml');
    const found = result.ok ? result.warnings : result.issues;
    expect(found.filter(({ code }) => code !== 'not-run-yet').map(formatIssue)).toEqual([]);
    expect(found.map(({ line }) => every.split('\n')[line! - 1]!.trim().split(/[:,]/)[0]).sort()).toEqual([
      'futility',
      'interim',
      'readers',
    ]);
    expect(found.every(({ message, allowed }) => message.length > 20 && allowed !== undefined)).toBe(true);
  });

  it('has the codes of its lists at the items that name them', () => {
    const result = parseProtocol(every, 'every.yaml');
    const items = result.ok ? result.value.forms.flatMap((form) => form.items) : [];
    expect(items.find(({ id }) => id === 'dyspnoea')?.codes?.map(({ code }) => code)).toEqual(['none', 'some', 'much']);
  });

  it.each(faults.map((fault) => ({ name: fault[0], fault })))('with $name is told so at its place', ({ fault }) => {
    const [name, from, to, at, code, level] = fault;
    expect(every.split(from), `"${from}" must be in the file once`).toHaveLength(2);
    const start = every.indexOf(from);
    const source = every.slice(0, start) + to + every.slice(start + from.length);
    const word = elsewhere[name];
    const offset =
      word === undefined ? start + to.indexOf(at) : source.indexOf(word) + (/^\s*/.exec(word)?.[0].length ?? 0);
    const result = parseProtocol(source, 'every.yaml');
    const found = (result.ok ? result.warnings : result.issues)
      .filter(({ code }) => code !== 'not-run-yet')
      .map((issue) => `${issue.line}:${issue.column} ${issue.code} ${issue.severity}`);
    expect(found).toEqual([`${placeOf(source, offset)} ${code} ${level ?? 'error'}`]);
    expect(result.ok).toBe(level === 'warning');
  });

  it('finds the three faults of 200 forms with 100 items each, and nothing else', () => {
    const form = (f: number) => {
      const items = Array.from(
        { length: 100 },
        (_, i) => `      - { id: f${f}_${i}, name: { en: Item, it: Voce }, type: decimal, unit: kg, min: 0, max: 200 }`,
      );
      return [`  - id: form${f}`, '    name: { en: Form, it: Modulo }', '    items:', ...items, ''].join('\n');
    };
    const forms = Array.from({ length: 200 }, (_, f) => form(f)).join('');
    const source = every
      .replace('\nforms:\n', `\nforms:\n${forms}`)
      .replace('{ id: f7_7, name', '{ id: f7_6, name')
      .replace('{ id: f90_1, name', '{ id: f90_1, nam')
      .replace(
        '{ id: f199_99, name: { en: Item, it: Voce }, type: decimal',
        '{ id: f199_99, name: { en: Item, it: Voce }, type: decimel',
      );
    const result = parseProtocol(source, 'large.yaml');
    const issues = (result.ok ? [] : result.issues).filter(({ code }) => code !== 'not-run-yet');
    const placed = issues.map(({ line, code }) => `${line} ${code}`);
    const lineOf = (text: string) => source.slice(0, source.lastIndexOf(text)).split('\n').length;
    expect(placed).toEqual([
      `${lineOf('{ id: f7_6,')} duplicate-item`,
      `${lineOf('{ id: f90_1,')} unknown-key`,
      `${lineOf('{ id: f199_99,')} value-not-allowed`,
    ]);
  });
});
