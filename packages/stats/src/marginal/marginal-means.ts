// Marginal means of a factor and their contrasts, over a reference grid of the other variables.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { normalQuantile, normalTwoSided } from '../distribution/normal.js';
import { studentTQuantile, studentTTwoSided } from '../distribution/student-t.js';
import { checkConfidence } from '../glm/glm-check.js';
import { type DataFrame, dataFrame, type FactorColumn, factor } from '../model/data-frame.js';
import { columnsOf, parseExpression } from '../model/expression.js';
import { expandTerms } from '../model/formula.js';
import { modelMatrix, valuesAt } from '../model/model-matrix.js';
import { type CovarianceKind, type FittedMean, fitMeanModel, type MeanModel, meanOf } from './mean-model.js';

/** Options of {@link marginalMeans}. */
export interface MarginalOptions {
  /** The factor whose levels are compared. */
  readonly factor: string;
  /** How the levels of other factors are averaged: each alike, or by their frequencies in the data. Default 'equal'. */
  readonly weights?: 'equal' | 'proportional';
  /** Values of numeric variables, instead of their means in the data. */
  readonly at?: Readonly<Record<string, number>>;
  /** Offset of all means, such as 0 for a unit of exposure, instead of its mean in the data. */
  readonly offset?: number;
  /** Default 'model'. */
  readonly covariance?: CovarianceKind;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** A marginal mean of one level. */
export interface MarginalMean {
  readonly level: string;
  /** On the scale of the linear predictor: log for counts, logit for proportions. */
  readonly estimate: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  /** Back on the scale of the response: a rate, a probability. */
  readonly response: { readonly estimate: number; readonly se: number; readonly ci: readonly [number, number] };
}

/** A difference of two marginal means on the scale of the linear predictor. */
export interface MarginalContrast {
  /** First minus second. */
  readonly levels: readonly [string, string];
  readonly estimate: number;
  readonly se: number;
  /** z, or t with `df` in a linear model. */
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  readonly ci: readonly [number, number];
  /** Rate ratio or odds ratio; absent in a linear model. */
  readonly ratio?: { readonly estimate: number; readonly ci: readonly [number, number] };
}

/** Marginal means; empty unless the regression converged and they are estimable. */
export interface MarginalMeans {
  readonly converged: boolean;
  readonly flags: readonly ('not-converged' | 'separation' | 'aliased' | 'not-estimable')[];
  readonly means: readonly MarginalMean[];
  /** Every later level against every earlier one. */
  readonly contrasts: readonly MarginalContrast[];
}

/**
 * Averages the linear predictor over a grid of all levels of the other factors, numeric variables and the offset at their means in
 * the analysed rows. No adjustment for multiple contrasts.
 * @throws RangeError for an unknown factor or variable, and as the family's own fit
 * @see Searle, Speed and Milliken (1980); emmeans in R
 */
export function marginalMeans(data: DataFrame, model: MeanModel, options: MarginalOptions): MarginalMeans {
  const { weights = 'equal', covariance = 'model', confidence = 0.95 } = options;
  checkConfidence(confidence);
  const target = data.columns.get(options.factor);
  if (target?.kind !== 'factor') throw new RangeError(`"${options.factor}" is no factor of the table.`);
  const fitted = fitMeanModel(data, model, covariance);
  const used = usedColumns(model);
  if (!used.includes(options.factor)) {
    throw new RangeError(`The factor "${options.factor}" is in no term; the terms are ${model.terms.join(', ')}.`);
  }
  const flags: MarginalMeans['flags'][number][] = [];
  if (fitted.aliased.length > 0) flags.push('aliased');
  if (fitted.divergentTerms.length > 0) flags.push('separation');
  const grid = fitted.converged ? gridOf({ data, model, options, used, fitted, weights }) : undefined;
  const isEstimable = grid?.every(({ row }) => row !== undefined) ?? false;
  if (!fitted.converged) flags.push('not-converged');
  else if (!isEstimable) flags.push('not-estimable');
  if (grid === undefined || !isEstimable) return { converged: false, flags, means: [], contrasts: [] };

  const { df } = fitted;
  const half = Number.isFinite(df) ? studentTQuantile(0.5 + confidence / 2, df) : normalQuantile(0.5 + confidence / 2);
  const combine = (row: Float64Array, constant: number) => {
    const { beta, covariance: v } = fitted;
    const p = beta.length;
    let estimate = constant;
    let variance = 0;
    for (let j = 0; j < p; j += 1) {
      estimate += row[j]! * beta[j]!;
      for (let k = 0; k < p; k += 1) variance += row[j]! * v[j * p + k]! * row[k]!;
    }
    const se = Math.sqrt(Math.max(0, variance));
    return { estimate, se, ci: [estimate - half * se, estimate + half * se] as const };
  };
  const means = grid.map(({ level, row, offset }): MarginalMean => {
    const mean = combine(row!, offset);
    const back = meanOf(model.family, mean.estimate);
    const at = (eta: number): number => meanOf(model.family, eta).mean;
    return {
      level,
      ...mean,
      response: { estimate: back.mean, se: back.slope * mean.se, ci: [at(mean.ci[0]), at(mean.ci[1])] },
    };
  });
  const contrasts = grid.flatMap((later, b) =>
    grid.slice(0, b).map((earlier): MarginalContrast => {
      const own = combine(
        later.row!.map((value, j) => value - earlier.row![j]!),
        later.offset - earlier.offset,
      );
      const statistic = own.estimate / own.se;
      const p = Number.isFinite(df) ? studentTTwoSided(statistic, df) : normalTwoSided(statistic);
      const ratio = { estimate: Math.exp(own.estimate), ci: [Math.exp(own.ci[0]), Math.exp(own.ci[1])] as const };
      return {
        levels: [later.level, earlier.level],
        ...own,
        statistic,
        df,
        p,
        ...(model.family === 'linear' ? {} : { ratio }),
      };
    }),
  );
  return { converged: true, flags, means, contrasts };
}

interface GridProblem {
  readonly data: DataFrame;
  readonly model: MeanModel;
  readonly options: MarginalOptions;
  readonly used: readonly string[];
  readonly fitted: FittedMean;
  readonly weights: 'equal' | 'proportional';
}

/** For each level the averaged row of the design over `fitted.columns`, undefined where it is not estimable. */
function gridOf({ data, model, options, used, fitted, weights }: GridProblem) {
  const { rowIndex } = fitted.design;
  const factors = used.flatMap((name): readonly (readonly [string, FactorColumn])[] => {
    const column = data.columns.get(name)!;
    return column.kind === 'factor' ? [[name, column]] : [];
  });
  const others = factors.filter(([name]) => name !== options.factor);
  const [, target] = factors.find(([name]) => name === options.factor)!;
  const cells = others.reduce<readonly (readonly string[])[]>(
    (sofar, [, column]) => sofar.flatMap((cell) => column.levels.map((level) => [...cell, level])),
    [[]],
  );
  const frequency = (cell: readonly string[]): number =>
    rowIndex.filter((row) => others.every(([, column], k) => column.values[row] === cell[k])).length;
  const share = cells.map((cell) => (weights === 'equal' ? 1 / cells.length : frequency(cell) / rowIndex.length));
  const numbers = used.flatMap((name): readonly (readonly [string, number])[] => {
    const column = data.columns.get(name)!;
    if (column.kind === 'factor') return [];
    const mean = rowIndex.reduce((sum, row) => sum + column.values[row]!, 0) / rowIndex.length;
    return [[name, options.at?.[name] ?? mean]];
  });
  const unknown = Object.keys(options.at ?? {}).find((name) => !numbers.some(([known]) => known === name));
  if (unknown !== undefined) {
    throw new RangeError(
      `"${unknown}" is no numeric variable of the model; these are ${numbers.map(([n]) => n).join(', ')}.`,
    );
  }
  const combinations = target.levels.flatMap((level) => cells.map((cell) => ({ level, cell })));
  const frame = dataFrame(
    Object.fromEntries([
      ...numbers.map(([name, value]) => [name, combinations.map(() => value)] as const),
      [
        options.factor,
        factor(
          combinations.map(({ level }) => level),
          target.levels,
        ),
      ] as const,
      ...others.map(
        ([name, column], k) =>
          [
            name,
            factor(
              combinations.map(({ cell }) => cell[k]),
              column.levels,
            ),
          ] as const,
      ),
    ]),
  );
  const design = modelMatrix(model.terms, frame);
  const width = design.names.length;
  const offset = options.offset ?? meanOffset(data, model, rowIndex);
  return target.levels.map((level, at) => {
    const row = new Float64Array(width);
    cells.forEach((_, c) => {
      const line = at * cells.length + c;
      for (let j = 0; j < width; j += 1) row[j] = row[j]! + share[c]! * design.values[line * width + j]!;
    });
    return { level, offset, row: reduced(row, fitted) };
  });
}

/** The row over the columns that have a coefficient; undefined where what it leaves out makes it not estimable. */
function reduced(row: Float64Array, { design, columns }: FittedMean): Float64Array | undefined {
  const kept = Float64Array.from(columns, (column) => row[column]!);
  const missing = design.names.map((_, column) => column).filter((column) => !columns.includes(column));
  if (missing.length === 0) return kept;
  const width = design.names.length;
  const p = columns.length;
  const square = new Float64Array(p * p);
  for (let i = 0; i < design.rows; i += 1) {
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) {
        square[j * p + k]! += design.values[i * width + columns[j]!]! * design.values[i * width + columns[k]!]!;
      }
    }
  }
  const inverse = invertPositiveDefinite(square, p);
  if (inverse === undefined) return undefined;
  const isEstimable = missing.every((column) => {
    // The column is a combination of the kept ones in the data; is it the same one in this row?
    let expected = 0;
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) {
        let product = 0;
        for (let i = 0; i < design.rows; i += 1) {
          product += design.values[i * width + columns[k]!]! * design.values[i * width + column]!;
        }
        expected += kept[j]! * inverse[j * p + k]! * product;
      }
    }
    return Math.abs(expected - row[column]!) <= 1e-8 * Math.max(1, Math.abs(row[column]!));
  });
  return isEstimable ? kept : undefined;
}

/** The columns of the table that the terms use. */
function usedColumns({ terms }: MeanModel): readonly string[] {
  return [...new Set(expandTerms(terms).flatMap((term) => term.flatMap((piece) => columnsOf(parseExpression(piece)))))];
}

function meanOffset(data: DataFrame, { offset }: MeanModel, rows: readonly number[]): number {
  if (offset === undefined) return 0;
  return valuesAt(offset, data, rows).reduce((sum, value) => sum + value / rows.length, 0);
}
