// The coefficients and standard errors of one part of a two-part model, on the scale of its design.
import type { OrthogonalBasis } from '../algebra/orthogonal-basis.js';
import type { ByName } from '../glm/glm-fit.js';

/** One part's coefficients and standard errors on the design's scale. */
export function partOf(
  { p, toCoefficients }: OrthogonalBasis,
  columns: readonly (number | undefined)[],
  { names, divergent, from }: { names: readonly string[]; divergent: ReadonlyMap<number, number>; from: number },
) {
  const byColumn = (value: (at: number) => number, other: (column: number) => number | undefined): ByName =>
    Object.fromEntries(
      names.flatMap((name, column): readonly (readonly [string, number])[] => {
        const at = columns.indexOf(column);
        const found = at >= 0 ? value(at) : other(column);
        return found === undefined ? [] : [[name, found]];
      }),
    );
  return {
    coefficients: (point: Float64Array): ByName =>
      byColumn(
        (i) => {
          let sum = 0;
          for (let j = i; j < p; j += 1) sum += toCoefficients[i * p + j]! * point[from + j]!;
          return sum;
        },
        (column) => divergent.get(column),
      ),
    errors: (covariance: Float64Array, k: number): ByName =>
      byColumn(
        (i) => {
          let sum = 0;
          for (let a = i; a < p; a += 1) {
            for (let b = i; b < p; b += 1) {
              sum += toCoefficients[i * p + a]! * covariance[(from + a) * k + from + b]! * toCoefficients[i * p + b]!;
            }
          }
          return Math.sqrt(sum);
        },
        () => undefined,
      ),
  };
}

/** value / error, for every name that has an error. */
export function ratioOf(values: ByName, errors: ByName): ByName {
  return mapByName(errors, (error, name) => values[name]! / error);
}

/** The same names with other values. */
export function mapByName(values: ByName, apply: (value: number, name: string) => number): ByName {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, apply(value, name)]));
}
