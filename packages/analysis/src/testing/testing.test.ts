import { analysisPlanOf } from '@equipoise/trial';
import { describe, expect, test } from 'vitest';
import { tinyId, tinyProtocol, tinySnapshot, tinyStream } from '../fixture/tiny-trial.fixture.js';
import type { AnalysisResult } from '../output.js';
import { conclude, formatEstimate, formatP } from './conclusion.js';
import { committedPlan, isPostHoc } from './plan.js';
import { decideTesting, withStatus } from './testing.js';

const result = (id: string, p: number | null, more: Partial<AnalysisResult> = {}): AnalysisResult => ({
  id,
  name: id,
  role: 'secondary',
  endpoint: id,
  analysisSet: 'FAS',
  method: 'nb-glm',
  methodDescription: '',
  effectMeasure: 'rate ratio',
  contrast: 'Drug against Sugar',
  estimate: p === null ? null : 0.938,
  ci: p === null ? null : [0.4951, 1.7779],
  confidence: 0.95,
  p,
  n: {},
  contributing: {},
  status: p === null ? 'not estimable' : 'descriptive',
  postHoc: false,
  assumed: false,
  flags: p === null ? ['no participant contributes'] : [],
  result: {},
  trace: { participants: 0, records: 0, digest: '' },
  ...more,
});
const order = { procedure: 'fixedSequence' as const, order: ['one', 'two', 'three'], alpha: 0.05 };
const verdicts = (results: readonly AnalysisResult[]) =>
  decideTesting(order, results).steps.map(({ verdict }) => verdict);

describe('one-sided tests', () => {
  const oneSided = { ...order, order: ['one'], alpha: 0.025, sides: 1 as const };
  const verdictOf = (better: 'lower' | 'higher' | undefined, estimate: number, p: number) =>
    decideTesting({ ...oneSided, ...(better !== undefined && { better }) }, [result('one', p, { estimate })]).steps[0];

  test('demonstrate on the side that is wanted alone, by half the two-sided p', () => {
    expect(verdictOf('lower', 0.5, 0.04)).toEqual({ analysis: 'one', p: 0.02, verdict: 'demonstrated' });
    expect(verdictOf('lower', 2, 0.0001)).toMatchObject({ p: 0.99995, verdict: 'not demonstrated' });
    expect(verdictOf('higher', 2, 0.04)).toMatchObject({ p: 0.02, verdict: 'demonstrated' });
  });

  test('demonstrate nothing where the side is not said', () => {
    expect(verdictOf(undefined, 0.5, 0.0001)).toMatchObject({ p: null, verdict: 'not demonstrated' });
  });
});

describe('the fixed sequence', () => {
  test('goes on while hypotheses are demonstrated, and stops after the first that is not [acceptance H]', () => {
    expect(verdicts([result('one', 0.01), result('two', 0.2), result('three', 0.001)])).toEqual([
      'demonstrated',
      'not demonstrated',
      'not tested',
    ]);
  });

  test('demonstrates at alpha itself', () => {
    expect(verdicts([result('one', 0.05), result('two', 0.0500001), result('three', 0)])).toEqual([
      'demonstrated',
      'not demonstrated',
      'not tested',
    ]);
  });

  test('stops at a hypothesis without a p-value', () => {
    expect(verdicts([result('one', null), result('two', 0.001), result('three', 0.001)])).toEqual([
      'not demonstrated',
      'not tested',
      'not tested',
    ]);
  });

  test('does not test what is post hoc, nor anything behind it', () => {
    expect(verdicts([result('one', 0.001, { postHoc: true }), result('two', 0.001), result('three', 0.001)])).toEqual([
      'not tested',
      'not tested',
      'not tested',
    ]);
  });

  test('tests nothing behind a hypothesis that a data cut does not cover', () => {
    expect(verdicts([result('two', 0.001), result('three', 0.001)])).toEqual([
      'not tested',
      'not tested',
      'not tested',
    ]);
  });

  test('gives each analysis its status', () => {
    const results = [result('one', 0.3), result('two', 0.01), result('aside', 0.01), result('three', null)];
    expect(withStatus(results, decideTesting(order, results)).map(({ status }) => status)).toEqual([
      'tested',
      'not tested (nominal)',
      'descriptive',
      'not estimable',
    ]);
  });
});

