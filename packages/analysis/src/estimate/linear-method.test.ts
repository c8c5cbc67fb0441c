// Linear and logistic models, reached through a protocol, against R.
import { describe, expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { referenceRows, referenceValues } from '../fixture/reference-case.fixture.js';
import { analysisOf, covariate, outcome, type TableTrial, tableSnapshot } from '../fixture/table-trial.fixture.js';

function results(trial: TableTrial) {
  const { analyses } = analyse(tableSnapshot(trial));
  return (id: string) => analyses.find((one) => one.id === id)!;
}

/** Participants of a long table, with one item at each visit. */
function longPeople(
  rows: readonly Readonly<Record<string, string>>[],
  names: {
    readonly id: string;
    readonly sequence: string;
    readonly visit: string;
    readonly y: string;
    readonly base?: string;
  },
) {
  return [...new Set(rows.map((row) => row[names.id]))].map((id) => {
    const own = rows.filter((row) => row[names.id] === id);
    return {
      sequence: own[0]![names.sequence]!,
      ...(names.base !== undefined && { base: { covariate: Number(own[0]![names.base]) } }),
      visits: Object.fromEntries(
        own
          .filter((row) => row[names.y] !== '' && row[names.y] !== 'NA')
          .map((row) => [`v${row[names.visit]}`, { y: Number(row[names.y]) }]),
      ),
    };
  });
}

describe('one value for each participant', () => {
  test('ancova with three arms, and robust errors', () => {
    const weight = results({
      sequences: { Cont: ['Cont'], CBT: ['CBT'], FT: ['FT'] },
      base: { before: 'decimal' },
      measure: { after: 'decimal' },
      endpoints: [covariate('before'), outcome('continuous', 'after')],
      analyses: [
        analysisOf('cbt', 'CBT', 'Cont', { method: 'ancova', terms: ['treatment', 'before'] }),
        analysisOf('ft', 'FT', 'Cont', { method: 'ancova', terms: ['treatment', 'before'] }),
      ],
      people: referenceRows('anorexia').map(({ Treat, Prewt, Postwt }) => ({
        sequence: Treat!,
        base: { before: Number(Prewt) },
        visits: { end: { after: Number(Postwt) } },
      })),
    });
    const want = referenceValues('anorexia', 'ancova');
    expect(weight('cbt').estimate).toBeCloseTo(want.coefficients!.TreatCBT!, 8);
    expect(weight('cbt').ci![0]).toBeCloseTo(0.318659858978305, 7);
    expect(weight('cbt').ci![1]).toBeCloseTo(7.8754711971675, 7);
    expect(weight('ft').p).toBeCloseTo(want.p!.TreatFT!, 9);
    expect(weight('ft').contributing).toEqual({ Cont: 26, CBT: 29, FT: 17 });
  });

  test('logistic: the odds ratio, and risks by g-computation', () => {
    const terms = ['treatment', 'site', 'lwt'];
    const low = results({
      sequences: { no: ['no'], yes: ['yes'] },
      base: { lwt: 'decimal' },
      measure: { low: 'boolean' },
      endpoints: [covariate('lwt'), outcome('binary', 'low')],
      analyses: [
        analysisOf('odds', 'yes', 'no', { method: 'logistic', terms }),
        analysisOf('difference', 'yes', 'no', {
          method: 'logistic',
          terms,
          measure: 'riskDifference',
          standardErrors: 'HC0',
        }),
        analysisOf('ratio', 'yes', 'no', { method: 'logistic', terms, measure: 'riskRatio', standardErrors: 'HC0' }),
      ],
      people: referenceRows('birthwt').map(({ low: isLow, smoke, race, lwt }) => ({
        sequence: smoke!,
        site: race!,
        base: { lwt: Number(lwt) },
        visits: { end: { low: isLow === '1' } },
      })),
    });
    const model = referenceValues('birthwt', 'logistic');
    expect(Math.log(low('odds').estimate!)).toBeCloseTo(model.coefficients!.smokeyes!, 7);
    expect(low('odds').p).toBeCloseTo(model.p!.smokeyes!, 8);
    const want = referenceValues('birthwt', 'standardisedRandom');
    expect(low('difference')).toMatchObject({ effectMeasure: 'risk difference' });
    expect(low('difference').estimate).toBeCloseTo(want.difference!.yes!, 8);
    expect(low('difference').ci![1] - low('difference').ci![0]).toBeCloseTo(
      2 * 1.959963984540054 * want.differenceSE!.yes!,
      7,
    );
    expect(low('ratio').estimate).toBeCloseTo(want.ratio!.yes!, 7);
    expect(Math.log(low('ratio').ci![1] / low('ratio').ci![0])).toBeCloseTo(
      2 * 1.959963984540054 * want.logRatioSE!.yes!,
      6,
    );
  });
});

describe('repeated values', () => {
  const visits = ['vV1', 'vV2', 'vV3', 'vV4'];
  const terms = ['treatment', 'visit', 'covariate', 'treatment:visit'];
  const y = results({
    sequences: { P: ['P'], N: ['N'] },
    visits: visits.map((id) => ({ id })),
    base: { covariate: 'decimal' },
    measure: { y: 'decimal' },
    endpoints: [covariate('covariate'), outcome('continuous', 'y', { visits, summary: 'byVisit' })],
    analyses: [
      analysisOf('first', 'N', 'P', { method: 'mmrm', terms }),
      analysisOf('last', 'N', 'P', {
        method: 'mmrm',
        terms,
        effect: { term: 'treatment', active: 'N', reference: 'P', visit: 'vV4' },
      }),
      analysisOf('kenward', 'N', 'P', { method: 'mmrm', terms, degreesOfFreedom: 'kenwardRoger' }),
      analysisOf('ar1', 'N', 'P', { method: 'mmrm', terms, covariance: 'ar1' }),
    ],
    people: longPeople(referenceRows('mmrm'), { id: 'id', sequence: 'arm', visit: 'visit', y: 'y', base: 'baseline' }),
  });
  const want = referenceValues('mmrm', 'unstructuredReml');
  const effect = (id: string) => y(id).result.effect as { readonly se: number; readonly df: number };

  test('mmrm, unstructured: at the first visit, and Satterthwaite and Kenward–Roger', () => {
    expect(y('first').estimate).toBeCloseTo(want.coefficients!.armN!, 5);
    expect(effect('first').se).toBeCloseTo(want.se!.armN!, 5);
    expect(effect('first').df).toBeCloseTo(want.dfSatterthwaite!.armN!, 3);
    expect(effect('kenward').se).toBeCloseTo(want.seKenwardRoger!.armN!, 5);
    expect(effect('kenward').df).toBeCloseTo(want.dfKenwardRoger!.armN!, 3);
  });

  test('mmrm: the effect at a later visit is the sum of two coefficients', () => {
    expect(y('last').estimate).toBeCloseTo(want.coefficients!.armN! + want.coefficients!['armN:visitV4']!, 4);
    expect(y('last').methodDescription).toContain('effect at vV4');
  });

  test('mmrm, AR(1)', () => {
    expect(y('ar1').estimate).toBeCloseTo(referenceValues('mmrm', 'AR1Reml').coefficients!.armN!, 5);
  });
});

describe('crossovers', () => {
  test('lmm and Hills–Armitage of two periods', () => {
    const flow = results({
      sequences: { AB: ['A', 'B'], BA: ['B', 'A'] },
      visits: ['1', '2'].map((number) => ({ id: `v${number}`, period: `p${number}` })),
      measure: { y: 'decimal' },
      endpoints: [outcome('continuous', 'y', { visits: undefined, visitsByPeriod: { p1: ['v1'], p2: ['v2'] } })],
      analyses: [
        analysisOf('lmm', 'A', 'B', {
          method: 'lmm',
          terms: ['treatment', 'period'],
          degreesOfFreedom: 'kenwardRoger',
        }),
        analysisOf('pairs', 'A', 'B', { method: 'crossover-2x2-hills-armitage' }),
        analysisOf('fixed', 'A', 'B', { method: 'crossover-lmm', participant: 'fixed' }),
      ],
      people: longPeople(referenceRows('copd-crossover-lmm'), {
        id: 'subject',
        sequence: 'sequence',
        visit: 'period',
        y: 'pefr',
      }),
    });
    const lmm = referenceValues('copd-crossover-lmm', 'lmmReml');
    expect(flow('lmm').estimate).toBeCloseTo(10.4025830140487, 4);
    expect((flow('lmm').result.effect as { readonly se: number }).se).toBeCloseTo(lmm.seKenwardRoger!.treatmentA!, 4);
    expect((flow('lmm').result.effect as { readonly df: number }).df).toBeCloseTo(54, 4);
    const pairs = referenceValues('copd-crossover-lmm', 'hillsArmitage');
    expect(flow('pairs').estimate).toBeCloseTo(Number(pairs.treatmentEffectAminusB), 8);
    expect(flow('pairs').p).toBeCloseTo(Number(pairs.p), 9);
    // With fixed participants only those with both periods tell: the paired analysis (Jones and Kenward 2014, section 2.3).
    expect(flow('fixed').estimate).toBeCloseTo(Number(pairs.treatmentEffectAminusB), 8);
    expect(flow('fixed').p).toBeCloseTo(Number(pairs.p), 8);
  });

  test('crossover-lmm of a Williams square, without and with carry-over', () => {
    const people = longPeople(referenceRows('crossover-lmm'), {
      id: 'id',
      sequence: 'sequence',
      visit: 'period',
      y: 'y',
      base: 'age',
    });
    const square = results({
      sequences: Object.fromEntries(['ABDC', 'BCAD', 'CDBA', 'DACB'].map((order) => [order, [...order]])),
      visits: ['1', '2', '3', '4'].map((number) => ({ id: `v${number}`, period: `p${number}` })),
      base: { covariate: 'decimal' },
      measure: { y: 'decimal' },
      endpoints: [
        covariate('covariate'),
        outcome('continuous', 'y', {
          visits: undefined,
          visitsByPeriod: { p1: ['v1'], p2: ['v2'], p3: ['v3'], p4: ['v4'] },
        }),
      ],
      analyses: [
        analysisOf('plain', 'C', 'A', { method: 'crossover-lmm', degreesOfFreedom: 'kenwardRoger' }),
        analysisOf('carryover', 'C', 'A', {
          method: 'crossover-lmm',
          terms: ['period', 'treatment', 'covariate'],
          carryover: true,
          degreesOfFreedom: 'kenwardRoger',
        }),
      ],
      people,
    });
    const contrasts = (id: string) =>
      (
        referenceValues('crossover-lmm', id) as unknown as {
          readonly random: { readonly contrasts: Readonly<Record<string, Readonly<Record<string, number>>>> };
        }
      ).random.contrasts;
    const effect = (id: string) => square(id).result.effect as { readonly se: number; readonly df: number };
    const plain = contrasts('williamsKenwardRoger')['C - A']!;
    expect(square('plain').estimate).toBeCloseTo(plain.estimate!, 5);
    expect(effect('plain').se).toBeCloseTo(plain.se!, 5);
    expect(effect('plain').df).toBeCloseTo(plain.df!, 2);
    const carryover = contrasts('carryoverKenwardRoger')['C - A']!;
    expect(square('carryover').estimate).toBeCloseTo(carryover.estimate!, 5);
    expect(square('carryover').p).toBeCloseTo(carryover.p!, 4);
  });
});
