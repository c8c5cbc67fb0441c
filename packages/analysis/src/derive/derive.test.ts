import type { ParticipantId } from '@equipoise/trial';
import { describe, expect, test } from 'vitest';
import {
  tinyAdverseEvent,
  tinyId,
  tinyParticipant,
  tinyProtocol,
  tinySnapshot,
  tinyStream,
} from '../fixture/tiny-trial.fixture.js';
import type { SnapshotEvent } from '../snapshot.js';
import { deriveTrial } from './derive.js';

const arms = { 1: 'drugFirst', 2: 'sugarFirst' } as const;
const adverse = (facts: Readonly<Record<string, unknown>>) => {
  const events = tinyParticipant({ number: 1, scans: [1, 1, 1, 1], more: [tinyAdverseEvent(1, facts)] });
  return deriveTrial(tinySnapshot(events, arms)).adverseEvents[0]!;
};
const endpointOf = (events: readonly SnapshotEvent[], endpoint = 'lesionsP1') =>
  deriveTrial(tinySnapshot(events, arms)).endpointValues.find((value) => value.endpoint === endpoint)!;

describe('endpoint values', () => {
  test('add up the readable visits and count them', () => {
    expect(endpointOf(tinyParticipant({ number: 1, scans: [3, 4, 9, 9] }))).toMatchObject({
      value: 7,
      contributing: 2,
    });
  });

  test('leave out an unreadable visit, and say so', () => {
    const value = endpointOf(tinyParticipant({ number: 1, scans: [3, 'unreadable', 9, 9] }));
    expect(value).toMatchObject({ value: 3, contributing: 1 });
    expect(value.visits.map(({ status }) => status)).toEqual(['contributes', 'unreadable']);
  });

  test('have no value where no visit is readable', () => {
    const value = endpointOf(tinyParticipant({ number: 1, scans: ['unreadable', undefined, 9, 9] }));
    expect(value.value).toBeUndefined();
    expect(value.visits.map(({ status, missing }) => [status, missing])).toEqual([
      ['unreadable', 'unreadable'],
      ['missing', 'not recorded'],
    ]);
  });

  test('take corrections, the last one last, and keep both records behind the value', () => {
    const correction = (from: number, to: number) => ({
      type: 'FormCorrected' as const,
      payload: { visit: 'v1', form: 'scan', occurrence: 1, items: { lesions: { from, to } } },
    });
    const value = endpointOf(
      tinyParticipant({ number: 1, scans: [3, 4, 0, 0], more: [correction(3, 5), correction(5, 6)] }),
    );
    expect(value.value).toBe(10);
    expect(value.visits[0]?.hashes).toHaveLength(3);
  });

  test('keep the reason of a value that a correction took away', () => {
    const more = [
      {
        type: 'FormCorrected' as const,
        payload: {
          visit: 'v1',
          form: 'scan',
          occurrence: 1,
          items: { lesions: { from: 3, to: { missing: 'notDone' as const } } },
        },
      },
    ];
    const value = endpointOf(tinyParticipant({ number: 1, scans: [3, 4, 0, 0], more }));
    expect(value).toMatchObject({ value: 4, contributing: 1 });
    expect(value.visits[0]).toMatchObject({ status: 'missing', missing: 'notDone' });
  });

  test('are one for each period where the protocol says so', () => {
    const values = deriveTrial(tinySnapshot(tinyParticipant({ number: 1, scans: [1, 2, 3, 4] }), arms)).endpointValues;
    expect(
      values.filter(({ endpoint }) => endpoint === 'lesionsByPeriod').map(({ period, value }) => [period, value]),
    ).toEqual([
      ['p1', 3],
      ['p2', 7],
    ]);
  });
});

describe('the onset of an adverse event', () => {
  test.each([
    ['before the first dose', '2020-02-29', 'none', 'none', false],
    ['on the day of the first dose', '2020-03-01', 'p1', 'drug', false],
    ['on the day before the second dose', '2020-03-28', 'p1', 'drug', false],
    ['on the day of the second dose', '2020-03-29', 'p2', 'sugar', false],
    ['in a month that begins before the first dose and may hold it', '2020-03', 'p1', 'drug', true],
    ['in a year that holds both doses', '2020', 'p1', 'drug', true],
    ['in a month after both', '2020-04', 'p2', 'sugar', true],
  ])('%s', (_, startedOn, period, treatment, onsetImputed) => {
    expect(adverse({ startedOn })).toMatchObject({ period, treatment, onsetImputed });
  });

  test('is taken to be the first dose where nothing is known', () => {
    expect(adverse({ startedOn: { missing: 'unknown' } })).toMatchObject({
      onset: '2020-03-01',
      period: 'p1',
      onsetImputed: true,
      counted: true,
    });
  });

  test.each([
    ['2020-02-28', false],
    ['2020-03-01', true],
    ['2020-04-26', true],
    ['2020-04-27', false],
    ['2020-02', false],
    ['2020-04', true],
  ])('on %s: counted %s, within the window from the first dose to the last visit', (startedOn, counted) => {
    expect(adverse({ startedOn }).counted).toBe(counted);
  });

  test('has the latest facts', () => {
    const more = [
      tinyAdverseEvent(1),
      { type: 'AdverseEventUpdated' as const, payload: { adverseEventId: tinyId(3, 1), serious: true } },
    ];
    const events = tinyParticipant({ number: 1, scans: [], more });
    expect(deriveTrial(tinySnapshot(events, arms)).adverseEvents).toMatchObject([{ serious: true, term: 'headache' }]);
  });
});

