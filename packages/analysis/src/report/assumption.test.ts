// What a protocol marks as assumed.
import type { Protocol } from '@equipoise/trial';
import { expect, test } from 'vitest';
import { tinyProtocol } from '../fixture/tiny-trial.fixture.js';
import { listAssumptions } from './assumption.js';

test('lists every marked statement with its place, its words and its source', () => {
  const marked: Protocol = {
    ...tinyProtocol,
    sites: tinyProtocol.sites.map((site, index) => (index === 1 ? { ...site, assumed: true } : site)),
    testing: { ...tinyProtocol.testing, assumed: true, source: 'nobody says' },
  };
  const listed = listAssumptions(marked);
  expect(listed.map((each) => each.path)).toEqual(['sites.south', 'testing']);
  expect(listed[0]?.what).toBe('South');
  expect(listed[1]).toMatchObject({ source: 'nobody says' });
  expect(listed[1]?.what).toContain(`alpha ${tinyProtocol.testing.alpha}`);
});

test('lists nothing where nothing is marked', () => {
  expect(listAssumptions(tinyProtocol)).toEqual([]);
});
