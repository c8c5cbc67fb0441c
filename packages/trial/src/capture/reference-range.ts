// Laboratory values against what the site's laboratory calls normal for this person on the day of the sample.
import type { Payload } from '../event/catalogue.js';
import type { Analyte, Protocol } from '../protocol/schema.js';

export type ReferenceRange = Payload<'ReferenceRangeSet'>;

/** A sample: whose, where, when. What is not known makes ranges that ask for it not apply. */
export interface Sample {
  readonly siteId: string;
  readonly analyte: string;
  readonly unit: string;
  readonly value: number;
  /** YYYY-MM-DD. */
  readonly day: string | undefined;
  readonly sex?: string | undefined;
  readonly ageYears?: number | undefined;
}

export interface FlaggedValue {
  /** In the unit in which the protocol compares the analyte; absent where the unit is none of its units. */
  readonly standardValue?: number;
  readonly standardUnit?: string;
  readonly flag: 'low' | 'normal' | 'high' | 'no range';
  readonly rangeId?: string;
}

/**
 * A value with its flag. Of the ranges that apply, the one counts that came into force last; of one day, the one that says more
 * of the person. A value on a bound is normal.
 */
export function flagValue(protocol: Protocol, ranges: readonly ReferenceRange[], sample: Sample): FlaggedValue {
  const analyte = protocol.laboratory?.analytes.find(({ id }) => id === sample.analyte);
  const factor = analyte === undefined ? undefined : factorOf(analyte, sample.unit);
  if (analyte === undefined || factor === undefined) return { flag: 'no range' };
  const standard = { standardValue: sample.value * factor, standardUnit: analyte.unit };
  const range = rangeFor(ranges, sample);
  const rangeFactor = range === undefined ? undefined : factorOf(analyte, range.unit);
  if (range === undefined || rangeFactor === undefined) return { ...standard, flag: 'no range' };
  const { low, high, rangeId } = range;
  // In one unit both are compared as they are written: a factor would move a value off its bound.
  const isSameUnit = range.unit === sample.unit;
  const value = isSameUnit ? sample.value : standard.standardValue;
  const bound = (given: number) => (isSameUnit ? given : given * rangeFactor);
  if (low !== undefined && value < bound(low) - tolerance(value)) return { ...standard, flag: 'low', rangeId };
  if (high !== undefined && value > bound(high) + tolerance(value)) return { ...standard, flag: 'high', rangeId };
  return { ...standard, flag: 'normal', rangeId };
}

/** What a value in this unit is multiplied by; undefined where the analyte has no such unit. */
export function factorOf(analyte: Analyte, unit: string): number | undefined {
  if (unit === analyte.unit) return 1;
  return analyte.conversions?.find((one) => one.unit === unit)?.factor;
}

/** Rounding of a conversion, far below anything that is measured. */
function tolerance(value: number): number {
  return Math.abs(value) * 1e-12;
}

function rangeFor(ranges: readonly ReferenceRange[], sample: Sample): ReferenceRange | undefined {
  const { day } = sample;
  if (day === undefined || day.length < 10) return undefined;
  const applies = ranges.filter(
    (range) =>
      range.siteId === sample.siteId &&
      range.analyte === sample.analyte &&
      range.validFrom <= day &&
      (range.validTo === undefined || day <= range.validTo) &&
      (range.sex === undefined || range.sex === sample.sex) &&
      (range.ageFromYears === undefined || (sample.ageYears !== undefined && sample.ageYears >= range.ageFromYears)) &&
      (range.ageToYears === undefined || (sample.ageYears !== undefined && sample.ageYears < range.ageToYears)),
  );
  return applies.sort((a, b) =>
    a.validFrom === b.validFrom ? detailOf(b) - detailOf(a) : a.validFrom < b.validFrom ? 1 : -1,
  )[0];
}

function detailOf({ sex, ageFromYears, ageToYears }: ReferenceRange): number {
  return [sex, ageFromYears, ageToYears].filter((one) => one !== undefined).length;
}
