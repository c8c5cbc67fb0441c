// Adverse events: how they are coded and graded, when they are counted, and by when who must be told.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { named, Text } from './text.js';

const codes = z.array(
  z.strictObject({ code: Slug.describe('what is recorded'), name: Text.describe('what people read') }),
);

/** A deadline for telling a recipient of a serious event. */
const ReportingClock = z.strictObject({
  ...named,
  recipient: Text.describe('who is told'),
  nationalTrials: z.array(Slug).min(1).optional().describe('events of which national trials; absent: all'),
  events: z
    .enum(['fatalOrLifeThreateningSusar', 'otherSusar', 'serious', 'any'])
    .describe('which events; SUSAR: suspected, unexpected, serious adverse reaction'),
  days: z
    .number()
    .positive()
    .describe('days from day 0, the day on which the sponsor first holds the minimum criteria'),
  followUpDays: z.number().positive().optional().describe('further days for the follow-up'),
  unit: z.enum(['calendarDays', 'workingDays', 'hours']).optional().describe('what is counted; absent: calendar days'),
  timeZone: z.string().optional().describe('IANA time zone of the recipient'),
  ...provenance,
});

export const AdverseEvents = z.strictObject({
  dictionary: z
    .strictObject({
      name: z.string().describe('name of the dictionary'),
      version: z.string().optional().describe('version of the dictionary'),
      systemOrganClasses: codes.describe('classes by which events are tabled'),
    })
    .describe('how events are coded'),
  severity: codes.min(1).describe('from mild to fatal'),
  causalityTo: z.array(z.enum(['harvest', 'infusion', 'product'])).describe('to what an event can be related'),
  collected: z
    .strictObject({
      from: Slug.describe('anchor or visit from which events are counted'),
      to: Slug.describe('anchor or visit until which events are counted'),
    })
    .optional()
    .describe('anchor or visit from which, and visit until which, events are counted'),
  windows: z
    .array(
      z.strictObject({
        ...named,
        from: Slug.describe('anchor or administration'),
        fromDays: z.int().optional().describe('days after it from which events belong here; absent: 0'),
        toDays: z.int().describe('days after it until which events belong here'),
        ...provenance,
      }),
    )
    .optional()
    .describe('windows in which events are tabled apart, such as the days after an infusion'),
  ofSpecialInterest: z
    .array(
      z.strictObject({
        ...named,
        systemOrganClass: Slug.optional().describe('class of these events'),
        preferredTerms: z.array(z.string().min(1)).min(1).optional().describe('terms of these events, as coded'),
        ...provenance,
      }),
    )
    .optional()
    .describe('events of special interest'),
  clocks: z.array(ReportingClock).optional().describe('deadlines of reporting, by recipient'),
  ...provenance,
});
export type AdverseEvents = z.infer<typeof AdverseEvents>;

/** A comparison of adverse events between sequences or treatments received; outside the testing procedure. */
export const SafetyComparison = z.strictObject({
  ...named,
  set: Slug.describe('id of the analysis set'),
  events: z
    .strictObject({
      systemOrganClass: Slug.optional().describe('only events of this class'),
      serious: z.boolean().optional().describe('only serious, or only other events'),
    })
    .describe('which adverse events count; {} for all'),
  method: z
    .enum(['two-by-two', 'two-poisson-rates'])
    .describe('participants with at least one event, or events per time at risk'),
  exposureWeeks: z.number().positive().optional().describe('planned weeks at risk of each participant'),
  effect: z
    .strictObject({
      term: z.enum(['sequence', 'treatment']).describe('what is compared'),
      active: Slug.describe('the one'),
      reference: Slug.describe('with the other'),
    })
    .describe('what is compared with what'),
  interval: z
    .enum(['wald', 'newcombe', 'miettinenNurminen', 'exact'])
    .optional()
    .describe('kind of confidence interval'),
  confidence: z.number().gt(0).lt(1).optional().describe('level of the interval; absent: 0.95'),
  ...provenance,
});
export type SafetyComparison = z.infer<typeof SafetyComparison>;
