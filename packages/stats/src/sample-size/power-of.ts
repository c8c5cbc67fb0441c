// One door to power and sample size: a design as data in, numbers and the assumptions behind them out.
import { assume, type DesignSentence } from './assumption.js';
import { checkNumber } from './check-number.js';
import {
  type LogRankDesign,
  logRankPower,
  logRankSampleSize,
  meanEventProbability,
  type SurvivalFollowUp,
} from './log-rank-design.js';
import { type MeanDesign, meanPower } from './mean-design.js';
import { type NbCrossoverDesign, nbCrossoverPower } from './nb-crossover.js';
import { type NbEquivalenceDesign, nbEquivalencePower } from './nb-equivalence.js';
import { type NbTwoArmDesign, nbPower, nbSampleSize } from './nb-two-arm.js';
import { type ProportionDesign, proportionPower, proportionSampleSize } from './proportion-design.js';
import { checkPower, type ZhuLakkisDesign, zhuLakkisPower, zhuLakkisSampleSize } from './zhu-lakkis.js';

/** A design that {@link powerOf} and {@link sampleSizeOf} know, by its kind. */
export type TrialDesign =
  /** Parallel counts, information-based; fixed or group-sequential. `designPower`: the power a beta-spending boundary is made for. */
  | ({ readonly kind: 'nb-parallel'; readonly designPower?: number } & NbTwoArmDesign)
  /** Parallel counts with a null variance by Zhu and Lakkis. */
  | ({ readonly kind: 'nb-zhu-lakkis' } & ZhuLakkisDesign)
  | ({ readonly kind: 'nb-crossover' } & NbCrossoverDesign)
  /** `allocation`: participants of group 1 per one of group 2, default 1. */
  | ({ readonly kind: 'nb-equivalence'; readonly allocation?: number } & NbEquivalenceDesign)
  | ({ readonly kind: 'means'; readonly allocation?: number } & MeanDesign)
  | ({ readonly kind: 'proportions' } & ProportionDesign)
  | ({ readonly kind: 'log-rank'; readonly followUp: SurvivalFollowUp } & LogRankDesign);

/** Power of a design with a number of participants. */
export interface DesignPower {
  readonly power: number;
  /** All participants, both arms or sequences. */
  readonly n: number;
  /** Control arm; crossover: those who have control first; equivalence: group 2. */
  readonly nControl: number;
  /** Treatment arm; crossover: those who have treatment first; equivalence: group 1. */
  readonly nTreatment: number;
  /** What was assumed, for a report. */
  readonly assumptions: readonly DesignSentence[];
}

/** A sample size; n, nControl and nTreatment are participants with data. */
export interface DesignSize extends DesignPower {
  /** Participants to randomise, so that n are left after dropout. */
  readonly nToRandomise: number;
  readonly nControlToRandomise: number;
  readonly nTreatmentToRandomise: number;
}

/**
 * Power with n participants in all, divided by the design's allocation (rounded; a crossover's evenly).
 * @throws RangeError for impossible numbers, naming them
 */
export function powerOf(design: TrialDesign, n: number): DesignPower {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`n is ${n}; allowed are whole numbers from 2.`);
  const share = shareOfTreatment(design);
  const nTreatment = Math.min(n - 1, Math.max(1, Math.round(n * share)));
  return powerWith(design, n - nTreatment, nTreatment);
}

/** What {@link sampleSizeOf} takes besides the design. */
export interface SizeRequest {
  readonly power: number;
  /** Fraction of those randomised who give no data, default 0; the arms are divided by 1 − dropout and rounded up. */
  readonly dropout?: number;
}

/**
 * The smallest arms with the power wanted. Where a formula gives them they are rounded up arm by arm; otherwise they are found by
 * search, a crossover's with sequences of equal size.
 * @throws RangeError for impossible numbers, or when more than ten million participants would be needed
 */
