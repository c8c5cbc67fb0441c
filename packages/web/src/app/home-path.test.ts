// Where a person goes first.
import { describe, expect, it } from 'vitest';
import type { Me } from '../api/me.js';
import { onlyHome } from './home-path.js';

type Trial = Me['trials'][number];
const trial = (role: string, rights: readonly string[], trialId = 'one') =>
  ({ trialId, roles: [{ role, siteId: '*', blinded: true, rights }] }) as unknown as Trial;
const me = (trials: readonly Trial[], more: object = {}) =>
  ({ trials, mayCreateTrials: false, isAdministrator: false, ...more }) as Me;

describe('who has one trial', () => {
  it('goes to the first page of the role', () => {
    expect(onlyHome(me([trial('dataManager', ['roadToLock'])]))).toBe('/trials/one/road-to-lock');
  });

  it('goes to the overview where the role has no page of its own, or not the right to it', () => {
    expect(onlyHome(me([trial('somebodyOfTheProtocol', [])]))).toBe('/trials/one/overview');
    expect(onlyHome(me([trial('dataManager', [])]))).toBe('/trials/one/overview');
    expect(onlyHome(me([{ ...trial('x', []), roles: [] }]))).toBe('/trials/one/overview');
  });
});

describe('who has a choice', () => {
  it('stays on the list of trials', () => {
    const one = trial('dataManager', ['roadToLock']);
    expect(onlyHome(undefined)).toBeUndefined();
    expect(onlyHome(me([]))).toBeUndefined();
    expect(onlyHome(me([one, trial('monitor', [], 'two')]))).toBeUndefined();
    expect(onlyHome(me([one], { mayCreateTrials: true }))).toBeUndefined();
  });
});
