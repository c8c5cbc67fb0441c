// Group-sequential designs: boundaries of efficacy and futility, spent errors, drift for a power.
import { normalQuantile, normalUpper, normalUpperQuantile } from '../distribution/normal.js';
import { checkInformationRates, type StoppingProbabilities, stoppingProbabilities } from './crossing-probabilities.js';
import { findRoot } from './find-root.js';
import { type SpendingFunction, spentError } from './spending.js';
import { type SpendingBounds, spendingBounds } from './spending-bounds.js';

/** How the efficacy boundary is found. */
export type EfficacyBoundary =
  /** Critical values proportional to t^(−1/2). @see O'Brien and Fleming (1979) */
  | { readonly kind: 'obrien-fleming' }
  /** The same critical value at every look. @see Pocock (1977) */
  | { readonly kind: 'pocock' }
  /** Critical values proportional to t^(delta − 1/2). @see Wang and Tsiatis (1987) */
  | { readonly kind: 'wang-tsiatis'; readonly delta: number }
  | SpendingFunction
  /** Given on the z scale, one per look. */
  | { readonly kind: 'given'; readonly criticalValues: readonly number[] };

/** When the trial stops for futility. Binding: the level counts on it; otherwise the level holds even if it is ignored. */
export type FutilityRule =
  /** z values of all looks but the last. */
  | { readonly kind: 'bounds'; readonly z: readonly number[]; readonly isBinding: boolean }
  /** Spends 1 − power; one-sided designs only. @see Pampallona, Tsiatis and Kim (2001) */
  | { readonly kind: 'beta-spending'; readonly spending: SpendingFunction; readonly isBinding: boolean };

/** What {@link groupSequentialDesign} takes. */
export interface GroupSequentialInput {
  /** Information at the looks as fractions of that at the last; the last is 1. */
  readonly informationRates: readonly number[];
  /** Level: of the one side, or of both together when `sided` is 2. */
  readonly alpha: number;
  /** Default 1. */
  readonly sided?: 1 | 2;
  readonly efficacy: EfficacyBoundary;
  /** At which looks efficacy is tested; default all. The last always is. */
  readonly efficacyLooks?: readonly boolean[];
  readonly futility?: FutilityRule;
  /** At which looks futility is judged, for beta spending; default all. */
  readonly futilityLooks?: readonly boolean[];
  /** Power at the alternative, default 0.8. Beta spending needs it for its boundary. */
  readonly power?: number;
}

/** Boundaries and errors of a design; lists have one entry per look. */
export interface GroupSequentialDesign {
  readonly informationRates: readonly number[];
  readonly sided: 1 | 2;
  readonly alpha: number;
  readonly power: number;
  /** z values; +∞ at a look without test of efficacy. */
  readonly criticalValues: readonly number[];
  /** One-sided level of each look on its own: 1 − Φ(critical value). */
  readonly stageLevels: readonly number[];
  /** Cumulative probability of rejection under the null hypothesis; both sides when `sided` is 2. */
  readonly alphaSpent: readonly number[];
  /** z values, −∞ at a look without; the last equals the last critical value. Absent without futility rule. */
  readonly futilityBounds?: readonly number[];
  readonly isBinding: boolean;
  /** Effect × √(maximum information) at which the design has its power. */
  readonly drift: number;
  /** Maximum information of the design over that of the fixed design with the same level and power. */
  readonly inflationFactor: number;
}

/**
 * Finds the boundaries of a group-sequential design and the drift that gives its power. Futility stops lower the power whether
 * binding or not; the level takes account of them only when they are binding.
 * @throws RangeError for impossible rates, levels, powers, parameters or numbers of bounds, naming the value
 * @see Jennison and Turnbull (2000); Wassmer and Brannath (2016); rpact getDesignGroupSequential; gsDesign
 */
export function groupSequentialDesign(input: GroupSequentialInput): GroupSequentialDesign {
  const plan = planOf(input);
  const { rates, alpha, sided, power } = plan;
  const drift0 = fixedDrift(plan);
  const isSpendingBeta = input.futility?.kind === 'beta-spending';
  const found = isSpendingBeta ? betaSpendingDesign(plan) : { bounds: givenFutility(plan), drift: undefined };
  const { efficacy, futility } = found.bounds;
  const bounds = { informationRates: rates, efficacy, sided, ...(futility === undefined ? {} : { futility }) };
  const isBinding = input.futility?.isBinding ?? false;
  const null0 = stoppingProbabilities(isBinding ? bounds : { informationRates: rates, efficacy, sided }, 0);
  const drift = found.drift ?? driftForPower(bounds, power, drift0);
  return {
    informationRates: rates,
    sided,
    alpha,
    power,
    criticalValues: efficacy,
    stageLevels: efficacy.map((bound) => normalUpper(bound)),
    alphaSpent: cumulative(null0.reject),
    ...(futility === undefined ? {} : { futilityBounds: [...futility.slice(0, rates.length - 1), efficacy.at(-1)!] }),
    isBinding,
    drift,
    inflationFactor: (drift / drift0) ** 2,
  };
}

