// rpact's getSampleSizeCounts and getPowerCounts, under the names of their arguments, as calls of the library.
import {
  controlRateFromPooled,
  type ExposurePlan,
  type NbSampleSize,
  type NbTwoArmDesign,
  nbPower,
  nbSampleSize,
  operatingCharacteristics,
  optimalAllocation,
} from '@equipoise/stats';
import type { CaseAnalysis, Expected } from '../case-file.js';
import { boundaryNamed } from './boundary-name.js';
import { rpactAllocation, rpactArms } from './rpact-search.js';
import { count, numbers, type Spec, text } from './spec.js';

/** Fixed designs; `alpha` is one-sided. */
export function rpactSampleSize({ spec, expected }: CaseAnalysis): unknown {
  const columns = scenarios(spec).map((rates) => {
    const design = withAllocation(designOf(spec, rates), powerOf(spec));
    const size = nbSampleSize({ ...design, power: powerOf(spec) });
    return {
      ...sizeKeys(design, size),
      maxInformation: size.maximumInformation,
      allocation: design.allocation,
      calendarTime: size.studyDuration,
    };
  });
  return shaped(columns, expected);
}

/** Group-sequential designs with given futility bounds. */
export function rpactGroupSequential({ spec, expected }: CaseAnalysis): unknown {
  const columns = scenarios(spec).map((rates) => {
    const design = withAllocation({ ...designOf(spec, rates), sequential: looksOf(spec) }, powerOf(spec));
    const size = nbSampleSize({ ...design, power: powerOf(spec) });
    const underH1 = operatingCharacteristics(size.sequential!, size.sequential!.drift);
    const underH0 = operatingCharacteristics(size.sequential!, 0);
    return {
      ...sizeKeys(design, size),
      maxInformation: size.maximumInformation,
      allocation: design.allocation,
      calendarTime: size.calendarTimes,
      rejectPerStage: underH1.reject,
      futilityPerStage: underH1.futility.slice(0, -1),
      overallReject: underH1.power,
      expectedInformationH1: underH1.expectedInformationRate * size.maximumInformation,
      expectedInformationH0: underH0.expectedInformationRate * size.maximumInformation,
    };
  });
  return shaped(columns, expected);
}

/** Power of group-sequential designs with `n` participants in all. The first scenario's side of the null is the one tested. */
export function rpactGroupSequentialPower({ spec, expected }: CaseAnalysis): unknown {
  const all = scenarios(spec);
  optional(spec, 'beta'); // part of the design's name only: the power is what is asked for
  const ratioH0 = optional(spec, 'ratioH0') ?? 1;
  const alternative = all[0]!.rateRatio < ratioH0 ? 'lower' : 'higher';
  const columns = all.map((rates) => {
    const design: NbTwoArmDesign = { ...designOf(spec, rates), alternative, sequential: looksOf(spec) };
    const { allocation = 1 } = design;
    const nControl = count(spec, 'n') / (1 + allocation);
    const { stopping, information } = nbPower({ ...design, nControl, nTreatment: allocation * nControl });
    return {
      lambda1: rates.controlRate * rates.rateRatio,
      lambda2: rates.controlRate,
      overallReject: stopping!.power,
      power: stopping!.power,
      rejectPerStage: stopping!.reject,
      futilityPerStage: stopping!.futility.slice(0, -1),
      maxInformation: information,
      expectedInformationH1: stopping!.expectedInformationRate * information,
    };
  });
  return shaped(columns, expected);
}

interface Scenario {
  readonly controlRate: number;
  readonly rateRatio: number;
}

/** One scenario per value of `theta` or `lambda1`; rates from `lambda2`, or from the pooled rate. */
function scenarios(spec: Spec): readonly Scenario[] {
  const pooledRate = optional(spec, 'lambda') ?? optional(spec, 'lambdaPooled');
  const allocation = optional(spec, 'allocationRatioPlanned') || 1;
  if (spec.lambda1 !== undefined && spec.lambda2 !== undefined) {
    const controlRate = count(spec, 'lambda2');
    return numbers(spec, 'lambda1').map((rate) => ({ controlRate, rateRatio: rate / controlRate }));
  }
  return numbers(spec, 'theta').map((rateRatio) => ({
    rateRatio,
    controlRate:
      pooledRate === undefined ? count(spec, 'lambda2') : controlRateFromPooled({ pooledRate, rateRatio, allocation }),
  }));
}

