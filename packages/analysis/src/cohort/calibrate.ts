// Moves counts of a made cohort until a targeted analysis gives the target's figures after rounding.
//
// The counts are drawn first, as in every rehearsal. Then single moves are tried in an order that the seed fixes: one
// lesion more or less at one readable visit of one participant, or one taken here and given there. After each move the
// planned model is fitted anew; how far the log rate ratio and its two standard errors (expected information, joint
// observed information) are from the middle of what the target allows says whether the move is kept: simulated annealing
// that cools with the distance. It ends when every figure, by the full fit, lies inside its rounding interval by the
// margin. The analysis knows nothing of this: it reads the counts that the commands record.
import { normalQuantile, normalTwoSided } from '@equipoise/stats';
import type { Protocol } from '@equipoise/trial';
import { type CalibrationTable, calibrationTable } from './calibration-table.js';
import { createDraws, type Draws } from './draws.js';
import type { ParticipantPlan } from './participant-script.js';
import type { QuickEffect } from './quick-nb-fit.js';
import type { AnalysisTarget, Scenario } from './scenario-schema.js';

const mostFits = 60_000;
const movesOfCooling = 7500;
const gridSteps = 200;

/**
 * Changes the counts of the plans in place so that the scenario's targeted analyses come out as wanted; does nothing
 * without a target. Throws a `RangeError` where no such counts were found, or where the target's figures do not fit
 * together.
 */
export function calibrate(input: {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly plans: readonly ParticipantPlan[];
}): void {
  const { protocol, scenario, seed, plans } = input;
  for (const target of scenario.target?.analyses ?? []) {
    const analysis = protocol.analyses.find((one) => one.id === target.id);
    if (analysis?.method !== 'nb-glm') {
      throw new RangeError(`The protocol has no analysis "${target.id}" by nb-glm.`);
    }
    const table = calibrationTable({ protocol, scenario, plans, analysis });
    const aim = aimAt(target, analysis.confidence ?? 0.95);
    search(table, { target, aim }, createDraws(seed, 'calibration', target.id));
  }
}

/** A log rate ratio and its standard error: the middle of what a target allows. */
export interface Aim {
  readonly confidence: number;
  readonly logRateRatio: number;
  /** Absent where the target leaves the standard error free. */
  readonly se?: number;
}

/** Finds the middle of a target by a grid over (log rate ratio, standard error). Throws where no pair gives its figures. */
export function aimAt(target: AnalysisTarget, confidence: number): Aim {
  if (target.ci === undefined && target.p === undefined) return { confidence, logRateRatio: Math.log(target.estimate) };
  const half = 0.5 * 10 ** -target.digits;
  const [low, high] = [Math.log(target.estimate - half), Math.log(target.estimate + half)];
  const z = normalQuantile(0.5 + confidence / 2);
  const guess =
    target.ci !== undefined
      ? Math.log(target.ci[1] / target.ci[0]) / (2 * z)
      : Math.abs(Math.log(target.estimate)) / normalQuantile(1 - (target.p ?? 1) / 2);
  let best = { slack: 0, logRateRatio: Number.NaN, se: Number.NaN };
  for (let i = 1; i < gridSteps; i++) {
    for (let j = 0; j <= gridSteps; j++) {
      const logRateRatio = low + ((high - low) * i) / gridSteps;
      const se = guess * (0.95 + (0.1 * j) / gridSteps);
      const slack = slackOf({ logRateRatio, se }, target, confidence);
      if (slack > best.slack) best = { slack, logRateRatio, se };
    }
  }
  if (best.slack === 0) {
    throw new RangeError(`No rate ratio and standard error give the figures of the target "${target.id}" together.`);
  }
  return { confidence, logRateRatio: best.logRateRatio, se: best.se };
}

/** Least distance of the figures from their rounding boundaries, less the margin, in half widths: above 0 where all round as wanted. */
function slackOf(
  { logRateRatio, se }: { readonly logRateRatio: number; readonly se: number },
  { estimate, ci, p, digits, margin }: AnalysisTarget,
  confidence: number,
): number {
  const half = 0.5 * 10 ** -digits;
  const slack = (value: number, wanted: number) => (half - margin - Math.abs(value - wanted)) / half;
  const z = normalQuantile(0.5 + confidence / 2);
  const slacks = [slack(Math.exp(logRateRatio), estimate)];
  if (ci !== undefined) {
    slacks.push(slack(Math.exp(logRateRatio - z * se), ci[0]), slack(Math.exp(logRateRatio + z * se), ci[1]));
  }
  const least = Math.min(...slacks);
  // The tail area is the costly figure: it is computed only where it can decide.
  return p === undefined || least <= 0 ? least : Math.min(least, slack(normalTwoSided(logRateRatio / se), p));
}

interface Wanted {
  readonly target: AnalysisTarget;
  readonly aim: Aim;
}

