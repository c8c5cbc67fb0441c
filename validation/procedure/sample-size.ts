// The procedure sample-size: each of its methods as a call of the library.
import {
  blindedReestimation,
  type EfficacyBoundary,
  type FutilityRule,
  groupSequentialDesign,
  type NbTwoArmDesign,
  type NullVariance,
  nbEquivalencePower,
  nbPower,
  nbSampleSize,
  operatingCharacteristics,
  zhuLakkisPower,
  zhuLakkisSampleSize,
} from '@equipoise/stats';
import type { CaseAnalysis } from '../case-file.js';
import { boundaryNamed, lastNumber, spendingNamed } from './boundary-name.js';
import { rpactGroupSequential, rpactGroupSequentialPower, rpactSampleSize } from './rpact-counts.js';
import { count, numbers, type Procedure, type Spec, text } from './spec.js';

export const sampleSize: Procedure = (analysis) => {
  const method = text(analysis.spec, 'method');
  const answer = METHODS[method];
  if (answer === undefined) throw new Error(`The sample-size method "${method}" is not known.`);
  return answer(analysis);
};

const METHODS: Readonly<Record<string, (analysis: CaseAnalysis) => unknown>> = {
  'zhu-lakkis-1': ({ spec }) => zhuLakkis(spec, 'control-rate'),
  'zhu-lakkis-2': ({ spec }) => zhuLakkis(spec, 'true-rates'),
  'zhu-lakkis-3': ({ spec }) => zhuLakkis(spec, 'pooled-rate'),
  'zhu-2016-equivalence-1': ({ spec }) => equivalence(spec, 'true-rates'),
  'zhu-2016-equivalence-2': ({ spec }) => equivalence(spec, 'fixed-total'),
  'rpact-counts': rpactSampleSize,
  'rpact-gs-counts': rpactGroupSequential,
  'rpact-gs-counts-power': rpactGroupSequentialPower,
  'mutze-nb-fixed': ({ spec }) => gscounts(spec),
  'mutze-gs-nb': ({ spec }) => gscounts(spec),
  'gs-boundaries': ({ spec }) => boundaries(spec),
  'friede-schmidli-bssr': ({ spec }) => reestimation(spec),
};

function zhuLakkis(spec: Spec, nullVariance: NullVariance): unknown {
  const design = {
    controlRate: count(spec, 'controlRate'),
    rateRatio: count(spec, 'rateRatio'),
    dispersion: count(spec, 'dispersion'),
    exposure: optional(spec, 'exposure') ?? 1,
    allocation: optional(spec, 'allocationTreatmentToControl') ?? 1,
    ...levelOf(spec),
    nullVariance,
  };
  const isPrinted = !/^none\b/.test(String(spec.publishedSource ?? 'none'));
  if (spec.solveFor === 'power') {
    const power = zhuLakkisPower({ ...design, nControl: count(spec, 'nControl') });
    return { power, ...(isPrinted ? { published: power } : {}) };
  }
  const size = zhuLakkisSampleSize({ ...design, power: powerOf(spec) });
  return { ...size, ...(isPrinted ? { published: size.nControl } : {}) };
}

function equivalence(spec: Spec, nullVariance: 'true-rates' | 'fixed-total'): unknown {
  const power = nbEquivalencePower({
    rate1: count(spec, 'rate1'),
    rate2: count(spec, 'rate2'),
    dispersion: count(spec, 'dispersion'),
    exposure: optional(spec, 'exposure') ?? 1,
    lower: count(spec, 'lower'),
    upper: count(spec, 'upper'),
    alphaEachSide: optional(spec, 'alphaEachSide') ?? optional(spec, 'alpha') ?? 0.05,
    n1: count(spec, 'n1'),
    n2: optional(spec, 'n2') ?? count(spec, 'n1'),
    nullVariance,
  });
  return { power, published: power };
}

