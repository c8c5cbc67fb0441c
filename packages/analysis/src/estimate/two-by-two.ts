// Two proportions: the risk difference with a score interval, and everything else about the table as keys of the result.
import { chiSquareUpper, twoByTwo } from '@equipoise/stats';
import type { SafetyComparison } from '@equipoise/trial';
import { finiteInterval, type MethodResult, notEstimable } from './estimate.js';

/** Participants with the event, x, among n, in the active (1) and the reference group (2). */
export interface TwoByTwoTable {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
}

type Choice = {
  readonly interval?: SafetyComparison['interval'] | 'profile' | undefined;
  readonly confidence?: number | undefined;
};

/**
 * Risk difference, active minus reference. `miettinenNurminen` (default): score interval and score test; `newcombe` and `wald`: that
 * interval and Pearson's test; `exact`: Fisher's test with the score interval. Not estimable where a group is empty.
 * @see Miettinen, Nurminen 1985; PROCEDURES two-by-two
 */
export function compareTwoByTwo(
  counts: TwoByTwoTable,
  { interval = 'miettinenNurminen', confidence = 0.95 }: Choice,
): MethodResult {
  const level = `${Number((confidence * 100).toPrecision(6))}%`;
  const methodDescription = {
    miettinenNurminen: `Miettinen–Nurminen score test and ${level} interval of the risk difference`,
    newcombe: `Pearson's test; Newcombe ${level} interval of the risk difference`,
    wald: `Pearson's test; Wald ${level} interval of the risk difference`,
    exact: `Fisher's exact test; Miettinen–Nurminen ${level} interval of the risk difference`,
    profile: `Miettinen–Nurminen score test and ${level} interval of the risk difference`,
  }[interval];
  const base = { methodDescription, effectMeasure: 'risk difference' as const };
  if (counts.n1 === 0 || counts.n2 === 0) return notEstimable(base, ['a group has no participant']);
  const answer = twoByTwo(counts, confidence);
  const scoreP =
    answer.miettinenNurminenChisqRD0 === undefined ? null : chiSquareUpper(answer.miettinenNurminenChisqRD0, 1);
  const p = {
    miettinenNurminen: scoreP,
    profile: scoreP,
    newcombe: answer.pearsonP ?? null,
    wald: answer.pearsonP ?? null,
    exact: answer.fisherP,
  };
  const { riskDifference } = answer;
  const ci =
    interval === 'wald' || interval === 'newcombe' ? riskDifference[interval] : riskDifference.miettinenNurminen;
  return {
    ...base,
    estimate: riskDifference.estimate,
    ci: finiteInterval(ci),
    p: p[interval],
    status: 'computed',
    flags: scoreP === null ? ['the same outcome in everyone: no score test'] : [],
    result: { ...counts, ...answer, interval },
    used: [],
  };
}