/** Stopping probabilities, power and expected information of a design. */
export interface OperatingCharacteristics extends StoppingProbabilities {
  /** Probability of rejecting at any look; both sides when the design is two-sided. */
  readonly power: number;
  /** Expected information when the trial stops, as a fraction of the maximum. */
  readonly expectedInformationRate: number;
}

/** How a design behaves under a drift (effect × √maximum information; 0 is the null hypothesis). Futility stops are obeyed. */
export function operatingCharacteristics(design: GroupSequentialDesign, drift: number): OperatingCharacteristics {
  const { informationRates, criticalValues, futilityBounds, sided } = design;
  const stops = stoppingProbabilities(
    {
      informationRates,
      efficacy: criticalValues,
      sided,
      ...(futilityBounds === undefined ? {} : { futility: futilityBounds }),
    },
    drift,
  );
  const expectedInformationRate = informationRates.reduce(
    (sum, rate, k) => sum + rate * (stops.reject[k]! + stops.futility[k]!),
    0,
  );
  return { ...stops, power: total(stops.reject), expectedInformationRate };
}

interface Plan {
  readonly rates: readonly number[];
  readonly alpha: number;
  readonly sided: 1 | 2;
  readonly power: number;
  readonly efficacy: EfficacyBoundary;
  readonly isEfficacyLook: readonly boolean[];
  readonly futility: FutilityRule | undefined;
  readonly isFutilityLook: readonly boolean[];
}

interface Bounds {
  readonly efficacy: readonly number[];
  readonly futility: readonly number[] | undefined;
}

function planOf(input: GroupSequentialInput): Plan {
  const { informationRates: rates, alpha, sided = 1, efficacy, futility, power = 0.8 } = input;
  checkInformationRates(rates);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`The level is ${alpha}; allowed are numbers between 0 and 1.`);
  if (!(power > alpha / sided && power < 1)) {
    throw new RangeError(`The power is ${power}; allowed are numbers between the level (${alpha / sided}) and 1.`);
  }
  if (efficacy.kind === 'given' && efficacy.criticalValues.length !== rates.length) {
    throw new RangeError(`There are ${efficacy.criticalValues.length} critical values for ${rates.length} looks.`);
  }
  if (efficacy.kind === 'wang-tsiatis' && !Number.isFinite(efficacy.delta)) {
    throw new RangeError(`Wang–Tsiatis' delta is ${efficacy.delta}; allowed are finite numbers.`);
  }
  if (futility?.kind === 'bounds' && futility.z.length !== rates.length - 1) {
    throw new RangeError(
      `There are ${futility.z.length} futility bounds; ${rates.length} looks need ${rates.length - 1}.`,
    );
  }
  if (futility?.kind === 'beta-spending' && sided === 2) {
    throw new RangeError('Beta spending is for one-sided designs; give futility bounds to a two-sided one.');
  }
  const looks = (chosen: readonly boolean[] | undefined, what: string): readonly boolean[] => {
    if (chosen !== undefined && chosen.length !== rates.length) {
      throw new RangeError(`${what} has ${chosen.length} entries for ${rates.length} looks.`);
    }
    return rates.map((_, k) => k === rates.length - 1 || (chosen?.[k] ?? true));
  };
  return {
    rates,
    alpha,
    sided,
    power,
    efficacy,
    isEfficacyLook: looks(input.efficacyLooks, 'efficacyLooks'),
    futility,
    isFutilityLook: looks(input.futilityLooks, 'futilityLooks'),
  };
}

function givenFutility(plan: Plan): Bounds {
  const { futility } = plan;
  if (futility?.kind !== 'bounds') return { efficacy: efficacyBounds(plan, undefined), futility: undefined };
  return { efficacy: efficacyBounds(plan, futility.isBinding ? futility.z : undefined), futility: futility.z };
}

/** The efficacy boundary, when the trial also stops at the futility bounds that are binding. */
function efficacyBounds(plan: Plan, binding: readonly number[] | undefined): readonly number[] {
  const { efficacy, rates, isEfficacyLook } = plan;
  const masked = (bounds: readonly number[]): readonly number[] =>
    bounds.map((bound, k) => (isEfficacyLook[k] ? bound : Number.POSITIVE_INFINITY));
  switch (efficacy.kind) {
    case 'given':
      return masked(efficacy.criticalValues);
    case 'obrien-fleming':
      return scaledBounds(plan, { binding, shape: masked(rates.map((t) => t ** -0.5)) });
    case 'pocock':
      return scaledBounds(plan, { binding, shape: masked(rates.map(() => 1)) });
    case 'wang-tsiatis':
      return scaledBounds(plan, { binding, shape: masked(rates.map((t) => t ** (efficacy.delta - 0.5))) });
    default:
      return boundsBySpending(plan, 0, binding).efficacy;
  }
}

