// Minimisation: the sequence that would leave the margins of the factors best balanced is preferred.
import type { DesignOf } from '../../event/randomisation-design.js';

/** How often each sequence was allocated at each level of each factor. */
export interface Margins {
  /** The shares of the sequences in the next draw, for a participant with these levels (one for each factor, in order). */
  readonly nextShares: (levels: readonly string[]) => readonly number[];
  readonly add: (levels: readonly string[], sequence: number) => void;
}

/** Sums of the same terms in another order differ by rounding only; less than this is a tie. */
const tieTolerance = 1e-9;

/**
 * Margins without any participant. For sequence k and factor f let x be the numbers at the participant's level, k counted
 * once more, each divided by its share (multiplied by the shares' least common multiple, so that all are whole). The
 * imbalance is Σ weight · d(x), where d is the largest minus the smallest (range), K·Σx² − (Σx)² (variance, K² fold) or
 * its root. The sequences of the least imbalance are preferred, by their shares where several are.
 *
 * A preferred sequence j leaves to each other sequence i the probability rᵢ (1 − p) / (u − r), where p is the design's
 * probability, u the sum of the shares and r the smallest of them. For equal shares j has p, the others share the rest.
 * @see Pocock and Simon 1975, Biometrics 31:103
 * @see Han, Enas and McEntegart 2009, Statistics in Medicine 28:3329 (unequal ratios by biased-coin minimisation)
 */
export function createMargins({ ratio, factors, measure, probability }: DesignOf<'minimisation'>): Margins {
  const sequences = ratio.length;
  const total = ratio.reduce((sum, share) => sum + share, 0);
  const scale = ratio.reduce(leastCommonMultiple, 1);
  const steps = ratio.map((share) => scale / share);
  const counts = factors.map(() => new Map<string, number[]>());
  const spread = spreads[measure];
  const leftPerShare = (1 - probability) / (total - Math.min(...ratio));
  // Reused: nothing is allocated for each participant but the answer.
  const imbalance = new Array<number>(sequences).fill(0);
  const x = new Array<number>(sequences).fill(0);
  const zeros: readonly number[] = new Array<number>(sequences).fill(0);

  return {
    nextShares: (levels) => {
      imbalance.fill(0);
      for (let f = 0; f < factors.length; f++) {
        const known = counts[f]?.get(levelAt(levels, f)) ?? zeros;
        const weight = factors[f]?.weight as number;
        for (let j = 0; j < sequences; j++) x[j] = (known[j] as number) * (steps[j] as number);
        for (let k = 0; k < sequences; k++) {
          const before = x[k] as number;
          x[k] = before + (steps[k] as number);
          imbalance[k] = (imbalance[k] as number) + weight * spread(x);
          x[k] = before;
        }
      }
      const least = Math.min(...imbalance);
      const bound = least + tieTolerance * Math.max(1, least);
      let preferredShare = 0;
      for (let j = 0; j < sequences; j++) if ((imbalance[j] as number) <= bound) preferredShare += ratio[j] as number;
      return ratio.map((share, i) => {
        const isPreferred = (imbalance[i] as number) <= bound;
        if (preferredShare === total) return share;
        const asOther = share * leftPerShare;
        if (!isPreferred) return asOther;
        // Preferred itself with probability share / preferredShare, else another one of the preferred is.
        const itself = 1 - (total - share) * leftPerShare;
        return (share / preferredShare) * itself + (1 - share / preferredShare) * asOther;
      });
    },
    add: (levels, sequence) => {
      for (let f = 0; f < factors.length; f++) {
        const level = levelAt(levels, f);
        const byLevel = counts[f] as Map<string, number[]>;
        const known = byLevel.get(level) ?? new Array<number>(sequences).fill(0);
        byLevel.set(level, known);
        known[sequence] = (known[sequence] as number) + 1;
      }
    },
  };
}

function levelAt(levels: readonly string[], factor: number): string {
  const level = levels[factor];
  if (level === undefined) throw new RangeError(`minimisation needs a level for factor ${factor + 1}`);
  return level;
}

const spreads = {
  range: (x: readonly number[]) => Math.max(...x) - Math.min(...x),
  variance: squares,
  standardDeviation: (x: readonly number[]) => Math.sqrt(squares(x)),
} as const;

function squares(x: readonly number[]): number {
  let sum = 0;
  let sumOfSquares = 0;
  for (const value of x) {
    sum += value;
    sumOfSquares += value * value;
  }
  return x.length * sumOfSquares - sum * sum;
}

function leastCommonMultiple(a: number, b: number): number {
  let [greater, smaller] = [a, b];
  while (smaller > 0) [greater, smaller] = [smaller, greater % smaller];
  return (a / greater) * b;
}
