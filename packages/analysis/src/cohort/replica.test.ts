import { readFileSync } from 'node:fs';
import { formatIssue, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.js';
import { memorySnapshot } from '../fixture/memory-snapshot.fixture.js';
import type { AnalysisOutput } from '../output.js';
import { aimAt } from './calibrate.js';
import { parseScenario } from './parse-scenario.js';
import { planRehearsal, type RehearsalPlan } from './plan-rehearsal.js';
import { runInMemory } from './run-in-memory.js';
import type { AnalysisTarget, Scenario } from './scenario-schema.js';

const folder = new URL('../../../../trials/mesems/', import.meta.url);
const protocolSource = readFileSync(new URL('protocol.yaml', folder), 'utf8');
const parsedProtocol = parseProtocol(protocolSource, 'protocol.yaml');
if (!parsedProtocol.ok) throw new Error(parsedProtocol.issues.map(formatIssue).join('\n'));
const protocol = parsedProtocol.value;
const source = readFileSync(new URL('scenarios/published.yaml', folder), 'utf8');
const parsedScenario = parseScenario({ source, file: 'published.yaml', protocol });
if (!parsedScenario.ok) throw new Error(parsedScenario.issues.map(formatIssue).join('\n'));
const published = parsedScenario.value;

function planWith(scenario: Scenario, seed: number): RehearsalPlan {
  return planRehearsal({ protocol, protocolSource, scenario, seed });
}

function analysePlan(plan: RehearsalPlan): AnalysisOutput {
  const run = runInMemory(plan);
  expect(run.refusals).toEqual([]);
  return analyse(memorySnapshot(plan, run, { isOpen: true }));
}

function withPrimary(target: Partial<AnalysisTarget>): Scenario {
  const analyses = [{ id: 'primary', estimate: 1, digits: 2, margin: 1e-5, ...target }];
  return { ...published, target: { ...published.target, analyses } };
}

function safetyOf({ safety }: AnalysisOutput, event: string, group: string) {
  const row = safety.find((one) => one.event === event && one.group === group);
  return [row?.events, row?.participants];
}

interface Effect {
  readonly logRateRatio: number;
  readonly wald: { readonly se: number };
  readonly waldJoint: { readonly se: number };
}

/** The published figures, in the paper's rounding, with how far inside a rounding boundary they must lie. */
const figures = { estimate: 0.94, low: 0.5, high: 1.78, p: 0.84, half: 0.005, margin: 1e-5 };

const publishedPlan = planWith(published, 1);

describe('the replica of the published result', () => {
  const output = analysePlan(publishedPlan);

  it('randomises 69 and 75', () => {
    expect(output.participants.bySequence).toEqual({ earlyMsc: 69, delayedMsc: 75 });
    expect(output.participants.randomised).toBe(144);
  });

  it('keeps all 144 in the full analysis set, some with fewer than three readable scans', () => {
    const set = output.analysisSets.find(({ id }) => id === 'FAS');
    expect(set?.n).toEqual({ earlyMsc: 69, delayedMsc: 75 });
    const scans = output.visitSummaries.filter(({ endpoint }) => endpoint === 'gelWeek24');
    expect(scans.reduce((sum, row) => sum + row.unreadable + row.missing, 0)).toBeGreaterThan(0);
  });

  it('has 93 adverse events in 35 participants and 120 in 42, of which infections 18 and 36', () => {
    expect(safetyOf(output, 'all', 'earlyMsc')).toEqual([93, 35]);
    expect(safetyOf(output, 'all', 'delayedMsc')).toEqual([120, 42]);
    expect(safetyOf(output, 'infections', 'earlyMsc')[0]).toBe(18);
    expect(safetyOf(output, 'infections', 'delayedMsc')[0]).toBe(36);
  });

  it('has no serious event under MSC, 9 in 7 participants under placebo, and no death', () => {
    expect(safetyOf(output, 'serious', 'msc')).toEqual([0, 0]);
    expect(safetyOf(output, 'serious', 'placebo')).toEqual([9, 7]);
    expect(output.safety.filter(({ event }) => event === 'fatal').every(({ events }) => events === 0)).toBe(true);
  });

  it.each(['primary', 'primaryObserved'])(
    'gives 0.94 (0.50 to 1.78), p = 0.84, well inside each rounding: %s',
    (id) => {
      const result = output.analyses.find((analysis) => analysis.id === id);
      const inside = figures.half - figures.margin;
      expect(Math.abs((result?.estimate ?? 0) - figures.estimate)).toBeLessThan(inside);
      expect(Math.abs((result?.ci?.[0] ?? 0) - figures.low)).toBeLessThan(inside);
      expect(Math.abs((result?.ci?.[1] ?? 0) - figures.high)).toBeLessThan(inside);
      expect(Math.abs((result?.p ?? 0) - figures.p)).toBeLessThan(inside);
      expect(result?.result).toMatchObject({ converged: true });
    },
  );

  it('lies where the four roundings together put it', () => {
    const primary = output.analyses.find(({ id }) => id === 'primary');
    if (primary === undefined) throw new Error('there is no primary analysis');
    const { logRateRatio, wald, waldJoint } = primary.result.effect as Effect;
    expect(Math.exp(logRateRatio)).toBeGreaterThan(0.93737);
    expect(Math.exp(logRateRatio)).toBeLessThan(0.93839);
    for (const se of [wald.se, waldJoint.se]) {
      expect(se).toBeGreaterThan(0.3252);
      expect(se).toBeLessThan(0.3262);
    }
  });
});

describe('another target', () => {
  const plan = planWith(withPrimary({ estimate: 0.7 }), 1);

  it('with the estimate alone set to 0.70 the same build reports 0.70, and the same adverse events', () => {
    const output = analysePlan(plan);
    const primary = output.analyses.find(({ id }) => id === 'primary');
    expect(primary?.estimate?.toFixed(2)).toBe('0.70');
    expect(safetyOf(output, 'all', 'delayedMsc')).toEqual([120, 42]);
  });

  it('is met with another interval and p too', () => {
    const output = analysePlan(planWith(withPrimary({ estimate: 0.7, ci: [0.4, 1.22], p: 0.21 }), 3));
    const primary = output.analyses.find(({ id }) => id === 'primary');
    expect(primary?.estimate?.toFixed(2)).toBe('0.70');
    expect(primary?.ci?.map((end) => end.toFixed(2))).toEqual(['0.40', '1.22']);
    expect(primary?.p?.toFixed(2)).toBe('0.21');
  });

  it('is another trial: no id is shared with the one that it was made from', () => {
    const idsOf = ({ trialId, commands, sequenceOf }: RehearsalPlan) =>
      new Set<string>([trialId, ...commands.map(({ commandId }) => commandId), ...sequenceOf.keys()]);
    const known = idsOf(publishedPlan);
    expect([...idsOf(plan)].filter((id) => known.has(id))).toEqual([]);
  });

  it('is refused where its figures do not fit together', () => {
    const scenario = withPrimary({ estimate: 0.7, ci: [0.6, 0.82], p: 0.5 });
    expect(() => planWith(scenario, 1)).toThrow(/together/);
  });

  it('is met for any seed', { timeout: 120_000 }, () => {
    for (const seed of [0, 20120716]) {
      const other = planWith(published, seed);
      expect([...other.sequenceOf.values()].filter((sequence) => sequence === 'earlyMsc')).toHaveLength(69);
      expect(other.commands.filter(({ command }) => command.name === 'reportAdverseEvent')).toHaveLength(213);
    }
  });
});

describe('aimAt', () => {
  it('finds the rate ratio and standard error between the bounds that the published roundings leave', () => {
    const target = {
      id: 'primary',
      estimate: 0.94,
      ci: [0.5, 1.78] as [number, number],
      p: 0.84,
      digits: 2,
      margin: 1e-5,
    };
    const aim = aimAt(target, 0.95);
    expect(Math.exp(aim.logRateRatio)).toBeGreaterThan(0.93737);
    expect(Math.exp(aim.logRateRatio)).toBeLessThan(0.93839);
    expect(aim.se).toBeGreaterThan(0.3252);
    expect(aim.se).toBeLessThan(0.3262);
  });
});
