// Two proportions: the risk difference with a score interval, and everything else about the table as keys of the result.
import { chiSquareUpper, type TwoByTwo, twoByTwo } from '@equipoise/stats';
import { finiteInterval, type MethodResult, notEstimable } from './estimate.js';

/** Participants with the event, x, among n, in the active (1) and the reference group (2). */
export interface TwoByTwoTable {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
}

type Interval = readonly [number, number];

/** How two proportions are compared: the options of an analysis, or of a safety comparison. */
interface Choice {
  readonly measure?: 'riskDifference' | 'riskRatio' | 'oddsRatio' | undefined;
  readonly interval?: 'wald' | 'newcombe' | 'miettinenNurminen' | 'exact' | undefined;
  /** Absent: the test of the interval. */
  readonly test?: 'fisher' | 'pearson' | 'yates' | 'miettinenNurminen' | undefined;
  readonly confidence?: number | undefined;
}

const measures = { riskDifference: 'risk difference', riskRatio: 'risk ratio', oddsRatio: 'odds ratio' } as const;
const testNames = {
  fisher: "Fisher's exact test",
  pearson: "Pearson's test",
  yates: "Yates' corrected test",
  miettinenNurminen: 'Miettinen–Nurminen score test',
} as const;

/**
 * Active against reference. Of the risk difference: score interval (default), Newcombe's or Wald's; of the risk ratio: score interval or
 * Katz' (`wald`); of the odds ratio: exact conditional interval (default) or Woolf's (`wald`). `exact` of a difference or ratio of risks
 * is Fisher's test with the score interval. Not estimable where a group is empty.
 * @see Miettinen, Nurminen 1985; PROCEDURES two-by-two
 */
export function compareTwoByTwo(counts: TwoByTwoTable, choice: Choice): MethodResult {
  const { measure = 'riskDifference', confidence = 0.95 } = choice;
  const interval = choice.interval ?? (measure === 'oddsRatio' ? 'exact' : 'miettinenNurminen');
  const test = choice.test ?? testOf(interval);
  const level = `${Number((confidence * 100).toPrecision(6))}%`;
  const effectMeasure = measures[measure];
  const base = {
    methodDescription: `${testNames[test]}; ${intervalName(measure, interval)} ${level} interval of the ${effectMeasure}`,
    effectMeasure,
  };
  if (counts.n1 === 0 || counts.n2 === 0) return notEstimable(base, ['a group has no participant']);
  const answer = twoByTwo(counts, confidence);
  const scoreP =
    answer.miettinenNurminenChisqRD0 === undefined ? null : chiSquareUpper(answer.miettinenNurminenChisqRD0, 1);
  const p = {
    fisher: answer.fisherP,
    pearson: answer.pearsonP ?? null,
    yates: answer.yatesP ?? null,
    miettinenNurminen: scoreP,
  }[test];
  const found = estimateOf(answer, measure, interval);
  const estimate = found.estimate !== undefined && Number.isFinite(found.estimate) ? found.estimate : null;
  return {
    ...base,
    estimate,
    ci: finiteInterval(found.ci),
    p,
    status: estimate === null ? 'not estimable' : 'computed',
    flags: scoreP === null ? ['the same outcome in everyone: no score test'] : [],
    result: { ...counts, ...answer, measure, interval },
    used: [],
  };
}

type Kind = NonNullable<Choice['interval']>;

function testOf(interval: Kind): keyof typeof testNames {
  if (interval === 'exact') return 'fisher';
  return interval === 'miettinenNurminen' ? 'miettinenNurminen' : 'pearson';
}

function intervalName(measure: keyof typeof measures, interval: Kind): string {
  if (measure === 'oddsRatio') return interval === 'wald' ? 'Woolf' : 'exact conditional';
  if (measure === 'riskRatio') return interval === 'wald' ? 'Katz' : 'Miettinen–Nurminen';
  return { wald: 'Wald', newcombe: 'Newcombe', miettinenNurminen: 'Miettinen–Nurminen', exact: 'Miettinen–Nurminen' }[
    interval
  ];
}

function estimateOf(
  { riskDifference, riskRatio, oddsRatio }: TwoByTwo,
  measure: keyof typeof measures,
  interval: Kind,
): { readonly estimate: number | undefined; readonly ci: Interval | undefined } {
  switch (measure) {
    case 'riskDifference': {
      const kind = interval === 'wald' || interval === 'newcombe' ? interval : 'miettinenNurminen';
      return { estimate: riskDifference.estimate, ci: riskDifference[kind] };
    }
    case 'riskRatio':
      return {
        estimate: riskRatio.estimate,
        ci: interval === 'wald' ? riskRatio.katzLog : riskRatio.miettinenNurminen,
      };
    case 'oddsRatio':
      return interval === 'wald'
        ? { estimate: oddsRatio.sample, ci: oddsRatio.woolf }
        : { estimate: oddsRatio.exact.conditionalMLE, ci: oddsRatio.exact.ci };
  }
}
