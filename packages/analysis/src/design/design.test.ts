// Designs from protocols: published sizes, drawn trials with the moments that were assumed, fast fits equal to the analysis'.
import { readFileSync } from 'node:fs';
import { countTrialSimulator, mergeTallies, randomSource, summariseTally } from '@equipoise/stats';
import { type Analysis, type PowerAssumption, type Protocol, parseProtocol, type Testing } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import type { EndpointValue } from '../derive/record.js';
import { estimate } from '../estimate/method.js';
import { type DesignPowerReport, designPower } from './design-power.js';
import { assumptionOf, type DesignScenario, designScenarios } from './design-scenario.js';
import { designSimulator, simulationTask } from './design-simulator.js';
import { powerText, simulationText } from './design-text.js';
import { plannedComparison } from './planned-comparison.js';
import { meanOfPower, trialDraw } from './simulated-trial.js';

function read(name: string): Protocol {
  const file = `trials/${name}/protocol.yaml`;
  const source = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
  const parsed = parseProtocol(source, file);
  if (!parsed.ok) throw new Error(`${name} has issues`);
  return parsed.value;
}
const mesems = read('mesems');
const williams = read('williams');
const threeArm = read('three-arm');

type Of<E extends PowerAssumption['endpoint']> = Extract<PowerAssumption, { endpoint: E }>;
const named = { id: 'size', name: 'Size', analysis: 'primary' };

/** MESEMS with another assumption and error control; nobody drops out. */
function withPower(
  assumption: Omit<PowerAssumption, 'id' | 'name' | 'analysis'>,
  testing: Partial<Testing> = {},
): Protocol {
  const power = [{ ...named, ...assumption } as PowerAssumption];
  return { ...mesems, power, testing: { ...mesems.testing, ...testing } as Testing };
}

const said = ({ assumptions }: DesignPowerReport) => assumptions.map(({ sentence }) => sentence).join(' ');

describe('designPower', () => {
  it('gives the sizes that rpact publishes for counts', () => {
    const oneSided = { alpha: 0.01, sides: 1 } as const;
    const pooled = { endpoint: 'count', power: 0.95, controlRate: 0.275294117647059, rateRatio: 0.7, dispersion: 0.71 };
    const rare = { endpoint: 'count', power: 0.95, controlRate: 0.02, rateRatio: 0.7, dispersion: 13.1, exposure: 2 };
    // rpact 3.5.1, tests/testthat/test-f_design_plan_count_data.R
    expect(designPower(withPower(pooled as Of<'count'>, oneSided))[0]!.needed).toMatchObject({
      nControl: 1270,
      nTreatment: 1270,
    });
    expect(designPower(withPower(rare as Of<'count'>, oneSided))[0]!.needed).toMatchObject({
      nControl: 10775,
      nTreatment: 10775,
    });
  });

  it('counts the looks before the end in, as gscounts publishes', () => {
    const looks = [{ cut: 'week24', informationRate: 0.5 }];
    const sizeWith = (exposure: number, type: 'lanDeMetsPocock' | 'lanDeMetsOBrienFleming') => {
      const assumption = { endpoint: 'count', power: 0.8, controlRate: 8.4, rateRatio: 0.5, dispersion: 3, exposure };
      const interim = { analysis: 'primary', looks, efficacy: { type } };
      const [report] = designPower(withPower(assumption as Of<'count'>, { alpha: 0.025, sides: 1, interim }));
      expect(said(report!)).toContain('Looks at 50% of the information');
      return report!.needed.nControl;
    };
    // gscounts rounds to the nearest, this never below the power: Introduction_gscounts has 123 and 104.
    expect(sizeWith(0.5, 'lanDeMetsPocock') - 123).toBeLessThanOrEqual(1);
    expect(sizeWith(0.5, 'lanDeMetsPocock')).toBeGreaterThanOrEqual(123);
    expect(sizeWith(1, 'lanDeMetsOBrienFleming') - 104).toBeLessThanOrEqual(1);
    expect(sizeWith(1, 'lanDeMetsOBrienFleming')).toBeGreaterThanOrEqual(104);
  });

  it("gives the sizes of R's examples for means and proportions", () => {
    const means = { endpoint: 'continuous', power: 0.9, meanDifference: 1, standardDeviation: 1 };
    const shares = { endpoint: 'binary', power: 0.9, controlProportion: 0.5, activeProportion: 0.75 };
    // R's ?power.t.test has n = 22.02 in each group, ?power.prop.test n = 76.7.
    expect(designPower(withPower(means as Of<'continuous'>))[0]!.needed).toMatchObject({
      nControl: 23,
      nTreatment: 23,
    });
    expect(designPower(withPower(shares as Of<'binary'>))[0]!.needed).toMatchObject({ nControl: 77, nTreatment: 77 });
  });

  it("gives Schoenfeld's events at the share of the level that Holm's procedure is sure to give", () => {
    const [report] = designPower(threeArm);
    const { nControl, nTreatment, power } = report!.needed;
    expect(nTreatment).toBe(2 * nControl);
    expect(report!.neededInTrial).toBe(Math.ceil((5 / 3) * (nControl + nTreatment)));
    // Events = (1.959964 + 0.2814…) over the log hazard ratio, squared, × (1 + 2)² / 2: closed form with z of 0.0125.
    const events = (2.241402727604947 + 0.8416212335729143) ** 2 / Math.log(0.6) ** 2 / ((2 / 3) * (1 / 3));
    const survivalShare = (hazard: number) => 1 - (Math.exp(-52 * hazard) - Math.exp(-130 * hazard)) / (78 * hazard);
    const hazard = Math.LN2 / 40;
    const perPerson = (2 * survivalShare(0.6 * hazard) + survivalShare(hazard)) / 3;
    expect(nControl).toBe(Math.ceil(events / perPerson / 3));
    expect(power).toBeGreaterThanOrEqual(0.8);
    expect(said(report!)).toContain('holm');
  });

  it('prints size, power as planned, formula, assumptions and a curve that rises with size and effect', () => {
    const reports = designPower(mesems, { participants: 200 });
    const text = powerText(reports);
    for (const words of ['Planned are 200', 'rpact', 'assumed', 'n = 190', '8% is missing'])
      expect(text).toContain(words);
    const { curve } = reports[0]!;
    const first = curve.filter(({ effect }) => effect === 0.4).map(({ power }) => power);
    expect(first).toEqual([...first].sort((a, b) => a - b));
    const across = curve.filter(({ n }) => n === 190).map(({ power }) => power);
    expect(across).toEqual([...across].sort((a, b) => a - b));
  });

  it('says in a sentence that a protocol assumes nothing, or too little', () => {
    const { power: _, ...silent } = mesems;
    expect(() => designPower(silent)).toThrow(/"mesems" states no assumptions of power/);
    const { plannedParticipants: __, ...open } = mesems;
    expect(powerText(designPower(open))).toContain('plans no number');
    expect(() => designScenarios(open)).toThrow('--participants');
  });
});

