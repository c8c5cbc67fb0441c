// Sample size and power for a negative-binomial rate ratio from its information, for fixed and group-sequential designs.
import { normalCdf, normalQuantile, normalUpperQuantile } from '../distribution/normal.js';
import { findRoot } from '../sequential/find-root.js';
import {
  type GroupSequentialDesign,
  type GroupSequentialInput,
  groupSequentialDesign,
  type OperatingCharacteristics,
  operatingCharacteristics,
} from '../sequential/group-sequential-design.js';
import { type ArmSizes, checkNumber, oneSidedLevel, type TestLevel } from './check-number.js';
import {
  checkExposurePlan,
  checkNbRate,
  type ExposurePlan,
  informationOfArm,
  meanInformation,
  ratioInformation,
  studyDuration,
} from './nb-information.js';
import { checkPower, roundUp } from './zhu-lakkis.js';

/** A trial that compares two negative-binomial rates by a Wald test of the log rate ratio. */
export interface NbTwoArmDesign extends TestLevel {
  /** Events per unit of time. */
  readonly controlRate: number;
  /** Treatment over control, as assumed. */
  readonly rateRatio: number;
  /** φ = 1/θ: Var = μ + φ μ²; 0 is the Poisson. */
  readonly dispersion: number;
  readonly exposure: ExposurePlan;
  /** Treated participants per control, default 1. */
  readonly allocation?: number;
  /** Rate ratio of the null hypothesis, default 1; above 1 for a non-inferiority margin when fewer events are better. */
  readonly ratioH0?: number;
  /** Which side of `ratioH0` a one-sided test looks at. Default: the side of `rateRatio`. */
  readonly alternative?: 'lower' | 'higher';
  /** Interim looks; absent in a fixed design. */
  readonly sequential?: Omit<GroupSequentialInput, 'alpha' | 'sided' | 'power'>;
}

/** What {@link nbSampleSize} finds. */
export interface NbSampleSize extends ArmSizes {
  readonly nControlExact: number;
  readonly n: number;
  /** Information about the log rate ratio that the power needs. */
  readonly maximumInformation: number;
  /** What the rounded sizes give at the end of the trial. */
  readonly attainedInformation: number;
  readonly studyDuration: number;
  /** Times of the looks from the first entry, where entry times are known; the last is the end of the trial. */
  readonly calendarTimes?: readonly number[];
  readonly sequential?: GroupSequentialDesign;
}

/** What {@link nbSampleSize} takes besides the design. */
export interface NbSizeOptions {
  readonly power: number;
  /**
   * 'up' (default) never has less than the power. 'nearest' rounds the control arm to the nearest number and takes its looks at
   * fractions of the information attained, which is what gscounts does: the power may fall short by a little.
   */
  readonly rounding?: 'up' | 'nearest';
}

/**
 * Participants for a power. With a fixed exposure each arm is rounded up from its exact size; with accrual, the smallest arms in the
 * allocation, each rounded up, are taken whose entry times on an even grid give the information.
 * @throws RangeError for impossible numbers, or a rate ratio that is not on the side of the alternative
 * @see Mütze et al. (2019); Wassmer and Pahlke, rpact getSampleSizeCounts; R's gscounts design_gsnb, design_nb
 */
