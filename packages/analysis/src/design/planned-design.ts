// From the words of a protocol to a design whose power the statistics know.
import type { FutilityRule, NbTwoArmDesign, TrialDesign } from '@equipoise/stats';
import type { Interim, PowerAssumption, Protocol } from '@equipoise/trial';
import { efficacyOf, spendingOf } from '../testing/boundary.js';
import type { PlannedComparison } from './planned-comparison.js';

type Of<E extends PowerAssumption['endpoint']> = Extract<PowerAssumption, { endpoint: E }>;

/** A design, what its power is found by, and what the reader must know besides. */
export interface PlannedDesign {
  readonly design: TrialDesign;
  readonly formula: string;
  readonly notes: readonly string[];
}

/** The design of a comparison. @throws RangeError for assumptions that contradict each other */
export function plannedDesign(protocol: Protocol, comparison: PlannedComparison): PlannedDesign {
  const { assumption } = comparison;
  const planned = designOf(protocol, comparison, assumption);
  const notes = [...planned.notes, ...(comparison.levelNote === undefined ? [] : [comparison.levelNote])];
  const interim = protocol.testing.interim;
  if (interim === undefined || interim.analysis !== comparison.analysis.id) return { ...planned, notes };
  if (planned.design.kind === 'nb-parallel') return withLooks({ ...planned, notes }, planned.design, interim);
  return {
    ...planned,
    notes: [...notes, 'The looks before the end are left out: this is the power of a design without them.'],
  };
}

function designOf(protocol: Protocol, comparison: PlannedComparison, assumption: PowerAssumption): PlannedDesign {
  switch (assumption.endpoint) {
    case 'count':
      return comparison.layout === 'crossover'
        ? crossoverCounts(comparison, assumption)
        : counts(comparison, assumption);
    case 'continuous':
      return means(protocol, comparison, assumption);
    case 'binary':
      return proportions(comparison, assumption);
    case 'timeToEvent':
      return hazards(comparison, assumption);
  }
}

function counts(comparison: PlannedComparison, assumption: Of<'count'>): PlannedDesign {
  const { controlRate, rateRatio, dispersion, exposure = 1, missingShare = 0, baseline } = assumption;
  return {
    design: {
      kind: 'nb-parallel',
      controlRate,
      rateRatio,
      dispersion,
      exposure: { kind: 'fixed', time: observed(assumption) },
      allocation: comparison.allocation,
      ...levelOf(comparison),
    },
    formula: 'information about the log rate ratio of negative-binomial counts, as in rpact getSampleSizeCounts',
    notes: [
      ...(missingShare > 0
        ? [`Of an exposure of ${exposure}, ${percent(missingShare)} is missing; the formula takes it off everyone.`]
        : []),
      ...(baseline === undefined
        ? []
        : [
            'The dispersion is that given the baseline; the formula gives everyone the mean rate, the simulation draws baselines.',
          ]),
    ],
  };
}

/** The exposure without what is missing of it. */
function observed({ exposure = 1, missingShare = 0 }: Of<'count'>): number {
  return Number((exposure * (1 - missingShare)).toPrecision(12));
}

function crossoverCounts(comparison: PlannedComparison, assumption: Of<'count'>): PlannedDesign {
  const { controlRate, rateRatio, dispersionWithin = 0 } = assumption;
  return {
    design: {
      kind: 'nb-crossover',
      controlRate,
      rateRatio,
      exposure: observed(assumption),
      dispersionBetween: dispersionBetween(assumption),
      dispersionWithin,
      ...levelOf(comparison),
    },
    formula: 'comparison within participants of the counts of two periods (docs/statistics/design.md)',
    notes: [
      ...(assumption.dispersionWithin === undefined
        ? ['No dispersionWithin is stated: the periods of a participant are taken to differ by chance alone (Poisson).']
        : []),
      ...moreThanTwo(comparison),
    ],
  };
}

/** Variance of the participants' own rates: (1 + φ) = (1 + between)(1 + within). @throws RangeError when within exceeds the whole */
export function dispersionBetween({ dispersion, dispersionWithin = 0 }: Of<'count'>): number {
  if (dispersionWithin > dispersion) {
    throw new RangeError(
      `dispersionWithin is ${dispersionWithin}; allowed are numbers up to the dispersion, ${dispersion}.`,
    );
  }
  return (1 + dispersion) / (1 + dispersionWithin) - 1;
}

