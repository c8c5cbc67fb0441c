// Where a person goes first.
import { describe, expect, it } from 'vitest';
import type { Me } from '../api/me.js';
import { onlyHome } from './home-path.js';

type Trial = Me['trials'][number];
const trial = (role: string, rights: readonly string[], trialId = 'one') =>
  ({ trialId, roles: [{ role, siteId: '*', blinded: true, rights }] }) as unknown as Trial;
const me = (trials: readonly Trial[], more: object = {}) =>
  ({ trials, mayCreateTrials: false, isAdministrator: false, ...more }) as Me;

const pages = [
  { path: 'overview', rights: [] },
  { path: 'road-to-lock', rights: ['roadToLock'], homeOf: ['dataManager'] },
];

describe('who has one trial', () => {
  it('goes to the first page of the role', () => {
    expect(onlyHome(pages, me([trial('dataManager', ['roadToLock'])]))).toBe('/trials/one/road-to-lock');
  });

  it('goes to the overview where the role has no page of its own, or not the right to it', () => {
    expect(onlyHome(pages, me([trial('somebodyOfTheProtocol', [])]))).toBe('/trials/one/overview');
    expect(onlyHome(pages, me([trial('dataManager', [])]))).toBe('/trials/one/overview');
    expect(onlyHome(pages, me([{ ...trial('x', []), roles: [] }]))).toBe('/trials/one/overview');
  });
});

describe('who has a choice', () => {
  it('stays on the list of trials', () => {
    const one = trial('dataManager', ['roadToLock']);
    expect(onlyHome(pages, undefined)).toBeUndefined();
    expect(onlyHome(pages, me([]))).toBeUndefined();
    expect(onlyHome(pages, me([one, trial('monitor', [], 'two')]))).toBeUndefined();
    expect(onlyHome(pages, me([one], { mayCreateTrials: true }))).toBeUndefined();
  });
});