export function sampleSizeOf(design: TrialDesign, { power, dropout = 0 }: SizeRequest): DesignSize {
  checkPower(power);
  checkNumber('The dropout', dropout, { from: 0, below: 1 });
  const { nControl, nTreatment } = armsFor(design, power);
  const planned = design.kind === 'nb-parallel' ? { ...design, designPower: power } : design;
  const found = powerWith(planned, nControl, nTreatment);
  const inflate = (size: number): number => Math.ceil((size / (1 - dropout)) * (1 - 1e-12));
  const nControlToRandomise = inflate(nControl);
  const nTreatmentToRandomise = inflate(nTreatment);
  return {
    ...found,
    nControlToRandomise,
    nTreatmentToRandomise,
    nToRandomise: nControlToRandomise + nTreatmentToRandomise,
    assumptions: [...found.assumptions, ...(dropout > 0 ? [assume('dropout', { dropoutShare: dropout })] : [])],
  };
}

/** One point of a power curve. */
export interface PowerPoint {
  readonly n: number;
  /** Absent where the effect was not varied. */
  readonly rateRatio?: number;
  readonly power: number;
}

/**
 * Power over sizes and, for counts, over rate ratios: sizes within ratios.
 * @throws RangeError for rate ratios with a design that has none, or impossible numbers
 */
export function powerCurve(
  design: TrialDesign,
  { sizes, rateRatios }: { readonly sizes: readonly number[]; readonly rateRatios?: readonly number[] },
): readonly PowerPoint[] {
  if (rateRatios === undefined) return sizes.map((n) => ({ n, power: powerOf(design, n).power }));
  return rateRatios.flatMap((rateRatio) => {
    const changed = withRateRatio(design, rateRatio);
    return sizes.map((n) => ({ n, rateRatio, power: powerOf(changed, n).power }));
  });
}

function withRateRatio(design: TrialDesign, rateRatio: number): TrialDesign {
  switch (design.kind) {
    case 'nb-parallel':
    case 'nb-zhu-lakkis':
    case 'nb-crossover':
      return { ...design, rateRatio };
    case 'nb-equivalence':
      return { ...design, rate1: design.rate2 * rateRatio };
    default:
      throw new RangeError(`A design of kind ${design.kind} has no rate ratio; allowed are those of counts.`);
  }
}

function powerWith(design: TrialDesign, nControl: number, nTreatment: number): DesignPower {
  const common = { n: nControl + nTreatment, nControl, nTreatment, assumptions: assumptionsOf(design) };
  switch (design.kind) {
    case 'nb-parallel':
      return { ...common, power: nbPower({ ...design, nControl, nTreatment }).power };
    case 'nb-zhu-lakkis':
      return { ...common, power: zhuLakkisPower({ ...design, nControl, allocation: nTreatment / nControl }) };
    case 'nb-crossover': {
      const found = nbCrossoverPower({ ...design, nTreatmentFirst: nTreatment, nControlFirst: nControl });
      return { ...common, power: found.power };
    }
    case 'nb-equivalence':
      return { ...common, power: nbEquivalencePower({ ...design, n1: nTreatment, n2: nControl }) };
    case 'means':
      return { ...common, power: meanPower({ ...design, nControl, nTreatment }) };
    case 'proportions':
      return { ...common, power: proportionPower({ ...design, nControl, nTreatment }) };
    case 'log-rank': {
      const actual = { ...design, allocation: nTreatment / nControl };
      const events = common.n * meanEventProbability(actual, design.followUp);
      return { ...common, power: logRankPower({ ...actual, events }) };
    }
  }
}

interface Arms {
  readonly nControl: number;
  readonly nTreatment: number;
}

function armsFor(design: TrialDesign, power: number): Arms {
  switch (design.kind) {
    case 'nb-parallel':
      return nbSampleSize({ ...design, power });
    case 'nb-zhu-lakkis':
      return zhuLakkisSampleSize({ ...design, power });
    case 'proportions':
      return proportionSampleSize({ ...design, power });
    case 'log-rank': {
      const { nControl, nTreatment } = logRankSampleSize({ ...design, power });
      return { nControl: nControl!, nTreatment: nTreatment! };
    }
    case 'nb-crossover':
    case 'nb-equivalence':
    case 'means':
      return searchArms(design, power);
  }
}

const LARGEST = 10_000_000;

