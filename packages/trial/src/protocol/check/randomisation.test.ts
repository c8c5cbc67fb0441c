import { describe, expect, it } from 'vitest';
import { protocol as small } from '../../decide/small-trial.fixture.js';
import { checkProtocol } from '../check.js';

const ratio = { early: 1, delayed: 1 };
const three = {
  ...small,
  sequences: [...small.sequences, { id: 'never', name: 'Never', treatments: ['medium', 'medium'] }],
};
const common = { ratio, strata: [] };
const minimisation = {
  method: 'minimisation',
  factors: [{ id: 'course', from: { item: 'course' } }],
  measure: 'range',
  probability: 0.8,
  ...common,
};

/** What is found in the randomisation, as "code at.path". */
function found(randomisation: unknown, of: object = small): string[] {
  return checkProtocol({ ...of, randomisation })
    .filter(({ path }) => path[0] === 'randomisation')
    .map(({ code, path, severity }) => `${severity === 'warning' ? 'warning ' : ''}${code} ${path.slice(1).join('.')}`);
}

describe('a randomisation', () => {
  it.each([
    ['simple', { method: 'simple', ratio: { early: 3, delayed: 2 }, strata: [] }],
    ['blocks', { method: 'permutedBlocks', blockSizes: [2, 4], ...common }],
    ['biased coin', { method: 'biasedCoin', probability: 2 / 3, strata: [] }],
    ['big stick', { method: 'bigStick', maximumImbalance: 3, ...common }],
    ['coin with tolerance', { method: 'biasedCoinWithTolerance', maximumImbalance: 3, probability: 0.7, strata: [] }],
    ['maximal procedure', { method: 'maximalProcedure', maximumImbalance: 2, length: 20, strata: [] }],
    ['urn', { method: 'urn', initialBalls: 1, addedBalls: 2, strata: [{ id: 'site', from: 'site' }] }],
    ['minimisation', { ...minimisation, factors: [{ id: 'all', from: 'trial', weight: 2 }, ...minimisation.factors] }],
    ['list', { method: 'uploadedList', strata: [] }],
    [
      'blocks with caps and replacement',
      {
        method: 'permutedBlocks',
        blockSizes: [4],
        ratio,
        strata: [{ id: 'course', from: { item: 'course' } }],
        caps: { trial: 40, site: { oslo: 12 }, stratum: { 'course=PPMS': 10 } },
        replacement: { allowed: true, withSameSequence: true },
      },
    ],
  ])('by %s passes', (_name, randomisation) => {
    expect(found(randomisation)).toEqual([]);
  });

  it.each([
    [
      'an unknown sequence in the ratio',
      { method: 'simple', ratio: { ...ratio, late: 1 }, strata: [] },
      ['unknown-sequence ratio.late'],
    ],
    ['a ratio that leaves one out', { method: 'simple', ratio: { early: 1 }, strata: [] }, ['ratio-incomplete ratio']],
    [
      'a block that cannot hold the ratio',
      { method: 'permutedBlocks', blockSizes: [4, 5], ...common },
      ['block-size blockSizes.1'],
    ],
    [
      'a block size twice',
      { method: 'permutedBlocks', blockSizes: [4, 4], ...common },
      ['warning block-size-twice blockSizes.1'],
    ],
    [
      'a coin for 2:1',
      { method: 'biasedCoin', probability: 0.7, ratio: { early: 2, delayed: 1 }, strata: [] },
      ['ratio-unequal ratio'],
    ],
    [
      'an urn for 2:1',
      { method: 'urn', initialBalls: 1, addedBalls: 1, ratio: { early: 2, delayed: 1 }, strata: [] },
      ['ratio-unequal ratio'],
    ],
    [
      'a coin that disfavours',
      { method: 'biasedCoin', probability: 0.4, strata: [] },
      ['probability-impossible probability'],
    ],
    [
      'a coin that decides',
      { method: 'biasedCoinWithTolerance', maximumImbalance: 2, probability: 1, strata: [] },
      ['probability-impossible probability'],
    ],
    [
      'an odd length',
      { method: 'maximalProcedure', maximumImbalance: 2, length: 15, strata: [] },
      ['maximal-length length'],
    ],
    [
      'minimisation that prefers nothing',
      { ...minimisation, probability: 0.5 },
      ['probability-impossible probability'],
    ],
    [
      'minimisation that can be foreseen',
      { ...minimisation, probability: 1 },
      ['warning allocation-foreseeable probability'],
    ],
    [
      'a number as a factor',
      { ...minimisation, factors: [{ id: 'age', from: { item: 'age' } }] },
      ['stratum-not-categorical factors.0.from.item'],
    ],
    [
      'a factor of a later visit',
      { ...minimisation, factors: [{ id: 'scan', from: { item: 'scanAccepted' } }] },
      ['stratum-too-late factors.0.from.item'],
    ],
    [
      'a factor of no form',
      { ...minimisation, factors: [{ id: 'x', from: { item: 'smell' } }] },
      ['unknown-item factors.0.from.item'],
    ],
    [
      'a factor twice',
      { ...minimisation, factors: [...minimisation.factors, ...minimisation.factors] },
      ['duplicate-id factors.1.id'],
    ],
    [
      'a factor that is a stratum',
      { ...minimisation, strata: [{ id: 'course', from: { item: 'course' } }] },
      ['factor-is-stratum factors.0.id'],
    ],
    [
      'a stratum twice',
      {
        method: 'simple',
        ratio,
        strata: [
          { id: 'site', from: 'site' },
          { id: 'site', from: 'site' },
        ],
      },
      ['duplicate-id strata.1.id'],
    ],
    [
      'a number as a stratum',
      { method: 'simple', ratio, strata: [{ id: 'age', from: { item: 'age' } }] },
      ['stratum-not-categorical strata.0.from.item'],
    ],
    [
      'a cap of an unknown site',
      { method: 'simple', ...common, caps: { site: { atlantis: 3 } } },
      ['unknown-site caps.site.atlantis'],
    ],
    [
      'a cap of a stratum that cannot be',
      { method: 'simple', ...common, caps: { stratum: { 'course=RRMS': 3 } } },
      ['unknown-stratum caps.stratum.course=RRMS'],
    ],
    [
      'a sequence for a replacement that is not allowed',
      { method: 'simple', ...common, replacement: { allowed: false, withSameSequence: true } },
      ['replacement-contradiction replacement.withSameSequence'],
    ],
  ])('with %s is named', (_name, randomisation, expected) => {
    expect(found(randomisation)).toEqual(expected);
  });

  it('is stratified by codes, answers of yes or no, and the site, and by nothing that is counted, dated or written [acceptance 4]', () => {
    const by = (item: string) => found({ method: 'simple', ratio, strata: [{ id: 'factor', from: { item } }] });
    for (const item of ['age', 'weightKg', 'bornOn', 'remark'])
      expect(by(item)).toEqual(['stratum-not-categorical strata.0.from.item']);
    expect(by('course')).toEqual([]);
    expect(found({ method: 'simple', ratio, strata: [{ id: 'site', from: 'site' }] })).toEqual([]);
  });

  it('of a trial of three sequences is no coin', () => {
    const even = { early: 1, delayed: 1, never: 1 };
    for (const randomisation of [
      { method: 'biasedCoin', probability: 0.7, strata: [] },
      { method: 'bigStick', maximumImbalance: 3, ratio: even, strata: [] },
    ]) {
      expect(found(randomisation, three)).toEqual(['method-sequences method']);
    }
    expect(found({ method: 'urn', initialBalls: 1, addedBalls: 1, ratio: even, strata: [] }, three)).toEqual([]);
  });

  it('is held against the number of participants that is planned', () => {
    const planned = { ...small, plannedParticipants: 12 };
    const strata = [
      { id: 'site', from: 'site' },
      { id: 'course', from: { item: 'course' } },
    ];
    expect(found({ method: 'permutedBlocks', blockSizes: [4], ratio, strata }, planned)).toEqual([
      'warning strata-too-many strata',
    ]);
    expect(found({ method: 'permutedBlocks', blockSizes: [2], ratio, strata }, planned)).toEqual([]);
    expect(found({ method: 'simple', ...common, caps: { trial: 11 } }, planned)).toEqual(['cap-below-plan caps.trial']);
  });
});
