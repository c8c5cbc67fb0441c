// What an assessment of a randomisation says.

/** How far the numbers are out of balance, in participants. */
export interface Imbalance {
  /** Expected after the last entry. */
  readonly atEnd: number;
  /** Expected after an entry, on the average over all entries. */
  readonly during: number;
  /** The largest that can be, or in a simulation that was, after any entry. */
  readonly largest: number;
}

/** What is expected of one stratum, or of all together. */
export interface Expectation {
  readonly participants: number;
  /** Share of the entries that the convergence guesser foresees within a stratum. */
  readonly correctGuesses: number;
  /** The same for an observer who knows the design and names the most probable sequence. */
  readonly informedGuesses: number;
  /** Share of the entries that were certain for whoever knows the design and the entries before. */
  readonly deterministic: number;
  readonly imbalance: Imbalance;
}

/** The expectation of a design for a trial of some size. */
export interface Assessment {
  readonly method: string;
  readonly kind: 'exact' | 'simulated';
  /** Simulated trials, where it is a simulation. */
  readonly runs?: number;
  readonly participants: number;
  readonly strata: number;
  readonly sites: number;
  /** Over all strata; the imbalance is that of the whole trial. In an exact assessment `during` is absent here. */
  readonly overall: Omit<Expectation, 'imbalance'> & {
    readonly imbalance: Pick<Imbalance, 'atEnd'> & Partial<Imbalance>;
  };
  /** Strata of the same number of participants are alike and stand once. */
  readonly byStratum: readonly (Expectation & { readonly count: number })[];
  /** For blocks: what the shares tend to in a long stratum. */
  readonly longRun?: Pick<Expectation, 'correctGuesses'> & Partial<Pick<Expectation, 'deterministic'>>;
  /** For minimisation: the expected imbalance at the end within a level of each factor, on the average over its levels. */
  readonly margins?: Readonly<Record<string, number>>;
  /** Monte Carlo standard error of the shares of guesses, where it is a simulation. */
  readonly standardError?: number;
}
