import { describe, expect, it } from 'vitest';
import { protocol as small } from '../decide/small-trial.fixture.js';
import type { Protocol } from '../protocol/schema.js';
import { designOf } from './design.js';
import { possibleStrata, stratumOf } from './stratum.js';

function withStrata(strata: Protocol['randomisation']['strata']): Protocol {
  return { ...small, randomisation: { ...small.randomisation, strata } };
}

const bySite = withStrata([{ id: 'site', from: 'site' }]);
const byBoth = withStrata([
  { id: 'nation', from: 'nationalTrial' },
  { id: 'course', from: { item: 'course' } },
]);

describe('designOf', () => {
  it('puts the ratio in the order of the sequences', () => {
    const uneven = { ...small, randomisation: { ...small.randomisation, ratio: { delayed: 2, early: 1 } } };
    expect(designOf(uneven)).toEqual({
      method: 'permutedBlocks',
      sequences: ['early', 'delayed'],
      ratio: [1, 2],
      blockSizes: [4],
      strata: ['site'],
    });
  });

  it('leaves out what an uploaded list does not have', () => {
    const listed: Protocol = { ...small, randomisation: { method: 'uploadedList', strata: [] } };
    expect(designOf(listed)).toEqual({ method: 'uploadedList', sequences: ['early', 'delayed'], strata: [] });
  });
});

describe('stratumOf', () => {
  it.each([
    ['no factor', withStrata([]), {}, 'all', {}],
    ['the site', bySite, {}, 'site=rome', { site: 'rome' }],
    ['two factors', byBoth, { course: 'PPMS' }, 'nation=south;course=PPMS', { nation: 'south', course: 'PPMS' }],
    [
      'a value with signs',
      withStrata([{ id: 'x', from: { item: 'remark' } }]),
      { remark: 'a;b=c' },
      'x=a%3Bb%3Dc',
      { x: 'a;b=c' },
    ],
  ])('makes the key of %s', (_name, protocol, values, key, facts) => {
    expect(stratumOf(protocol, 'rome', values)).toEqual({ ok: true, stratum: { key, facts } });
  });

  it('names every factor without a value', () => {
    const three = withStrata([
      { id: 'site', from: 'site' },
      { id: 'course', from: { item: 'course' } },
      { id: 'age', from: { item: 'age' } },
    ]);
    expect(stratumOf(three, 'rome', { age: { missing: 'unknown' } })).toEqual({
      ok: false,
      missing: ['course', 'age'],
    });
  });
});

describe('possibleStrata', () => {
  it.each([
    ['the whole trial', withStrata([]), ['all']],
    ['each site', bySite, ['site=oslo', 'site=rome']],
    [
      'each combination',
      byBoth,
      ['nation=north;course=RRMS', 'nation=north;course=PPMS', 'nation=south;course=RRMS', 'nation=south;course=PPMS'],
    ],
    ['yes and no', withStrata([{ id: 'x', from: { item: 'scanAccepted' } }]), ['x=false', 'x=true']],
    ['a number, which is open', withStrata([{ id: 'x', from: { item: 'age' } }]), undefined],
  ])('lists %s', (_name, protocol, expected) => {
    expect(possibleStrata(protocol)).toEqual(expected);
  });
});
