import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from './analyse.js';
import { designPower } from './design/design-power.js';
import {
  tinyAdverseEvent,
  tinyParticipant,
  tinyPlan,
  tinyProtocol,
  tinySnapshot,
} from './fixture/tiny-trial.fixture.js';
import type { AnalysisOutput } from './output.js';
import type { Snapshot, SnapshotEvent } from './snapshot.js';

type Arm = 'drugFirst' | 'sugarFirst';

/** Twelve participants, arms in turn, with counts that differ within both arms. */
const counts: readonly (readonly [number, number, number, number])[] = [
  [4, 1, 2, 0],
  [4, 2, 1, 1],
  [1, 0, 3, 2],
  [7, 3, 2, 0],
  [2, 2, 5, 1],
  [0, 6, 0, 3],
  [9, 5, 9, 2],
  [3, 8, 4, 4],
  [6, 4, 1, 6],
  [12, 2, 3, 1],
  [2, 1, 0, 0],
  [5, 0, 2, 2],
];
const arms: Readonly<Record<number, Arm>> = Object.fromEntries(
  counts.map((_, i) => [i + 1, i % 2 === 0 ? 'drugFirst' : 'sugarFirst']),
);
const streams = counts.map((scans, i) =>
  tinyParticipant({
    number: i + 1,
    scans,
    before: i % 4,
    more: i % 3 === 0 ? [tinyAdverseEvent(100 + i, { systemOrganClass: 'infections', serious: i === 3 })] : [],
  }),
);
const events = [...tinyPlan, ...streams.flat()];
const idOf = (output: AnalysisOutput, id: string) => output.analyses.find((one) => one.id === id)!;

/** The tiny trial with other counts for everyone. */
function analysed(
  scansOf: (i: number) => readonly (number | 'unreadable' | undefined)[],
  more: Partial<Snapshot> = {},
) {
  const others = counts.flatMap((_, i) => tinyParticipant({ number: i + 1, scans: scansOf(i), before: i % 4 }));
  return analyse(tinySnapshot([...tinyPlan, ...others], arms, more));
}

