// What is done about serious events: reference safety information, stopping rules, the emergency page.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Day, named, Text } from './text.js';

const target = z.enum(['harvest', 'infusion', 'product']);
const grade = z.int().min(1).max(5);

/** One version of the reference safety information; the one in force on the day of onset counts. */
const ReferenceVersion = z.strictObject({
  version: z.string().min(1).describe('version of the document'),
  from: Day.describe('first day on which it is in force'),
  nationalTrials: z.array(Slug).min(1).optional().describe('national trials in which it is in force; absent: all'),
  expected: z
    .array(
      z.strictObject({
        preferredTerm: z.string().min(1).describe('term as it is coded'),
        toGrade: grade.optional().describe('expected up to this CTCAE grade; absent: up to 2, and never fatal'),
      }),
    )
    .describe('serious reactions that are expected; all others are unexpected'),
  ...provenance,
});

const counted = z
  .strictObject({
    systemOrganClass: Slug.optional().describe('only events of this class'),
    specialInterest: Slug.optional().describe('only events of special interest of this id'),
    serious: z.boolean().optional().describe('true: only serious events'),
    fatal: z.boolean().optional().describe('true: only events that led to death'),
    suspected: z.boolean().optional().describe('true: only events with a suspected relation to the treatment'),
    fromGrade: grade.optional().describe('only events of this CTCAE grade or higher'),
    withinDays: z
      .int()
      .positive()
      .optional()
      .describe('only events that began within so many days after an administration'),
  })
  .describe('which adverse events count; {} for all');

const ruleParts = {
  ...named,
  events: counted,
  by: z
    .enum(['all', 'treatment'])
    .optional()
    .describe('treatment: evaluated by treatment, behind the firewall; absent: over everybody, blinded'),
  treatment: Slug.optional().describe('with by: treatment, the one whose participants and events count'),
  ...provenance,
};

/** When somebody must look: a count, or a proportion of the treated that is too high. */
export const StoppingRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('count').describe('reached with so many participants'),
    atLeast: z.int().positive().describe('participants with such an event'),
    ...ruleParts,
  }),
  z.strictObject({
    kind: z.literal('exactBinomial').describe('reached when the exact lower bound lies above the reference'),
    reference: z.number().gt(0).lt(1).describe('proportion of participants that is acceptable'),
    confidence: z.number().gt(0.5).lt(1).describe('one-sided level of the bound (Clopper and Pearson)'),
    ...ruleParts,
  }),
  z.strictObject({
    kind: z.literal('bayesian').describe('reached when it is probable that the proportion lies above the reference'),
    reference: z.number().gt(0).lt(1).describe('proportion of participants that is acceptable'),
    probability: z.number().gt(0.5).lt(1).describe('posterior probability from which the rule is reached'),
    prior: z
      .strictObject({
        events: z.number().positive().describe('participants with such an event'),
        others: z.number().positive().describe('participants without one'),
      })
      .describe('beta distribution before the trial, as numbers of participants'),
    ...ruleParts,
  }),
]);
export type StoppingRule = z.infer<typeof StoppingRule>;

export const SafetyConduct = z.strictObject({
  suspectedBy: z
    .array(target)
    .min(1)
    .optional()
    .describe('relations that make a reaction to the treatment; absent: those of causalityTo but the harvest'),
  investigatorHours: z
    .number()
    .positive()
    .optional()
    .describe('hours within which a site tells the sponsor of a serious event; absent: 24'),
  reference: z.array(ReferenceVersion).min(1).optional().describe('reference safety information, oldest first'),
  stoppingRules: z.array(StoppingRule).optional().describe('when the safety board must look'),
  emergency: z
    .strictObject({
      contacts: z
        .array(
          z.strictObject({
            name: Text.describe('who answers'),
            phone: z.string().min(3).describe('with the country code'),
            hours: Text.optional().describe('when; absent: always'),
            nationalTrials: z.array(Slug).min(1).optional().describe('for participants of these; absent: of all'),
          }),
        )
        .min(1)
        .describe('who is called, also at night'),
      medication: z.array(Slug).min(1).optional().describe('ids of the forms that hold concomitant medication'),
      advice: Text.optional().describe('what to do whatever the treatment is'),
      ...provenance,
    })
    .optional()
    .describe('the emergency page and card'),
  ...provenance,
});
export type SafetyConduct = z.infer<typeof SafetyConduct>;