function designOf(spec: Spec, rates: Scenario): NbTwoArmDesign {
  return {
    ...rates,
    dispersion: optional(spec, 'overdispersion') ?? 0,
    exposure: exposureOf(spec),
    allocation: optional(spec, 'allocationRatioPlanned') ?? 1,
    ratioH0: optional(spec, 'ratioH0') ?? 1,
    alpha: optional(spec, 'alpha') ?? optional(spec, 'alphaOneSided') ?? 0.025,
    sided: 1,
  };
}

function exposureOf(spec: Spec): ExposurePlan {
  const accrualTime = optional(spec, 'accrualTime');
  const time = optional(spec, 'fixedExposureTime');
  if (time !== undefined) return { kind: 'fixed', time, ...(accrualTime === undefined ? {} : { accrualTime }) };
  return { kind: 'accrual', accrualTime: count(spec, 'accrualTime'), followUpTime: count(spec, 'followUpTime') };
}

function looksOf(spec: Spec): NonNullable<NbTwoArmDesign['sequential']> {
  const z = spec.futilityBoundsZ === undefined ? undefined : numbers(spec, 'futilityBoundsZ');
  const isBinding = spec.binding === true;
  const name = spec.typeOfDesign === undefined ? text(spec, 'spending') : text(spec, 'typeOfDesign');
  return {
    informationRates: numbers(spec, 'informationRates'),
    efficacy: boundaryNamed(name, spec.typeOfDesign === undefined ? 'spending' : 'classical'),
    ...(z === undefined ? {} : { futility: { kind: 'bounds', z, isBinding } }),
  };
}

/** An allocation of 0 asks for the best one. */
function withAllocation(design: NbTwoArmDesign, power: number): NbTwoArmDesign {
  if (design.allocation !== 0) return design;
  const isFixed = design.exposure.kind === 'fixed';
  return { ...design, allocation: isFixed ? optimalAllocation(design) : rpactAllocation(design, power) };
}

/** The library's arms; with accrual and unequal arms rpact's own, which may be one or two more. */
function sizeKeys(design: NbTwoArmDesign, size: NbSampleSize) {
  const { controlRate, rateRatio, exposure, allocation = 1 } = design;
  const isSearched = exposure.kind === 'accrual' && allocation !== 1;
  const found = isSearched ? rpactArms(design, size.maximumInformation) : { n1: size.nTreatment, n2: size.nControl };
  const more = [found.n1 - size.nTreatment, found.n2 - size.nControl];
  if (more.some((extra) => extra < 0 || extra > 2))
    throw new Error(`The arms ${JSON.stringify(found)} can't be right.`);
  return { lambda1: controlRate * rateRatio, lambda2: controlRate, n: found.n1 + found.n2, ...found };
}

function powerOf(spec: Spec): number {
  return optional(spec, 'power') ?? 1 - (optional(spec, 'beta') ?? 0.2);
}

function optional(spec: Spec, key: string): number | undefined {
  return spec[key] === undefined || spec[key] === null ? undefined : count(spec, key);
}

type Column = Readonly<Record<string, number | readonly number[] | undefined>>;

/**
 * One value, or one per scenario; what has stages is a matrix of stages × scenarios, which a case may write row by row, or as one
 * list, column by column, as R stores it.
 */
function shaped(columns: readonly Column[], expected: Expected): unknown {
  const wanted = (expected ?? {}) as Readonly<Record<string, unknown>>;
  const printed = (wanted.published ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.keys(columns[0]!).map((key): readonly [string, unknown] => {
    const values = columns.map((column) => column[key]);
    if (!Array.isArray(values[0])) return [key, columns.length === 1 ? values[0] : values];
    const byScenario = values as readonly (readonly number[])[];
    const sample = wanted[key] ?? printed[key];
    const isNested = Array.isArray(sample) && Array.isArray(sample[0]);
    if (!isNested) return [key, byScenario.flat()];
    const byStage = byScenario[0]!.map((_, stage) => byScenario.map((column) => column[stage]));
    return [key, sample.length === byStage.length ? byStage : byScenario];
  });
  const answer = Object.fromEntries(entries);
  return { ...answer, published: answer };
}
