import type { AnalysisSet } from '@equipoise/trial';
import { describe, expect, test } from 'vitest';
import { deriveTrial } from '../derive/derive.js';
import { tinyId, tinyParticipant, tinyProtocol, tinySnapshot } from '../fixture/tiny-trial.fixture.js';
import type { Snapshot } from '../snapshot.js';
import { membersOf, summariseSet } from './analysis-set.js';

const deviation = (importance: 'minor' | 'important') => ({
  type: 'DeviationRecorded' as const,
  payload: {
    deviationId: tinyId(4, 1),
    category: 'administration' as const,
    importance,
    occurredOn: '2020-03-02',
    description: 'half of the dose',
    detectedBy: 'person' as const,
  },
});
const review = (set: string) => ({
  type: 'ExcludedFromAnalysisSet' as const,
  payload: { set, criterion: 'took another drug' },
});

const streams = [
  tinyParticipant({ number: 1, scans: [1, 1, 1, 1] }),
  tinyParticipant({ number: 2, scans: ['unreadable', 'unreadable', 1, 1] }),
  tinyParticipant({ number: 3, scans: [1, 1, 1, 1], more: [deviation('important')] }),
  tinyParticipant({ number: 4, scans: [1, 1, 1, 1], more: [deviation('minor')] }),
  tinyParticipant({ number: 5, scans: [], doses: [] }),
  tinyParticipant({ number: 6, scans: [1, 1, 1, 1], more: [review('PP')] }),
  tinyParticipant({ number: 7, scans: [1, 1, 1, 1] }),
  tinyParticipant({ number: 8, scans: [1, 1], doses: ['dose1'], more: [review('PP'), deviation('important')] }),
];
const arms = {
  1: 'drugFirst',
  2: 'sugarFirst',
  3: 'drugFirst',
  4: 'sugarFirst',
  5: 'drugFirst',
  6: 'sugarFirst',
  7: 'drugFirst',
  8: 'sugarFirst',
} as const;
const opened = tinySnapshot(streams.flat(), arms);
/** Participant 7 got sugar in the first period, against the sequence. */
const snapshot = {
  ...opened,
  allocation: {
    ...opened.allocation,
    received: [{ participantId: tinyId(1, 7), administration: 'dose1', treatment: 'sugar' }],
  },
} as unknown as Snapshot;
const trial = deriveTrial(snapshot);
const set = (id: string) => membersOf(tinyProtocol.analysisSets.find((one) => one.id === id)!, trial, tinyProtocol);
const numbers = (ids: readonly { readonly participantId: string }[]) =>
  ids.map(({ participantId }) => Number(participantId.slice(-4)));

describe('the full analysis set', () => {
  test('holds everyone who was randomised, treated or not, readable or not', () => {
    expect(numbers(set('FAS').members)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('counts apart who has nothing readable for the primary endpoint', () => {
    const contributes = (participantId: string) =>
      trial.endpointValues.some(
        (value) => value.participantId === participantId && value.endpoint === 'lesionsP1' && value.contributing > 0,
      );
    expect(summariseSet(set('FAS'), trial, { protocol: tinyProtocol, contributes })).toMatchObject({
      by: 'sequence',
      n: { drugFirst: 4, sugarFirst: 4 },
      notContributing: { drugFirst: 1, sugarFirst: 1 },
      excluded: [],
    });
  });
});

describe('the per-protocol set', () => {
  test('leaves out important deviations, wrong treatment, the untreated and who was reviewed, each under one reason', () => {
    expect(numbers(set('PP').members)).toEqual([1, 2, 4]);
    expect(summariseSet(set('PP'), trial, { protocol: tinyProtocol, contributes: () => true }).excluded).toEqual([
      { reason: 'excluded at the blind data review: took another drug', n: 2 },
      { reason: 'important deviation: administration', n: 1 },
      { reason: 'no administration recorded', n: 1 },
      { reason: 'received a treatment other than assigned', n: 1 },
    ]);
  });
});

describe('a set of its own making', () => {
  const own = (definition: Partial<AnalysisSet>) => {
    const membership = membersOf({ id: 'own', name: 'Own', kind: 'asRandomised', ...definition }, trial, tinyProtocol);
    return { numbers: numbers(membership.members), reasons: membership.excluded.map(({ reason }) => reason) };
  };

  test('that requires an endpoint leaves out who has no value of it', () => {
    const reason = 'no value of the endpoint: Lesions in the first period';
    expect(own({ requires: 'lesionsP1' })).toEqual({ numbers: [1, 3, 4, 6, 7, 8], reasons: [reason, reason] });
  });

  test('counts the important deviations of its categories, and no others', () => {
    const wrong = ['no administration recorded', 'received a treatment other than assigned'];
    expect(own({ kind: 'perProtocol', deviations: ['consent'] })).toEqual({
      numbers: [1, 2, 3, 4, 6, 8],
      reasons: wrong,
    });
    expect(own({ kind: 'perProtocol', deviations: ['consent', 'administration'] }).numbers).toEqual([1, 2, 4, 6]);
    expect(own({ kind: 'perProtocol', deviations: [] }).numbers).toEqual([1, 2, 3, 4, 6, 8]);
  });
});

describe('the safety set', () => {
  test('counts participants under each treatment that they received', () => {
    expect(numbers(set('SAF').members)).toEqual([1, 2, 3, 4, 6, 7, 8]);
    const summary = summariseSet(set('SAF'), trial, { protocol: tinyProtocol, contributes: () => true });
    expect(summary).toMatchObject({ by: 'treatmentReceived', n: { drug: 5, sugar: 7 } });
  });
});
