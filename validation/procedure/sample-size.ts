// The procedure sample-size: each of its methods as a call of the library.
import {
  blindedReestimation,
  type EfficacyBoundary,
  type FutilityRule,
  type GroupSequentialDesign,
  groupSequentialDesign,
  type NbTwoArmDesign,
  type NullVariance,
  nbEquivalencePower,
  nbPower,
  nbSampleSize,
  operatingCharacteristics,
  spentError,
  zhuLakkisPower,
  zhuLakkisSampleSize,
} from '@equipoise/stats';
import type { CaseAnalysis } from '../case-file.js';
import { boundaryNamed, lastNumber, spendingNamed } from './boundary-name.js';
import { printedUnder, type SequentialResult } from './printed-name.js';
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
  'mutze-nb-fixed': gscounts,
  'mutze-gs-nb': gscounts,
  'gs-boundaries': boundaries,
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
function gscounts({ spec, expected }: CaseAnalysis): unknown {
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
  if (size.sequential === undefined) return { ...common, power: fixed.power, published: common };
  const drift = Math.sqrt(size.attainedInformation) * Math.log((design.ratioH0 ?? 1) / design.rateRatio);
  const result = sequentialResult(size.sequential, { drift, information: size.attainedInformation, spec });
  const sequential = {
    ...common,
    rejectPerStage: result.underH1.reject,
    futilityPerStage: result.underH1.futility.slice(0, -1),
    expectedInformationH1: result.underH1.expectedInformation,
    overallReject: result.underH1.reject.reduce((sum, probability) => sum + probability, 0),
  };
  return { ...sequential, published: { ...printedUnder(expected, result), ...common } };
}

/** A design under both hypotheses; with `information` given also the information expected at the end. */
function sequentialResult(
  design: GroupSequentialDesign,
  { drift, information, spec }: { readonly drift: number; readonly information?: number; readonly spec: Spec },
): SequentialResult {
  const under = (effect: number) => {
    const { reject, futility, expectedInformationRate } = operatingCharacteristics(design, effect);
    const expected = information === undefined ? {} : { expectedInformation: expectedInformationRate * information };
    return { reject, futility, ...expected };
  };
  const steps = (cumulative: readonly number[]) => cumulative.map((spent, k) => spent - (cumulative[k - 1] ?? 0));
  const rule = futilityOf(spec);
  const { informationRates, criticalValues, futilityBounds, alphaSpent, power } = design;
  return {
    efficacy: criticalValues,
    ...(futilityBounds === undefined ? {} : { futility: futilityBounds }),
    efficacySpent: steps(alphaSpent),
    ...(rule?.kind === 'beta-spending'
      ? {
          futilitySpent: steps(
            informationRates.map((fraction) => spentError(rule.spending, { level: 1 - power, fraction })),
          ),
        }
      : {}),
    underH0: under(0),
    underH1: under(drift),
  };
}

function withoutLooks({ sequential: _, ...design }: NbTwoArmDesign): NbTwoArmDesign {
  return design;
}

/** The looks of a spec: `timing`, or `timingEfficacy` and `timingFutility` where they differ. */
function sequentialOf(spec: Spec, efficacy: EfficacyBoundary) {
  const futility = futilityOf(spec);
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
function futilityOf(spec: Spec): FutilityRule | undefined {
  const half = /;(.*)$/.exec(String(spec.spending ?? ''))?.[1];
  const source = spec.futility === undefined ? half : text(spec, 'futility');
  if (source === undefined || /^\s*(none|no)\b/i.test(source)) return undefined;
  const spending = /same/i.test(source) ? spendingNamed(text(spec, 'spending')) : spendingNamed(source);
  return { kind: 'beta-spending', spending, isBinding: !/non-?binding/i.test(source) };
}

/** A design apart from any endpoint; boundaries of each kind at its own looks, signed as gscounts signs them. */
function boundaries({ spec, expected }: CaseAnalysis): unknown {
  const [first, second] = text(spec, 'spending').split(';');
  const alpha =
    optional(spec, 'alphaOneSided') ?? optional(spec, 'alpha') ?? (/\d/.test(first!) ? lastNumber(first!) : 0.025);
  const beta = optional(spec, 'beta') ?? (second !== undefined && /\d/.test(second) ? lastNumber(second) : undefined);
  const power = optional(spec, 'power') ?? (beta === undefined ? 0.8 : 1 - beta);
  const efficacy = boundaryNamed(first!, 'spending');
  const design = groupSequentialDesign({ ...sequentialOf(spec, efficacy), alpha, sided: 1, power });
  const result = sequentialResult(design, { drift: design.drift, spec });
  return {
    rejectPerStage: result.underH1.reject,
    futilityPerStage: result.underH1.futility.slice(0, -1),
    overallReject: result.underH1.reject.reduce((sum, probability) => sum + probability, 0),
    published: printedUnder(expected, result),
  };
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
