// Values as people record them: partial dates, and missing values that say why they are missing.
import { z } from 'zod';

/** Why a value is not there. In the record a value is never null, "" or NaN. */
export const MissingReason = z.enum(['notDone', 'unknown', 'notApplicable', 'refused', 'unreadable', 'notInSource']);
export type MissingReason = z.infer<typeof MissingReason>;

export const Missing = z.strictObject({ missing: MissingReason });
export type Missing = z.infer<typeof Missing>;

/** A date known to the day, the month or the year: "2019-07-31", "2019-07", "2019". */
export const PartialDate = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'a date as YYYY-MM-DD, YYYY-MM or YYYY')
  .refine(isRealDate, 'a day that exists');
export type PartialDate = z.infer<typeof PartialDate>;

export const DateOrMissing = z.union([PartialDate, Missing]);
export type DateOrMissing = z.infer<typeof DateOrMissing>;

/** A time of day: "14:05". */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as hh:mm');

/** An instant in UTC with milliseconds: "2019-07-31T08:15:00.000Z". */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant as YYYY-MM-DDThh:mm:ss.sssZ')
  .refine(isRealInstant, 'an instant that exists');
export type Instant = z.infer<typeof Instant>;

/** What an item of a form can hold. Dates and codes are strings; the protocol's item says which. */
export const ItemValue = z.union([z.number(), z.string().min(1), z.boolean(), Missing]);
export type ItemValue = z.infer<typeof ItemValue>;

function isRealInstant(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}

function isRealDate(text: string): boolean {
  if (text.length < 10) return true;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
