// Stopping probabilities of given boundaries under a given drift.
import { advance, probabilityAbove, probabilityBelow, type ScoreInterval, startOfProcess } from './crossing.js';

/** Boundaries on the z scale, one per look; +∞ (efficacy) and −∞ (futility) where a look has none. */
export interface SequentialBounds {
  /** Information at each look as a fraction of that at the last: ascending, in steps of at least 1e-6. */
  readonly informationRates: readonly number[];
  /** The null hypothesis is rejected when Z ≥ the bound (two-sided: |Z| ≥ the bound). */
  readonly efficacy: readonly number[];
  /** The trial stops for futility when Z < the bound (two-sided: |Z| < the bound). The entry of the last look is not used. */
  readonly futility?: readonly number[];
  readonly sided: 1 | 2;
}

/** Probabilities of stopping at each look. */
export interface StoppingProbabilities {
  /** Of rejecting the null hypothesis. */
  readonly reject: readonly number[];
  /** Two-sided: the part of `reject` at the lower boundary, where the effect seems to be against the treatment. */
  readonly rejectBelow: readonly number[];
  /** Of stopping for futility; at the last look: of ending without rejection. */
  readonly futility: readonly number[];
}

/**
 * Stopping probabilities when Z at information fraction t is normal with mean drift × √t and variance 1, and the score process has
 * independent increments. `drift` = effect × √(information at the last look). Absolute error below 1e-12.
 * @see Armitage, McPherson and Rowe (1969); Jennison and Turnbull (2000), chapter 19; rpact getGroupSequentialProbabilities
 */
export function stoppingProbabilities(bounds: SequentialBounds, drift: number): StoppingProbabilities {
  checkBounds(bounds, drift);
  const { informationRates: times, efficacy, futility, sided } = bounds;
  const last = times.length - 1;
  const reject: number[] = [];
  const rejectBelow: number[] = [];
  const stopped: number[] = [];
  let process = startOfProcess();
  times.forEach((time, k) => {
    const step = { time, drift };
    const root = Math.sqrt(time);
    const high = efficacy[k]! * root;
    const low = k === last ? high : Math.min(futility?.[k] ?? Number.NEGATIVE_INFINITY, efficacy[k]!) * root;
    const above = probabilityAbove(process, step, high);
    const below = sided === 2 ? probabilityBelow(process, step, -high) : 0;
    reject.push(above + below);
    rejectBelow.push(below);
    stopped.push(futileProbability({ process, step, low, sided }));
    if (k < last) {
      const intervals = continuation({ low, high, sided });
      process = advance(process, step, { intervals, nextTime: times[k + 1]! });
    }
  });
  return { reject, rejectBelow, futility: stopped };
}

interface FutileInput {
  readonly process: ReturnType<typeof startOfProcess>;
  readonly step: { readonly time: number; readonly drift: number };
  readonly low: number;
  readonly sided: 1 | 2;
}

function futileProbability({ process, step, low, sided }: FutileInput): number {
  if (sided === 1) return probabilityBelow(process, step, low);
  if (!(low > 0)) return 0;
  return Math.max(0, probabilityBelow(process, step, low) - probabilityBelow(process, step, -low));
}

/** Where the trial goes on, on the score scale. */
export function continuation({
  low,
  high,
  sided,
}: {
  readonly low: number;
  readonly high: number;
  readonly sided: 1 | 2;
}): readonly ScoreInterval[] {
  if (sided === 1) return [[low, high]];
  if (!(low > 0)) return [[-high, high]];
  return [
    [-high, -low],
    [low, high],
  ];
}

function checkBounds({ informationRates, efficacy, futility }: SequentialBounds, drift: number): void {
  checkInformationRates(informationRates);
  if (efficacy.length !== informationRates.length) {
    throw new RangeError(`There are ${efficacy.length} efficacy bounds for ${informationRates.length} looks.`);
  }
  if (futility !== undefined && futility.length < informationRates.length - 1) {
    throw new RangeError(`There are ${futility.length} futility bounds for ${informationRates.length} looks.`);
  }
  const wrong = [...efficacy, ...(futility ?? [])].find((bound) => Number.isNaN(bound));
  if (wrong !== undefined) throw new RangeError('A bound is NaN; allowed are numbers and ±Infinity.');
  if (!Number.isFinite(drift)) throw new RangeError(`The drift is ${drift}; allowed are finite numbers.`);
}

const SMALLEST_STEP = 1e-6;
const MOST_LOOKS = 50;

/** @throws RangeError unless the rates ascend from above 0 to 1, in steps of at least 1e-6, at most 50 of them */
export function checkInformationRates(rates: readonly number[]): void {
  if (rates.length === 0 || rates.length > MOST_LOOKS) {
    throw new RangeError(`There are ${rates.length} information rates; allowed are 1 to ${MOST_LOOKS}.`);
  }
  rates.forEach((rate, k) => {
    if (!(rate - (rates[k - 1] ?? 0) >= SMALLEST_STEP)) {
      throw new RangeError(
        `Information rate ${k + 1} is ${rate}; each must be at least ${SMALLEST_STEP} above the one before.`,
      );
    }
  });
  if (Math.abs(rates.at(-1)! - 1) > 1e-12) {
    throw new RangeError(`The last information rate is ${rates.at(-1)}; it must be 1.`);
  }
}