/** The smallest control arm, with its treatment arm rounded up, that has the power: doubling, then bisection. */
function searchArms(design: TrialDesign, power: number): Arms {
  const share = shareOfTreatment(design);
  const armsOf = (nControl: number): Arms => ({
    nControl,
    nTreatment: Math.ceil(((nControl * share) / (1 - share)) * (1 - 1e-12)),
  });
  const isEnough = (nControl: number): boolean => {
    const arms = armsOf(nControl);
    return powerWith(design, arms.nControl, arms.nTreatment).power >= power;
  };
  let enough = 2;
  while (!isEnough(enough)) {
    enough *= 2;
    if (enough > LARGEST) {
      throw new RangeError(
        `More than ${LARGEST} participants would be needed; is the effect on the right side of the null?`,
      );
    }
  }
  let short = enough === 2 ? 1 : enough / 2;
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else short = middle;
  }
  return armsOf(enough);
}

function shareOfTreatment(design: TrialDesign): number {
  if (design.kind === 'nb-crossover' || (design.kind === 'means' && design.layout === 'crossover')) return 0.5;
  const allocation = 'allocation' in design ? (design.allocation ?? 1) : 1;
  checkNumber('The allocation', allocation, { above: 0 });
  return allocation / (1 + allocation);
}

function assumptionsOf(design: TrialDesign): readonly DesignSentence[] {
  return [...modelOf(design), levelOf(design)];
}

function levelOf(design: TrialDesign): DesignSentence {
  if (design.kind === 'nb-equivalence') return assume('level-equivalence', { alpha: design.alphaEachSide ?? 0.05 });
  const { alpha = 0.05 } = design;
  if (design.kind === 'means' && design.equivalence !== undefined) return assume('level-equivalence-t', { alpha });
  if (design.sided === 1) return assume('level-one-sided', { alpha });
  const isBothSides = design.kind === 'nb-parallel' && design.sequential !== undefined;
  return assume(isBothSides ? 'level-both-sides' : 'level-two-sided', { alpha });
}

function modelOf(design: TrialDesign): readonly DesignSentence[] {
  switch (design.kind) {
    case 'nb-parallel': {
      const { controlRate, rateRatio, dispersion, exposure } = design;
      return [assume('nb-counts', { controlRate, rateRatio, dispersion }), exposureOf(exposure), assume('nb-wald')];
    }
    case 'nb-zhu-lakkis': {
      const { controlRate, rateRatio, dispersion, exposure, nullVariance = 'true-rates' } = design;
      return [
        assume('nb-counts', { controlRate, rateRatio, dispersion }),
        assume('fixed-exposure', { exposure }),
        assume(`null-variance-${nullVariance}`),
      ];
    }
    case 'nb-crossover': {
      const { exposure, controlRate, rateRatio, periodRatio = 1, dispersionBetween, dispersionWithin } = design;
      return [
        assume('crossover-counts', { exposure, controlRate, rateRatio, periodRatio }),
        assume('crossover-variance', { dispersionBetween, dispersionWithin }),
        assume(design.analysis === 'first-period' ? 'first-periods' : 'both-periods'),
        assume(design.reference === 'normal' ? 'reference-normal' : 'reference-t'),
      ];
    }
    case 'nb-equivalence': {
      const { rate1, rate2, dispersion, exposure = 1, lower, upper } = design;
      return [
        assume('nb-equivalence', { rate1, rate2, dispersion, exposure }),
        assume('rate-ratio-margin', { lower, upper }),
      ];
    }
    case 'means': {
      const facts = { difference: design.difference, sd: Number(design.sd.toPrecision(4)) };
      return design.layout === 'crossover'
        ? [assume('means-of-periods', facts), assume('crossover-complete')]
        : [assume('means-of-groups', facts)];
    }
    case 'proportions':
      return [assume('proportions', { control: design.control, treatment: design.treatment })];
    case 'log-rank': {
      const { hazardRatio, formula = 'schoenfeld', followUp } = design;
      const { accrualTime, followUpTime } = followUp;
      const controlHazard = Number(followUp.controlHazard.toPrecision(4));
      return [
        assume(`hazards-${formula}`, { hazardRatio }),
        assume('exponential-survival', { controlHazard, accrualTime, followUpTime }),
      ];
    }
  }
}

function exposureOf(exposure: NbTwoArmDesign['exposure']): DesignSentence {
  if (exposure.kind === 'fixed') return assume('fixed-exposure', { exposure: exposure.time });
  const { accrualTime, followUpTime } = exposure;
  return assume('staggered-entry', { accrualTime, followUpTime });
}
