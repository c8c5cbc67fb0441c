// Protocol files: the shipped ones are clean, and every seeded fault is found at its line and column.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, parseProtocol } from './parse.js';

const read = (path: string) => readFileSync(new URL(`../../../../trials/${path}`, import.meta.url), 'utf8');
/** In English alone: a fault that takes a text away is then one fault. */
const mesems = read('mesems/protocol.yaml')
  .replace(/^languages:.*\n/m, '')
  .replace(/^translations:[\s\S]*/m, '');

interface Fault {
  readonly name: string;
  /** A text that is in the file once, and what replaces it. */
  readonly from: string;
  readonly to: string;
  /** The faulty word within `to`, that the issue must point at. */
  readonly at: string;
  readonly code: string;
  readonly message?: RegExp;
}

const faults: readonly Fault[] = [
  {
    name: 'a mistyped key',
    from: 'acronym: MESEMS',
    to: 'acronim: MESEMS',
    at: 'acronim',
    code: 'unknown-key',
    message: /did you mean "acronym"/,
  },
  {
    name: 'a key that no part has',
    from: 'phase: "2"',
    to: 'weather: "2"',
    at: 'weather',
    code: 'unknown-key',
  },
  {
    name: 'a number that is a text',
    from: 'plannedParticipants: 144',
    to: 'plannedParticipants: many',
    at: 'many',
    code: 'wrong-type',
  },
  {
    name: 'a value that is not in the list',
    from: 'design: crossover',
    to: 'design: crosover',
    at: 'crosover',
    code: 'value-not-allowed',
    message: /did you mean "crossover"/,
  },
  {
    name: 'a key that is there twice',
    from: 'phase: "2"',
    to: 'phase: "2"\nphase: "3"',
    at: 'phase: "3"',
    code: 'duplicate-key',
  },
  {
    name: 'a key that is missing',
    from: '{ id: site07, name: Site 07, nationalTrial: andalusia, timeZone: Europe/Madrid, assumed: true }',
    to: '{ id: site07, nationalTrial: andalusia, timeZone: Europe/Madrid, assumed: true }',
    at: '{ id: site07',
    code: 'missing-key',
    message: /"name" is required/,
  },
  {
    name: 'an id that is there twice',
    from: '{ id: site07, name: Site 07',
    to: '{ id: site06, name: Site 07',
    at: 'site06',
    code: 'duplicate-id',
  },
  {
    name: 'an id with a blank',
    from: '{ id: site07, name: Site 07',
    to: '{ id: site 07, name: Site 07',
    at: 'site 07',
    code: 'bad-format',
  },
  {
    name: 'a site of a national trial that is not there',
    from: 'name: Site 12, nationalTrial: salzburg',
    to: 'name: Site 12, nationalTrial: salzberg',
    at: 'salzberg',
    code: 'unknown-national-trial',
    message: /did you mean "salzburg"/,
  },
  {
    name: 'a sequence with a treatment that is not there',
    from: 'treatments: [msc, placebo]',
    to: 'treatments: [msc, plazebo]',
    at: 'plazebo',
    code: 'unknown-treatment',
  },
  {
    name: 'a sequence that is too short for the periods',
    from: 'treatments: [placebo, msc]',
    to: 'treatments: [placebo]',
    at: '[placebo]',
    code: 'sequence-length',
  },
  {
    name: 'a parallel design with two periods',
    from: 'design: crossover',
    to: 'design: parallel',
    at: 'parallel',
    code: 'design-periods',
  },
  {
    name: 'a block that the ratio does not divide',
    from: 'blockSizes: [4]',
    to: 'blockSizes: [4, 5]',
    at: '5',
    code: 'block-size',
  },
  {
    name: 'a ratio for a sequence that is not there',
    from: 'ratio: { earlyMsc: 1, delayedMsc: 1 }',
    to: 'ratio: { earlyMsc: 1, delayedMsc: 1, lateMsc: 2 }',
    at: 'lateMsc',
    code: 'unknown-sequence',
  },
  {
    name: 'a stratum of a number',
    from: '- { id: site, from: site }',
    to: '- { id: ageGroup, from: { item: ageYears } }',
    at: 'ageYears',
    code: 'stratum-not-categorical',
  },
  {
    name: 'a stratum of an item that is collected too late',
    from: '- { id: site, from: site }',
    to: '- { id: infected, from: { item: activeInfection } }',
    at: 'activeInfection',
    code: 'stratum-too-late',
  },
  {
    name: 'an administration in a period that is not there',
    from: 'period: period2\n    route',
    to: 'period: period3\n    route',
    at: 'period3',
    code: 'unknown-period',
  },
  {
    name: 'an administration that is counted from itself',
    from: '{ from: infusion1, offsetDays: 168 }',
    to: '{ from: infusion2, offsetDays: 168 }',
    at: 'infusion2',
    code: 'anchor-circle',
  },
  {
    name: 'a gate at a visit that is not there',
    from: 'visit: W24\n      rule',
    to: 'visit: W25\n      rule',
    at: 'W25',
    code: 'unknown-visit',
  },
  {
    name: 'a gate that reads an item of another visit',
    from: '!activeInfection && neutro',
    to: '!pregnantOrBreastFeeding && neutro',
    at: 'pregnantOrBreastFeeding',
    code: 'expression-name',
  },
  {
    name: 'a gate that reads a laboratory value of the product',
    from: '!activeInfection && neutro',
    to: 'viabilityPercent > 80 && neutro',
    at: 'viabilityPercent',
    code: 'rule-would-unblind',
  },
  {
    name: 'a rule that cannot be read',
    from: 'rule: ageYears >= 18 && ageYears <= 50',
    to: 'rule: ageYears >= 18 && && ageYears',
    at: '&& ageYears',
    code: 'expression-syntax',
  },
  {
    name: 'a rule over a misspelt item',
    from: 'rule: ageYears >= 18 && ageYears <= 50',
    to: 'rule: ageYears >= 18 && agYears <= 50',
    at: 'agYears',
    code: 'expression-name',
    message: /did you mean "ageYears"/,
  },
  {
    name: 'a rule that compares a code with a number',
    from: 'rule: msType != "PPMS"',
    to: 'rule: msType != 3',
    at: 'msType',
    code: 'expression-type',
  },
  {
    name: 'a rule that gives a number',
    from: 'rule: ageYears >= 18 && ageYears <= 50',
    to: 'rule: ageYears + 1',
    at: 'ageYears',
    code: 'expression-type',
  },
  {
    name: 'a visit counted from an anchor that is not there',
    from: 'anchor: infusion2\n    offsetDays: 28',
    to: 'anchor: infusion3\n    offsetDays: 28',
    at: 'infusion3',
    code: 'unknown-anchor',
  },
  {
    name: 'a form that is not there',
    from: 'forms: [relapse, steroids, edssAssessment, vitals]',
    to: 'forms: [relapse, steroid, edssAssessment, vitals]',
    at: 'steroid,',
    code: 'unknown-form',
  },
  {
    name: 'visit windows that share a day',
    from: 'offsetDays: 84\n    windowDays: { before: 7, after: 7 }\n    forms: [vitals, edssAssessment, relapseReview, mri]\n    source: "[P] table 2, [S]; the window and which forms are assumed"\n  - id: W24',
    to: 'offsetDays: 84\n    windowDays: { before: 49, after: 7 }\n    forms: [vitals, edssAssessment, relapseReview, mri]\n    source: "[P] table 2, [S]; the window and which forms are assumed"\n  - id: W24',
    at: '{ before: 49',
    code: 'windows-overlap',
  },
  {
    name: 'a window of negative length',
    from: 'windowDays: { before: 0, after: 28 }',
    to: 'windowDays: { before: 0, after: -28 }',
    at: '-28',
    code: 'out-of-range',
  },
  {
    name: 'a minimum above the maximum',
    from: 'unit: kg, min: 25, max: 250',
    to: 'unit: kg, min: 260, max: 250',
    at: '260',
    code: 'min-above-max',
  },
  {
    name: 'codes for a number',
    from: '{ id: newRelapses, name: Relapses since the last visit, type: integer',
    to: '{ id: newRelapses, codes: [{ code: a, name: A }], name: Relapses since the last visit, type: integer',
    at: 'codes',
    code: 'codes-without-type',
  },
  {
    name: 'an item that two forms have',
    from: '{ id: steroidDays, name: Days',
    to: '{ id: relapseOnset, name: Days',
    at: 'relapseOnset',
    code: 'duplicate-item',
  },
  {
    name: 'an override of a criterion that is not there',
    from: '- id: diseaseDuration\n        name: Disease duration 2 to 10 years',
    to: '- id: diseaseDurations',
    at: 'diseaseDurations',
    code: 'unknown-criterion',
  },
  {
    name: 'an endpoint of an item that the form lacks',
    from: 'item: { form: relapseReview, item: newRelapses }\n    visits: [W4',
    to: 'item: { form: relapseReview, item: relapses }\n    visits: [W4',
    at: 'relapses }',
    code: 'unknown-item',
  },
  {
    name: 'an endpoint at a visit without its form',
    from: 'visits: [W0]\n    summary: value',
    to: 'visits: [screening]\n    summary: value',
    at: 'screening',
    code: 'form-not-at-visit',
  },
  {
    name: 'an endpoint with the value of two visits',
    from: 'visits: [W0]\n    summary: value',
    to: 'visits: [W0, W4]\n    summary: value',
    at: 'value',
    code: 'endpoint-summary',
  },
  {
    name: 'a visit of the other period',
    from: 'item: { form: mri, item: gel }\n    visitsByPeriod: { period1: [W4, W12, W24], period2: [W28',
    to: 'item: { form: mri, item: gel }\n    visitsByPeriod: { period1: [W4, W12, W36], period2: [W28',
    at: 'W36',
    code: 'visit-not-in-period',
  },
  {
    name: 'an analysis of an endpoint that is not there',
    from: 'endpoint: relapsesWeek24',
    to: 'endpoint: relapseWeek24',
    at: 'relapseWeek24',
    code: 'unknown-endpoint',
  },
  {
    name: 'an analysis in a set that is not there',
    from: 'endpoint: relapsesWeek24\n    set: FAS',
    to: 'endpoint: relapsesWeek24\n    set: ITT',
    at: 'ITT',
    code: 'unknown-analysis-set',
  },
  {
    name: 'a term over a covariate that is not there',
    from: 'endpoint: combinedActivityWeek24\n    set: FAS\n    role: secondary\n    method: nb-glm\n    terms: [sequence, log(baselineGel + 1)]',
    to: 'endpoint: combinedActivityWeek24\n    set: FAS\n    role: secondary\n    method: nb-glm\n    terms: [sequence, log(baseGel + 1)]',
    at: 'baseGel',
    code: 'unknown-term',
  },
  {
    name: 'a term that cannot be read',
    from: 'set: PP\n    role: supporting\n    method: nb-glm\n    terms: [sequence, log(baselineGel + 1)]',
    to: 'set: PP\n    role: supporting\n    method: nb-glm\n    terms: [sequence, log(baselineGel + )]',
    at: ')]',
    code: 'term-syntax',
  },
  {
    name: 'a model without its effect',
    from: 'method: nb-glm\n    terms: [sequence]',
    to: 'method: nb-glm\n    terms: [site]',
    at: '[site]',
    code: 'effect-not-in-model',
  },
  {
    name: 'an effect of a sequence that is not there',
    from: 'endpoint: edssWeek24\n    set: FAS\n    role: descriptive\n    method: summary\n    effect: { term: sequence, active: earlyMsc',
    to: 'endpoint: edssWeek24\n    set: FAS\n    role: descriptive\n    method: summary\n    effect: { term: sequence, active: msc',
    at: 'msc',
    code: 'unknown-sequence',
  },
  {
    name: 'no analysis with the id primary',
    from: '- id: primary\n    name: Gadolinium-enhancing lesions, weeks 4 to 24\n    estimand: gelFirstPeriod\n    endpoint: gelWeek24\n    set: FAS\n    role: primary',
    to: '- id: main\n    name: Gadolinium-enhancing lesions, weeks 4 to 24\n    estimand: gelFirstPeriod\n    endpoint: gelWeek24\n    set: FAS\n    role: supporting',
    at: 'analyses',
    code: 'primary-missing',
  },
  {
    name: 'a test of an analysis that is not there',
    from: 'order: [primary, combinedActivity, relapses]',
    to: 'order: [primary, combinedActivities, relapses]',
    at: 'combinedActivities',
    code: 'unknown-analysis',
  },
  {
    name: 'a test of a descriptive analysis',
    from: 'order: [primary, combinedActivity, relapses]',
    to: 'order: [primary, gelBetweenPeriods, relapses]',
    at: 'gelBetweenPeriods',
    code: 'descriptive-tested',
  },
  {
    name: 'a cut with a visit that is not there',
    from: 'visits: [screening, W0, W4, W12, W24]',
    to: 'visits: [screening, W0, W4, W12, W26]',
    at: 'W26',
    code: 'unknown-visit',
  },
  {
    name: 'a cut that would unblind a blinded role',
    from: 'audience: [cutStatistician]',
    to: 'audience: [investigator]',
    at: 'investigator',
    code: 'cut-audience-blinded',
  },
  {
    name: 'a comparison of a class that is not there',
    from: 'events: { systemOrganClass: infections }',
    to: 'events: { systemOrganClass: infection }',
    at: 'infection',
    code: 'unknown-system-organ-class',
  },
];

