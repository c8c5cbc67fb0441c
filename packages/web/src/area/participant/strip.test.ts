// The strip of a participant: the same scale for all, each visit where it happened or is planned.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addDays, type Protocol, parseProtocol, type RecordedForm } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { assessedCriteria } from './eligibility.js';
import { nextAction } from './next-action.js';
import { numberAfter } from './screening-number.js';
import { placeOfDay, type StripVisit, shapeOf, stripMarks, stripScale, zeroDay } from './strip.js';

const file = fileURLToPath(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url));
const parsed = parseProtocol(readFileSync(file, 'utf8'), 'protocol.yaml');
if (!parsed.ok) throw new Error('the protocol of the model trial is not valid');
const protocol: Protocol = parsed.value;

const visit = (id: string, facts: Partial<StripVisit> = {}): StripVisit => ({
  visit: id,
  state: 'later',
  ...{
    target_day: null,
    first_day: null,
    last_day: null,
    is_actual: true,
    happened_on: null,
    forms_missing: [],
    deferred: [],
  },
  ...facts,
});
const start = '2026-03-02';
const dated = (id: string, days: number, around: number, facts: Partial<StripVisit> = {}) =>
  visit(id, {
    target_day: addDays(start, days),
    first_day: addDays(start, days - around),
    last_day: addDays(start, days + around),
    ...facts,
  });

describe('the strip', () => {
  const visits = [
    visit('screening', { state: 'done', happened_on: '2025-11-01', target_day: '2025-11-01' }),
    dated('W0', 0, 0, { state: 'done', happened_on: start }),
    dated('W4', 28, 7, { state: 'due' }),
    dated('W48', 336, 14),
  ];

  it('counts weeks from the first dose, over both periods', () => {
    const scale = stripScale(protocol);
    expect(scale.planned).toMatchObject({ W0: 0, W4: 28, W24: 168, W28: 196, W48: 336 });
    expect(scale.periods.map(({ id, from }) => [id, from])).toEqual([
      ['period1', 0],
      ['period2', 168],
    ]);
    expect(scale.weeks.map(({ week }) => week)).toEqual([0, 12, 24, 36, 48]);
  });

  it('finds the zero of a participant from any visit whose day is known', () => {
    expect(zeroDay(stripScale(protocol), protocol, visits)).toBe(start);
    expect(zeroDay(stripScale(protocol), protocol, [visits[3]!])).toBe(start);
    expect(zeroDay(stripScale(protocol), protocol, [visits[0]!])).toBeUndefined();
  });

  it('puts visits in their order with their windows, screening left of the zero however early it was', () => {
    const marks = stripMarks(protocol, visits);
    expect(marks.map(({ x }) => x)).toEqual(marks.map(({ x }) => x).toSorted((a, b) => a - b));
    const [screening, first, second] = marks;
    expect(screening?.window).toBeUndefined();
    expect(first?.window).toBeUndefined();
    expect(second?.window?.from).toBeLessThan(second?.x ?? 0);
    expect(second?.window?.to).toBeGreaterThan(second?.x ?? 1);
    expect(placeOfDay(protocol, visits, addDays(start, 28))).toBeCloseTo(second?.x ?? 0);
    expect(placeOfDay(protocol, visits, addDays(start, 5000))).toBeUndefined();
  });

  it('gives who is not randomised the places of the plan', () => {
    const marks = stripMarks(protocol, [visit('screening', { state: 'due' }), visit('W0', { state: 'undated' })]);
    expect(marks.map(({ shape }) => shape)).toEqual(['due', 'undated']);
    expect(marks[0]?.x).toBeLessThan(marks[1]?.x ?? 0);
  });

  it('shows a visit as put off only where every form that it lacks waits', () => {
    const deferred = [{ form: 'mri', until: '2026-05-01', by: 'steroidsDeferScan' }];
    expect(shapeOf(visit('W4', { state: 'due', forms_missing: ['mri'], deferred }))).toBe('deferred');
    expect(shapeOf(visit('W4', { state: 'due', forms_missing: ['vitals', 'mri'], deferred }))).toBe('due');
    expect(shapeOf(visit('W4', { state: 'overdue', forms_missing: ['mri'], deferred }))).toBe('overdue');
    expect(shapeOf(visit('W4', { state: 'something new' }))).toBe('undated');
  });
});

