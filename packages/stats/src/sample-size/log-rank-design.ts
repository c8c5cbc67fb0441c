// Events and participants for a log-rank test under proportional hazards.
import { normalCdf, normalQuantile, normalUpperQuantile } from '../distribution/normal.js';
import { checkNumber, oneSidedLevel, type TestLevel } from './check-number.js';
import { checkPower, roundUp } from './zhu-lakkis.js';

/** A comparison of two survival curves. */
export interface LogRankDesign extends TestLevel {
  /** Treatment over control. */
  readonly hazardRatio: number;
  /** Treated participants per control, default 1. */
  readonly allocation?: number;
  /** Schoenfeld's formula uses the log hazard ratio, Freedman's (1 − HR) / (1 + k HR). Default 'schoenfeld'. */
  readonly formula?: 'schoenfeld' | 'freedman';
}

/** Exponential survival and loss, uniform entry; hazards per unit of time. */
export interface SurvivalFollowUp {
  readonly controlHazard: number;
  readonly accrualTime: number;
  /** Time from the last entry to the end. */
  readonly followUpTime: number;
  /** Hazard of being lost, the same in both arms; default 0. */
  readonly lossHazard?: number;
}

/** Events needed, and participants where the follow-up is described. */
export interface LogRankSize {
  readonly eventsExact: number;
  readonly events: number;
  readonly nExact?: number;
  readonly nControl?: number;
  readonly nTreatment?: number;
}

/**
 * Events for a power: (z + z)² / effect², by the side of the alternative only.
 * @throws RangeError for impossible numbers or a hazard ratio of 1
 * @see Schoenfeld (1981), Biometrika 68, 316–319; Freedman (1982), Statistics in Medicine 1, 121–129; rpact getSampleSizeSurvival
 */
export function logRankSampleSize(
  design: LogRankDesign & { readonly power: number; readonly followUp?: SurvivalFollowUp },
): LogRankSize {
  const { power, followUp, allocation = 1 } = design;
  checkPower(power);
  const z = normalUpperQuantile(oneSidedLevel(design)) + normalQuantile(power);
  const eventsExact = (z / effectPerRootEvent(design)) ** 2;
  const size = { eventsExact, events: roundUp(eventsExact) };
  if (followUp === undefined) return size;
  const nExact = eventsExact / meanEventProbability(design, followUp);
  return {
    ...size,
    nExact,
    nControl: roundUp(nExact / (1 + allocation)),
    nTreatment: roundUp((nExact * allocation) / (1 + allocation)),
  };
}

/** Power with a number of events. */
export function logRankPower(design: LogRankDesign & { readonly events: number }): number {
  checkNumber('The number of events', design.events, { above: 0 });
  const drift = effectPerRootEvent(design) * Math.sqrt(design.events);
  return normalCdf(drift - normalUpperQuantile(oneSidedLevel(design)));
}

/** Probability that a participant has the event while observed, averaged over the arms. */
export function meanEventProbability(
  { hazardRatio, allocation = 1 }: LogRankDesign,
  { controlHazard, accrualTime, followUpTime, lossHazard = 0 }: SurvivalFollowUp,
): number {
  checkNumber('The control hazard', controlHazard, { above: 0 });
  checkNumber('The accrual time', accrualTime, { from: 0 });
  checkNumber('The follow-up time', followUpTime, { from: 0 });
  checkNumber('The hazard of loss', lossHazard, { from: 0 });
  checkNumber('The longest observation', accrualTime + followUpTime, { above: 0 });
  const arm = (hazard: number): number => {
    const all = hazard + lossHazard;
    const width = all * accrualTime;
    const shrink = width > 0 ? -Math.expm1(-width) / width : 1;
    return (hazard / all) * (1 - Math.exp(-all * followUpTime) * shrink);
  };
  return (arm(controlHazard) + allocation * arm(controlHazard * hazardRatio)) / (1 + allocation);
}

function effectPerRootEvent({ hazardRatio, allocation = 1, formula = 'schoenfeld' }: LogRankDesign): number {
  checkNumber('The hazard ratio', hazardRatio, { above: 0 });
  checkNumber('The allocation', allocation, { above: 0 });
  if (hazardRatio === 1) throw new RangeError('The hazard ratio is 1; there is no effect to detect.');
  const root = Math.sqrt(allocation);
  if (formula === 'freedman') return (root * Math.abs(1 - hazardRatio)) / (1 + allocation * hazardRatio);
  return (root * Math.abs(Math.log(hazardRatio))) / (1 + allocation);
}
