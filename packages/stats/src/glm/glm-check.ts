// Checks the input of a generalised linear model: every message names the value and what is allowed.
import type { GlmFamily } from './glm-family.js';
import type { GlmInput } from './glm-fit.js';

/** @throws RangeError naming the first faulty value and what is allowed */
export function checkGlmInput(family: GlmFamily, input: GlmInput): void {
  const { response, design, offset, weights, trials, effect, confidence } = input;
  checkDesign(input);
  checkLength('trials', trials, design.rows);
  for (let i = 0; i < design.rows; i += 1) {
    const y = response[i]!;
    if (!Number.isSafeInteger(y) || y < 0) {
      throw new RangeError(`Count ${i + 1} is ${y}; allowed are whole numbers from 0 to 9007199254740991.`);
    }
    if (family === 'binomial') {
      const m = trials?.[i] ?? 1;
      if (!Number.isSafeInteger(m) || m < 1) {
        throw new RangeError(`The number of trials ${i + 1} is ${m}; allowed are whole numbers from 1.`);
      }
      if (y > m) throw new RangeError(`Row ${i + 1} has ${y} successes in ${m} trials; allowed are at most ${m}.`);
    }
  }
  checkFinite('Offset', offset);
  checkWeights(weights);
  checkConfidence(confidence);
  checkEffect(effect, design.names);
}

/** The parts of {@link checkGlmInput} that every regression shares: lengths, and finite numbers in the design. */
export function checkDesign({
  response,
  design,
  offset,
  weights,
}: Pick<GlmInput, 'response' | 'design' | 'offset' | 'weights'>): void {
  const n = design.rows;
  const columns = design.names.length;
  if (n === 0) throw new RangeError('There are no rows to fit; at least one complete row is needed.');
  if (columns === 0) throw new RangeError('The design has no columns; at least an intercept is needed.');
  if (design.values.length !== n * columns) {
    throw new RangeError(`The design holds ${design.values.length} values; ${n} rows × ${columns} columns are needed.`);
  }
  checkLength('responses', response, n);
  checkLength('offsets', offset, n);
  checkLength('weights', weights, n);
  for (let k = 0; k < design.values.length; k += 1) {
    if (Number.isFinite(design.values[k]!)) continue;
    const row = Math.floor(k / columns) + 1;
    throw new RangeError(
      `The design's column "${design.names[k % columns]}" is ${design.values[k]} in row ${row}; allowed are finite numbers.`,
    );
  }
}

/** @throws RangeError for a value that is not finite */
export function checkFinite(label: string, values: ArrayLike<number> | undefined): void {
  const at = values === undefined ? -1 : Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`${label} ${at + 1} is ${values![at]}; allowed are finite numbers.`);
}

/** @throws RangeError for a weight below zero, or none above */
export function checkWeights(weights: ArrayLike<number> | undefined): void {
  if (weights === undefined) return;
  const values = Array.from(weights);
  const at = values.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (at >= 0) throw new RangeError(`Weight ${at + 1} is ${values[at]}; allowed are finite numbers from 0.`);
  if (!values.some((weight) => weight > 0)) throw new RangeError('Every weight is 0; at least one must be above 0.');
}

/** @throws RangeError unless 0 < confidence < 1 */
export function checkConfidence(confidence: number | undefined): void {
  if (confidence === undefined || (confidence > 0 && confidence < 1)) return;
  throw new RangeError(`The confidence level is ${confidence}; allowed are numbers between 0 and 1.`);
}

/** @throws RangeError for a name that no column has */
export function checkEffect(effect: string | undefined, names: readonly string[]): void {
  if (effect === undefined || names.includes(effect)) return;
  throw new RangeError(`There is no column "${effect}" in the design; its columns are ${names.join(', ')}.`);
}

function checkLength(what: string, values: ArrayLike<number> | undefined, n: number): void {
  if (values === undefined || values.length === n) return;
  throw new RangeError(`There are ${values.length} ${what} for ${n} rows of the design.`);
}
