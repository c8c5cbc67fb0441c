// Monitors a trial by the information it has gathered: boundaries at the information observed, not at that planned.
import { normalUpper } from '../distribution/normal.js';
import type { NbGlmFit } from '../regression/nb-glm-fit.js';
import { checkNumber } from '../sample-size/check-number.js';
import { informationOfExposures, ratioInformation } from '../sample-size/nb-information.js';
import { controlRateFromPooled } from '../sample-size/nb-two-arm.js';
import { type SpendingFunction, spentError } from './spending.js';
import { spendingBounds } from './spending-bounds.js';

/** What was fixed before the first look. */
export interface MonitoringPlan {
  /** Information at which the trial is planned to end; for counts, that about the log rate ratio. */
  readonly maximumInformation: number;
  readonly alpha: number;
  /** Default 1. */
  readonly sided?: 1 | 2;
  readonly spending: SpendingFunction;
  /** Effect under the null hypothesis, default 0 (log rate ratio of 1). */
  readonly effectH0?: number;
  /** On which side of `effectH0` a one-sided test looks; default 'lower': fewer events are better. */
  readonly alternative?: 'lower' | 'higher';
}

/** A look as it came. */
export interface ObservedLook {
  /** 1 / squared standard error of the effect. */
  readonly information: number;
  /** The effect's estimate, such as the log rate ratio; absent when only the boundary is asked for. */
  readonly estimate?: number;
  /** True for the last analysis, which spends what is left whatever its information. */
  readonly isFinal?: boolean;
}

/** A look with its boundary. */
export interface MonitoredLook {
  readonly information: number;
  /** Fraction of the planned maximum; may pass 1 at the end. */
  readonly fraction: number;
  /** Type I error spent so far; both sides when two-sided. */
  readonly alphaSpent: number;
  readonly criticalValue: number;
  /** One-sided level of this look on its own. */
  readonly stageLevel: number;
  /** Positive in the direction of the alternative. */
  readonly z?: number;
  readonly isRejected?: boolean;
  /** Estimate ± critical value × standard error: covers the effect at all looks together with the design's confidence. */
  readonly repeatedInterval?: readonly [number, number];
}

/**
 * Boundaries at the information observed. The level is spent by the function at the fraction of the planned maximum; the joint
 * distribution uses the information itself. The last look, marked or at the maximum, spends all that is left. Looks after it are
 * an error, since nothing would be left to spend.
 * @throws RangeError for no looks, information that does not grow, a look after the final one, or an impossible plan
 * @see Lan and DeMets (1983); Lan and Zucker (1993); Mütze et al. (2019); Jennison and Turnbull (2000), sections 7.2 and 9.2
 */
export function monitorInformation(plan: MonitoringPlan, looks: readonly ObservedLook[]): readonly MonitoredLook[] {
  const { maximumInformation, alpha, sided = 1, spending } = plan;
  checkNumber('The maximum information', maximumInformation, { above: 0 });
  checkNumber('The level alpha', alpha, { above: 0, below: 1 });
  checkLooks(plan, looks);
  const spent = looks.map(({ information, isFinal }) => {
    const fraction = isFinal ? 1 : Math.min(1, information / maximumInformation);
    return spentError(spending, { level: alpha, sided, fraction });
  });
  const { efficacy } = spendingBounds({
    times: looks.map(({ information }) => information / maximumInformation),
    sided,
    efficacy: { errors: spent.map((error, k) => error - (spent[k - 1] ?? 0)) },
    isBinding: false,
  });
  return looks.map((look, k) => ({
    information: look.information,
    fraction: look.information / maximumInformation,
    alphaSpent: spent[k]!,
    criticalValue: efficacy[k]!,
    stageLevel: normalUpper(efficacy[k]!),
    ...(look.estimate === undefined ? {} : judged(plan, look.information, look.estimate, efficacy[k]!)),
  }));
}

function judged(
  { sided = 1, effectH0 = 0, alternative = 'lower' }: MonitoringPlan,
  information: number,
  estimate: number,
  criticalValue: number,
): Pick<MonitoredLook, 'z' | 'isRejected' | 'repeatedInterval'> {
  const root = Math.sqrt(information);
  const z = (alternative === 'lower' ? effectH0 - estimate : estimate - effectH0) * root;
  const half = criticalValue / root;
  return {
    z,
    isRejected: (sided === 2 ? Math.abs(z) : z) >= criticalValue,
    repeatedInterval: [estimate - half, estimate + half],
  };
}

function checkLooks({ maximumInformation }: MonitoringPlan, looks: readonly ObservedLook[]): void {
  if (looks.length === 0) throw new RangeError('There are no looks.');
  looks.forEach(({ information, estimate, isFinal }, k) => {
    const before = looks[k - 1]?.information ?? 0;
    if (!(information > 0 && Number.isFinite(information)) || !((information - before) / maximumInformation >= 1e-6)) {
      throw new RangeError(
        `Look ${k + 1} has information ${information} after ${before}; it must grow by at least a millionth of the maximum.`,
      );
    }
    if (estimate !== undefined) checkNumber(`The estimate at look ${k + 1}`, estimate);
    const isLast = isFinal === true || information >= maximumInformation;
    if (isLast && k < looks.length - 1) {
      throw new RangeError(
        `Look ${k + 1} is the final one, with nothing left to spend, but ${looks.length} looks are given.`,
      );
    }
  });
}

/**
 * Information about the effect of a negative-binomial fit: 1 / squared standard error from the expected information, θ taken as known,
 * which is what planning by information means. Undefined without convergence or with an infinite effect.
 */
export function informationOfFit(fit: NbGlmFit): number | undefined {
  const se = fit.converged ? fit.effect?.wald?.se : undefined;
  return se !== undefined && se > 0 ? 1 / (se * se) : undefined;
}

/**
 * Information about the log rate ratio without knowing the arms: from the pooled rate and dispersion, the assumed ratio, and each
 * participant's observation time, a share of allocation / (1 + allocation) of which is taken to be treated.
 * @see Mütze et al. (2019), section 5
 */
export function blindedInformation({
  pooledRate,
  dispersion,
  exposures,
  assumedRateRatio,
  allocation = 1,
}: {
  readonly pooledRate: number;
  /** φ = 1/θ. */
  readonly dispersion: number;
  readonly exposures: readonly number[];
  readonly assumedRateRatio: number;
  /** Treated participants per control, default 1. */
  readonly allocation?: number;
}): number {
  checkNumber('The dispersion', dispersion, { from: 0 });
  exposures.forEach((time, i) => {
    checkNumber(`Exposure ${i + 1}`, time, { from: 0 });
  });
  const control = controlRateFromPooled({ pooledRate, rateRatio: assumedRateRatio, allocation });
  const share = allocation / (1 + allocation);
  const all = (rate: number): number => informationOfExposures({ rate, dispersion }, exposures);
  return ratioInformation((1 - share) * all(control), share * all(control * assumedRateRatio));
}
