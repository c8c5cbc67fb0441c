// Multiple imputation of continuous responses over visits: missing at random, or after a reference group.
import type { FactorColumn } from '../model/data-frame.js';
import type { RandomSource } from '../random/random-source.js';
import { conditionalNormal, drawMissing } from './multivariate-draw.js';
import {
  augmentationChain,
  drawMonotone,
  isMonotone,
  meanAt,
  type NormalPanel,
  type NormalParameters,
} from './normal-panel.js';
import { distributionUnder, type MissingAssumption } from './reference-distribution.js';

/** What {@link imputeNormal} takes. */
export interface NormalImputationInput {
  /** n rows of responses over the visits, in order; NaN is missing. The first may be a baseline value. */
  readonly responses: readonly ArrayLike<number>[];
  /** n groups. */
  readonly group: FactorColumn;
  /** n rows of complete covariates (baseline, strata as 0 and 1); each acts at every visit with its own slope. */
  readonly covariates?: readonly ArrayLike<number>[];
  /** `by-group` (default): means, slopes and covariance in each group apart. `common`: slopes and covariance shared. */
  readonly covariance?: 'by-group' | 'common';
  /** One for all, or one for each row. Default 'missing-at-random'. */
  readonly assumption?: MissingAssumption | readonly MissingAssumption[];
  /** The level that the reference-based assumptions refer to. Default: the first. */
  readonly reference?: string;
  /**
   * n visits (0-based) from which on the assumption holds; the row must have no response there or later. Earlier gaps are
   * missing at random. Default: the visit after the last response.
   */
  readonly from?: ArrayLike<number>;
  /** Added to every value imputed under the assumption (not to earlier gaps): a tipping-point analysis. Default 0. */
  readonly delta?: (row: number, visit: number) => number;
  /** Number of completed sets. Default 20. */
  readonly imputations?: number;
  readonly random: RandomSource;
  /** `auto` (default): `monotone` where the pattern is, else `gibbs`. */
  readonly engine?: 'auto' | 'monotone' | 'gibbs';
  /** Rounds of the chain before the first and between two imputations. Default 200 and 100, as PROC MI. */
  readonly burnIn?: number;
  readonly thin?: number;
}

/** What a reader must know before using imputations. */
export type NormalImputationFlag =
  /** A group has too few responses at a visit, or its design or covariance is singular: nothing was imputed. */
  | 'not-estimable'
  /** Nothing is missing: all sets equal the input. */
  | 'nothing-missing';

/** Completed sets; empty with the flag `not-estimable`. */
export interface NormalImputations {
  /** Each n rows × visits, row by row. */
  readonly completed: readonly Float64Array[];
  readonly n: number;
  readonly visits: number;
  readonly engine: 'monotone' | 'gibbs';
  /** Values that were imputed in each set. */
  readonly imputed: number;
  readonly flags: readonly NormalImputationFlag[];
}

/**
 * Draws means, slopes and covariance from their posterior distribution, then each row's missing responses given its observed
 * ones under the assumption; once per completed set. The same seed gives the same sets.
 * @throws RangeError for no rows, rows of unequal length, numbers that are not finite, an unknown reference, a response at or
 *   after `from`, or impossible options
 * @see Carpenter, Roger and Kenward (2013); Schafer (1997); Rubin (1987); PROC MI; rbmi and mice in R
 */