function seed(source: string, fault: Pick<Fault, 'from' | 'to'>): string {
  const parts = source.split(fault.from);
  expect(parts, `"${fault.from}" must be in the file once`).toHaveLength(2);
  return parts.join(fault.to);
}

function placeOf(source: string, fault: Pick<Fault, 'to' | 'at'>): { line: number; column: number } {
  const inside = fault.to.includes(fault.at);
  const offset = inside ? source.indexOf(fault.to) + fault.to.indexOf(fault.at) : source.indexOf(`\n${fault.at}:`) + 1;
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

describe('parseProtocol', () => {
  it.each(['mesems', 'raynaud', 'epilepsy'])('accepts trials/%s without a warning', (name) => {
    const result = parseProtocol(read(`${name}/protocol.yaml`), 'protocol.yaml');
    expect(result.ok ? result.warnings : result.issues.map(formatIssue)).toEqual([]);
  });

  it.each(['mesems', 'raynaud', 'epilepsy'])('finds its JSON Schema named in the first line of trials/%s', (name) => {
    const [first] = read(`${name}/protocol.yaml`).split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../../packages/trial/protocol.schema.json');
  });

  it.each(faults)('finds $name, and nothing else', (fault) => {
    const source = seed(mesems, fault);
    const result = parseProtocol(source, 'protocol.yaml');
    const found = result.ok ? [] : result.issues;
    expect(found.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
      { code: fault.code, ...placeOf(source, fault) },
    ]);
    expect(found[0]?.message).toMatch(fault.message ?? /./);
    expect(found[0]?.allowed).toBeTruthy();
  });

  it('names six different faults of one file, each with line and column, in their order', () => {
    const six = [
      'a mistyped key',
      'a sequence that is too short for the periods',
      'a rule over a misspelt item',
    ].concat(
      'a minimum above the maximum',
      'a block that the ratio does not divide',
      'a test of an analysis that is not there',
    );
    const chosen = six.map((name) => faults.find((fault) => fault.name === name)!);
    const source = chosen.reduce(seed, mesems);
    const result = parseProtocol(source, 'protocol.yaml');
    const expected = chosen
      .map((fault) => ({ code: fault.code, ...placeOf(source, fault) }))
      .sort((a, b) => a.line - b.line);
    const found = result.ok ? [] : result.issues;
    expect(found.map(({ code, line, column }) => ({ code, line, column }))).toEqual(expected);
  });

  it('finds all seeded faults that do not touch each other in one file', () => {
    // A rule over the items of a visit has no meaning while its visit is unknown.
    const dependent = ['no analysis with the id primary', 'a gate that reads an item of another visit'];
    const apart = faults.filter((fault, index) => {
      const isFirst = faults.findIndex((other) => overlap(other.from, fault.from)) === index;
      return isFirst && !dependent.includes(fault.name);
    });
    const source = apart.reduce(seed, mesems);
    const result = parseProtocol(source, 'protocol.yaml');
    const found = result.ok ? [] : result.issues.map(({ code, line, column }) => `${line}:${column} ${code}`);
    const expected = apart.map((fault) => ({ ...fault, ...placeOf(source, fault) }));
    const unfound = expected.filter(({ line, column, code }) => !found.includes(`${line}:${column} ${code}`));
    expect(unfound.map(({ name }) => name)).toEqual([]);
    expect(apart.length).toBeGreaterThan(30);
  });

  it('tells where YAML itself is broken', () => {
    const result = parseProtocol('equipoise: 1\nid: [a, b\ntitle: x\n', 'broken.yaml');
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.issues[0]).toMatchObject({ code: 'yaml-syntax', file: 'broken.yaml', line: 3 });
  });

  it('refuses aliases, which can make a document that holds itself', () => {
    const result = parseProtocol('equipoise: 1\nsites: &s\n  - *s\n', 'alias.yaml');
    expect(result.ok ? [] : result.issues).toMatchObject([{ code: 'yaml-alias', line: 3, column: 5 }]);
  });

  it.each(['', '- a\n- b\n', 'just a text\n', 'null\n', '42\n'])('refuses %j, which is no protocol', (source) => {
    const result = parseProtocol(source, 'empty.yaml');
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.issues.length).toBeGreaterThan(0);
    for (const issue of result.issues) expect(issue.line).toBeGreaterThanOrEqual(1);
  });
});

describe('formatIssue', () => {
  it('writes file, line, column, code and message on one line', () => {
    const line = formatIssue({
      code: 'unknown-key',
      severity: 'error',
      message: 'no',
      file: 'a.yaml',
      line: 3,
      column: 5,
    });
    expect(line).toBe('a.yaml:3:5  unknown-key  no');
  });
});

function overlap(a: string, b: string): boolean {
  const [from, to] = [mesems.indexOf(a), mesems.indexOf(b)];
  return from < to + b.length && to < from + a.length;
}