describe('designScenarios', () => {
  it('makes a grid of effect, variation and dropout whose arms add up', () => {
    const scenarios = designScenarios(mesems);
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(12);
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    for (const { randomised, withData, dropout } of scenarios) {
      expect(sum(randomised)).toBe(144);
      expect(sum(withData)).toBe(Math.round(144 * (1 - dropout)));
    }
    const nulls = scenarios.filter(({ hypothesis }) => hypothesis === 'null');
    expect(nulls.map((one) => (assumptionOf(mesems, one) as Of<'count'>).rateRatio)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('divides unequal arms by their ratio', () => {
    expect(designScenarios(threeArm).map(({ randomised }) => randomised)[0]).toEqual([168, 168, 84]);
  });
});

/** Values of one drawn trial with many participants, by whether the sequence is active. */
function drawLarge(protocol: Protocol, n: number): readonly EndpointValue[] {
  const comparison = plannedComparison(protocol, protocol.power![0]!);
  const each = protocol.sequences.map(() => n);
  const scenario: DesignScenario = {
    ...designScenarios(protocol, { participants: 40 })[1]!,
    randomised: each,
    withData: each,
  };
  const draw = trialDraw(protocol, comparison, { scenario, assumption: protocol.power![0]! });
  return draw(randomSource([20261122])).endpointValues;
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

describe('trialDraw', () => {
  const n = 20_000;

  it('draws counts with the rate, ratio and dispersion assumed', () => {
    const assumption = {
      endpoint: 'count',
      power: 0.8,
      controlRate: 1.5,
      rateRatio: 0.5,
      dispersion: 0.8,
      exposure: 2,
    };
    const values = drawLarge(withPower(assumption as Of<'count'>), n).filter(
      ({ endpoint }) => endpoint === 'gelWeek24',
    );
    const of = (sequence: string) =>
      moments(values.filter(({ participantId }) => participantId.startsWith(sequence)).map(({ value }) => value!));
    const [active, control] = [of('earlyMsc'), of('delayedMsc')];
    const variance = (mean: number) => mean + 0.8 * mean ** 2;
    expect(Math.abs(control.mean - 3)).toBeLessThan(4 * Math.sqrt(variance(3) / n));
    expect(Math.abs(active.mean - 1.5)).toBeLessThan(4 * Math.sqrt(variance(1.5) / n));
    // The variance of a variance is that of the fourth moment; 10% is more than four of its standard errors here.
    expect(Math.abs(control.variance / variance(3) - 1)).toBeLessThan(0.1);
  });

  it('draws means with the difference, spread and correlation assumed', () => {
    const values = drawLarge(williams, n / 10).filter(
      ({ endpoint }) => endpoint === plannedComparison(williams, williams.power![0]!).endpoint.id,
    );
    const people = groupById(values);
    // Sequence s1 has placebo first and the high dose third.
    const pairs = [...people]
      .filter(([id]) => id.startsWith('s1'))
      .map(([, own]) => [own[0]!.value!, own[2]!.value!] as const);
    const [placebo, high] = [moments(pairs.map(([one]) => one)), moments(pairs.map(([, other]) => other))];
    const se = 14 / Math.sqrt(pairs.length);
    expect(Math.abs(placebo.mean)).toBeLessThan(4 * se);
    expect(Math.abs(high.mean + 8)).toBeLessThan(4 * se);
    const covariance = moments(pairs.map(([one, other]) => one + other)).variance - placebo.variance - high.variance;
    expect(Math.abs(covariance / 2 / 14 ** 2 - 0.6)).toBeLessThan(0.06);
    expect(Math.abs(Math.sqrt(placebo.variance) / 14 - 1)).toBeLessThan(0.065);
  });

  it('draws times whose median is that assumed, and censors at the end of the trial', () => {
    const values = drawLarge(threeArm, n).filter(({ endpoint }) => endpoint === 'timeToExacerbation');
    const early = (sequence: string, at: number) =>
      values.filter(
        ({ participantId, value, event }) => participantId.startsWith(sequence) && event === 1 && value! <= at,
      ).length / n;
    // Nobody is censored before 52.
    expect(Math.abs(early('armP', 40) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
    expect(Math.abs(early('armA', 40) - (1 - 0.5 ** 0.6))).toBeLessThan(4 * Math.sqrt(0.25 / n));
    expect(values.filter(({ event }) => event === 0).every(({ value }) => value! >= 52 && value! <= 130)).toBe(true);
  });

  it('gives no value to those who drop out', () => {
    const scenario = designScenarios(mesems).find(({ dropout }) => dropout === 0.05)!;
    const assumption = { ...(assumptionOf(mesems, scenario) as Of<'count'>), missingShare: 0 };
    const draw = trialDraw(mesems, plannedComparison(mesems, assumption), { scenario, assumption });
    const { endpointValues, randomised } = draw(randomSource([1]));
    expect(randomised).toHaveLength(144);
    expect(endpointValues.filter(({ endpoint }) => endpoint === 'gelWeek24')).toHaveLength(137);
  });
});

function groupById(values: readonly EndpointValue[]): Map<string, EndpointValue[]> {
  const found = new Map<string, EndpointValue[]>();
  for (const value of values) found.set(value.participantId, [...(found.get(value.participantId) ?? []), value]);
  return found;
}

describe('meanOfPower', () => {
  it('equals closed forms', () => {
    expect(meanOfPower({ mean: 3, dispersion: 1.7, slope: 0 })).toBeCloseTo(1, 10);
    expect(meanOfPower({ mean: 3, dispersion: 1.7, slope: 1 })).toBeCloseTo(4, 8);
    expect(meanOfPower({ mean: 2, dispersion: 0, slope: -1 })).toBeCloseTo((1 - Math.exp(-2)) / 2, 10);
  });
});

describe('simulation', () => {
  it('fits by the fast path what the analysis of the protocol fits', () => {
    const scenario = designScenarios(mesems)[1]!;
    const { counts } = simulationTask(mesems, scenario);
    const simulator = countTrialSimulator(counts!, { seed: 3 });
    const analysis = mesems.analyses.find(({ id }) => id === 'primary')!;
    const frame = trialDraw(mesems, plannedComparison(mesems, mesems.power![0]!), {
      scenario,
      assumption: mesems.power![0]!,
    })(randomSource([1]));
    const definition = mesems.analysisSets.find(({ id }) => id === analysis.set)!;
    const someone = frame.randomised[0]!;
    for (let trial = 0; trial < 5; trial += 1) {
      const rows = simulator.draw(trial);
      const people = Array.from({ length: rows.rows }, (_, i) => ({
        ...someone,
        participantId: `p${i}`,
        sequence: rows.isTreated[i] === 1 ? 'earlyMsc' : 'delayedMsc',
      }));
      const endpointValues = people.flatMap(({ participantId }, i): EndpointValue[] => [
        { endpoint: 'gelWeek24', participantId, value: rows.count[i]!, contributing: rows.scans[i]!, visits: [] },
        { endpoint: 'baselineGel', participantId, value: rows.baseline[i]!, contributing: 1, visits: [] },
      ]);
      const drawn = { ...frame, randomised: people, participants: people, endpointValues };
      const slow = estimate({
        analysis,
        protocol: mesems,
        trial: drawn,
        set: { definition, members: people, excluded: [] },
      });
      const fast = simulator.fit(trial);
      expect(fast.converged).toBe(slow.status === 'computed');
      expect(fast.estimate).toBeCloseTo(Math.log(slow.estimate!), 9);
      expect(fast.estimate + 1.959963984540054 * fast.se).toBeCloseTo(Math.log(slow.ci![1]), 9);
    }
  });

  it('takes the fast path only for the model that it fits', () => {
    const changed = (options: object): Protocol => ({
      ...mesems,
      analyses: mesems.analyses.map((one) => (one.id === 'primary' ? ({ ...one, ...options } as Analysis) : one)),
    });
    const isFast = (protocol: Protocol) => simulationTask(protocol, designScenarios(protocol)[0]!).counts !== undefined;
    expect(isFast(mesems)).toBe(true);
    for (const options of [
      { interval: 'profile' },
      { standardErrors: 'HC3' },
      { confidence: 0.9 },
      { terms: ['sequence'] },
      { method: 'poisson-glm' },
    ]) {
      expect(isFast(changed(options))).toBe(false);
    }
    expect(() => simulationTask(changed({ method: 'summary' }), designScenarios(mesems)[0]!)).toThrow(
      /can't be simulated/,
    );
  });

  it('has exactly the same tally however the trials are shared', () => {
    const scenarios = designScenarios(williams);
    const { simulateRange } = designSimulator(williams, scenarios[1]!, { seed: 9, scenario: 1 });
    const parts = [simulateRange(7, 10), simulateRange(0, 3), simulateRange(3, 7)];
    expect(parts.reduce(mergeTallies)).toEqual(simulateRange(0, 10));
    const other = designSimulator(williams, scenarios[1]!, { seed: 10, scenario: 1 });
    expect(other.simulateRange(0, 3)).not.toEqual(parts[1]);
  });

  it('has the power of the formula and covers the truth, within four Monte Carlo errors', () => {
    const shares = { endpoint: 'binary', power: 0.8, controlProportion: 0.3, activeProportion: 0.6 } as Of<'binary'>;
    const analyses = mesems.analyses.map((one) =>
      one.id === 'primary'
        ? ({
            id: 'primary',
            name: 'p',
            endpoint: 'gelWeek24',
            set: 'FAS',
            role: 'primary',
            method: 'two-by-two',
            effect: one.effect,
          } as Analysis)
        : one,
    );
    const endpoints = mesems.endpoints.map((one) =>
      one.id === 'gelWeek24' ? { ...one, type: 'binary' as const } : one,
    );
    const protocol = { ...withPower(shares), analyses, endpoints, plannedParticipants: 84 };
    const [noEffect, effect] = designScenarios(protocol);
    const tally = (scenario: DesignScenario) =>
      designSimulator(protocol, scenario, { seed: 5, scenario: 0 }).simulateRange(0, 300);
    const alternative = summariseTally(tally(effect!));
    const planned = designPower(protocol)[0]!.planned!.power;
    expect(Math.abs(alternative.rejection.value - planned)).toBeLessThan(4 * alternative.rejection.se + 0.02);
    expect(Math.abs(alternative.coverage.value - 0.95)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 300));
    expect(Math.abs(alternative.bias.value)).toBeLessThan(4 * alternative.bias.se);
    const none = tally(noEffect!);
    expect(summariseTally(none).rejection.value).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 300));
    const text = simulationText([{ name: 'no effect', hypothesis: 'null', tally: none, unit: 1 }]);
    expect(text).toContain('type I error');
  });

  it('counts a fit without convergence as no rejection, and shows it', () => {
    const assumption = {
      endpoint: 'count',
      power: 0.8,
      controlRate: 0.0001,
      rateRatio: 0.5,
      dispersion: 1,
    } as Of<'count'>;
    const analyses = mesems.analyses.map((one) =>
      one.id === 'primary' ? ({ ...one, terms: ['sequence'], interval: 'profile' } as Analysis) : one,
    );
    const protocol = { ...withPower(assumption), analyses };
    const { simulateRange } = designSimulator(protocol, designScenarios(protocol, { participants: 8 })[1]!, {
      seed: 1,
      scenario: 0,
    });
    const found = simulateRange(0, 10);
    expect(found).toMatchObject({ trials: 10, notConverged: 10, rejections: 0 });
    expect(simulationText([{ name: 'rare', hypothesis: 'alternative', tally: found, unit: 1 }])).toMatch(
      /100\.00% \(0\.00\)$/m,
    );
  });
});
