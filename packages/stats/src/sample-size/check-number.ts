// Checks of the numbers that a design is planned with.

/** Which numbers are allowed: all ends are excluded, unless said otherwise in `allowed`. */
interface Allowed {
  readonly above?: number;
  readonly below?: number;
  readonly from?: number;
}

/** @throws RangeError naming the value and what is allowed */
export function checkNumber(name: string, value: number, { above, below, from }: Allowed = {}): void {
  const isInside =
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (from === undefined || value >= from);
  if (isInside) return;
  const parts = [
    above === undefined ? '' : ` above ${above}`,
    from === undefined ? '' : ` from ${from}`,
    below === undefined ? '' : ` below ${below}`,
  ].join('');
  throw new RangeError(`${name} is ${value}; allowed are finite numbers${parts}.`);
}

/** The level of a test. */
export interface TestLevel {
  /** Level of the test: of both sides together when it is two-sided. Default 0.05. */
  readonly alpha?: number;
  /** Default 2. */
  readonly sided?: 1 | 2;
}

/** The level of one side. @throws RangeError for a level outside 0 to 1 */
export function oneSidedLevel({ alpha = 0.05, sided = 2 }: TestLevel): number {
  checkNumber('The level alpha', alpha, { above: 0, below: 1 });
  if (sided !== 1 && sided !== 2) throw new RangeError(`sided is ${String(sided)}; allowed are 1 and 2.`);
  return alpha / sided;
}

/** Participants in two arms. */
export interface ArmSizes {
  readonly nControl: number;
  readonly nTreatment: number;
}
