// Decides ordered hypotheses, such as a trial's primary and secondary endpoints, by the procedure that its plan names.
import { type AdjustmentMethod, adjustP, checkP, type PValue } from './adjust-p.js';
import { checkAlpha, graphicalBonferroni, isRejected, type TestingGraph } from './graphical-bonferroni.js';

/** One hypothesis and the p-value of its test (two-sided p with a two-sided level, one-sided with one-sided). */
export interface Hypothesis {
  readonly name: string;
  /** Undefined when the analysis gave none: the hypothesis is not rejected. */
  readonly p: PValue;
}

/** Hypotheses tested together, by name. */
export interface HypothesisFamily {
  readonly hypotheses: readonly string[];
  readonly method: AdjustmentMethod;
}

/** A multiple testing procedure as data, so that an analysis plan can name it. */
export type TestingProcedure =
  | { readonly kind: AdjustmentMethod }
  | ({ readonly kind: 'graph' } & TestingGraph)
  /** A family is tested only when all hypotheses of the families before it are rejected. */
  | { readonly kind: 'serial-gatekeeping'; readonly families: readonly HypothesisFamily[] };

/** What was decided of one hypothesis. */
export interface Decision {
  readonly name: string;
  readonly p: PValue;
  readonly adjustedP: PValue;
  readonly rejected: boolean;
}

/** What {@link testingProcedure} takes. */
export interface TestingInput {
  /** In the order of testing, where the procedure has one. */
  readonly hypotheses: readonly Hypothesis[];
  readonly procedure: TestingProcedure;
  /** Level of the whole family, one- or two-sided as the p-values are. Default 0.05. */
  readonly alpha?: number;
}

/**
 * Decides every hypothesis at the family's level, in the order given.
 * @throws RangeError for no hypotheses, names used twice, p outside 0 to 1, or a procedure that does not fit the hypotheses
 * @see ICH E9(R1); Bretz et al. (2009); Dmitrienko and D'Agostino (2013), Statistics in Medicine 32, 5172–5218
 */
export function testingProcedure({ hypotheses, procedure, alpha = 0.05 }: TestingInput): readonly Decision[] {
  checkAlpha(alpha);
  checkHypotheses(hypotheses);
  const adjusted = adjustedBy(procedure, hypotheses);
  return hypotheses.map(({ name, p }, i) => ({
    name,
    p,
    adjustedP: adjusted[i],
    rejected: isRejected(adjusted[i], alpha),
  }));
}

function adjustedBy(procedure: TestingProcedure, hypotheses: readonly Hypothesis[]): readonly PValue[] {
  const p = hypotheses.map((hypothesis) => hypothesis.p);
  switch (procedure.kind) {
    case 'graph':
      return graphicalBonferroni({ p, weights: procedure.weights, transitions: procedure.transitions }).adjustedP;
    case 'serial-gatekeeping':
      return serialGatekeeping(procedure.families, hypotheses);
    default:
      return adjustP(p, procedure.kind);
  }
}

/** Within a family by its method; never less than the largest adjusted p of the families before. */
function serialGatekeeping(
  families: readonly HypothesisFamily[],
  hypotheses: readonly Hypothesis[],
): readonly PValue[] {
  const named = families.flatMap((family) => family.hypotheses);
  const missing = hypotheses.filter(({ name }) => !named.includes(name)).map(({ name }) => name);
  const unknown = named.filter((name) => !hypotheses.some((hypothesis) => hypothesis.name === name));
  if (missing.length + unknown.length > 0 || named.length !== hypotheses.length) {
    throw new RangeError(
      `Each hypothesis belongs to one family; without a family: ${missing.join(', ') || 'none'}; unknown: ${unknown.join(', ') || 'none'}.`,
    );
  }
  const adjusted = new Map<string, PValue>();
  let gate = 0;
  for (const { hypotheses: names, method } of families) {
    const own = adjustP(
      names.map((name) => hypotheses.find((hypothesis) => hypothesis.name === name)!.p),
      method,
    );
    const before = gate;
    names.forEach((name, i) => {
      adjusted.set(name, own[i] === undefined ? undefined : Math.max(before, own[i]));
      gate = Math.max(gate, own[i] ?? 1);
    });
  }
  return hypotheses.map(({ name }) => adjusted.get(name));
}

/**
 * The graph of parallel gatekeeping with two families: the first by Bonferroni, each rejection there passing its level in equal
 * parts to the second, which is tested by Holm. Hypotheses are numbered first family, then second.
 * @throws RangeError for sizes that are no whole numbers ≥ 1
 * @see Dmitrienko, Offen and Westfall (2003), Statistics in Medicine 22, 2387–2400; Bretz et al. (2009), section 3
 */
export function parallelGatekeepingGraph(firstSize: number, secondSize: number): TestingGraph {
  for (const size of [firstSize, secondSize]) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`A family's size is ${size}; allowed are 1, 2, ….`);
  }
  const m = firstSize + secondSize;
  const isFirst = (i: number): boolean => i < firstSize;
  const transition = (i: number, k: number): number => {
    if (i === k || isFirst(k)) return 0;
    return isFirst(i) ? 1 / secondSize : 1 / (secondSize - 1);
  };
  return {
    weights: Array.from({ length: m }, (_, i) => (isFirst(i) ? 1 / firstSize : 0)),
    transitions: Array.from({ length: m }, (_, i) => Array.from({ length: m }, (__, k) => transition(i, k))),
  };
}

function checkHypotheses(hypotheses: readonly Hypothesis[]): void {
  if (hypotheses.length === 0) throw new RangeError('There are no hypotheses to test.');
  hypotheses.forEach(({ p }, i) => {
    checkP(p, i);
  });
  const names = hypotheses.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`The hypothesis "${twice}" is named twice.`);
}