/** gscounts: rate1 is the treatment's, smaller is better, boundaries are negative, sizes are rounded to the nearest number. */
function gscounts(spec: Spec): Readonly<Record<string, unknown>> {
  const { rate1, rate2 } = { rate1: count(spec, 'rate1'), rate2: count(spec, 'rate2') };
  const efficacy = spec.spending === undefined ? undefined : spendingNamed(text(spec, 'spending'));
  const accrualTime = optional(spec, 'accrualPeriod');
  const studyPeriod = optional(spec, 'studyPeriod');
  const followUp = optional(spec, 'followUp');
  const design: NbTwoArmDesign = {
    controlRate: rate2,
    rateRatio: rate1 / rate2,
    dispersion: count(spec, 'dispersion'),
    ratioH0: optional(spec, 'ratioH0') ?? 1,
    ...levelOf(spec),
    allocation: typeof spec.allocation === 'string' ? lastNumber(spec.allocation) : (optional(spec, 'allocation') ?? 1),
    exposure:
      followUp === undefined
        ? { kind: 'accrual', accrualTime: accrualTime!, followUpTime: studyPeriod! - accrualTime! }
        : { kind: 'fixed', time: followUp, ...(accrualTime === undefined ? {} : { accrualTime }) },
    ...(efficacy === undefined ? {} : { sequential: sequentialOf(spec, efficacy) }),
  };
  const power = powerOf(spec);
  const size = nbSampleSize({ ...design, power, rounding: 'nearest' });
  const fixed = nbPower({ ...withoutLooks(design), nControl: size.nControl, nTreatment: size.nTreatment });
  const common = {
    n: size.n,
    n1: size.nTreatment,
    n2: size.nControl,
    requiredInformation: size.maximumInformation,
    maxInformation: size.attainedInformation,
    attainedInformation: size.attainedInformation,
    powerFixed: fixed.power,
    ...(size.calendarTimes === undefined
      ? {}
      : { calendarTimes: size.calendarTimes, calendarTime: size.calendarTimes }),
  };
  if (size.sequential === undefined) return { ...common, power: fixed.power, published: { ...common } };
  const drift = Math.sqrt(size.attainedInformation) * Math.log((design.ratioH0 ?? 1) / design.rateRatio);
  const underH1 = operatingCharacteristics(size.sequential, drift);
  const underH0 = operatingCharacteristics(size.sequential, 0);
  const negated = (bounds: readonly number[] | undefined) => bounds?.map((bound) => -bound);
  const sequential = {
    boundaries: negated(size.sequential.criticalValues),
    efficacyBoundaries: negated(size.sequential.criticalValues),
    futilityBoundaries: negated(size.sequential.futilityBounds),
    rejectPerStage: underH1.reject,
    futilityPerStage: underH1.futility,
    overallReject: underH1.power,
    rejectH0ByLookUnderH1: underH1.reject,
    rejectH0ByLookUnderH0: underH0.reject,
    futilityByLookUnderH1: underH1.futility,
    futilityByLookUnderH0: underH0.futility,
    expectedInformationH1: underH1.expectedInformationRate * size.attainedInformation,
    expectedInformationH0: underH0.expectedInformationRate * size.attainedInformation,
  };
  return { ...common, ...sequential, power: underH1.power, published: { ...common, ...sequential } };
}

function withoutLooks({ sequential: _, ...design }: NbTwoArmDesign): NbTwoArmDesign {
  return design;
}

/** The looks of a spec: `timing`, or `timingEfficacy` and `timingFutility` where they differ. */
function sequentialOf(spec: Spec, efficacy: EfficacyBoundary) {
  const futility = futilityOf(spec, efficacy);
  const looks = looksOf(spec);
  return { ...looks, efficacy, ...(futility === undefined ? {} : { futility }) };
}

function looksOf(spec: Spec) {
  if (spec.timingEfficacy === undefined) {
    return { informationRates: numbers(spec, spec.timing === undefined ? 'informationRates' : 'timing') };
  }
  const efficacyTimes = numbers(spec, 'timingEfficacy');
  const futilityTimes = spec.timingFutility === undefined ? efficacyTimes : numbers(spec, 'timingFutility');
  const informationRates = [...new Set([...efficacyTimes, ...futilityTimes])].sort((a, b) => a - b);
  return {
    informationRates,
    efficacyLooks: informationRates.map((rate) => efficacyTimes.includes(rate)),
    futilityLooks: informationRates.map((rate) => futilityTimes.includes(rate)),
  };
}

