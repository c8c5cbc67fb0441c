// How data are taken beside visits and forms: screening numbers, deferral of forms, logs, and laboratory reference ranges.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { ItemPath, named } from './text.js';

/** What makes a form a log: kept beside the visits, one entry for each medication, illness or the like. */
export const Log = z
  .strictObject({
    startItem: Slug.describe('id of its item with the day on which the thing of an entry started'),
    endItem: Slug.optional().describe('id of its item with the day on which it ended'),
    ongoingItem: Slug.optional().describe('id of its item of type boolean that says that it goes on'),
  })
  .describe('the form is kept beside the visits, one entry for each thing that started and may end');
export type Log = z.infer<typeof Log>;

/** A recorded fact that puts forms off: a course of steroids defers the scan. */
export const Deferral = z.strictObject({
  ...named,
  form: Slug.describe('id of the form that records the fact'),
  item: Slug.optional().describe('id of its item with the day of the fact; absent: the day of the form'),
  forms: z.array(Slug).min(1).describe('forms that are put off'),
  visits: z.array(Slug).min(1).optional().describe('visits whose forms are put off; absent: all that have them'),
  days: z.int().positive().max(3650).describe('days after the fact before which they are not filled'),
  ...provenance,
});
export type Deferral = z.infer<typeof Deferral>;

/** Something that a laboratory measures, in units that differ from one laboratory to another. */
export const Analyte = z.strictObject({
  ...named,
  unit: z.string().describe('unit in UCUM in which values are compared'),
  conversions: z
    .array(
      z.strictObject({
        unit: z.string().describe('another unit in UCUM'),
        factor: z.number().positive().describe('a value in it, times this, is a value in `unit` of the analyte'),
        ...provenance,
      }),
    )
    .optional()
    .describe('other units in which laboratories report'),
  ...provenance,
});
export type Analyte = z.infer<typeof Analyte>;

export const Laboratory = z.strictObject({
  analytes: z.array(Analyte).min(1).describe('what is measured'),
  sex: ItemPath.optional().describe('item of type code that holds the sex, where ranges differ by it'),
  ageYears: ItemPath.optional().describe('item that holds the age in years, where ranges differ by it'),
  ...provenance,
});
export type Laboratory = z.infer<typeof Laboratory>;

export const Screening = z.strictObject({
  number: z
    .string()
    .regex(
      /^[^{}]*(\{site\}[^{}]*)?\{0{1,9}\}$/,
      'text, {site} at most once, and digits as {000} at the end, such as "{site}-{000}"',
    )
    .optional()
    .describe('what screening numbers look like: {site} is the prefix of the site, {000} three digits'),
  rescreening: z
    .strictObject({
      maximum: z.int().min(0).max(20).describe('how often a person may be screened again; 0: never'),
      afterDays: z.int().min(0).optional().describe('days after the earlier screening before which nobody is'),
      ...provenance,
    })
    .optional()
    .describe('whether a person who was not randomised may be screened again; absent: any number of times'),
  ...provenance,
});
export type Screening = z.infer<typeof Screening>;
