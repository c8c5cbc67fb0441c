// Assesses a randomisation design for a trial of some size: how well it is foreseen, how far it strays from its ratio.
import type { RandomisationDesign } from '../../event/randomisation-design.js';
import { designProblem } from '../design-problem.js';
import type { StratumDesign } from '../process.js';
import type { DrawnDesign } from '../stratum-entries.js';
import type { Assessment } from './assessment.js';
import { type ExactStratum, exactStratum, longRunOf } from './exact.js';
import { imbalanceOf } from './guess.js';
import { simulate } from './simulate.js';

/** The trial that a design is assessed for. */
export interface AssessedTrial {
  readonly participants: number;
  /** Participants are spread over the strata as evenly as their number allows. */
  readonly strata: number;
  readonly sites: number;
  /** How many levels each factor of minimisation has, by its id; 2 where one is not named. All are equally likely. */
  readonly levels?: Readonly<Record<string, number>>;
}

export interface AssessmentOptions {
  /** Uniform on [0, 1); used only where a simulation is needed. */
  readonly random: () => number;
  /** Simulated trials; 2000 where it is absent. */
  readonly runs?: number;
}

/**
 * Exact where it can be, else simulated. Throws a RangeError where the design cannot be drawn from, where numbers are
 * not whole and positive, and where a product of runs and participants is beyond 10⁸.
 */
export function assess(design: RandomisationDesign, trial: AssessedTrial, options: AssessmentOptions): Assessment {
  const problem = designProblem(design);
  if (problem !== undefined) throw new RangeError(problem);
  const drawn = design as DrawnDesign;
  const { participants, strata, sites } = trial;
  for (const [name, value] of Object.entries({ participants, strata, sites })) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
  }
  const runs = options.runs ?? 2000;
  if (!Number.isInteger(runs) || runs < 2 || runs * participants > 1e8) {
    throw new RangeError(`runs must be a whole number from 2 to ${Math.floor(1e8 / participants)}, not ${runs}`);
  }
  const sizes = Array.from(
    { length: strata },
    (_, i) => Math.floor(participants / strata) + (i < participants % strata ? 1 : 0),
  );
  const about = { method: design.method, participants, strata, sites };
  const longRun = 'blockSizes' in drawn || drawn.method === 'maximalProcedure' ? longRunOf(drawn) : undefined;
  const known = longRun === undefined ? {} : { longRun };
  const exact = drawn.method === 'minimisation' ? undefined : assessExactly(drawn, sizes);
  if (exact !== undefined) return { ...about, kind: 'exact', ...exact, ...known };
  const levels = drawn.method === 'minimisation' ? drawn.factors.map(({ id }) => trial.levels?.[id] ?? 2) : [];
  const simulated = simulate(drawn, { sizes, runs, random: options.random, levels });
  return { ...about, kind: 'simulated', runs, ...simulated, ...known };
}

function assessExactly(
  design: StratumDesign,
  sizes: readonly number[],
): Pick<Assessment, 'overall' | 'byStratum'> | undefined {
  const bySize = new Map<number, { stratum: ExactStratum; count: number }>();
  for (const size of sizes) {
    const known = bySize.get(size);
    if (known) {
      known.count += 1;
      continue;
    }
    const stratum = exactStratum(design, size);
    if (stratum === undefined) return undefined;
    bySize.set(size, { stratum, count: 1 });
  }
  const strata = [...bySize.values()];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const atEnd = imbalanceOfAll(design, strata);
  if (atEnd === undefined) return undefined;
  const shareOf = (key: 'correctGuesses' | 'informedGuesses' | 'deterministic') =>
    strata.reduce((sum, { stratum, count }) => sum + stratum[key] * stratum.participants * count, 0) / total;
  const [only] = strata;
  const imbalance = sizes.length === 1 && only !== undefined ? only.stratum.imbalance : { atEnd };
  return {
    overall: {
      participants: total,
      correctGuesses: shareOf('correctGuesses'),
      informedGuesses: shareOf('informedGuesses'),
      deterministic: shareOf('deterministic'),
      imbalance,
    },
    byStratum: strata.map(({ stratum: { ends: _, ...expectation }, count }) => ({ ...expectation, count })),
  };
}

/** More sums of numbers than this, and a simulation is the better answer. */
const mostSums = 20_000;

/** The expected imbalance of the whole trial at its end: strata are independent of each other. */
function imbalanceOfAll(
  { ratio }: StratumDesign,
  strata: readonly { readonly stratum: ExactStratum; readonly count: number }[],
): number | undefined {
  let sums = new Map<string, { counts: readonly number[]; probability: number }>([
    ['', { counts: ratio.map(() => 0), probability: 1 }],
  ]);
  for (const { stratum, count } of strata) {
    for (let i = 0; i < count; i++) {
      if (sums.size * stratum.ends.length > 50 * mostSums) return undefined;
      const next: typeof sums = new Map();
      for (const { counts, probability } of sums.values()) {
        for (const end of stratum.ends) {
          const together = counts.map((value, j) => value + (end.counts[j] as number));
          const key = together.join(',');
          const chance = probability * end.probability;
          next.set(key, { counts: together, probability: chance + (next.get(key)?.probability ?? 0) });
        }
      }
      if (next.size > mostSums) return undefined;
      sums = next;
    }
  }
  let expected = 0;
  for (const { counts, probability } of sums.values()) expected += probability * imbalanceOf(ratio, counts);
  return expected;
}
