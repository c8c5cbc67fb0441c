// Probabilities that a sequence of test statistics crosses its boundaries: recursive numerical integration.
import { normalCdf, normalUpper } from '../distribution/normal.js';
import { compositeRule } from './gauss-legendre.js';

/**
 * The part of the score process S(t) = Z √t that is still going on at one look, as point masses: the nodes of a quadrature rule
 * with weight × density. S has mean `drift` × t and variance t in units in which the last look has t = 1.
 */
interface Continuation {
  readonly time: number;
  readonly nodes: Float64Array;
  readonly masses: Float64Array;
}

/** An interval on the scale of the score process. */
export type ScoreInterval = readonly [number, number];

/** Standard deviations of a normal beyond which nothing is left: the tail is below 1e-19. */
const REACH = 9;
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/** The process before the first look: at 0 for certain. */
export function startOfProcess(): Continuation {
  return { time: 0, nodes: new Float64Array(1), masses: new Float64Array([1]) };
}

/** P(the trial goes on to `time` and S(time) > bound). */
export function probabilityAbove(before: Continuation, step: Step, bound: number): number {
  return tailSum(before, step, (mean, sd) => normalUpper((bound - mean) / sd));
}

/** P(the trial goes on to `time` and S(time) < bound). */
export function probabilityBelow(before: Continuation, step: Step, bound: number): number {
  return tailSum(before, step, (mean, sd) => normalCdf((bound - mean) / sd));
}

/** The next look: its time, and the drift (mean of S at time 1). */
export interface Step {
  readonly time: number;
  readonly drift: number;
}

function tailSum(
  { time: from, nodes, masses }: Continuation,
  { time, drift }: Step,
  tail: (mean: number, sd: number) => number,
): number {
  const dt = time - from;
  const sd = Math.sqrt(dt);
  let sum = 0;
  for (let j = 0; j < nodes.length; j += 1) sum += masses[j]! * tail(nodes[j]! + drift * dt, sd);
  return sum;
}

/**
 * The process at the look `step`, restricted to the intervals in which the trial goes on (ascending, ends may be ±∞). `nextTime` is the
 * time of the look after, to which the grid's fineness is fitted: panels of two standard deviations of the shorter increment
 * with 16 Gauss–Legendre nodes each leave an error below 1e-13.
 * @see Armitage, McPherson and Rowe (1969); Jennison and Turnbull (2000), chapter 19
 */
export function advance(
  before: Continuation,
  step: Step,
  { intervals, nextTime }: { readonly intervals: readonly ScoreInterval[]; readonly nextTime: number },
): Continuation {
  const { time, drift } = step;
  const reach = REACH * Math.sqrt(time);
  const panelWidth = 2 * Math.sqrt(Math.min(time - before.time, nextTime - time));
  const rules = intervals.map(([low, high]) =>
    compositeRule([Math.max(low, drift * time - reach), Math.min(high, drift * time + reach)], panelWidth),
  );
  const size = rules.reduce((sum, rule) => sum + rule.nodes.length, 0);
  const nodes = new Float64Array(size);
  const masses = new Float64Array(size);
  let at = 0;
  for (const rule of rules) {
    nodes.set(rule.nodes, at);
    masses.set(rule.weights, at);
    at += rule.nodes.length;
  }
  multiplyByDensity({ nodes, masses }, before, step);
  return { time, nodes, masses };
}

/** Both sets of nodes ascend, so that a window over the earlier ones is moved along. */
function multiplyByDensity(
  { nodes, masses }: { readonly nodes: Float64Array; readonly masses: Float64Array },
  before: Continuation,
  { time, drift }: Step,
): void {
  const dt = time - before.time;
  const sd = Math.sqrt(dt);
  const earlier = before.nodes;
  let first = 0;
  for (let i = 0; i < nodes.length; i += 1) {
    const centre = nodes[i]! - drift * dt;
    while (first < earlier.length && earlier[first]! < centre - REACH * sd) first += 1;
    let density = 0;
    for (let j = first; j < earlier.length && earlier[j]! <= centre + REACH * sd; j += 1) {
      const z = (centre - earlier[j]!) / sd;
      density += before.masses[j]! * Math.exp(-0.5 * z * z);
    }
    masses[i] = masses[i]! * (density / (sd * SQRT_TWO_PI));
  }
}