describe('an analysis', () => {
  test('is the same under every order of the events', () => {
    const wanted = JSON.stringify(analyse(tinySnapshot(events, arms)));
    fc.assert(
      fc.property(fc.shuffledSubarray([...events], { minLength: events.length }), (shuffled) => {
        expect(JSON.stringify(analyse(tinySnapshot(shuffled, arms)))).toBe(wanted);
      }),
      { numRuns: 20 },
    );
  });

  test('of any part of the record throws nowhere, and counts everyone once', () => {
    fc.assert(
      fc.property(fc.subarray([...events]), fc.boolean(), (part, isOpen) => {
        const output = analyse(tinySnapshot(part, isOpen ? arms : undefined));
        const { screened, randomised, bySequence, notRandomised } = output.participants;
        expect(Object.values(bySequence).reduce((a, b) => a + b, 0)).toBe(randomised);
        expect(notRandomised.reduce((sum, { n }) => sum + n, randomised)).toBe(screened);
        for (const { n, contributing } of output.analyses) {
          for (const sequence of Object.keys(n)) expect(contributing[sequence]).toBeLessThanOrEqual(n[sequence]!);
        }
        for (const set of output.analysisSets.filter(({ by }) => by === 'sequence')) {
          const members = Object.values(set.n).reduce((a, b) => a + b, 0);
          expect(set.excluded.reduce((sum, { n }) => sum + n, members)).toBe(randomised);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is the same under another time zone', () => {
    const before = process.env.TZ;
    const wanted = JSON.stringify(analyse(tinySnapshot(events, arms)));
    try {
      for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
        process.env.TZ = zone;
        expect(JSON.stringify(analyse(tinySnapshot(events, arms)))).toBe(wanted);
      }
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  test('tells the same recruitment and sample size whether arms are open or not', () => {
    const [open, blind] = [analyse(tinySnapshot(events, arms)), analyse(tinySnapshot(events))];
    expect([blind.recruitment, blind.sampleSize]).toEqual([open.recruitment, open.sampleSize]);
  });

  test('calculates the sample size of the protocol, and says why where its assumptions do not allow it', () => {
    const power = [
      {
        ...{ id: 'size', name: 'Size', endpoint: 'count' as const, analysis: 'primary', power: 0.8 },
        ...{ controlRate: 2, rateRatio: 0.5, dispersion: 1 },
      },
    ];
    const planning = (plannedParticipants: number) => {
      const protocol = { ...tinyProtocol, power, plannedParticipants } as typeof tinyProtocol;
      return analyse(tinySnapshot(events, arms, { protocol }));
    };
    expect(planning(60).sampleSize).toEqual(designPower({ ...tinyProtocol, power, plannedParticipants: 60 } as never));
    expect(planning(60).sampleSize[0]?.planned?.withData).toBe(60);
    const impossible = planning(2);
    expect(impossible.sampleSize).toEqual([]);
    expect(impossible.notes.at(-1)).toBe(
      'The sample size is not shown: 2 participants leave 2 with data; at least 4 are needed.',
    );
  });

  test('survives the way through JSON', () => {
    const output = analyse(tinySnapshot(events, arms));
    expect(JSON.parse(JSON.stringify(output))).toEqual(output);
  });

  test('has the keys that its readers rely on', () => {
    const output = analyse(tinySnapshot(events, arms));
    expect(output).toMatchObject({
      trial: 'tiny',
      protocolVersion: '1.0',
      mode: 'rehearsal',
      synthetic: true,
      snapshot: { events: events.length },
      participants: { screened: 12, randomised: 12, bySequence: { drugFirst: 6, sugarFirst: 6 } },
      sampleSize: [],
      recruitment: {
        months: [{ month: '2020-02', screened: 12, randomised: 12 }],
        randomised: { first: '2020-02-28', last: '2020-02-28' },
        places: [
          { place: 'north', randomised: 12 },
          { place: 'south', randomised: 0 },
        ],
      },
    });
    expect(idOf(output, 'primary')).toMatchObject({
      endpoint: 'lesionsP1',
      analysisSet: 'FAS',
      method: 'nb-glm',
      effectMeasure: 'rate ratio',
      contrast: 'Drug first against Sugar first',
      n: { drugFirst: 6, sugarFirst: 6 },
      status: 'tested',
    });
    expect(idOf(output, 'primary').ci).toHaveLength(2);
  });

  test('behind a failed hypothesis reads "not tested (nominal)"', () => {
    const output = analyse(tinySnapshot(events, arms));
    expect(idOf(output, 'primary').p).toBeGreaterThan(0.05);
    expect(idOf(output, 'crossover').status).toBe('not tested (nominal)');
    expect(output.testing.steps.map(({ verdict }) => verdict)).toEqual(['not demonstrated', 'not tested']);
    expect(idOf(output, 'described').status).toBe('descriptive');
  });

  test('of no participant at all says so everywhere, and throws nowhere', () => {
    const output = analyse(tinySnapshot(tinyPlan, {}));
    expect(output.participants).toMatchObject({
      screened: 0,
      randomised: 0,
      bySequence: { drugFirst: 0, sugarFirst: 0 },
    });
    expect(idOf(output, 'primary')).toMatchObject({ estimate: null, ci: null, p: null, status: 'not estimable' });
    expect(output.safety.find(({ event }) => event === 'fatal')).toMatchObject({ n: 0, participants: 0, events: 0 });
    expect(output.conclusion).toContain('did not demonstrate a difference: no test was possible');
  });

  test('of no more participants than coefficients tests nothing', () => {
    const few = [1, 2, 3].flatMap((number) =>
      tinyParticipant({ number, scans: [number === 2 ? 40 : number, 1, 1, 1], before: number }),
    );
    const output = analyse(tinySnapshot([...tinyPlan, ...few], { 1: 'drugFirst', 2: 'sugarFirst', 3: 'drugFirst' }));
    const primary = idOf(output, 'primary');
    expect(primary).toMatchObject({ estimate: null, ci: null, p: null, status: 'not estimable' });
    expect(primary.flags.at(-1)).toBe('3 participants for 3 coefficients: none is left to show the variation');
    expect(output.conclusion).not.toContain('TINY demonstrated');
  });

  test('of no event at all throws nowhere, and tests nothing', () => {
    const output = analyse(tinySnapshot([], {}));
    expect(output.conclusion).toContain('TINY tested no hypothesis of its testing procedure.');
    expect(output.analyses.every(({ postHoc }) => postHoc)).toBe(true);
  });

  test('with every scan unreadable keeps everyone in the full analysis set and estimates nothing', () => {
    const output = analysed(() => ['unreadable', 'unreadable', 'unreadable', 'unreadable']);
    expect(idOf(output, 'primary')).toMatchObject({
      n: { drugFirst: 6, sugarFirst: 6 },
      contributing: { drugFirst: 0, sugarFirst: 0 },
      status: 'not estimable',
      p: null,
    });
    expect(output.analysisSets.find(({ id }) => id === 'FAS')).toMatchObject({
      n: { drugFirst: 6, sugarFirst: 6 },
      notContributing: { drugFirst: 6, sugarFirst: 6 },
    });
  });

  test('with readable scans in one arm only estimates nothing', () => {
    const output = analysed((i) => (i % 2 === 0 ? [1, i, 0, 0] : ['unreadable', 'unreadable', 0, 0]));
    expect(idOf(output, 'primary')).toMatchObject({ estimate: null, p: null, status: 'not estimable' });
    expect(idOf(output, 'primary').flags.join()).toContain('no one contributes in: sugarFirst');
  });

  test('with an arm of zeros gives no p-value, no Wald interval, and flags it', () => {
    const output = analysed((i) => (i % 2 === 0 ? [0, 0, 0, 0] : [i, 3, 1, 1]));
    const primary = idOf(output, 'primary');
    expect(primary).toMatchObject({ p: null, ci: null, status: 'not estimable' });
    expect(primary.flags).toContain('separation');
    expect((primary.result.effect as { readonly logRateRatio: unknown }).logRateRatio).toBe('-Inf');
  });

  test('of differences that do not vary gives no p-value', () => {
    const output = analysed((i) => (i % 2 === 0 ? [1, 1, 0, 0] : [2, 2, 0, 0]));
    expect(idOf(output, 'crossover')).toMatchObject({ p: null, status: 'not estimable' });
  });

  test('counts who lacks a covariate as not contributing, with the reason', () => {
    const stream = tinyParticipant({ number: 1, scans: counts[0]! }).map((event) =>
      event.type === 'FormRecorded' && event.payload.visit === 'screening'
        ? {
            ...event,
            payload: { ...event.payload, items: { ...event.payload.items, baseLesions: { missing: 'notDone' } } },
          }
        : event,
    ) as SnapshotEvent[];
    const output = analyse(tinySnapshot([...stream, ...streams.slice(1).flat()], arms));
    expect(idOf(output, 'primary').contributing).toEqual({ drugFirst: 5, sugarFirst: 6 });
    expect(idOf(output, 'primary').flags.join()).toContain('1 left out: before missing');
  });

  test('of a data cut leaves out endpoints that it does not cover', () => {
    const cut = { id: 'first', visits: ['v1', 'v2'] };
    const output = analyse(tinySnapshot(events, arms, { cut }));
    expect(output.analyses.map(({ id }) => id)).toEqual(['primary']);
    expect(idOf(output, 'primary').estimate).toBe(idOf(analyse(tinySnapshot(events, arms)), 'primary').estimate);
    expect(output.flow.map(({ periods }) => periods.map(({ period }) => period))).toEqual([['p1'], ['p1']]);
  });

  test('says on dummy arms that it says nothing', () => {
    const output = analyse(tinySnapshot(events));
    expect(output.dummyArms).toBe(true);
    expect(output.conclusion).toContain('Dummy arms, dealt at random');
    expect(output.notes[0]).toContain('dummy arms');
  });

  test('while blind does not depend on sealed events or their number', () => {
    const sealed = {
      ...events[0]!,
      envelope: { ...events[0]!.envelope, streamId: 'sealed', visibility: 'sealed', payloadDigest: 'f'.repeat(64) },
    };
    const open = analyse(tinySnapshot(events));
    const other = analyse({ ...tinySnapshot([...events, sealed as SnapshotEvent]), eventCount: 999 });
    expect(JSON.stringify(other)).toBe(JSON.stringify(open));
  });

  test('never says more than the testing procedure allows', () => {
    for (const output of [
      analyse(tinySnapshot(events, arms)),
      analyse(tinySnapshot(events)),
      analyse(tinySnapshot([], {})),
    ]) {
      expect(JSON.stringify(output)).not.toMatch(/no effect|\bsafe\b|well tolerated/i);
    }
  });

  test('that was asked for beside the protocol is post hoc and outside the procedure', () => {
    const extra = { ...tinyProtocol.analyses[0]!, id: 'extra', terms: ['sequence'] };
    const output = analyse(tinySnapshot(events, arms), { additionalAnalyses: [extra] });
    expect(idOf(output, 'extra')).toMatchObject({ postHoc: true, status: 'descriptive' });
    expect(idOf(output, 'extra').estimate).not.toBeNull();
  });
});

test('nothing in the package asks for a locale, a time zone, the clock or chance', () => {
  const folder = new URL('.', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  expect(sources.length).toBeGreaterThan(30);
  const forbidden =
    /localeCompare|toLocale|\bIntl\.|\.get(FullYear|Month|Date|Day|Hours|Minutes|TimezoneOffset)\(|Date\.now|new Date\(\)|Math\.random/;
  const faulty = sources.filter((file) => forbidden.test(readFileSync(new URL(file, folder), 'utf8')));
  expect(faulty).toEqual([]);
});

describe('the snapshot hash', () => {
  test('changes with an event, the cut and the allocation', () => {
    const hashes = [
      tinySnapshot(events, arms),
      tinySnapshot(events.slice(1), arms),
      tinySnapshot(events, arms, { cut: { id: 'first', visits: ['v1', 'v2'] } }),
      tinySnapshot(events),
    ].map((snapshot) => analyse(snapshot).snapshot.hash);
    expect(new Set(hashes).size).toBe(4);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});
