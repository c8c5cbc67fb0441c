import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deriveTrial } from '../derive/derive.js';
import { comparePoissonRates } from '../estimate/poisson-rates.js';
import { compareTwoByTwo } from '../estimate/two-by-two.js';
import { tinyAdverseEvent, tinyParticipant, tinyProtocol, tinySnapshot } from '../fixture/tiny-trial.fixture.js';
import { compareSafety } from './comparison.js';
import { safetyTable } from './safety-table.js';

const early = { startedOn: '2020-03-10' };
const late = { startedOn: '2020-04-10' };
const before = { startedOn: '2020-02-25' };
const streams = [
  tinyParticipant({
    number: 1,
    scans: [],
    more: [
      tinyAdverseEvent(1, { ...early, systemOrganClass: 'infections' }),
      tinyAdverseEvent(2, { ...late, serious: true }),
    ],
  }),
  tinyParticipant({ number: 2, scans: [], more: [tinyAdverseEvent(3, early), tinyAdverseEvent(4, early)] }),
  tinyParticipant({ number: 3, scans: [], more: [tinyAdverseEvent(5, before)] }),
  tinyParticipant({
    number: 4,
    scans: [],
    doses: ['dose1'],
    more: [tinyAdverseEvent(6, { ...early, outcome: 'fatal', serious: true })],
  }),
];
const arms = { 1: 'drugFirst', 2: 'sugarFirst', 3: 'drugFirst', 4: 'sugarFirst' } as const;
const trial = deriveTrial(tinySnapshot(streams.flat(), arms));
const rows = safetyTable(trial, tinyProtocol);
const cell = (event: string, group: string) => {
  const row = rows.find((one) => one.event === event && one.group === group);
  return row && [row.n, row.participants, row.events];
};

describe('the table of adverse events', () => {
  test('counts participants and events by sequence, as randomised', () => {
    expect(cell('all', 'drugFirst')).toEqual([2, 1, 2]);
    expect(cell('all', 'sugarFirst')).toEqual([2, 2, 3]);
    expect(cell('infections', 'drugFirst')).toEqual([2, 1, 1]);
    expect(cell('infections', 'sugarFirst')).toEqual([2, 0, 0]);
  });

  test('counts events under the treatment received at their onset, among those who received it', () => {
    expect(cell('all', 'drug')).toEqual([3, 1, 1]);
    expect(cell('all', 'sugar')).toEqual([4, 3, 4]);
    expect(cell('serious', 'drug')).toEqual([3, 0, 0]);
    expect(cell('serious', 'sugar')).toEqual([4, 2, 2]);
  });

  test('has a row of deaths, of zeros too', () => {
    expect(cell('fatal', 'sugarFirst')).toEqual([2, 1, 1]);
    expect(cell('fatal', 'drugFirst')).toEqual([2, 0, 0]);
    expect(cell('fatal', 'drug')).toEqual([3, 0, 0]);
  });

  test('leaves out events before the window in which the protocol counts', () => {
    expect(trial.adverseEvents).toHaveLength(6);
    expect(
      rows.filter(({ event, by }) => event === 'all' && by === 'sequence').reduce((sum, { events }) => sum + events, 0),
    ).toBe(5);
    expect(trial.notes.join(' ')).toContain('outside the window in which the protocol counts them: 1');
  });

  test('adds up to the same events by sequence and by treatment', () => {
    for (const event of ['all', 'infections', 'other', 'serious', 'fatal']) {
      const sum = (by: string) =>
        rows.filter((row) => row.event === event && row.by === by).reduce((total, row) => total + row.events, 0);
      expect(sum('treatmentReceived')).toBe(sum('sequence'));
    }
  });
});

describe('safety comparisons', () => {
  const [any, rate] = tinyProtocol.safetyComparisons!;

  test('compare participants with an event', () => {
    expect(compareSafety(any!, trial, tinyProtocol)).toMatchObject({
      method: 'two-by-two',
      effectMeasure: 'risk difference',
      estimate: -0.5,
      result: { x1: 1, n1: 2, x2: 2, n2: 2 },
      status: 'descriptive',
      n: { drugFirst: 2, sugarFirst: 2 },
    });
  });

  test('compare events over the planned time at risk', () => {
    expect(compareSafety(rate!, trial, tinyProtocol).result).toMatchObject({ x1: 2, t1: 16, x2: 3, t2: 16 });
  });

  test('say where the groups share participants', () => {
    const byTreatment = {
      ...any!,
      set: 'SAF',
      effect: { term: 'treatment' as const, active: 'drug', reference: 'sugar' },
    };
    const result = compareSafety(byTreatment, trial, tinyProtocol);
    expect(result.result).toMatchObject({ x1: 1, n1: 3, x2: 3, n2: 4 });
    expect(result.flags.join()).toContain('3 participants are in both groups');
  });

  test('are not estimable where a group is empty', () => {
    const nobody = deriveTrial(tinySnapshot([], {}));
    expect(compareSafety(any!, nobody, tinyProtocol)).toMatchObject({
      estimate: null,
      p: null,
      status: 'not estimable',
    });
  });
});

interface Reference {
  readonly id: string;
  readonly spec: {
    readonly x1: number;
    readonly n1: number;
    readonly t1: number;
    readonly x2: number;
    readonly n2: number;
    readonly t2: number;
  };
  readonly expected: Readonly<Record<string, unknown>>;
}

describe('the published counts of adverse events, against R', () => {
  const path = new URL('../../../../validation/reference/mesems-adverse-events.json', import.meta.url);
  const { analyses } = JSON.parse(readFileSync(path, 'utf8')) as { readonly analyses: readonly Reference[] };
  const of = (id: string) => analyses.find((one) => one.id === id)!;

  test('risk difference with the Miettinen–Nurminen interval', () => {
    const { spec, expected } = of('patients');
    const { estimate, miettinenNurminen } = expected.riskDifference as {
      estimate: number;
      miettinenNurminen: readonly [number, number];
    };
    const result = compareTwoByTwo(spec, {});
    expect(result.estimate).toBeCloseTo(estimate, 10);
    expect(result.ci?.[0]).toBeCloseTo(miettinenNurminen[0], 7);
    expect(result.ci?.[1]).toBeCloseTo(miettinenNurminen[1], 7);
  });

  test('rate ratio with the exact conditional interval', () => {
    const { spec, expected } = of('events');
    const [low, high] = expected.exactConditionalCi as readonly [number, number];
    const result = comparePoissonRates({ ...spec, unit: 'weeks' }, {});
    expect(result.estimate).toBeCloseTo(expected.rateRatio as number, 10);
    expect(result.ci?.[0]).toBeCloseTo(low, 7);
    expect(result.ci?.[1]).toBeCloseTo(high, 7);
    expect(result.p).toBeCloseTo(expected.exactP as number, 8);
  });
});
