// Telling a missing value from others. Apart from the schemas of values, which who only looks does not need.
import type { Missing } from './value.js';

/** Whether a value is one of the explicit missing markers. */
export function isMissing(value: unknown): value is Missing {
  return typeof value === 'object' && value !== null && 'missing' in value;
}
