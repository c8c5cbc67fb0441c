// Simulates a scenario of a design and analyses each trial by the estimator of its analysis.
import { type CountTrialScenario, EMPTY_TALLY, randomSource, type SimulationTally } from '@equipoise/stats';
import type { Analysis, PowerAssumption, Protocol } from '@equipoise/trial';
import { isRatio } from '../effect-measure.js';
import type { MethodResult } from '../estimate/estimate.js';
import { estimate } from '../estimate/method.js';
import { assumptionOf, type DesignScenario } from './design-scenario.js';
import { type PlannedComparison, plannedComparison } from './planned-comparison.js';
import { baselineOf, meanOfPower, trialDraw } from './simulated-trial.js';
import { trueEffect } from './true-effect.js';

/** How a scenario is simulated; plain data, so that it can be sent to a worker. */
export interface SimulationTask {
  /** Present where the fast path does it: its fits are those of the analysis. Else the analysis itself is run on drawn records. */
  readonly counts?: CountTrialScenario;
  /** What errors are counted in; a tally's sums times this (or its square) are in the unit of the effect. */
  readonly unit: number;
}

/** Simulates trials of one scenario. */
export interface DesignSimulator {
  /** Tallies the trials from `from` up to, not including, `to`; the same wherever it is done. */
  readonly simulateRange: (from: number, to: number) => SimulationTally;
}

/** The seed of all trials, and the scenario's place in the grid. */
export interface SimulationSeed {
  readonly seed: number;
  readonly scenario: number;
}

/** How a scenario is to be simulated. @throws RangeError for an analysis that can't be simulated */
export function simulationTask(protocol: Protocol, scenario: DesignScenario): SimulationTask {
  const assumption = assumptionOf(protocol, scenario);
  const comparison = plannedComparison(protocol, assumption);
  const { analysis } = comparison;
  if (NOT_SIMULATED.includes(analysis.method)) {
    throw new RangeError(
      `Analysis "${analysis.id}" can't be simulated: its method ${analysis.method} has no test that drawn trials could show.`,
    );
  }
  const counts = countScenario(protocol, comparison, { scenario, assumption });
  return { unit: unitOf(assumption), ...(counts === undefined ? {} : { counts }) };
}

/**
 * A simulator that runs the analysis itself on drawn records. Trial t draws from a source seeded by seed, scenario and t alone, so the
 * tallies do not depend on who simulates which trials.
 * @throws RangeError for a seed that is no whole number from 0 to 2^53 − 1
 */
export function designSimulator(protocol: Protocol, scenario: DesignScenario, seed: SimulationSeed): DesignSimulator {
  const assumption = assumptionOf(protocol, scenario);
  const comparison = plannedComparison(protocol, assumption);
  const { analysis } = comparison;
  const draw = trialDraw(protocol, comparison, { scenario, assumption });
  const definition = protocol.analysisSets.find(({ id }) => id === analysis.set)!;
  const given = { analysis, assumption, alpha: twoSidedLevel(comparison), unit: unitOf(assumption) };
  const fit = (trial: number): MethodResult => {
    const drawn = draw(randomSource([seed.seed, seed.scenario, trial]));
    const set = { definition, members: drawn.randomised, excluded: [] };
    return estimate({ analysis, protocol, trial: drawn, set });
  };
  return {
    simulateRange: (from, to) => {
      const tally: Writable = { ...EMPTY_TALLY };
      for (let trial = from; trial < to; trial += 1) addTrial(tally, fit(trial), given);
      return tally;
    },
  };
}

/**
 * The scenario for the fast path: two arms, negative-binomial regression on the arm and perhaps log(baseline + 1), Wald test and
 * interval at the level of the test, with the model's standard errors. Undefined for any other analysis.
 */