export function imputeNormal(input: NormalImputationInput): NormalImputations {
  const setting = checkInput(input);
  const { n, visits, values, blocks, designOf, assumptions, from } = setting;
  const { random, delta, imputations = 20, burnIn = 200, thin = 100 } = input;
  const engine = input.engine === 'monotone' || input.engine === 'gibbs' ? input.engine : setting.engine;
  const imputed = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  const summary = { n, visits, engine, imputed };
  if (imputed === 0) {
    const completed = Array.from({ length: imputations }, () => Float64Array.from(values));
    return { ...summary, completed, flags: ['nothing-missing'] };
  }
  const failure: NormalImputations = { ...summary, completed: [], flags: ['not-estimable'] };
  const draw = parameterSource(blocks, { engine, random, burnIn, thin });
  if (draw === undefined) return failure;

  const completed: Float64Array[] = [];
  for (let set = 0; set < imputations; set += 1) {
    const parameters = draw();
    if (parameters === undefined) return failure;
    const filled = Float64Array.from(values);
    for (let row = 0; row < n; row += 1) {
      const missing = setting.missing[row]!;
      if (missing.length === 0) continue;
      const distributionIn = (group: number) => {
        const { block, x } = designOf(row, group);
        const mean = new Float64Array(visits);
        meanAt(parameters[block]!, x, mean);
        return { mean, covariance: parameters[block]!.covariance };
      };
      const distribution = distributionUnder(assumptions[row]!, {
        own: distributionIn(setting.group[row]!),
        reference: distributionIn(setting.reference),
        from: from[row]!,
      });
      const conditional = distribution && conditionalNormal(distribution.covariance, visits, missing);
      if (conditional === undefined) return failure;
      drawMissing(conditional, { values: filled, offset: row * visits, mean: distribution!.mean, random });
      for (const visit of missing) {
        if (delta !== undefined && visit >= from[row]!) filled[row * visits + visit]! += delta(row, visit);
      }
    }
    completed.push(filled);
  }
  return { ...summary, completed, flags: [] };
}

/** Draws the parameters of all blocks once per call. */
function parameterSource(
  blocks: readonly NormalPanel[],
  options: {
    readonly engine: 'monotone' | 'gibbs';
    readonly random: RandomSource;
    readonly burnIn: number;
    readonly thin: number;
  },
): (() => readonly NormalParameters[] | undefined) | undefined {
  const { engine, random, burnIn, thin } = options;
  const all = (draws: readonly (NormalParameters | undefined)[]) =>
    draws.every((draw) => draw !== undefined) ? (draws as readonly NormalParameters[]) : undefined;
  if (engine === 'monotone') return () => all(blocks.map((block) => drawMonotone(block, random)));
  const chains = blocks.map((block) => augmentationChain(block, random));
  if (chains.some((chain) => chain === undefined)) return undefined;
  let steps = burnIn + 1;
  return () => {
    const draws = all(chains.map((chain) => chain!.next(steps)));
    steps = Math.max(1, thin);
    return draws;
  };
}

interface Setting {
  readonly n: number;
  readonly visits: number;
  readonly values: Float64Array;
  readonly group: Int32Array;
  readonly reference: number;
  readonly missing: readonly (readonly number[])[];
  readonly from: readonly number[];
  readonly assumptions: readonly MissingAssumption[];
  readonly blocks: readonly NormalPanel[];
  readonly engine: 'monotone' | 'gibbs';
  /** The block and the design row of a row as if it were in a group. */
  readonly designOf: (row: number, group: number) => { readonly block: number; readonly x: Float64Array };
}