describe('the conclusion', () => {
  const conclusion = (results: readonly AnalysisResult[], more = {}) =>
    conclude({
      acronym: 'TINY',
      dummyArms: false,
      synthetic: false,
      testing: decideTesting(order, results),
      analyses: results,
      nameOfEndpoint: (id) => `Endpoint ${id}`,
      ...more,
    });

  test('says that a difference was not demonstrated, with the estimate', () => {
    expect(conclusion([result('one', 0.8437), result('two', 0.01), result('three', 0.01)])).toBe(
      'TINY did not demonstrate a difference: rate ratio 0.94 (95% CI 0.50 to 1.78), p = 0.84 (Endpoint one, Drug against Sugar). Not tested in the fixed sequence: two; three.',
    );
  });

  test('says that a difference was demonstrated, for each hypothesis until the first that fails', () => {
    expect(conclusion([result('one', 0.0004), result('two', 0.049), result('three', 0.06)])).toBe(
      [
        'TINY demonstrated a difference: rate ratio 0.94 (95% CI 0.50 to 1.78), p < 0.001 (Endpoint one, Drug against Sugar).',
        'TINY demonstrated a difference: rate ratio 0.94 (95% CI 0.50 to 1.78), p = 0.049 (Endpoint two, Drug against Sugar).',
        'TINY did not demonstrate a difference: rate ratio 0.94 (95% CI 0.50 to 1.78), p = 0.060 (Endpoint three, Drug against Sugar).',
      ].join(' '),
    );
  });

  test('stamps dummy arms and made data', () => {
    const text = conclusion([result('one', 0.5)], { dummyArms: true, synthetic: true });
    expect(text).toMatch(/^Dummy arms, dealt at random: .* SYNTHETIC data: /);
  });

  test('gives no verdict on dummy arms, however small p is', () => {
    const text = conclusion([result('one', 0.0001)], { dummyArms: true });
    expect(text).toContain('no conclusion is drawn');
    expect(text).not.toMatch(/demonstrate|p [=<]/);
  });

  test.each([
    [0.8437, 'p = 0.84'],
    [0.0996, 'p = 0.100'],
    [0.0496, 'p = 0.050'],
    [0.001, 'p = 0.001'],
    [0.0009, 'p < 0.001'],
  ])('writes a p-value of %d as "%s"', (p, text) => {
    expect(formatP(p)).toBe(text);
  });

  test('writes no interval where there is none', () => {
    expect(formatEstimate(result('one', 0.5, { ci: null }))).toBe('rate ratio 0.94 (no CI)');
  });
});

