// Whether blinding held, from what participants guess: James' index of the trial and Bang's of each arm.
import { checkConfidence, normalHalfWidth } from '../distribution/confidence-level.js';
import { normalTwoSided } from '../distribution/normal.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** The guesses of one arm's participants. */
export interface ArmGuesses {
  readonly arm: string;
  /** Guessed their own arm. */
  readonly correct: number;
  readonly incorrect: number;
  readonly doNotKnow: number;
}

/** An index with its large-sample interval. NaN and flagged where it does not exist. */
export interface BlindingIndex {
  readonly estimate: number;
  readonly se: number;
  readonly ci: Interval;
}

/** Bang's index of an arm: 0 guesses at random, 1 all correct, −1 all wrong. */
export interface ArmBlindingIndex extends BlindingIndex {
  readonly arm: string;
  readonly n: number;
  /** Two-sided, that guesses are at random. */
  readonly p: number;
}

/** Both indices. */
export interface BlindingIndices {
  /** 0 all guess correctly, 0.5 guesses at random, 1 all say that they do not know. */
  readonly james: BlindingIndex;
  readonly bang: readonly ArmBlindingIndex[];
  readonly n: number;
  /** 'no-guesses': James' index does not exist, because all say that they do not know, or all guess the same. */
  readonly flags: readonly 'no-guesses'[];
}

/**
 * The indices of a two-arm trial. James' standard error is that of a multinomial sample of all participants, Bang's of each arm.
 * @throws RangeError for an arm without participants, or counts that are no whole numbers from 0
 * @see James et al. (1996), Statistics in Medicine 15, 1421–1434; Bang, Ni and Davis (2004), Controlled Clinical Trials 25, 143–156
 */
export function blindingIndices(
  arms: readonly [ArmGuesses, ArmGuesses],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): BlindingIndices {
  checkConfidence(confidence);
  arms.forEach(checkArm);
  const half = normalHalfWidth(confidence);
  const sizes = arms.map(({ correct, incorrect, doNotKnow }) => correct + incorrect + doNotKnow);
  const n = sizes[0]! + sizes[1]!;
  const james = jamesIndex(arms, n);
  return {
    james: { ...james, ci: [james.estimate - half * james.se, james.estimate + half * james.se] },
    bang: arms.map(({ arm, correct, incorrect }, k) => {
      const size = sizes[k]!;
      const right = correct / size;
      const wrong = incorrect / size;
      const estimate = right - wrong;
      const se = Math.sqrt((right + wrong - estimate * estimate) / size);
      const z = se > 0 ? estimate / se : Number.NaN;
      return { arm, n: size, estimate, se, p: normalTwoSided(z), ci: [estimate - half * se, estimate + half * se] };
    }),
    n,
    flags: Number.isNaN(james.estimate) ? ['no-guesses'] : [],
  };
}

/**
 * 1 − D + A D²/(2B): D the share that guesses, A the share that guesses wrongly, B what A would be by chance times D². The weights
 * of James et al. for wrong guesses (one half) cancel.
 */
function jamesIndex(arms: readonly [ArmGuesses, ArmGuesses], n: number): { estimate: number; se: number } {
  const [one, two] = arms;
  // Rows: arm; columns: guessed the first arm, the second arm.
  const guesses = [
    [one.correct / n, one.incorrect / n],
    [two.incorrect / n, two.correct / n],
  ] as const;
  const rows = guesses.map(([a, b]) => a + b);
  const columns = [guesses[0][0] + guesses[1][0], guesses[0][1] + guesses[1][1]];
  const D = rows[0]! + rows[1]!;
  const A = guesses[0][1] + guesses[1][0];
  const B = rows[0]! * columns[1]! + rows[1]! * columns[0]!;
  if (!(B > 0)) return { estimate: Number.NaN, se: Number.NaN };
  let mean = 0;
  let square = 0;
  guesses.forEach((row, i) => {
    row.forEach((share, j) => {
      const isWrong = i === j ? 0 : 1;
      const slopeB = columns[1 - i]! + rows[1 - j]!;
      const slope = -1 + (isWrong * D * D + 2 * A * D) / (2 * B) - (A * D * D * slopeB) / (2 * B * B);
      mean += share * slope;
      square += share * slope * slope;
    });
  });
  return { estimate: 1 - D + (A * D * D) / (2 * B), se: Math.sqrt(Math.max(0, square - mean * mean) / n) };
}

function checkArm({ arm, correct, incorrect, doNotKnow }: ArmGuesses): void {
  for (const [name, count] of Object.entries({ correct, incorrect, 'do not know': doNotKnow })) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`Arm "${arm}" has ${count} guesses "${name}"; allowed are whole numbers from 0.`);
    }
  }
  if (correct + incorrect + doNotKnow === 0)
    throw new RangeError(`Arm "${arm}" has no participants; at least one is needed.`);
}
