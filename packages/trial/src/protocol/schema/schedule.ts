// The schedule of activities: planned, conditional and unscheduled visits, and what is done at each (ICH M11 section 1.3).
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Expression, named, Reads } from './text.js';

const windowDays = z
  .strictObject({
    before: z.int().min(0).max(36_525).describe('days that the visit may be early'),
    after: z.int().min(0).max(36_525).describe('days that the visit may be late'),
  })
  .optional()
  .describe('days that the visit may be early or late; absent where no window is known');

/** A moment within a visit, counted in minutes from the start or end of an administration (CDISC TPT). */
export const Timepoint = z.strictObject({
  ...named,
  from: z.enum(['administrationStart', 'administrationEnd', 'visitStart']).describe('what the minutes count from'),
  administration: Slug.optional().describe('id of the administration; absent: that of the visit'),
  offsetMinutes: z.int().describe('planned minutes after it; negative before it'),
  windowMinutes: z.int().min(0).optional().describe('minutes that it may be early or late'),
  forms: z.array(Slug).min(1).describe('forms that are filled at this moment'),
  ...provenance,
});

export const Visit = z.strictObject({
  ...named,
  period: Slug.optional().describe('absent for visits before randomisation, in a washout, or after the last period'),
  epoch: Slug.optional().describe('id of the epoch in which it lies; absent: that of the period'),
  anchor: Slug.describe('"screening", "randomisation", an administration, or an anchor'),
  offsetDays: z
    .int()
    .min(-36_525)
    .max(36_525)
    .optional()
    .describe('planned day after the anchor; absent where it is not known'),
  windowDays,
  forms: z.array(Slug).describe('forms that are filled at this visit'),
  when: Expression.optional().describe('the visit is planned only where this is true'),
  reads: Reads.optional(),
  unscheduled: z.boolean().optional().describe('true for a visit that takes place when there is a reason'),
  remote: z.boolean().optional().describe('true for a visit by telephone or at home'),
  timepoints: z.array(Timepoint).optional().describe('moments within the visit'),
  ...provenance,
});
export type Visit = z.infer<typeof Visit>;

/** What is done at visits beside or by filling forms: a row of the schedule of activities. */
export const Activity = z.strictObject({
  ...named,
  category: z.string().optional().describe('heading under which the row stands'),
  forms: z.array(Slug).optional().describe('forms that hold what was found; their visits are added to the row'),
  visits: z.array(Slug).optional().describe('visits at which it is done'),
  when: Expression.optional().describe('it is done only where this is true'),
  ...provenance,
});
export type Activity = z.infer<typeof Activity>;