function checkInput(input: NormalImputationInput): Setting {
  const { responses, group, covariates, covariance = 'by-group', imputations = 20, burnIn = 200, thin = 100 } = input;
  const n = responses.length;
  if (n === 0) throw new RangeError('There are no rows; at least one is needed.');
  const visits = responses[0]!.length;
  if (visits === 0) throw new RangeError('There are no visits; at least one response column is needed.');
  for (const [name, count, least] of [
    ['imputations', imputations, 1],
    ['rounds before the first imputation', burnIn, 0],
    ['rounds between two imputations', thin, 1],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < least) {
      throw new RangeError(`The number of ${name} is ${count}; allowed are whole numbers from ${least}.`);
    }
  }
  if (group.values.length !== n) throw new RangeError(`There are ${group.values.length} groups for ${n} rows.`);
  if (covariates !== undefined && covariates.length !== n) {
    throw new RangeError(`There are ${covariates.length} rows of covariates for ${n} rows.`);
  }
  const values = new Float64Array(n * visits);
  responses.forEach((row, i) => {
    if (row.length !== visits) throw new RangeError(`Row ${i + 1} has ${row.length} visits; the first has ${visits}.`);
    for (let j = 0; j < visits; j += 1) {
      const value = row[j]!;
      if (!Number.isFinite(value) && !Number.isNaN(value)) {
        throw new RangeError(
          `Row ${i + 1}, visit ${j + 1} is ${value}; allowed are finite numbers, or NaN for missing.`,
        );
      }
      values[i * visits + j] = value;
    }
  });
  const levels = group.levels;
  const index = Int32Array.from(group.values, (value, i) => {
    const at = value === undefined ? -1 : levels.indexOf(value);
    if (at < 0) throw new RangeError(`Group ${i + 1} is ${value ?? 'missing'}; allowed are ${levels.join(', ')}.`);
    return at;
  });
  const reference = input.reference === undefined ? 0 : levels.indexOf(input.reference);
  if (reference < 0) {
    throw new RangeError(`The reference "${input.reference}" is no group; allowed are ${levels.join(', ')}.`);
  }
  const missing = responses.map((row) =>
    Array.from({ length: visits }, (_, j) => j).filter((j) => Number.isNaN(row[j])),
  );
  const assumptions = assumptionsOf(input, n);
  const from = fromOf(input, { n, visits, missing, assumptions });
  const c = covariates?.[0]?.length ?? 0;
  const uneven = covariates?.findIndex((row) => row.length !== c) ?? -1;
  if (uneven >= 0) {
    throw new RangeError(`Row ${uneven + 1} has ${covariates![uneven]!.length} covariates; the first has ${c}.`);
  }
  const known = (row: number): readonly number[] =>
    Array.from({ length: c }, (_, k) => {
      const value = covariates![row]![k];
      if (value === undefined || !Number.isFinite(value)) {
        throw new RangeError(`Covariate ${k + 1} of row ${row + 1} is ${value}; allowed are finite numbers.`);
      }
      return value;
    });
  const isCommon = covariance === 'common';
  const designOf = (row: number, at: number) => {
    const dummies = isCommon ? levels.slice(1).map((_, level) => (at === level + 1 ? 1 : 0)) : [];
    return { block: isCommon ? 0 : at, x: Float64Array.from([1, ...dummies, ...known(row)]) };
  };
  const members = isCommon
    ? [Array.from({ length: n }, (_, i) => i)]
    : levels.map((_, level) => Array.from({ length: n }, (__, i) => i).filter((i) => index[i] === level));
  const q = 1 + (isCommon ? levels.length - 1 : 0) + c;
  const blocks = members.map((rows): NormalPanel => {
    const design = new Float64Array(rows.length * q);
    const own = new Float64Array(rows.length * visits);
    rows.forEach((row, i) => {
      design.set(designOf(row, index[row]!).x, i * q);
      own.set(values.subarray(row * visits, row * visits + visits), i * visits);
    });
    return { n: rows.length, visits, responses: own, q, design };
  });
  const engine = blocks.every(isMonotone) ? 'monotone' : 'gibbs';
  if (input.engine === 'monotone' && engine === 'gibbs') {
    throw new RangeError('The pattern of missing responses is not monotone; the engine must be "gibbs" or "auto".');
  }
  return { n, visits, values, group: index, reference, missing, from, assumptions, blocks, engine, designOf };
}

function assumptionsOf({ assumption = 'missing-at-random' }: NormalImputationInput, n: number) {
  if (typeof assumption === 'string') return new Array<MissingAssumption>(n).fill(assumption);
  if (assumption.length !== n) throw new RangeError(`There are ${assumption.length} assumptions for ${n} rows.`);
  return assumption;
}

function fromOf(
  { from }: NormalImputationInput,
  { n, visits, missing, assumptions }: Pick<Setting, 'n' | 'visits' | 'missing' | 'assumptions'>,
): readonly number[] {
  if (from !== undefined && from.length !== n)
    throw new RangeError(`There are ${from.length} values of "from" for ${n} rows.`);
  return missing.map((gaps, row) => {
    let after = visits;
    while (after > 0 && gaps.includes(after - 1)) after -= 1;
    const start = from?.[row] ?? after;
    if (!Number.isInteger(start) || start < 0 || start > visits) {
      throw new RangeError(`"from" of row ${row + 1} is ${start}; allowed are whole numbers from 0 to ${visits}.`);
    }
    if (start < after) {
      throw new RangeError(
        `Row ${row + 1} has a response at visit ${after}, but "from" is ${start}: mask responses that are not to be used.`,
      );
    }
    if (assumptions[row] === 'last-mean-carried' && start === 0 && gaps.length > 0) {
      throw new RangeError(`Row ${row + 1} has no visit before "from"; there is no last mean to carry.`);
    }
    return start;
  });
}
