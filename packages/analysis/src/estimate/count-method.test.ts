// Every method for counts, reached through a protocol, against R.
import { describe, expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { referenceRows, referenceValues } from '../fixture/reference-case.fixture.js';
import { analysisOf, covariate, outcome, type TableTrial, tableSnapshot } from '../fixture/table-trial.fixture.js';
import { byCodeUnits } from '../text.js';

const Z = 1.959963984540054;

function results(trial: TableTrial) {
  const { analyses } = analyse(tableSnapshot(trial));
  return (id: string) => analyses.find((one) => one.id === id)!;
}

/** The ratio and its Wald interval from a coefficient and its standard error. */
function ratio(coefficient: number, se: number) {
  return [coefficient, coefficient - Z * se, coefficient + Z * se].map(Math.exp);
}

function shown({ estimate, ci }: { readonly estimate: number | null; readonly ci: readonly number[] | null }) {
  return [estimate!, ...(ci ?? [])];
}

function close(got: readonly number[], want: readonly number[], rel: number): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, at) => {
    expect(Math.abs(got[at]! / value - 1), `${got[at]} against ${value}`).toBeLessThan(rel);
  });
}

describe('one count for each participant', () => {
  const rows = referenceRows('warpbreaks');
  const terms = ['treatment', 'site'];
  const breaks = results({
    sequences: { A: ['A'], B: ['B'] },
    base: { length: 'decimal' },
    measure: { breaks: 'integer' },
    endpoints: [covariate('length'), outcome('count', 'breaks')],
    analyses: [
      analysisOf('poisson', 'B', 'A', { method: 'poisson-glm', terms, offset: 'log(length)' }),
      analysisOf('quasi', 'B', 'A', { method: 'quasipoisson-glm', terms, offset: 'log(length)' }),
    ],
    people: rows.map(({ breaks: count, wool, tension, length }) => ({
      sequence: wool!,
      site: tension!,
      base: { length: Number(length) },
      visits: { end: { breaks: Number(count) } },
    })),
  });

  test('poisson-glm and quasipoisson-glm', () => {
    const poisson = referenceValues('warpbreaks', 'poissonOffset');
    close(shown(breaks('poisson')), ratio(poisson.coefficients!.woolB!, poisson.se!.woolB!), 1e-6);
    const quasi = referenceValues('warpbreaks', 'quasi');
    expect(breaks('quasi').estimate).toBeCloseTo(Math.exp(quasi.coefficients!.woolB!), 6);
    expect(breaks('quasi').p).toBeCloseTo(quasi.p!.woolB!, 7);
    expect(breaks('quasi').n).toEqual({ A: 27, B: 27 });
  });

  test('zero-inflated-nb and hurdle-nb', () => {
    const model = { terms: ['treatment', 'log(baseline + 1)'], zeroTerms: ['treatment'] };
    const zeros = results({
      sequences: { placebo: ['placebo'], active: ['active'] },
      base: { baseline: 'integer', weeks: 'decimal' },
      measure: { y: 'integer' },
      endpoints: [covariate('baseline', 'count'), covariate('weeks'), outcome('count', 'y')],
      analyses: [
        analysisOf('inflated', 'active', 'placebo', { method: 'zero-inflated-nb', ...model, offset: 'log(weeks)' }),
        analysisOf('hurdle', 'active', 'placebo', { method: 'hurdle-nb', ...model }),
      ],
      people: referenceRows('zero-counts').map(({ arm, baseline, weeks, y }) => ({
        sequence: arm!,
        base: { baseline: Number(baseline), weeks: Number(weeks) },
        visits: { end: { y: Number(y) } },
      })),
    });
    const inflated = referenceValues('zero-counts', 'zinbByArm');
    close(shown(zeros('inflated')), ratio(inflated.coefficients!.armactive!, inflated.se!.armactive!), 1e-5);
    const hurdle = referenceValues('zero-counts', 'hurdle');
    close(shown(zeros('hurdle')), ratio(hurdle.count!.armactive!, hurdle.countSE!.armactive!), 1e-5);
  });
});

