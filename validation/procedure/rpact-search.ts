// How rpact searches for arms and for the best allocation when participants enter over time: its tolerances show in what it prints.
import { exposuresAt, informationOfExposures, type NbTwoArmDesign, nbSampleSize } from '@equipoise/stats';

/** Participants in the treatment and the control arm. */
export interface RpactArms {
  readonly n1: number;
  readonly n2: number;
}

/**
 * The arms that rpact asks for: a root of the information's step function within 0.01 participants, rounded up arm by arm; where that
 * falls short, one more in both arms. With allocation 1 the library's answer is the same.
 */
export function rpactArms(design: NbTwoArmDesign, needed: number): RpactArms {
  const allocation = design.allocation ?? 1;
  const excess = (n1: number, n2: number): number => informationOf(design, n1, n2) - needed;
  const root = zeroOf((n2) => excess(allocation * n2, n2), [0, 1e4], 0.01);
  const arms = { n1: Math.ceil(allocation * root), n2: Math.ceil(root) };
  return excess(arms.n1, arms.n2) < 0 ? { n1: arms.n1 + 1, n2: arms.n2 + 1 } : arms;
}

/** The allocation at which rpact's search between 0 and 5 for the smallest (1 + allocation) × n2 stops. */
export function rpactAllocation(design: NbTwoArmDesign, power: number): number {
  const needed = nbSampleSize({ ...design, allocation: 1, power }).maximumInformation;
  const total = (allocation: number): number => (1 + allocation) * rpactArms({ ...design, allocation }, needed).n2;
  return minimumOf(total, [0, 5], 1e-5);
}

/** Sizes that are not whole are rounded up, as R's `seq(length.out =)` does. */
function informationOf(
  { controlRate, rateRatio, dispersion, exposure }: NbTwoArmDesign,
  n1: number,
  n2: number,
): number {
  const arm = (n: number, rate: number): number =>
    informationOfExposures({ rate, dispersion }, exposuresAt(Math.ceil(n), exposure));
  const [one, two] = [arm(n1, controlRate * rateRatio), arm(n2, controlRate)];
  return one > 0 && two > 0 ? 1 / (1 / one + 1 / two) : 0;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Brent's root finder, steps as in R's `uniroot`. @see Brent (1973), chapter 4 */
function zeroOf(f: (x: number) => number, [low, high]: readonly [number, number], tolerance: number): number {
  const at = (x: number): Point => ({ x, y: f(x) });
  let previous = at(low);
  let best = at(high);
  let other = previous;
  for (let step = 0; step < 1000; step += 1) {
    const lastMove = best.x - previous.x;
    if (Math.abs(other.y) < Math.abs(best.y)) [previous, best, other] = [best, other, best];
    const least = 2 * Number.EPSILON * Math.abs(best.x) + tolerance / 2;
    const half = (other.x - best.x) / 2;
    if (Math.abs(half) <= least || best.y === 0) return best.x;
    const isPromising = Math.abs(lastMove) >= least && Math.abs(previous.y) > Math.abs(best.y);
    const wanted = (isPromising ? interpolated({ previous, best, other, lastMove, least }) : undefined) ?? half;
    const move = Math.abs(wanted) < least ? (wanted > 0 ? least : -least) : wanted;
    previous = best;
    best = at(best.x + move);
    if (best.y > 0 === other.y > 0) other = previous;
  }
  return best.x;
}

interface Interpolation {
  readonly previous: Point;
  readonly best: Point;
  readonly other: Point;
  readonly lastMove: number;
  readonly least: number;
}

/** A secant or inverse quadratic step, where it stays inside and shrinks. */
function interpolated({ previous, best, other, lastMove, least }: Interpolation): number | undefined {
  const gap = other.x - best.x;
  let p: number;
  let q: number;
  if (previous.x === other.x) {
    const ratio = best.y / previous.y;
    p = gap * ratio;
    q = 1 - ratio;
  } else {
    const toOther = previous.y / other.y;
    const bestToOther = best.y / other.y;
    const bestToPrevious = best.y / previous.y;
    p = bestToPrevious * (gap * toOther * (toOther - bestToOther) - (best.x - previous.x) * (bestToOther - 1));
    q = (toOther - 1) * (bestToOther - 1) * (bestToPrevious - 1);
  }
  if (p > 0) q = -q;
  else p = -p;
  const isInside = p < 0.75 * gap * q - Math.abs(least * q) / 2 && p < Math.abs((lastMove * q) / 2);
  return isInside ? p / q : undefined;
}

/** Brent's minimiser, steps as in R's `optimize`. @see Brent (1973), chapter 5 */
function minimumOf(f: (x: number) => number, interval: readonly [number, number], tolerance: number): number {
  const golden = (3 - Math.sqrt(5)) / 2;
  let [low, high] = interval;
  let best: Point = { x: low + golden * (high - low), y: Number.NaN };
  best = { x: best.x, y: f(best.x) };
  let [second, third] = [best, best];
  let move = 0;
  let before = 0;
  for (let step = 0; step < 1000; step += 1) {
    const { x } = best;
    const middle = (low + high) / 2;
    const least = Math.sqrt(Number.EPSILON) * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * least - (high - low) / 2) return x;
    let p = 0;
    let q = 0;
    let limit = 0;
    if (Math.abs(before) > least) {
      const r = (x - second.x) * (best.y - third.y);
      q = (x - third.x) * (best.y - second.y);
      p = (x - third.x) * q - (x - second.x) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      else q = -q;
      limit = before;
      before = move;
    }
    if (Math.abs(p) >= Math.abs((q * limit) / 2) || p <= q * (low - x) || p >= q * (high - x)) {
      before = x < middle ? high - x : low - x;
      move = golden * before;
    } else {
      move = p / q;
      const next = x + move;
      if (next - low < 2 * least || high - next < 2 * least) move = x >= middle ? -least : least;
    }
    const u = x + (Math.abs(move) >= least ? move : move > 0 ? least : -least);
    const trial: Point = { x: u, y: f(u) };
    if (trial.y <= best.y) {
      if (u < x) high = x;
      else low = x;
      [third, second, best] = [second, best, trial];
    } else {
      if (u < x) low = u;
      else high = u;
      if (trial.y <= second.y || second.x === x) [third, second] = [second, trial];
      else if (trial.y <= third.y || third.x === x || third.x === second.x) third = trial;
    }
  }
  return best.x;
}
