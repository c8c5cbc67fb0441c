// Case weights of a count regression: how often each row occurs.
import type { CountRegressionInput } from './count-problem.js';

/** The most rows that weights may stand for. */
const MOST_ROWS = 10_000_000;

/**
 * The rows of checked input, each as many times as its weight says; weight 0 leaves a row out.
 * @throws RangeError for weights that are no whole numbers ≥ 0, or of which none is above 0
 */
export function writtenOut(input: CountRegressionInput, weights: ArrayLike<number>): CountRegressionInput {
  const { response, design, offset } = input;
  const { names } = design;
  if (weights.length !== design.rows) {
    throw new RangeError(`There are ${weights.length} weights for ${design.rows} rows of the design.`);
  }
  let rows = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i]!;
    if (!Number.isSafeInteger(weight) || weight < 0) {
      throw new RangeError(`Weight ${i + 1} is ${weight}; allowed are whole numbers from 0: how often the row occurs.`);
    }
    rows += weight;
  }
  if (rows < 1 || rows > MOST_ROWS) {
    throw new RangeError(`The weights add up to ${rows}; allowed are sums from 1 to ${MOST_ROWS}.`);
  }
  const source = new Int32Array(rows);
  let next = 0;
  for (let i = 0; i < weights.length; i += 1) {
    source.fill(i, next, next + weights[i]!);
    next += weights[i]!;
  }
  const values = new Float64Array(rows * names.length);
  source.forEach((row, i) => {
    values.set(design.values.subarray(row * names.length, (row + 1) * names.length), i * names.length);
  });
  return {
    response: Float64Array.from(source, (row) => response[row]!),
    design: { names, values, rows },
    ...(offset === undefined ? {} : { offset: Float64Array.from(source, (row) => offset[row]!) }),
  };
}