function means(protocol: Protocol, comparison: PlannedComparison, assumption: Of<'continuous'>): PlannedDesign {
  const { meanDifference, standardDeviation, correlation = 0 } = assumption;
  const isCrossover = comparison.layout === 'crossover';
  const isAdjusted = !isCrossover && correlation !== 0 && adjustsForBaseline(protocol, comparison);
  const sd = standardDeviation * Math.sqrt(isCrossover ? 1 - correlation : isAdjusted ? 1 - correlation ** 2 : 1);
  return {
    design: {
      kind: 'means',
      difference: meanDifference,
      sd,
      layout: comparison.layout,
      ...(isCrossover ? {} : { allocation: comparison.allocation }),
      ...levelOf(comparison),
    },
    formula: 't test with the non-central t distribution, as in R power.t.test',
    notes: [
      `The standard deviation is ${standardDeviation} between participants${isCrossover ? `; the periods of one correlate by ${correlation}` : isAdjusted ? `; the baseline takes off what a correlation of ${correlation} explains` : ''}.`,
      ...moreThanTwo(comparison),
    ],
  };
}

/** Whether the model has a covariate endpoint among its terms. */
function adjustsForBaseline(protocol: Protocol, { analysis }: PlannedComparison): boolean {
  const terms = 'terms' in analysis ? (analysis.terms ?? []) : [];
  const covariates = protocol.endpoints.filter(({ role }) => role === 'covariate').map(({ id }) => id);
  return terms.some((term) => term.split(/\W+/).some((word) => covariates.includes(word)));
}

function proportions(comparison: PlannedComparison, assumption: Of<'binary'>): PlannedDesign {
  const { controlProportion: control, activeProportion: treatment } = assumption;
  return {
    design: { kind: 'proportions', control, treatment, allocation: comparison.allocation, ...levelOf(comparison) },
    formula: 'normal approximation, variance pooled under the null hypothesis, as in R power.prop.test',
    notes:
      comparison.layout === 'crossover'
        ? ['The formula compares two groups; that participants are their own controls is left out, which is cautious.']
        : [],
  };
}

function hazards(comparison: PlannedComparison, assumption: Of<'timeToEvent'>): PlannedDesign {
  const { hazardRatio, controlMedian, accrualTime, followUpTime } = assumption;
  const followUp = { controlHazard: Math.LN2 / controlMedian, accrualTime, followUpTime };
  return {
    design: { kind: 'log-rank', hazardRatio, allocation: comparison.allocation, followUp, ...levelOf(comparison) },
    formula: "Schoenfeld's number of events, as in rpact getSampleSizeSurvival",
    notes: [],
  };
}

function moreThanTwo({ shares, layout }: PlannedComparison): readonly string[] {
  return layout === 'crossover' && shares.length > 2
    ? ['The formula is that of two sequences; a design with more has more degrees of freedom for the error.']
    : [];
}

function levelOf({ level, sided }: PlannedComparison): { readonly alpha: number; readonly sided: 1 | 2 } {
  return { alpha: level, sided };
}

function withLooks(
  planned: PlannedDesign,
  design: { readonly kind: 'nb-parallel' } & NbTwoArmDesign,
  interim: Interim,
): PlannedDesign {
  const rates = interim.looks.map(({ informationRate }) => informationRate);
  const { futility, note } = futilityOf(interim, design.sided ?? 2);
  const sequential = {
    informationRates: [...rates, 1],
    efficacy: efficacyOf(interim.efficacy, () => unknownPower(rates.length + 1)),
    ...(futility === undefined ? {} : { futility }),
  };
  const words = `Looks at ${rates.map(percent).join(', ')} of the information before the end (${interim.efficacy.type}).`;
  return {
    ...planned,
    design: { ...design, sequential },
    notes: [...planned.notes, words, ...(note === undefined ? [] : [note])],
  };
}

function unknownPower(looks: number): never {
  throw new RangeError(
    `Power with a Haybittle–Peto boundary over ${looks} looks is not known here; name a spending function.`,
  );
}

function futilityOf(
  { futility, binding = false }: Interim,
  sided: 1 | 2,
): { readonly futility?: FutilityRule; readonly note?: string } {
  if (futility === undefined) return {};
  const spending = spendingOf(futility);
  if (spending === undefined || sided === 2) {
    return { note: 'The futility boundary is left out: it is known for one-sided tests and spending functions.' };
  }
  return { futility: { kind: 'beta-spending', spending, isBinding: binding } };
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))}%`;
}
