// From the words of a protocol to a design whose power the statistics know.
import type { DesignSentence, FutilityRule, NbTwoArmDesign, TrialDesign } from '@equipoise/stats';
import type { Interim, PowerAssumption, Protocol } from '@equipoise/trial';
import { efficacyOf, spendingOf } from '../testing/boundary.js';
import { formulaOf, note } from './note.js';
import type { PlannedComparison } from './planned-comparison.js';

type Of<E extends PowerAssumption['endpoint']> = Extract<PowerAssumption, { endpoint: E }>;

/** A design, what its power is found by, and what the reader must know besides. */
export interface PlannedDesign {
  readonly design: TrialDesign;
  readonly formula: DesignSentence;
  readonly notes: readonly DesignSentence[];
}

/** The design of a comparison. @throws RangeError for assumptions that contradict each other */
export function plannedDesign(protocol: Protocol, comparison: PlannedComparison): PlannedDesign {
  const { assumption } = comparison;
  const planned = designOf(protocol, comparison, assumption);
  const notes = [...planned.notes, ...(comparison.levelNote === undefined ? [] : [comparison.levelNote])];
  const interim = protocol.testing.interim;
  if (interim === undefined || interim.analysis !== comparison.analysis.id) return { ...planned, notes };
  if (planned.design.kind === 'nb-parallel') return withLooks({ ...planned, notes }, planned.design, interim);
  return { ...planned, notes: [...notes, note('looks-left-out')] };
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
    formula: formulaOf('nb-information'),
    notes: [
      ...(missingShare > 0 ? [note('missing-exposure', { exposure, missingShare })] : []),
      ...(baseline === undefined ? [] : [note('dispersion-given-baseline')]),
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
    formula: formulaOf('nb-crossover'),
    notes: [
      ...(assumption.dispersionWithin === undefined ? [note('periods-by-chance')] : []),
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
    formula: formulaOf('t-test'),
    notes: [
      isCrossover
        ? note('sd-of-periods', { sd: standardDeviation, correlation })
        : isAdjusted
          ? note('sd-given-baseline', { sd: standardDeviation, correlation })
          : note('sd-of-participants', { sd: standardDeviation }),
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
    formula: formulaOf('proportions'),
    notes: comparison.layout === 'crossover' ? [note('pairs-as-groups')] : [],
  };
}

function hazards(comparison: PlannedComparison, assumption: Of<'timeToEvent'>): PlannedDesign {
  const { hazardRatio, controlMedian, accrualTime, followUpTime } = assumption;
  const followUp = { controlHazard: Math.LN2 / controlMedian, accrualTime, followUpTime };
  return {
    design: { kind: 'log-rank', hazardRatio, allocation: comparison.allocation, followUp, ...levelOf(comparison) },
    formula: formulaOf('schoenfeld'),
    notes: [],
  };
}

function moreThanTwo({ shares, layout }: PlannedComparison): readonly DesignSentence[] {
  return layout === 'crossover' && shares.length > 2 ? [note('more-sequences')] : [];
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
  const { futility, left } = futilityOf(interim, design.sided ?? 2);
  const sequential = {
    informationRates: [...rates, 1],
    efficacy: efficacyOf(interim.efficacy, () => unknownPower(rates.length + 1)),
    ...(futility === undefined ? {} : { futility }),
  };
  const looks = note('looks', { rates, boundary: interim.efficacy.type });
  return {
    ...planned,
    design: { ...design, sequential },
    notes: [...planned.notes, looks, ...(left === undefined ? [] : [left])],
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
): { readonly futility?: FutilityRule; readonly left?: DesignSentence } {
  if (futility === undefined) return {};
  const spending = spendingOf(futility);
  if (spending === undefined || sided === 2) {
    return { left: note('futility-left-out') };
  }
  return { futility: { kind: 'beta-spending', spending, isBinding: binding } };
}
