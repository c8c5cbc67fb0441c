// What a range of simulated trials adds up to; tallies of disjoint ranges are merged by addition.

/**
 * Sums over simulated trials. Estimates enter rounded to multiples of 2^-30, so that the sums are exact in doubles and do not depend on how
 * the trials were shared among workers.
 */
export interface SimulationTally {
  readonly trials: number;
  /** Fits without convergence: no rejection, no estimate. */
  readonly notConverged: number;
  /** Converged fits at the Poisson limit. */
  readonly poissonLimit: number;
  /** Two-sided rejections of a ratio of 1. */
  readonly rejections: number;
  /** Intervals that hold the true ratio. */
  readonly covered: number;
  /** Sums over converged fits of (log rate ratio − truth), its square, and its squared standard error. */
  readonly sumError: number;
  readonly sumSquaredError: number;
  readonly sumVariance: number;
}

/** The tally of no trial. */
export const EMPTY_TALLY: SimulationTally = {
  trials: 0,
  notConverged: 0,
  poissonLimit: 0,
  rejections: 0,
  covered: 0,
  sumError: 0,
  sumSquaredError: 0,
  sumVariance: 0,
};

/** The tally of two disjoint sets of trials. */
export function mergeTallies(a: SimulationTally, b: SimulationTally): SimulationTally {
  return {
    trials: a.trials + b.trials,
    notConverged: a.notConverged + b.notConverged,
    poissonLimit: a.poissonLimit + b.poissonLimit,
    rejections: a.rejections + b.rejections,
    covered: a.covered + b.covered,
    sumError: a.sumError + b.sumError,
    sumSquaredError: a.sumSquaredError + b.sumSquaredError,
    sumVariance: a.sumVariance + b.sumVariance,
  };
}

/** An estimate with its Monte Carlo standard error. */
export interface MonteCarlo {
  readonly value: number;
  readonly se: number;
}

/** Operating characteristics. What no converged fit tells of is NaN. */
export interface SimulationSummary {
  readonly trials: number;
  /** Share of all trials whose fit did not converge; none of them rejects. */
  readonly notConverged: MonteCarlo;
  /** Share of all trials that reject: power, or under a ratio of 1 the type I error. */
  readonly rejection: MonteCarlo;
  /** Mean error of the log rate ratio, converged fits. */
  readonly bias: MonteCarlo;
  /** Standard deviation of the log rate ratio, converged fits. */
  readonly empiricalSE: MonteCarlo;
  /** Root of the mean squared standard error, converged fits. */
  readonly modelSE: number;
  /** Share of converged fits whose interval holds the truth. */
  readonly coverage: MonteCarlo;
}

/** Rates and moments of a tally, with Monte Carlo errors. @see Morris, White and Crowther (2019), Statistics in Medicine 38, table 6 */
export function summariseTally(tally: SimulationTally): SimulationSummary {
  const { trials, notConverged, sumError, sumSquaredError } = tally;
  const fits = trials - notConverged;
  const mean = sumError / fits;
  const variance = Math.max(0, (sumSquaredError - fits * mean * mean) / (fits - 1));
  const sd = Math.sqrt(variance);
  return {
    trials,
    notConverged: share(notConverged, trials),
    rejection: share(tally.rejections, trials),
    bias: { value: mean, se: sd / Math.sqrt(fits) },
    empiricalSE: { value: sd, se: sd / Math.sqrt(2 * (fits - 1)) },
    modelSE: Math.sqrt(tally.sumVariance / fits),
    coverage: share(tally.covered, fits),
  };
}

function share(count: number, of: number): MonteCarlo {
  const value = count / of;
  return { value, se: Math.sqrt((value * (1 - value)) / of) };
}