function search(table: CalibrationTable, wanted: Wanted, draws: Draws): void {
  const response = table.response();
  const quickFit = table.quickFit(table.fit(response));
  const units = measureUnits(table, { response, quickFit }, draws);
  let distance = distanceFrom(quickFit(response), wanted.aim, units);
  for (let fits = 0; fits < mostFits; fits++) {
    const changes = drawChanges(table, draws);
    apply(table, response, changes);
    const effect = quickFit(response);
    const moved = distanceFrom(effect, wanted.aim, units);
    const isKept = moved <= distance || draws.chance(Math.exp((distance - moved) / temperatureAt(fits)));
    if (isKept) distance = moved;
    else apply(table, response, changes.map(inverse));
    if (isKept && effect !== undefined && isMet(effect, wanted) && isMet(fullEffect(table, response), wanted)) return;
  }
  throw new RangeError(
    `No counts were found with which "${wanted.target.id}" gives the target; the scenario's means and variances must come nearer to it.`,
  );
}

/** Cools from 5 to 0.05, in squared units of a typical move, over some 5000 moves; a search that found nothing by then is heated again. */
function temperatureAt(fits: number): number {
  return Math.max(0.05, 5 * 0.999 ** (fits % movesOfCooling));
}

/** How much one move typically changes each part of the effect, so that none of them drowns the others. */
interface Units {
  readonly logRateRatio: number;
  readonly se: number;
  readonly gap: number;
}

function measureUnits(
  table: CalibrationTable,
  {
    response,
    quickFit,
  }: { readonly response: Float64Array; readonly quickFit: (y: Float64Array) => QuickEffect | undefined },
  draws: Draws,
): Units {
  const moves = 60;
  const start = quickFit(response);
  const sums = { logRateRatio: 0, se: 0, gap: 0 };
  for (let move = 0; move < moves; move++) {
    const changes = drawChanges(table, draws);
    apply(table, response, changes);
    const effect = quickFit(response);
    apply(table, response, changes.map(inverse));
    if (start === undefined || effect === undefined) continue;
    sums.logRateRatio += (effect.logRateRatio - start.logRateRatio) ** 2;
    sums.se += (meanSe(effect) - meanSe(start)) ** 2;
    sums.gap += (gapOf(effect) - gapOf(start)) ** 2;
  }
  const root = (sum: number) => Math.max(1e-9, Math.sqrt(sum / moves));
  return { logRateRatio: root(sums.logRateRatio), se: root(sums.se), gap: root(sums.gap) };
}

function meanSe({ seExpected, seObservedJoint }: QuickEffect): number {
  return (seExpected + seObservedJoint) / 2;
}

function gapOf({ seExpected, seObservedJoint }: QuickEffect): number {
  return seObservedJoint - seExpected;
}

/** What the analysis will find; undefined where the fit gives no effect. */
function fullEffect(table: CalibrationTable, response: Float64Array): QuickEffect | undefined {
  const { effect, converged } = table.fit(response);
  if (!converged || effect?.wald === undefined || effect.waldJoint === undefined) return undefined;
  const { logRateRatio, wald, waldJoint } = effect;
  return { logRateRatio, seExpected: wald.se, seObservedJoint: waldJoint.se };
}

function isMet(effect: QuickEffect | undefined, { target, aim }: Wanted): boolean {
  if (effect === undefined) return false;
  const { logRateRatio, seExpected, seObservedJoint } = effect;
  return [seExpected, seObservedJoint].every((se) => slackOf({ logRateRatio, se }, target, aim.confidence) > 0);
}

/** Squared distance from the aim in units of a typical move. */
function distanceFrom(effect: QuickEffect | undefined, aim: Aim, units: Units): number {
  if (effect === undefined) return Number.MAX_VALUE;
  const distance = ((effect.logRateRatio - aim.logRateRatio) / units.logRateRatio) ** 2;
  if (aim.se === undefined) return distance;
  return distance + ((meanSe(effect) - aim.se) / units.se) ** 2 + (gapOf(effect) / units.gap) ** 2;
}

/** One lesion added (+1) or taken away (−1) at one visit of one row. */
interface Change {
  readonly row: number;
  readonly visit: string;
  readonly by: 1 | -1;
}

function drawChanges({ rows }: CalibrationTable, draws: Draws): Change[] {
  const change = (by: 1 | -1): Change => {
    const row = draws.integer(0, rows.length - 1);
    return { row, visit: draws.pick(rows[row]?.visits ?? []), by };
  };
  const isThere = ({ row, visit }: Change) => (rows[row]?.byVisit.get(visit) ?? 0) > 0;
  let taken = change(-1);
  for (let attempt = 0; attempt < 10_000 && !isThere(taken); attempt++) taken = change(-1);
  const kind = isThere(taken) ? draws.integer(0, 3) : 0;
  if (kind === 0) return [change(1)];
  return kind === 1 ? [taken] : [taken, change(1)];
}

function apply({ rows }: CalibrationTable, response: Float64Array, changes: readonly Change[]): void {
  for (const { row, visit, by } of changes) {
    const counts = rows[row]?.byVisit;
    counts?.set(visit, (counts.get(visit) ?? 0) + by);
    response[row] = (response[row] ?? 0) + by;
  }
}

function inverse(change: Change): Change {
  return { ...change, by: change.by === 1 ? -1 : 1 };
}
