// Numbers as a reader of a journal expects them; no locale, so that the bytes are the same everywhere.
import { isRatio, isShare } from '../effect-measure.js';
import type { AnalysisResult, Interval } from '../output.js';

const minus = '\u2212';
const dash = '\u2013';

/** A number with a fixed count of decimals and a true minus sign; never "−0.00". A dash where there is none. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return dash;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? minus + text : text;
}

/** A quartile or a total: at most `decimals`, without trailing zeros. */
export function plain(value: number | null | undefined, decimals = 1): string {
  const text = fixed(value, decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A ratio: two decimals, three from 0.095 down, two significant digits below 0.01, one decimal from 100 up. */
export function ratio(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return fixed(value, 1);
  if (size === 0 || size >= 0.095) return fixed(value, 2);
  if (size >= 0.0095) return fixed(value, 3);
  return size < 0.0001 ? '<0.0001' : fixed(value, 4);
}

/** "p = 0.84", "p = 0.032", "p < 0.001"; never rounded on to the usual thresholds 0.05, 0.025 and 0.01. */
export function pValue(p: number): string {
  const digits = pDigits(p);
  return /^[<>]/.test(digits) ? `p ${digits.slice(0, 1)} ${digits.slice(1)}` : `p = ${digits}`;
}

/** The digits of a p-value alone, for a column headed "p". */
export function pDigits(p: number): string {
  if (p < 0.001) return '<0.001';
  if (p > 0.99) return '>0.99';
  const digits = p < 0.0995 ? 3 : 2;
  const text = p.toFixed(digits);
  const landsOnThreshold = [0.01, 0.025, 0.05].includes(Number(text)) && Number(text) !== p;
  return landsOnThreshold ? p.toFixed(digits + 1) : text;
}

/** Whole per cent where the denominator is under 200, one decimal from there on; a dash for an empty denominator. */
export function percent(count: number, of: number): string {
  if (of <= 0) return dash;
  return `${fixed((100 * count) / of, of < 200 ? 0 : 1)}%`;
}

/** A sentence with numbers, set: true minus signs, and no line break within "p = 0.84" or "95% CI". */
export function typeset(sentence: string): string {
  return sentence
    .replace(/(^|[\s(])-(?=\d)/g, `$1${minus}`)
    .replace(/\bp ([=<>]) (?=[\d<>])/g, 'p\u00a0$1\u00a0')
    .replace(/(\d%) CI (?=[\d\u2212])/g, '$1\u00a0CI\u00a0');
}

/** "35 (51%)". */
export function countPercent(count: number, of: number): string {
  return `${count} (${percent(count, of)})`;
}

/** "95%" or "97.5%" of a confidence of 0.95 or 0.975. */
export function confidencePercent(confidence: number): string {
  return `${Number((confidence * 100).toFixed(2))}%`;
}

/** One value on the scale of an effect measure: ratios, percentage points for risk differences, means with two decimals. */
export function effectValue(value: number, measure: AnalysisResult['effectMeasure']): string {
  if (isRatio(measure)) return ratio(value);
  if (isShare(measure)) return fixed(100 * value, 1);
  return fixed(value, 2);
}

/** "0.50 to 1.78". */
export function effectInterval(ci: Interval, measure: AnalysisResult['effectMeasure']): string {
  return `${bound(ci[0], measure)} to ${bound(ci[1], measure)}`;
}

function bound(value: number, measure: AnalysisResult['effectMeasure']): string {
  if (value === Number.POSITIVE_INFINITY) return '\u221e';
  if (value === Number.NEGATIVE_INFINITY) return `${minus}\u221e`;
  return effectValue(value, measure);
}

/** The name of an effect measure with its unit, for a heading. */
export function effectName(measure: AnalysisResult['effectMeasure']): string {
  if (measure === 'none') return 'Summary';
  const name = measure.charAt(0).toUpperCase() + measure.slice(1);
  return isShare(measure) ? `${name}, percentage points` : name;
}
