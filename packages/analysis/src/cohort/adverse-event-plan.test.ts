import type { Protocol } from '@equipoise/trial';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AtRisk, planAdverseEvents } from './adverse-event-plan.js';
import type { Scenario, Target } from './scenario-schema.js';

const protocol = {
  adverseEvents: {
    dictionary: { name: 'plain', systemOrganClasses: ['a', 'b'].map((code) => ({ code, name: code })) },
    severity: [{ code: 'mild', name: 'Mild' }],
    causalityTo: ['product'],
  },
} as unknown as Protocol;

const scenario = {
  adverseEvents: {
    participantVariance: 0.5,
    classes: ['a', 'b'].map((systemOrganClass) => ({
      systemOrganClass,
      perYear: { drug: 1, sugar: 1 },
      terms: ['Term'],
    })),
    severity: { mild: 1 },
    serious: { probability: { drug: 0.1, sugar: 0.1 }, severity: { mild: 1 }, criteria: { hospitalisation: 1 } },
    causality: { product: { unrelated: 1 } },
    outcome: { recovered: 3, notRecovered: 1 },
    durationDays: { kind: 'uniform', min: 0, max: 60 },
    updated: 0.5,
  },
} as unknown as Scenario;

/** Two sequences of `n` each, half a year under each treatment. */
function atRisk(n: number): AtRisk[] {
  return ['ds', 'sd'].flatMap((sequence) =>
    Array.from({ length: n }, (_, i) => ({
      participantId: `id of ${sequence}${i}`,
      key: `${sequence}${i}`,
      sequence,
      lastDay: '2020-12-31',
      exposures: [
        { treatment: sequence === 'ds' ? 'drug' : 'sugar', from: '2020-01-02', to: '2020-06-29' },
        { treatment: sequence === 'ds' ? 'sugar' : 'drug', from: '2020-07-01', to: '2020-12-30' },
      ],
    })),
  );
}

function plan(target: Target | undefined, seed: number, n = 20) {
  const participants = atRisk(n);
  const planned = planAdverseEvents({
    protocol,
    scenario: target === undefined ? scenario : { ...scenario, target },
    seed,
    atRisk: participants,
  });
  return participants.flatMap((participant) =>
    (planned.get(participant.key) ?? []).map((event) => ({ participant, ...event })),
  );
}

const target: Target = {
  adverseEvents: [
    { sequence: 'ds', events: 17, participants: 9, ofWhich: { a: 5 } },
    { sequence: 'sd', events: 30, participants: 12, ofWhich: { a: 11 } },
  ],
  seriousEvents: [
    { treatment: 'drug', events: 0, participants: 0 },
    { treatment: 'sugar', events: 6, participants: 4 },
  ],
};

describe('planAdverseEvents', () => {
  it('meets every number of a target exactly, for any seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const events = plan(target, seed);
        const of = (sequence: string) => events.filter(({ participant }) => participant.sequence === sequence);
        const people = (list: typeof events) => new Set(list.map(({ participant }) => participant.key)).size;
        expect([of('ds').length, people(of('ds'))]).toEqual([17, 9]);
        expect([of('sd').length, people(of('sd'))]).toEqual([30, 12]);
        const infections = (list: typeof events) => list.filter(({ facts }) => facts.systemOrganClass === 'a').length;
        expect([infections(of('ds')), infections(of('sd'))]).toEqual([5, 11]);
        const serious = events.filter(({ facts }) => facts.serious);
        expect([serious.length, people(serious)]).toEqual([6, 4]);
        for (const { participant, facts } of serious) {
          const day = String(facts.startedOn);
          const exposure = participant.exposures.find(({ from, to }) => from <= day && day <= to);
          expect(exposure?.treatment).toBe('sugar');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reports no event before it began, ends none before it began, and updates none before its report', () => {
    for (let seed = 0; seed < 30; seed++) {
      for (const { facts, reportedOn, update, participant } of plan(undefined, seed)) {
        const start = String(facts.startedOn);
        const end = String(facts.endedOn ?? update?.facts.endedOn ?? start);
        expect(reportedOn >= start && reportedOn <= participant.lastDay).toBe(true);
        expect(end >= start && end <= participant.lastDay).toBe(true);
        if (update !== undefined) expect(update.day >= reportedOn).toBe(true);
      }
    }
  });

  it('says which number those at risk do not allow', () => {
    const impossible = { adverseEvents: [{ sequence: 'ds', events: 9, participants: 9 }] };
    expect(() => plan(impossible, 1, 5)).toThrow(/"ds" is 9; this cohort allows 5/);
  });
});