describe('treatment received', () => {
  const received = [{ participantId: tinyId(1, 1) as ParticipantId, administration: 'dose1', treatment: 'sugar' }];
  const swapped = () => {
    const snapshot = tinySnapshot(tinyParticipant({ number: 1, scans: [] }), arms);
    const { allocation } = snapshot;
    return allocation.kind === 'actual'
      ? deriveTrial({ ...snapshot, allocation: { ...allocation, received } })
      : undefined;
  };

  test('is what was in the bag, and as assigned where no record of the bag is open', () => {
    expect(
      swapped()?.administrations.map(({ assigned, received: got, receivedFromRecord }) => [
        assigned,
        got,
        receivedFromRecord,
      ]),
    ).toEqual([
      ['drug', 'sugar', true],
      ['sugar', 'sugar', false],
    ]);
  });

  test('says how many were taken to be as assigned', () => {
    expect(swapped()?.notes.join(' ')).toContain('no open record of its content: 1');
  });

  test('is as assigned, and said so, where the trial records no administrations', () => {
    const protocol = { ...tinyProtocol, administrations: [] };
    const trial = deriveTrial(tinySnapshot(tinyParticipant({ number: 1, scans: [], doses: [] }), arms, { protocol }));
    expect(trial.receivedIn(tinyId(1, 1), 'p2')).toBe('sugar');
    expect(trial.notes).toContain(
      'The trial records no administrations: the treatment received is taken to be the treatment assigned.',
    );
  });
});

describe('dummy arms', () => {
  const many = Array.from({ length: 20 }, (_, i) => tinyParticipant({ number: i + 1, scans: [] })).flat();

  test('are dealt in the ratio of the design, and the same again', () => {
    const dealt = deriveTrial(tinySnapshot(many)).randomised.map(({ sequence }) => sequence);
    expect(dealt.filter((sequence) => sequence === 'drugFirst')).toHaveLength(10);
    expect(deriveTrial(tinySnapshot([...many].reverse())).randomised.map(({ sequence }) => sequence)).toEqual(dealt);
  });

  test('are not those of another trial', () => {
    const other = tinySnapshot(many, undefined, { trialId: tinyId(0, 2) as never });
    expect(deriveTrial(other).randomised.map(({ sequence }) => sequence)).not.toEqual(
      deriveTrial(tinySnapshot(many)).randomised.map(({ sequence }) => sequence),
    );
  });
});

describe('a data cut', () => {
  const cut = { id: 'first', visits: ['v1', 'v2'] };
  const events = tinyParticipant({
    number: 1,
    scans: [1, 2, 3, 4],
    more: [tinyAdverseEvent(1, { startedOn: '2020-03-28' }), tinyAdverseEvent(2, { startedOn: '2020-03-29' })],
  });
  const trial = deriveTrial(tinySnapshot(events, arms, { cut }));

  test('keeps its visits and those before randomisation', () => {
    expect(trial.forms.map(({ visit }) => visit)).toEqual(['screening', 'v1', 'v2']);
  });

  test('ends before the first dose of a period that it does not cover', () => {
    expect(trial.adverseEvents.map(({ onset }) => onset)).toEqual(['2020-03-28']);
    expect(trial.administrations.map(({ administration }) => administration)).toEqual(['dose1']);
    expect(trial.periods).toEqual(['p1']);
  });
});

describe('whoever was only screened', () => {
  test('has no sequence', () => {
    const events = tinyStream(tinyId(2, 9), [
      {
        type: 'ParticipantScreened',
        payload: {
          participantId: tinyId(1, 9) as never,
          siteId: 'north',
          screeningNumber: 'S9',
          screenedOn: '2020-01-01',
        },
      },
    ]);
    const trial = deriveTrial(tinySnapshot(events, arms));
    expect(trial.participants).toHaveLength(1);
    expect(trial.randomised).toEqual([]);
  });
});

test('refuses an opened allocation that lacks a randomised participant', () => {
  expect(() => deriveTrial(tinySnapshot(tinyParticipant({ number: 3, scans: [] }), arms))).toThrow(
    'names no sequence of the protocol for participant',
  );
});
