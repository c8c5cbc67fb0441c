// The assumptions under which a two-arm trial of counts is simulated, and their checks.

/**
 * A two-arm trial whose endpoint is a sum of counts over scans. The count of a participant with k readable scans is negative binomial with mean
 * k × controlRate × rateRatio^(treated) × (baseline + 1)^slope and size θ; who has no readable scan is left out.
 */
export interface CountTrialScenario {
  /** Participants of the control and of the treated arm. */
  readonly participants: readonly [number, number];
  /** Mean count of one scan, control arm, baseline count 0. */
  readonly controlRate: number;
  /** True ratio of the rates, treated to control. */
  readonly rateRatio: number;
  /** Size of the counts given the baseline: Var = μ + μ²/θ; ∞ the Poisson. */
  readonly theta: number;
  /** Scans planned for each participant. Default 1. */
  readonly scans?: number;
  /** Probability that a scan is missing, each on its own. Default 0. */
  readonly missingShare?: number;
  /** A baseline count, negative binomial itself, that acts by (baseline + 1)^slope. Default: none. */
  readonly baseline?: { readonly mean: number; readonly theta: number; readonly slope: number };
  /** The model: treatment and ln(scans), and ln(baseline + 1) if true. Default: true when there is a baseline. */
  readonly isAdjusted?: boolean;
  /** Standard error of the test and the interval. Default 'expected', as summary(glm.nb). */
  readonly information?: 'expected' | 'observedJoint';
  /** Two-sided level of the Wald test, and of the interval (1 − alpha). Default 0.05. */
  readonly alpha?: number;
}

/** A scenario with its defaults filled in. */
export interface CheckedScenario extends Required<Omit<CountTrialScenario, 'baseline'>> {
  readonly baseline: { readonly mean: number; readonly theta: number; readonly slope: number } | undefined;
}

/** @throws RangeError naming every faulty value and what is allowed */
export function checkScenario(scenario: CountTrialScenario): CheckedScenario {
  const { baseline, scans = 1, missingShare = 0, information = 'expected', alpha = 0.05 } = scenario;
  const { participants, controlRate, rateRatio, theta, isAdjusted = baseline !== undefined } = scenario;
  const problems = [
    ...participants.map((n, arm) =>
      problem(
        Number.isSafeInteger(n) && n >= 1 && n <= 1e6,
        `participants[${arm}]`,
        n,
        'whole numbers from 1 to 1000000',
      ),
    ),
    problem(controlRate > 0 && controlRate <= 1e6, 'controlRate', controlRate, 'numbers above 0, up to 1000000'),
    problem(rateRatio > 0 && rateRatio <= 1e6, 'rateRatio', rateRatio, 'numbers above 0, up to 1000000'),
    problem(theta > 0, 'theta', theta, 'numbers above 0, or Infinity'),
    problem(Number.isSafeInteger(scans) && scans >= 1 && scans <= 1000, 'scans', scans, 'whole numbers from 1 to 1000'),
    problem(missingShare >= 0 && missingShare < 1, 'missingShare', missingShare, 'numbers from 0, below 1'),
    problem(alpha > 0 && alpha < 1, 'alpha', alpha, 'numbers between 0 and 1'),
    ...(baseline === undefined
      ? [problem(!isAdjusted, 'isAdjusted', isAdjusted, 'false, as there is no baseline')]
      : [
          problem(
            baseline.mean > 0 && baseline.mean <= 1e4,
            'baseline.mean',
            baseline.mean,
            'numbers above 0, up to 10000',
          ),
          problem(baseline.theta > 0, 'baseline.theta', baseline.theta, 'numbers above 0, or Infinity'),
          problem(Math.abs(baseline.slope) <= 10, 'baseline.slope', baseline.slope, 'numbers from -10 to 10'),
        ]),
  ].flat();
  if (problems.length > 0) throw new RangeError(`The scenario can't be simulated: ${problems.join(' ')}`);
  return {
    participants,
    controlRate,
    rateRatio,
    theta,
    scans,
    missingShare,
    baseline,
    isAdjusted,
    information,
    alpha,
  };
}

function problem(isAllowed: boolean, name: string, value: unknown, allowed: string): readonly string[] {
  return isAllowed ? [] : [`${name} is ${value}; allowed are ${allowed}.`];
}
