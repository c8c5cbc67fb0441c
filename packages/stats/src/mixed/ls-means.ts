// Least-squares means: what a model predicts for each level of a factor, other factors balanced and covariates at their mean.
import { type Column, type DataFrame, factor, numeric } from '../model/data-frame.js';
import { columnsOf, parseExpression } from '../model/expression.js';
import { expandTerms } from '../model/formula.js';
import { type ModelMatrix, modelMatrix } from '../model/model-matrix.js';

/** A model whose means are wanted: its table, its terms as given, and its design. */
export interface MeansModel {
  readonly data: DataFrame;
  readonly terms: readonly string[];
  readonly design: ModelMatrix;
}

/** The mean of one level, as weights on the design's columns. */
export interface LevelMean {
  readonly level: string;
  readonly weights: Float64Array;
}

/** Rows of the grid over all other factors at most. */
const GRID_LIMIT = 100_000;

/**
 * The least-squares mean of each level of a factor: the average, with equal weights, over all levels of the other factors of the
 * model; numeric columns at their mean over the rows that were fitted. `at` holds columns at a level or number, such as a visit.
 * @throws RangeError for a factor that is not in the model, a level that it does not have, or more than 100,000 combinations
 * @see Searle, Speed and Milliken (1980); emmeans in R, LSMEANS in SAS
 */
export function levelMeans(
  { data, terms, design }: MeansModel,
  of: string,
  at: Readonly<Record<string, string | number>> = {},
): readonly LevelMean[] {
  const used = [
    ...new Set(
      expandTerms(terms)
        .flat()
        .flatMap((piece) => columnsOf(parseExpression(piece))),
    ),
  ];
  const target = used.includes(of) ? data.columns.get(of) : undefined;
  if (target?.kind !== 'factor') {
    throw new RangeError(
      `Means are taken of a factor of the model; "${of}" is none. Its columns are ${used.join(', ')}.`,
    );
  }
  const unknown = Object.keys(at).find((name) => !used.includes(name) || name === of);
  if (unknown !== undefined) {
    throw new RangeError(
      `"${unknown}" can't be held; the model's other columns are ${used.filter((x) => x !== of).join(', ')}.`,
    );
  }
  const axes = used.map((name) => axisOf(name, data, { of, at: at[name], rowIndex: design.rowIndex }));
  const rows = axes.reduce((product, axis) => product * axis.length, 1);
  if (rows > GRID_LIMIT) {
    throw new RangeError(
      `The factors have ${rows} combinations; at most ${GRID_LIMIT} are averaged. Hold some with "at".`,
    );
  }
  const grid = gridOf({ used, axes, rows, data });
  const { values, names } = modelMatrix(terms, grid, { intercept: design.names[0] === '(Intercept)' });
  const columns = names.length;
  const levelOf = (grid.columns.get(of)! as { readonly values: readonly (string | undefined)[] }).values;
  return target.levels.map((level) => {
    const weights = new Float64Array(columns);
    const own = Array.from({ length: rows }, (_, i) => i).filter((i) => levelOf[i] === level);
    for (const i of own) {
      for (let j = 0; j < columns; j += 1) weights[j] = weights[j]! + values[i * columns + j]! / own.length;
    }
    return { level, weights };
  });
}

interface Axis {
  readonly of: string;
  readonly at: string | number | undefined;
  readonly rowIndex: readonly number[];
}

/** The values over which a column runs in the grid. */
function axisOf(name: string, data: DataFrame, { of, at, rowIndex }: Axis): readonly (string | number)[] {
  const column = data.columns.get(name)!;
  if (column.kind === 'numeric') {
    if (at === undefined) return [rowIndex.reduce((sum, row) => sum + column.values[row]!, 0) / rowIndex.length];
    if (typeof at !== 'number' || !Number.isFinite(at)) {
      throw new RangeError(`"${name}" is held at ${at}; allowed are finite numbers.`);
    }
    return [at];
  }
  if (name === of || at === undefined) return column.levels;
  if (!column.levels.includes(String(at))) {
    throw new RangeError(`"${name}" is held at ${at}; its levels are ${column.levels.join(', ')}.`);
  }
  return [String(at)];
}

function gridOf(grid: {
  readonly used: readonly string[];
  readonly axes: readonly (readonly (string | number)[])[];
  readonly rows: number;
  readonly data: DataFrame;
}): DataFrame {
  const { used, axes, rows, data } = grid;
  const columns = new Map<string, Column>();
  let repeat = 1;
  used.forEach((name, k) => {
    const axis = axes[k]!;
    const values = Array.from({ length: rows }, (_, i) => axis[Math.floor(i / repeat) % axis.length]!);
    repeat *= axis.length;
    const column = data.columns.get(name)!;
    columns.set(
      name,
      column.kind === 'factor' ? factor(values.map(String), column.levels) : numeric(values.map(Number)),
    );
  });
  return { rows, columns };
}