/** "binding, same spending", "nonbinding, O'Brien-Fleming", or the second half of "… efficacy .025; Pocock futility .2, binding". */
function futilityOf(spec: Spec, efficacy: EfficacyBoundary): FutilityRule | undefined {
  const half = /;(.*)$/.exec(String(spec.spending ?? ''))?.[1];
  const source = spec.futility === undefined ? half : text(spec, 'futility');
  if (source === undefined || /^\s*(none|no)\b/i.test(source)) return undefined;
  const isSame = /same/i.test(source) && efficacy.kind.includes('-');
  const spending = isSame ? spendingNamed(text(spec, 'spending')) : spendingNamed(source);
  return { kind: 'beta-spending', spending, isBinding: !/non-?binding/i.test(source) };
}

/** A design apart from any endpoint; boundaries of each kind at its own looks, signed as gscounts signs them. */
function boundaries(spec: Spec): unknown {
  const [first, second] = text(spec, 'spending').split(';');
  const alpha =
    optional(spec, 'alphaOneSided') ?? optional(spec, 'alpha') ?? (/\d/.test(first!) ? lastNumber(first!) : 0.025);
  const beta = optional(spec, 'beta') ?? (second !== undefined && /\d/.test(second) ? lastNumber(second) : undefined);
  const power = optional(spec, 'power') ?? (beta === undefined ? 0.8 : 1 - beta);
  const efficacy = boundaryNamed(first!, 'spending');
  const design = groupSequentialDesign({ ...sequentialOf(spec, efficacy), alpha, sided: 1, power });
  const atLooks = (bounds: readonly number[] | undefined) => bounds?.filter(Number.isFinite).map((bound) => -bound);
  const underH1 = operatingCharacteristics(design, design.drift);
  const answer = {
    boundaries: atLooks(design.criticalValues),
    efficacy: atLooks(design.criticalValues),
    efficacyBoundaries: atLooks(design.criticalValues),
    futility: atLooks(design.futilityBounds),
    futilityBoundaries: atLooks(design.futilityBounds),
    rejectPerStage: underH1.reject,
    futilityPerStage: underH1.futility,
    overallReject: underH1.power,
  };
  return { ...answer, published: answer };
}

function reestimation(spec: Spec): unknown {
  const { pooledRate, pooledDispersion, nParticipants, size } = blindedReestimation({
    counts: numbers(spec, 'counts'),
    assumedRateRatio: optional(spec, 'assumedRateRatio') ?? count(spec, 'rateRatio'),
    power: powerOf(spec),
    plan: { kind: 'fixed', time: optional(spec, 'exposure') ?? 1 },
    exposures: numbers(spec, 'counts').map(() => optional(spec, 'exposure') ?? 1),
    ...(typeof spec.allocation === 'number' ? { allocation: spec.allocation } : {}),
    ratioH0: optional(spec, 'ratioH0') ?? 1,
    ...levelOf(spec),
  });
  return {
    pooledRate,
    pooledDispersion,
    nPatients: nParticipants,
    nPerArmExact: size?.nControlExact,
    nPerArm: size?.nControl,
    n: size?.n,
    requiredInformation: size?.maximumInformation,
  };
}

function levelOf(spec: Spec): { readonly alpha: number; readonly sided: 1 | 2 } {
  const oneSided = optional(spec, 'alphaOneSided') ?? optional(spec, 'alpha');
  if (oneSided !== undefined) return { alpha: oneSided, sided: 1 };
  return { alpha: optional(spec, 'alphaTwoSided') ?? 0.05, sided: 2 };
}

function powerOf(spec: Spec): number {
  const beta = optional(spec, 'beta');
  return optional(spec, 'power') ?? (beta === undefined ? 0.8 : 1 - beta);
}

function optional(spec: Spec, key: string): number | undefined {
  return spec[key] === undefined || spec[key] === null ? undefined : count(spec, key);
}
