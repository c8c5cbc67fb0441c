// Simulated expectations: where participants differ (minimisation), or where too many states are possible.
import type { DesignOf } from '../../event/randomisation-design.js';
import { createMargins } from '../method/minimisation.js';
import { type StratumDesign, startOf } from '../process.js';
import type { DrawnDesign } from '../stratum-entries.js';
import type { Assessment, Expectation } from './assessment.js';
import { chanceOfGuess, convergenceGuess, imbalanceOf } from './guess.js';

export interface Simulation {
  /** Participants of each stratum. */
  readonly sizes: readonly number[];
  readonly runs: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /** For minimisation: how many levels each factor has, in the design's order; all levels are equally likely. */
  readonly levels: readonly number[];
}

type Result = Pick<Assessment, 'overall' | 'byStratum' | 'margins' | 'standardError'>;

interface Sums {
  guessed: number;
  informed: number;
  deterministic: number;
  imbalance: number;
  atEnd: number;
  largest: number;
}

/**
 * Plays a trial `runs` times. Participants of all strata come in random order; the next sequence is drawn, while the
 * chances of the guessers are taken as they are expected at each entry.
 */
export function simulate(design: DrawnDesign, simulation: Simulation): Result {
  const { sizes, runs } = simulation;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const overall = noSums();
  const strata = sizes.map(noSums);
  const margins = design.method === 'minimisation' ? design.factors.map(() => 0) : [];
  let squares = 0;
  for (let run = 0; run < runs; run++) {
    const before = overall.guessed;
    playOnce(design, simulation, { overall, strata, margins });
    squares += (overall.guessed - before) ** 2;
  }
  const mean = overall.guessed / runs;
  const variance = runs < 2 ? 0 : Math.max(0, squares / runs - mean * mean) * (runs / (runs - 1));
  const bySize = new Map<number, { sums: Sums; count: number }>();
  sizes.forEach((size, stratum) => {
    const known = bySize.get(size) ?? { sums: noSums(), count: 0 };
    bySize.set(size, { sums: added(known.sums, strata[stratum] as Sums), count: known.count + 1 });
  });
  return {
    overall: expectationOf(overall, total, runs),
    byStratum: [...bySize].map(([size, { sums, count }]) => ({ ...expectationOf(sums, size, runs * count), count })),
    standardError: total === 0 ? 0 : Math.sqrt(variance / runs) / total,
    ...(design.method === 'minimisation'
      ? { margins: Object.fromEntries(design.factors.map(({ id }, f) => [id, (margins[f] as number) / runs])) }
      : {}),
  };
}

interface Tally {
  readonly overall: Sums;
  readonly strata: readonly Sums[];
  /** Sums over runs of the mean imbalance within the levels of each factor. */
  readonly margins: number[];
}

function playOnce(design: DrawnDesign, { sizes, random, levels }: Simulation, tally: Tally): void {
  const sequences = design.sequences.length;
  const strata = sizes.map(() => ({ counts: new Array<number>(sequences).fill(0), next: stepperOf(design) }));
  const counts = new Array<number>(sequences).fill(0);
  const byLevel = levels.map((number) => Array.from({ length: number }, () => new Array<number>(sequences).fill(0)));
  const left = [...sizes];
  let remaining = left.reduce((sum, size) => sum + size, 0);
  for (; remaining > 0; remaining--) {
    const place = pickFrom(left, random() * remaining);
    left[place] = (left[place] as number) - 1;
    const stratum = strata[place] as (typeof strata)[number];
    const sums = tally.strata[place] as Sums;
    const drawn = levels.map((number) => Math.floor(random() * number));
    const named = drawn.map(String);
    const probabilities = stratum.next.probabilities(named);
    const most = Math.max(...probabilities);
    const guessed = chanceOfGuess(convergenceGuess(design.ratio, stratum.counts), probabilities);
    const sequence = pickFrom(probabilities, random());
    stratum.next.take(named, sequence);
    for (const numbers of [counts, stratum.counts, ...drawn.map((level, f) => byLevel[f]?.[level] as number[])]) {
      numbers[sequence] = (numbers[sequence] as number) + 1;
    }
    record(sums, { guessed, most, imbalance: imbalanceOf(design.ratio, stratum.counts) });
    record(tally.overall, { guessed, most, imbalance: imbalanceOf(design.ratio, counts) });
  }
  tally.overall.atEnd += imbalanceOf(design.ratio, counts);
  strata.forEach(({ counts: ends }, place) => {
    (tally.strata[place] as Sums).atEnd += imbalanceOf(design.ratio, ends);
  });
  byLevel.forEach((numbers, f) => {
    const sum = numbers.reduce((all, ends) => all + imbalanceOf(design.ratio, ends), 0);
    tally.margins[f] = (tally.margins[f] as number) + sum / numbers.length;
  });
}

interface Stepper {
  readonly probabilities: (levels: readonly string[]) => readonly number[];
  readonly take: (levels: readonly string[], sequence: number) => void;
}

function stepperOf(design: DrawnDesign): Stepper {
  if (design.method === 'minimisation') return minimisationStepper(design);
  let state = startOf(design as StratumDesign);
  return {
    probabilities: () => state.probabilities,
    take: (_levels, sequence) => {
      state = state.after(sequence);
    },
  };
}

function minimisationStepper(design: DesignOf<'minimisation'>): Stepper {
  const margins = createMargins(design);
  return {
    probabilities: (levels) => {
      const shares = margins.nextShares(levels);
      const sum = shares.reduce((total, share) => total + share, 0);
      return shares.map((share) => share / sum);
    },
    take: margins.add,
  };
}

function pickFrom(weights: readonly number[], place: number): number {
  let reached = 0;
  let last = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] as number;
    if (weight <= 0) continue;
    reached += weight;
    last = index;
    if (place < reached) return index;
  }
  return last;
}

function record(
  sums: Sums,
  { guessed, most, imbalance }: { readonly guessed: number; readonly most: number; readonly imbalance: number },
): void {
  sums.guessed += guessed;
  sums.informed += most;
  if (most > 1 - 1e-12) sums.deterministic += 1;
  sums.imbalance += imbalance;
  sums.largest = Math.max(sums.largest, imbalance);
}

function noSums(): Sums {
  return { guessed: 0, informed: 0, deterministic: 0, imbalance: 0, atEnd: 0, largest: 0 };
}

function added(one: Sums, other: Sums): Sums {
  return {
    guessed: one.guessed + other.guessed,
    informed: one.informed + other.informed,
    deterministic: one.deterministic + other.deterministic,
    imbalance: one.imbalance + other.imbalance,
    atEnd: one.atEnd + other.atEnd,
    largest: Math.max(one.largest, other.largest),
  };
}

function expectationOf(sums: Sums, participants: number, runs: number): Expectation {
  const share = (sum: number) => (participants === 0 ? 0 : sum / (participants * runs));
  return {
    participants,
    correctGuesses: share(sums.guessed),
    informedGuesses: share(sums.informed),
    deterministic: share(sums.deterministic),
    imbalance: { atEnd: sums.atEnd / runs, during: share(sums.imbalance), largest: sums.largest },
  };
}