function countScenario(
  protocol: Protocol,
  comparison: PlannedComparison,
  { scenario, assumption }: Drawn,
): CountTrialScenario | undefined {
  const { analysis, cells, layout } = comparison;
  if (analysis.method !== 'nb-glm' || assumption.endpoint !== 'count') return undefined;
  const { standardErrors = 'model', interval = 'wald', test = 'wald', information = 'expected', effect } = analysis;
  const isWald = standardErrors === 'model' && interval === 'wald' && test === 'wald';
  const isPlain =
    layout === 'parallel' && cells.length === 1 && analysis.subset === undefined && comparison.compared === 1;
  const alpha = twoSidedLevel(comparison);
  const isImputed = analysis.missingData !== undefined && 'imputations' in analysis.missingData;
  const isOneLevel = isSame(1 - (analysis.confidence ?? 0.95), alpha);
  if (!isWald || !isPlain || isImputed || !isOneLevel || effect.factor !== undefined) return undefined;
  const [term, covariate, more] = analysis.terms ?? [effect.term];
  const baseline = baselineOf(
    protocol.endpoints.filter(({ role }) => role === 'covariate'),
    comparison,
  );
  const isAdjusted = covariate !== undefined;
  const isLogOfBaseline = covariate?.replaceAll(' ', '') === `log(${baseline?.id}+1)`;
  if (term !== effect.term || more !== undefined || (isAdjusted && !isLogOfBaseline)) return undefined;
  if (isAdjusted !== (assumption.baseline !== undefined)) return undefined;
  const { exposure = 1, missingShare = 0, controlRate, rateRatio, dispersion } = assumption;
  const offset = analysis.offset?.replaceAll(' ', '');
  if (offset !== undefined ? offset !== 'log(scansRead)' : missingShare > 0) return undefined;
  const scans = Number.isInteger(exposure) && exposure <= 1000 ? exposure : 1;
  const own = assumption.baseline;
  const [control, treated] = armSizes(protocol, comparison, scenario);
  return {
    participants: [control, treated],
    controlRate: (controlRate * exposure) / scans / (own === undefined ? 1 : meanOfPower(own)),
    rateRatio,
    theta: 1 / dispersion,
    scans,
    missingShare,
    ...(own === undefined ? {} : { baseline: { mean: own.mean, theta: 1 / own.dispersion, slope: own.slope } }),
    information,
    alpha,
  };
}

interface Drawn {
  readonly scenario: DesignScenario;
  readonly assumption: PowerAssumption;
}

/** Those with data in the reference and in the active group. */
function armSizes(
  protocol: Protocol,
  { analysis, cells }: PlannedComparison,
  { withData }: DesignScenario,
): readonly [number, number] {
  const { effect, period } = analysis;
  const at = protocol.periods.findIndex(({ id }) => id === (cells[0]?.period ?? period ?? protocol.periods[0]!.id));
  const active = protocol.sequences.map(
    ({ id, treatments }) => (effect.term === 'sequence' ? id : treatments[at]) === effect.active,
  );
  const sizeOf = (isActive: boolean) =>
    withData.reduce((sum, n, index) => sum + (active[index] === isActive ? n : 0), 0);
  return [sizeOf(false), sizeOf(true)];
}

/** A one-sided level is twice as high for the two-sided p-value, as in the testing procedure. */
function twoSidedLevel({ level, sided }: PlannedComparison): number {
  return sided === 1 ? 2 * level : level;
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-12;
}

/** Tallied in multiples of this, so that sums are exact in any order. */
const GRAIN = 2 ** -30;
/** Descriptions have no test; a re-randomisation needs the allocation of a real trial. */
const NOT_SIMULATED: readonly string[] = ['summary', 'rerandomisation'];

type Writable = { -readonly [K in keyof SimulationTally]: SimulationTally[K] };

function addTrial(
  tally: Writable,
  { status, p, estimate: value, ci, effectMeasure }: MethodResult,
  given: {
    readonly analysis: Analysis;
    readonly assumption: PowerAssumption;
    readonly alpha: number;
    readonly unit: number;
  },
): void {
  tally.trials += 1;
  if (status !== 'computed' || p === null) {
    tally.notConverged += 1;
    return;
  }
  if (p <= given.alpha) tally.rejections += 1;
  const truth = trueEffect(effectMeasure, given.assumption, given.analysis);
  const scale = (one: number): number => (isRatio(effectMeasure) ? Math.log(one) : one);
  // A test without an estimate, or a measure whose truth the assumption does not say: neither bias nor coverage.
  const error = truth === undefined || value === null ? Number.NaN : (scale(value) - scale(truth)) / given.unit;
  const isCovered = truth !== undefined && ci !== null && ci[0] <= truth && truth <= ci[1];
  tally.covered += Number.isNaN(error) ? Number.NaN : isCovered ? 1 : 0;
  tally.sumError += grained(error);
  tally.sumSquaredError += grained(error * error);
  // How a standard error follows from an answer depends on its method.
  tally.sumVariance = Number.NaN;
}

function grained(value: number): number {
  return Math.round(value / GRAIN) * GRAIN;
}

/** A power of two near the standard deviation of means, so that sums of errors are exact; 1 on the scale of logarithms and shares. */
function unitOf(assumption: PowerAssumption): number {
  if (assumption.endpoint === 'continuous') return 2 ** Math.round(Math.log2(assumption.standardDeviation));
  return 1;
}