describe('an analysis is post hoc', () => {
  const plan = { type: 'AnalysisPlanCommitted' as const, payload: analysisPlanOf(tinyProtocol) };
  const unblinded = {
    type: 'TrialUnblinded' as const,
    payload: { revealed: { kind: 'list' as const, saltHex: '0'.repeat(64), entries: {} } },
  };
  const cutOpened = { type: 'DataCutOpened' as const, payload: { cut: 'first', purpose: 'primary analysis' } };
  const earlier = { ...plan, payload: { planDigest: '0'.repeat(64), analyses: [] } };
  const [primary] = tinyProtocol.analyses;
  const judged = (events: Parameters<typeof tinyStream>[1], isAdditional = false, cut?: string) => {
    const isOpen = events.some(
      ({ type, payload }) =>
        type === 'TrialUnblinded' || (type === 'DataCutOpened' && 'cut' in payload && payload.cut === cut),
    );
    const snapshot = tinySnapshot(
      tinyStream(tinyId(5, 1), events),
      isOpen ? {} : undefined,
      cut === undefined ? {} : { cut: { id: cut, visits: [] } },
    );
    return isPostHoc(primary!, { plan: committedPlan(snapshot), protocol: tinyProtocol, isAdditional });
  };

  test.each([
    ['not with its plan committed before unblinding', [plan, unblinded], false],
    ['with its plan committed after unblinding', [unblinded, plan], true],
    ['without any plan, once unblinded', [unblinded], true],
    ['not while blind and without a plan', [], false],
    ['where the last plan before unblinding lacks it', [plan, earlier, unblinded], true],
    ['not where only an earlier plan lacked it', [earlier, plan, unblinded], false],
  ] as const)('%s', (_, events, expected) => {
    expect(judged([...events])).toBe(expected);
  });

  test('by the opening of its data cut, and only by that of its own cut [acceptance H]', () => {
    expect(judged([cutOpened, plan], false, 'first')).toBe(true);
    expect(judged([plan, cutOpened], false, 'first')).toBe(false);
    expect(judged([cutOpened, plan], false, 'other')).toBe(false);
    expect(judged([cutOpened, plan])).toBe(false);
  });

  test('where arms are open without a plan, though the record of a cut ends before its opening', () => {
    const snapshot = tinySnapshot([], {}, { cut: { id: 'first', visits: [] } });
    expect(isPostHoc(primary!, { plan: committedPlan(snapshot), protocol: tinyProtocol, isAdditional: false })).toBe(
      true,
    );
  });

  test('where it was asked for beside the protocol and no plan holds it [acceptance H]', () => {
    expect(judged([], true)).toBe(true);
    expect(judged([plan, unblinded], true)).toBe(false);
  });

  test('where a word of its endpoint was changed after the plan', () => {
    const [endpoint, ...others] = tinyProtocol.endpoints;
    const changed = { ...tinyProtocol, endpoints: [{ ...endpoint!, visits: ['v1'] }, ...others] };
    const snapshot = tinySnapshot(tinyStream(tinyId(5, 1), [plan, unblinded]), {});
    expect(isPostHoc(primary!, { plan: committedPlan(snapshot), protocol: changed, isAdditional: false })).toBe(true);
  });
});

describe('looks before the end', () => {
  const interim = {
    analysis: 'one',
    looks: [{ cut: 'half', informationRate: 0.5 }],
    efficacy: { type: 'oBrienFleming' as const },
  };
  const plan = { ...order, interim };
  const verdictOf = (p: number, cut?: string) =>
    decideTesting(plan, [result('one', p), result('two', 0.001), result('three', 0.001)], cut).steps.map(
      ({ verdict }) => verdict,
    );

  // Jennison and Turnbull 2000, table 2.3: C_B(2, 0.05) = 1.977, so 1.977 √2 = 2.796 at the look: p of 0.0480 and 0.00517.
  test('take their share of the level', () => {
    expect(verdictOf(0.0479)[0]).toBe('demonstrated');
    expect(verdictOf(0.0482)[0]).toBe('not demonstrated');
    expect(verdictOf(0.0051, 'half')[0]).toBe('demonstrated');
    expect(verdictOf(0.0053, 'half')[0]).toBe('not demonstrated');
  });

  test('leave other hypotheses and other cuts untested', () => {
    expect(verdictOf(0.001).slice(1)).toEqual(['not tested', 'not tested']);
    expect(verdictOf(0.001, 'another')[0]).toBe('not demonstrated');
    const holm = { procedure: 'holm' as const, analyses: ['one', 'two'], alpha: 0.05, interim };
    const steps = decideTesting(holm, [result('one', 0.001), result('two', 0.001)]).steps;
    expect(steps.map(({ verdict }) => verdict)).toEqual(['not tested', 'not tested']);
  });
});
