import { describe, expect, test } from 'vitest';
import { deriveTrial } from '../derive/derive.js';
import { tinyId, tinyParticipant, tinyProtocol, tinySnapshot, tinyStream } from '../fixture/tiny-trial.fixture.js';
import { membersOf } from '../set/analysis-set.js';
import { countDeviations } from './deviation.js';
import { flowOf, notRandomised } from './flow.js';

const screened = (number: number) => ({
  type: 'ParticipantScreened' as const,
  payload: {
    participantId: tinyId(1, number) as never,
    siteId: 'north',
    screeningNumber: `S${number}`,
    screenedOn: '2020-01-01',
  },
});
const assessed = (eligible: boolean) => ({
  type: 'EligibilityAssessed' as const,
  payload: {
    stage: 'randomisation' as const,
    assessedOn: '2020-01-02',
    eligible,
    criteria: [
      { id: 'age', rule: 'age < 50', satisfied: eligible, facts: {} },
      { id: 'sober', rule: 'true', satisfied: true, facts: {} },
    ],
  },
});
const consented = {
  type: 'ConsentGiven' as const,
  payload: { consent: 'c', consentVersion: '1', givenOn: '2020-01-01', items: {} },
};
const withdrawn = (withdrawnOn: string) => ({
  type: 'ParticipantWithdrawn' as const,
  payload: { kind: 'visits' as const, withdrawnOn },
});
const deviation = (number: number, importance: 'minor' | 'important') => ({
  type: 'DeviationRecorded' as const,
  payload: {
    deviationId: tinyId(4, number),
    category: 'visitWindow' as const,
    importance,
    occurredOn: '2020-03-10',
    description: 'late',
    detectedBy: 'rule' as const,
  },
});

const streams = [
  tinyParticipant({ number: 1, scans: [1, 1, 1, 1], more: [deviation(1, 'minor'), deviation(2, 'minor')] }),
  tinyParticipant({ number: 2, scans: [1, 1], doses: ['dose1'], more: [withdrawn('2020-03-29')] }),
  tinyParticipant({
    number: 3,
    scans: [1],
    doses: ['dose1'],
    more: [withdrawn('2020-03-09'), deviation(3, 'important')],
  }),
  tinyParticipant({ number: 4, scans: [1, 1, 1], more: [withdrawn('2020-04-06')] }),
  tinyParticipant({ number: 5, scans: [], doses: [] }),
  tinyStream(tinyId(2, 11), [screened(11)]),
  tinyStream(tinyId(2, 12), [screened(12), consented, assessed(false)]),
  tinyStream(tinyId(2, 13), [screened(13), consented, assessed(false), assessed(true)]),
  tinyStream(tinyId(2, 14), [screened(14), consented, assessed(true), withdrawn('2020-01-03'), deviation(4, 'minor')]),
  tinyStream(tinyId(2, 15), [screened(15), consented]),
];
const arms = { 1: 'drugFirst', 2: 'drugFirst', 3: 'drugFirst', 4: 'sugarFirst', 5: 'sugarFirst' } as const;
const trial = deriveTrial(tinySnapshot(streams.flat(), arms));
const sets = tinyProtocol.analysisSets.map((one) => membersOf(one, trial, tinyProtocol));

describe('the flow', () => {
  test('counts who started, completed and withdrew in each period', () => {
    expect(flowOf(trial, sets, tinyProtocol)).toEqual([
      {
        sequence: 'drugFirst',
        randomised: 3,
        periods: [
          { period: 'p1', treatment: 'drug', started: 3, completed: 2, withdrawn: [{ kind: 'visits', n: 2 }] },
          { period: 'p2', treatment: 'sugar', started: 1, completed: 1, withdrawn: [] },
        ],
        analysed: { FAS: 3, PP: 2, SAF: 3 },
      },
      {
        sequence: 'sugarFirst',
        randomised: 2,
        periods: [
          { period: 'p1', treatment: 'sugar', started: 1, completed: 1, withdrawn: [] },
          { period: 'p2', treatment: 'drug', started: 1, completed: 0, withdrawn: [{ kind: 'visits', n: 1 }] },
        ],
        analysed: { FAS: 2, PP: 1, SAF: 1 },
      },
    ]);
  });

  test('gives each person who was not randomised one reason', () => {
    expect(notRandomised(trial)).toEqual([
      { reason: 'eligibility not assessed', n: 1 },
      { reason: 'eligible, not randomised', n: 1 },
      { reason: 'no consent recorded', n: 1 },
      { reason: 'not eligible: age', n: 1 },
      { reason: 'withdrawn before randomisation (visits)', n: 1 },
    ]);
  });

  test('adds up: screened are randomised and not randomised', () => {
    const left = notRandomised(trial).reduce((sum, { n }) => sum + n, 0);
    expect(trial.participants.length).toBe(trial.randomised.length + left);
  });
});

test('deviations are counted by category, importance and sequence, those before randomisation apart', () => {
  expect(countDeviations(trial, tinyProtocol)).toEqual([
    {
      category: 'visitWindow',
      importance: 'important',
      bySequence: { drugFirst: 1, sugarFirst: 0 },
      notRandomised: 0,
      total: 1,
    },
    {
      category: 'visitWindow',
      importance: 'minor',
      bySequence: { drugFirst: 2, sugarFirst: 0 },
      notRandomised: 1,
      total: 2,
    },
  ]);
});