describe('counts in each period of a crossover', () => {
  const rows = referenceRows('raynaud-crossover');
  const model = { terms: ['treatment', 'period'] };
  const attacks = results({
    sequences: { PN: ['P', 'N'], NP: ['N', 'P'] },
    visits: [
      { id: 'v1', period: 'p1' },
      { id: 'v2', period: 'p2' },
    ],
    measure: { attacks: 'integer' },
    endpoints: [outcome('count', 'attacks', { visits: undefined, visitsByPeriod: { p1: ['v1'], p2: ['v2'] } })],
    analyses: [
      analysisOf('nbGlmm', 'N', 'P', { method: 'nb-glmm', ...model }),
      analysisOf('poissonGlmm', 'N', 'P', { method: 'poisson-glmm', ...model }),
      analysisOf('gammaFrailty', 'N', 'P', { method: 'poisson-gamma-frailty', ...model }),
      analysisOf('conditionalPoisson', 'N', 'P', { method: 'conditional-poisson', ...model }),
      analysisOf('geeExchangeable', 'N', 'P', { method: 'gee', family: 'poisson', ...model }),
    ],
    people: [...new Set(rows.map(({ subject }) => subject))].map((subject) => {
      const own = rows.filter((row) => row.subject === subject);
      return {
        sequence: own[0]!.sequence!,
        visits: Object.fromEntries(own.map(({ period, attacks: y }) => [`v${period}`, { attacks: Number(y) }])),
      };
    }),
  });

  test.each([
    ['nbGlmm', 1e-4],
    ['poissonGlmm', 1e-5],
    ['gammaFrailty', 1e-5],
  ])('%s', (id, tolerance) => {
    const want = referenceValues('raynaud-crossover', id);
    close(shown(attacks(id)), ratio(want.coefficients!.treatmentN!, want.se!.treatmentN!), tolerance);
    close([attacks(id).p!], [want.p!.treatmentN!], 10 * tolerance);
  });

  test('conditional-poisson with its free dispersion and t quantile', () => {
    const want = referenceValues('raynaud-crossover', 'conditionalPoisson');
    // t quantile of 18 degrees of freedom: 2.1009220402410.
    const half = 2.100922040241 * want.quasiSe!.treatmentN!;
    const beta = want.coefficients!.treatmentN!;
    close(shown(attacks('conditionalPoisson')), [beta, beta - half, beta + half].map(Math.exp), 1e-6);
  });

  test('gee with robust standard errors', () => {
    const want = referenceValues('raynaud-crossover', 'geeExchangeable');
    close(shown(attacks('geeExchangeable')), ratio(want.coefficients!.treatmentN!, want.seRobust!.treatmentN!), 1e-5);
    close([attacks('geeExchangeable').p!], [want.p!.treatmentN!], 1e-4);
  });
});

describe('counts at each visit', () => {
  const rows = referenceRows('epil-glmm');
  const people = [...new Set(rows.map(({ subject }) => subject!))].map((subject) => {
    const own = rows.filter((row) => row.subject === subject);
    return {
      sequence: own[0]!.trt ?? own[0]!.treatment!,
      visits: Object.fromEntries(own.map(({ visit, y }) => [`v${visit}`, { y: Number(y) }])),
    };
  });

  test('has one row for each visit, whatever the order of participants', () => {
    const visits = ['v1', 'v2', 'v3', 'v4'];
    const arms = [...new Set(people.map(({ sequence }) => sequence))].sort(byCodeUnits).reverse();
    const trial = (order: typeof people): TableTrial => ({
      sequences: Object.fromEntries(arms.map((arm) => [arm, [arm]])),
      visits: visits.map((id) => ({ id })),
      measure: { y: 'integer' },
      endpoints: [outcome('count', 'y', { visits, summary: 'byVisit' })],
      analyses: [
        analysisOf('gee', arms[0]!, arms[1]!, {
          method: 'gee',
          family: 'poisson',
          correlation: 'independence',
          terms: ['treatment', 'visit'],
        }),
      ],
      people: order,
    });
    const forward = results(trial(people))('gee');
    const backward = results(trial(people.toReversed()))('gee');
    // Under independence with the visits balanced the ratio is that of the totals of the arms for each participant.
    const total = (arm: string) =>
      people
        .filter(({ sequence }) => sequence === arm)
        .flatMap(({ visits: own }) => Object.values(own).map(({ y }) => y));
    const mean = (arm: string) => total(arm).reduce((sum, y) => sum + y, 0) / total(arm).length;
    expect(forward.estimate).toBeCloseTo(mean(arms[0]!) / mean(arms[1]!), 8);
    expect(backward.estimate).toBeCloseTo(forward.estimate!, 10);
    expect(Object.values(forward.contributing).reduce((sum, n) => sum + n, 0)).toBe(59);
  });
});