export function nbSampleSize(design: NbTwoArmDesign & NbSizeOptions): NbSampleSize {
  const { exposure, allocation = 1, power, rounding = 'up' } = design;
  checkDesign(design);
  checkPower(power);
  const sequential = sequentialOf(design, power);
  const effect = Math.abs(effectOf(design));
  if (!(effect > 0)) throw new RangeError(`The rate ratio ${design.rateRatio} equals that of the null hypothesis.`);
  if (signedEffect(design) < 0 && design.sided === 1) {
    throw new RangeError(
      `The rate ratio ${design.rateRatio} is on the null hypothesis' side of ${design.ratioH0 ?? 1}.`,
    );
  }
  const drift = sequential?.drift ?? normalUpperQuantile(oneSidedLevel(design)) + normalQuantile(power);
  const maximumInformation = (drift / effect) ** 2;
  const { control, treatment } = meanInformations(design);
  const nControlExact = maximumInformation * (1 / control + 1 / (allocation * treatment));
  if (!(nControlExact > 0 && Number.isFinite(nControlExact))) {
    throw new RangeError(`The size would be ${nControlExact}; rates, times and ratios must be of sizes that occur.`);
  }
  const sizes = roundedSizes({ design, nControlExact, maximumInformation, rounding });
  const attainedInformation = informationAt(design, sizes);
  const target = rounding === 'nearest' ? attainedInformation : maximumInformation;
  const hasCalendar = exposure.kind === 'accrual' || exposure.accrualTime !== undefined;
  return {
    ...sizes,
    nControlExact,
    n: sizes.nControl + sizes.nTreatment,
    maximumInformation,
    attainedInformation,
    studyDuration: studyDuration(exposure),
    ...(hasCalendar && sequential !== undefined
      ? { calendarTimes: calendarTimes({ design, sizes, target, rates: sequential.informationRates }) }
      : {}),
    ...(sequential === undefined ? {} : { sequential }),
  };
}

/** What {@link nbPower} finds. */
export interface NbPower {
  readonly power: number;
  /** Information about the log rate ratio at the end of the trial. */
  readonly information: number;
  /** Stopping probabilities of a group-sequential design under the assumed rate ratio. */
  readonly stopping?: OperatingCharacteristics;
  readonly sequential?: GroupSequentialDesign;
}

/**
 * Power with given arms. A two-sided fixed design counts the side of the alternative only, as rpact's default; a group-sequential one
 * counts both. `designPower` is the power for which a beta-spending boundary was made.
 * @throws RangeError for impossible numbers
 * @see rpact getPowerCounts
 */
export function nbPower(design: NbTwoArmDesign & ArmSizes & { readonly designPower?: number }): NbPower {
  checkDesign(design);
  checkNumber('nControl', design.nControl, { above: 0 });
  checkNumber('nTreatment', design.nTreatment, { above: 0 });
  const information = informationAt(design, design);
  const sequential = sequentialOf(design, design.designPower ?? 0.8);
  const effect = design.sided === 1 ? signedEffect(design) : Math.abs(effectOf(design));
  const drift = effect * Math.sqrt(information);
  if (sequential === undefined) {
    return { power: normalCdf(drift - normalUpperQuantile(oneSidedLevel(design))), information };
  }
  const stopping = operatingCharacteristics(sequential, drift);
  return { power: stopping.power, information, stopping, sequential };
}

/** The control rate that a rate pooled over both arms means under an assumed rate ratio: λ (1 + k) / (1 + k ratio). */
export function controlRateFromPooled({
  pooledRate,
  rateRatio,
  allocation = 1,
}: {
  readonly pooledRate: number;
  readonly rateRatio: number;
  readonly allocation?: number;
}): number {
  checkNumber('The pooled rate', pooledRate, { above: 0 });
  checkNumber('The rate ratio', rateRatio, { above: 0 });
  checkNumber('The allocation', allocation, { above: 0 });
  return (pooledRate * (1 + allocation)) / (1 + allocation * rateRatio);
}

/**
 * The allocation (treated per control) with the smallest total: √(control's information per participant / treatment's). rpact looks for
 * it among rounded totals when participants enter over time, and so stops at one of many that are as good.
 */
export function optimalAllocation(design: Omit<NbTwoArmDesign, 'allocation'>): number {
  checkDesign({ ...design, allocation: 1 });
  const { control, treatment } = meanInformations(design);
  return Math.sqrt(control / treatment);
}

function meanInformations({ controlRate, rateRatio, dispersion, exposure }: NbTwoArmDesign) {
  return {
    control: meanInformation({ rate: controlRate, dispersion }, exposure),
    treatment: meanInformation({ rate: controlRate * rateRatio, dispersion }, exposure),
  };
}

