// What an observer who wants to foresee allocations guesses, and how far a trial is out of balance.

/**
 * The convergence guesser names the sequence that is furthest behind its share; of several those of the largest
 * share, each as likely as the others. For equal shares: the sequence that was allocated least, a tie at random.
 * @see Blackwell and Hodges 1957, Annals of Mathematical Statistics 28:449
 */
export function convergenceGuess(ratio: readonly number[], counts: readonly number[]): readonly number[] {
  let best: number[] = [];
  for (let j = 0; j < ratio.length; j++) {
    const leader = best[0];
    const order = leader === undefined ? -1 : compare(ratio, counts, j, leader);
    if (order < 0) best = [j];
    else if (order === 0) best.push(j);
  }
  return best;
}

/** Negative where sequence `a` is further behind its share than `b`, or as far and of a larger share. */
function compare(ratio: readonly number[], counts: readonly number[], a: number, b: number): number {
  const [shareA, shareB] = [ratio[a] as number, ratio[b] as number];
  return (counts[a] as number) * shareB - (counts[b] as number) * shareA || shareB - shareA;
}

/** The probability that one of the guesses, taken at random, is right. */
export function chanceOfGuess(guesses: readonly number[], probabilities: readonly number[]): number {
  return guesses.reduce((sum, guess) => sum + (probabilities[guess] as number), 0) / guesses.length;
}

/**
 * How far numbers are out of balance: the largest minus the smallest, each divided by its share and multiplied by the
 * mean share (so for equal shares the largest minus the smallest number).
 */
export function imbalanceOf(ratio: readonly number[], counts: readonly number[]): number {
  const mean = ratio.reduce((sum, share) => sum + share, 0) / ratio.length;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let j = 0; j < ratio.length; j++) {
    const scaled = ((counts[j] as number) * mean) / (ratio[j] as number);
    least = Math.min(least, scaled);
    most = Math.max(most, scaled);
  }
  return most - least;
}
