// Power and sample size for two proportions.
import { normalCdf, normalQuantile, normalUpperQuantile } from '../distribution/normal.js';
import { type ArmSizes, checkNumber, oneSidedLevel, type TestLevel } from './check-number.js';
import { checkPower, roundUp } from './zhu-lakkis.js';

/** A comparison of proportions by the chi-square test without continuity correction. */
export interface ProportionDesign extends TestLevel {
  readonly control: number;
  readonly treatment: number;
  /** Treated participants per control, default 1. */
  readonly allocation?: number;
}

/**
 * Power by the normal approximation, the variance pooled under the null hypothesis; the side of the alternative only.
 * @throws RangeError for proportions that are not between 0 and 1 or are equal
 * @see Fleiss, Levin and Paik (2003), section 4.2; R's power.prop.test
 */
export function proportionPower(design: ProportionDesign & ArmSizes): number {
  const { control, treatment, nControl, nTreatment } = design;
  checkProportions(design);
  checkNumber('nControl', nControl, { above: 0 });
  checkNumber('nTreatment', nTreatment, { above: 0 });
  const pooled = (nControl * control + nTreatment * treatment) / (nControl + nTreatment);
  const underNull = pooled * (1 - pooled) * (1 / nControl + 1 / nTreatment);
  const underAlternative = (control * (1 - control)) / nControl + (treatment * (1 - treatment)) / nTreatment;
  const z = normalUpperQuantile(oneSidedLevel(design));
  return normalCdf((Math.abs(treatment - control) - z * Math.sqrt(underNull)) / Math.sqrt(underAlternative));
}

/** Participants per arm for a power, each arm rounded up. */
export function proportionSampleSize(
  design: ProportionDesign & { readonly power: number },
): ArmSizes & { readonly nControlExact: number } {
  const { control, treatment, allocation = 1, power } = design;
  checkProportions(design);
  checkPower(power);
  const pooled = (control + allocation * treatment) / (1 + allocation);
  const underNull = pooled * (1 - pooled) * (1 + 1 / allocation);
  const underAlternative = control * (1 - control) + (treatment * (1 - treatment)) / allocation;
  const z = normalUpperQuantile(oneSidedLevel(design));
  const nControlExact =
    ((z * Math.sqrt(underNull) + normalQuantile(power) * Math.sqrt(underAlternative)) / (treatment - control)) ** 2;
  return { nControlExact, nControl: roundUp(nControlExact), nTreatment: roundUp(allocation * nControlExact) };
}

function checkProportions({ control, treatment, allocation = 1 }: ProportionDesign): void {
  checkNumber('The control proportion', control, { above: 0, below: 1 });
  checkNumber('The treatment proportion', treatment, { above: 0, below: 1 });
  checkNumber('The allocation', allocation, { above: 0 });
  if (control === treatment) throw new RangeError(`Both proportions are ${control}; there is no effect to detect.`);
}