describe('the next action', () => {
  const row = { participant_id: 'p', randomisation_number: 'R1', visit: 'W4' };
  const asking = { language: 'en', roles: ['coordinator'] };

  it('is the first form that is missing and does not wait', () => {
    const deferred = [{ form: 'mri', until: '2026-05-01', by: 'steroidsDeferScan' }];
    const visits = [visit('W4', { forms_missing: ['mri', 'vitals'], deferred })];
    expect(nextAction(protocol, row, visits, asking)).toMatchObject({
      kind: 'form',
      form: 'Vital signs',
      path: 'participants/p/forms/W4/vitals/next',
    });
    expect(nextAction(protocol, row, undefined, asking)).toMatchObject({ kind: 'visit', path: 'participants/p' });
  });

  it('is never a form that others fill', () => {
    const forms = protocol.forms.map((form) => (form.id === 'mri' ? { ...form, filledBy: ['reader'] } : form));
    const apart: Protocol = { ...protocol, forms };
    const visits = [visit('W4', { forms_missing: ['mri', 'vitals'] })];
    expect(nextAction(apart, row, visits, asking)).toMatchObject({ form: 'Vital signs' });
    expect(nextAction(apart, row, visits, { ...asking, roles: ['reader'] })).toMatchObject({
      path: 'participants/p/forms/W4/mri/next',
    });
    const others = [visit('W4', { forms_missing: ['mri'] }), visit('W12', { state: 'due', forms_missing: ['vitals'] })];
    expect(nextAction(apart, row, others, asking)).toMatchObject({ path: 'participants/p/forms/W12/vitals/next' });
    expect(nextAction(apart, row, others.slice(0, 1), asking)).toMatchObject({ kind: 'visit' });
  });

  it('is eligibility for who is screened and not randomised', () => {
    const screened = { ...row, randomisation_number: null, visit: 'W0' };
    expect(nextAction(protocol, screened, [], asking)).toMatchObject({
      kind: 'eligibility',
      path: 'participants/p?tab=eligibility',
    });
  });
});

describe('a criterion', () => {
  const history: RecordedForm = {
    ...{ visit: 'screening', form: 'msHistory', occurrence: 1, day: '2026-01-01' },
    items: { msType: 'RRMS', diseaseDurationYears: 1, relapses12Months: { missing: 'unknown' } },
  };

  it('stands beside the values that decide it, by the rule of the site', () => {
    const all = assessedCriteria(protocol, 'site01', [history]);
    const of = (id: string) => all.find(({ criterion }) => criterion.id === id);
    expect(of('diseaseDuration')).toMatchObject({
      verdict: 'notMet',
      facts: [{ name: 'diseaseDurationYears', value: 1, at: { visit: 'screening', form: 'msHistory', occurrence: 1 } }],
    });
    expect(of('diseaseDuration')?.criterion.name).toMatchObject({ en: 'Disease duration 2 to 10 years' });
    expect(of('age')).toMatchObject({ verdict: 'unknown', facts: [{ value: undefined }] });
    expect(of('spmsActivity')?.verdict).toBe('met');
  });

  it('reads nothing that was recorded after randomisation', () => {
    const later: RecordedForm = { ...history, visit: 'W4', items: { diseaseDurationYears: 5 } };
    const [found] = assessedCriteria(protocol, 'site01', [later]).filter(
      ({ criterion }) => criterion.id === 'diseaseDuration',
    );
    expect(found?.verdict).toBe('unknown');
  });
});

it('the next screening number follows the highest one of the site', () => {
  const taken = ['site01-001', 'site01-009', 'site02-400'];
  expect(numberAfter(protocol, 'site01', taken)).toBe('site01-010');
  const numbered = { ...protocol, screening: { number: '{site}-{0000}' } };
  expect(numberAfter(numbered, 'site03', [])).toBe('site03-0001');
});