/** Information about the log rate ratio at a calendar time (default: the end); arms need not be whole with a fixed exposure. */
function informationAt(design: NbTwoArmDesign, { nControl, nTreatment }: ArmSizes, calendarTime?: number): number {
  const { controlRate, rateRatio, dispersion, exposure } = design;
  if (exposure.kind === 'fixed' && calendarTime === undefined) {
    const { control, treatment } = meanInformations(design);
    return ratioInformation(nControl * control, nTreatment * treatment);
  }
  const arm = (rate: number, n: number): number =>
    informationOfArm({ rate, dispersion }, Math.round(n), exposure, calendarTime);
  return ratioInformation(arm(controlRate, nControl), arm(controlRate * rateRatio, nTreatment));
}

interface Rounding {
  readonly design: NbTwoArmDesign;
  readonly nControlExact: number;
  readonly maximumInformation: number;
  readonly rounding: 'up' | 'nearest';
}

function roundedSizes({ design, nControlExact, maximumInformation, rounding }: Rounding): ArmSizes {
  const { allocation = 1, exposure } = design;
  if (rounding === 'nearest') {
    const nControl = Math.max(1, Math.round(nControlExact));
    return { nControl, nTreatment: Math.max(1, Math.round(allocation * nControl)) };
  }
  // No trial is so large, and a search by single participants would not end.
  const isTooLarge = Math.max(1, allocation) * nControlExact > 1e9;
  if (exposure.kind === 'fixed' || isTooLarge) {
    return { nControl: roundUp(nControlExact), nTreatment: roundUp(allocation * nControlExact) };
  }
  const isEnough = (nControl: number, nTreatment: number): boolean =>
    informationAt(design, { nControl, nTreatment }) >= maximumInformation * (1 - 1e-12);
  let nControl = Math.max(1, Math.floor(nControlExact) - 2);
  while (nControl > 1 && isEnough(nControl, roundUp(allocation * nControl))) nControl -= 1;
  while (!isEnough(nControl, roundUp(allocation * nControl))) nControl += 1;
  let nTreatment = roundUp(allocation * nControl);
  while (nTreatment - 1 > allocation * (nControl - 1) && isEnough(nControl, nTreatment - 1)) nTreatment -= 1;
  return { nControl, nTreatment };
}

interface Calendar {
  readonly design: NbTwoArmDesign;
  readonly sizes: ArmSizes;
  readonly target: number;
  readonly rates: readonly number[];
}

function calendarTimes({ design, sizes, target, rates }: Calendar): readonly number[] {
  const end = studyDuration(design.exposure);
  return rates.map((rate, k) => {
    if (k === rates.length - 1) return end;
    const f = (time: number): number => informationAt(design, sizes, time) - rate * target;
    return findRoot({ f, low: 0, high: end, tolerance: 1e-12 }) ?? end;
  });
}

function sequentialOf(design: NbTwoArmDesign, power: number): GroupSequentialDesign | undefined {
  const { sequential, alpha = 0.05, sided = 2 } = design;
  return sequential === undefined ? undefined : groupSequentialDesign({ ...sequential, alpha, sided, power });
}

/** Log of the null's ratio minus that of the alternative: positive when the treatment has fewer events. */
function effectOf({ rateRatio, ratioH0 = 1 }: NbTwoArmDesign): number {
  return Math.log(ratioH0) - Math.log(rateRatio);
}

/** Positive when the assumed ratio is on the side that a one-sided test looks at. */
function signedEffect(design: NbTwoArmDesign): number {
  const effect = effectOf(design);
  const alternative = design.alternative ?? (effect > 0 ? 'lower' : 'higher');
  return alternative === 'lower' ? effect : -effect;
}

function checkDesign(design: NbTwoArmDesign): void {
  checkNbRate({ rate: design.controlRate, dispersion: design.dispersion });
  checkNumber('The rate ratio', design.rateRatio, { above: 0 });
  checkNumber('The allocation', design.allocation ?? 1, { above: 0 });
  checkNumber('The rate ratio of the null hypothesis', design.ratioH0 ?? 1, { above: 0 });
  checkExposurePlan(design.exposure);
  oneSidedLevel(design);
}
