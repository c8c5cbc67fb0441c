// Endpoints: how one number, or one for each period or visit, is made of what was recorded for a participant.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Expression, ItemPath, named, Reads } from './text.js';

/** When the event of a time-to-event endpoint happened, and until when it was looked for. */
const EventDefinition = z.strictObject({
  from: Slug.describe('where time starts: "randomisation", an administration or an anchor'),
  rule: Expression.optional().describe('true where an entry of the form is the event; absent: every entry'),
  unit: z.enum(['days', 'weeks', 'months', 'years']).describe('unit of time; a month is 30.4375 days'),
  censoring: z
    .strictObject({
      at: z
        .array(z.enum(['lastVisit', 'withdrawal', 'endOfPeriod', 'dataCut']))
        .min(1)
        .describe('the earliest of these ends the time of a participant without the event'),
      intercurrentEvents: z.array(Slug).optional().describe('intercurrent events at which time is censored'),
      ...provenance,
    })
    .describe('until when the event was looked for'),
  competing: z
    .strictObject({
      ...ItemPath.shape,
      rule: Expression.optional().describe('true where an entry of the form is the competing event'),
      ...provenance,
    })
    .optional()
    .describe('an event after which this one can no longer happen: its form and the item that dates it'),
});

/** How one number for each participant (or participant and period, or visit) is made of recorded items. */
export const Endpoint = z.strictObject({
  ...named,
  type: z
    .enum(['count', 'continuous', 'binary', 'ordinal', 'timeToEvent'])
    .describe('kind of number; an ordinal one takes the scores of its code list, else the order of the codes'),
  role: z.enum(['primary', 'secondary', 'exploratory', 'covariate', 'safety']).describe('what it is in the trial'),
  item: ItemPath.describe('the item that is summed up; for a time to an event, the item that dates the event'),
  visits: z.array(Slug).min(1).optional().describe('visits that count; a time to an event may leave them out'),
  visitsByPeriod: z
    .record(Slug, z.array(Slug).min(1))
    .optional()
    .describe('for endpoints with one value in each period'),
  summary: z
    .enum(['sum', 'value', 'mean', 'first', 'last', 'min', 'max', 'any', 'all', 'byVisit', 'timeToFirst'])
    .describe('how visits become one value; byVisit: one value at each visit; timeToFirst: for type timeToEvent'),
  readable: Expression.optional().describe('over the items of the same form: whether this visit contributes'),
  value: Expression.optional().describe('calculated at each visit in place of the item, over its form and `reads`'),
  reads: Reads.optional(),
  change: z
    .strictObject({
      from: Slug.describe('id of an endpoint with role covariate: the value at baseline'),
      as: z
        .enum(['difference', 'ratio', 'percent'])
        .describe('value − baseline, value ÷ baseline, or 100 (value ÷ baseline − 1)'),
    })
    .optional()
    .describe('the endpoint is the change from baseline'),
  event: EventDefinition.optional().describe('for type timeToEvent'),
  ...provenance,
});
export type Endpoint = z.infer<typeof Endpoint>;