/** constant × shape, with the constant that spends the whole level. */
function scaledBounds(
  { rates, alpha, sided }: Plan,
  { binding, shape }: { readonly binding: readonly number[] | undefined; readonly shape: readonly number[] },
): readonly number[] {
  const scaled = (constant: number): readonly number[] => shape.map((value) => constant * value);
  const excess = (constant: number): number => {
    const futility = binding === undefined ? {} : { futility: binding };
    const { reject } = stoppingProbabilities(
      { informationRates: rates, efficacy: scaled(constant), sided, ...futility },
      0,
    );
    return Math.log(total(reject) / alpha);
  };
  const constant = findRoot({ f: excess, low: 1e-3, high: 12 });
  if (constant === undefined) throw new RangeError(`No boundary of this shape has the level ${alpha} at these looks.`);
  return scaled(constant);
}

/** Look by look: the critical value that spends its part of the level, and the futility bound that spends its part of 1 − power. */
function boundsBySpending(plan: Plan, drift: number, binding: readonly number[] | undefined): SpendingBounds {
  const { rates, sided, efficacy, futility } = plan;
  return spendingBounds({
    times: rates,
    sided,
    efficacy:
      efficacy.kind === 'given'
        ? { criticalValues: efficacy.criticalValues }
        : { errors: increments(plan, plan.isEfficacyLook, alphaAt(plan)) },
    isBinding: futility?.isBinding ?? false,
    ...(binding === undefined ? {} : { futilityBounds: binding }),
    ...(futility?.kind === 'beta-spending'
      ? { typeTwo: { drift, errors: increments(plan, plan.isFutilityLook, betaAt(plan)) } }
      : {}),
  });
}

/** The drift at which spending both errors brings the two boundaries together at the last look. */
function betaSpendingDesign(plan: Plan): { readonly bounds: Bounds; readonly drift: number } {
  const wanted = spendable(plan);
  const excess = (drift: number): number => boundsBySpending(wanted, drift, undefined).typeTwoError - (1 - plan.power);
  const start = fixedDrift(plan);
  let high = start;
  for (let k = 0; k < 20 && excess(high) > 0; k += 1) high *= 1.25;
  const drift = findRoot({ f: excess, low: start * 0.9, high, tolerance: 1e-12 });
  if (drift === undefined) throw new RangeError(`No drift gives the power ${plan.power} with this futility spending.`);
  return { bounds: boundsBySpending(wanted, drift, undefined), drift };
}

/** A plan whose efficacy is by spending or given: the other boundaries do not depend on a futility that is not binding. */
function spendable(plan: Plan): Plan {
  const { kind } = plan.efficacy;
  if (kind !== 'obrien-fleming' && kind !== 'pocock' && kind !== 'wang-tsiatis') return plan;
  if (plan.futility?.isBinding) {
    throw new RangeError(`Binding beta spending needs an efficacy boundary by error spending, not ${kind}.`);
  }
  return { ...plan, efficacy: { kind: 'given', criticalValues: efficacyBounds(plan, undefined) } };
}

function alphaAt({ efficacy, alpha, sided }: Plan): (fraction: number) => number {
  if (efficacy.kind === 'given') return () => 0;
  return (fraction) => spentError(efficacy as SpendingFunction, { level: alpha, sided, fraction });
}

function betaAt({ futility, power }: Plan): (fraction: number) => number {
  const { spending } = futility as Extract<FutilityRule, { kind: 'beta-spending' }>;
  return (fraction) => spentError(spending, { level: 1 - power, fraction });
}

/** What is spent at each look: the cumulative error at its fraction minus that at the last look before that spends. */
function increments(
  { rates }: Plan,
  isLook: readonly boolean[],
  spent: (fraction: number) => number,
): readonly number[] {
  let before = 0;
  return rates.map((rate, k) => {
    if (!isLook[k]) return 0;
    const now = spent(rate);
    const step = now - before;
    before = now;
    return step;
  });
}

function fixedDrift({ alpha, sided, power }: Plan): number {
  return normalUpperQuantile(alpha / sided) + normalQuantile(power);
}

/** The drift with which the bounds are crossed with probability `power`. */
function driftForPower(bounds: Parameters<typeof stoppingProbabilities>[0], power: number, start: number): number {
  const shortfall = (drift: number): number => total(stoppingProbabilities(bounds, drift).reject) - power;
  let high = start;
  for (let k = 0; k < 40 && shortfall(high) < 0; k += 1) high *= 1.25;
  const drift = findRoot({ f: shortfall, low: 0, high, tolerance: 1e-12 });
  if (drift === undefined) throw new RangeError(`With these boundaries no drift gives the power ${power}.`);
  return drift;
}

function cumulative(values: readonly number[]): readonly number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
