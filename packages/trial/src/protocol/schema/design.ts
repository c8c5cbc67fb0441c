// The design: what is compared with what, in which order, over which intervals (ICH M11 section 4, CDISC trial design).
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Expression, named, Text } from './text.js';

const washout = z
  .strictObject({
    days: z.int().positive().describe('planned length of the interval without treatment'),
    afterPeriods: z.array(Slug).optional().describe('periods that it follows; absent: every period but the last'),
    ...provenance,
  })
  .optional()
  .describe('an interval without treatment between periods');

const ParallelDesign = z.strictObject({
  type: z.literal('parallel').describe('every participant has one treatment in one period'),
  ...provenance,
});

const CrossoverDesign = z.strictObject({
  type: z.literal('crossover').describe('every participant has several treatments, one after the other'),
  scheme: z
    .enum(['twoByTwo', 'williams', 'latinSquare', 'replicate', 'incompleteBlocks', 'other'])
    .optional()
    .describe('what the sequences are together; checked against them'),
  washout,
  ...provenance,
});

const DelayedStartDesign = z.strictObject({
  type: z.literal('delayedStart').describe('all come to the active treatment; one group starts it later'),
  active: Slug.describe('id of the treatment that starts early or late'),
  washout,
  ...provenance,
});

/** A factor of a factorial design; its levels are what is given or not given. */
export const Factor = z.strictObject({
  ...named,
  levels: z
    .array(z.strictObject({ ...named, ...provenance }))
    .min(2)
    .describe('levels of the factor, the reference first'),
  ...provenance,
});
export type Factor = z.infer<typeof Factor>;

const FactorialDesign = z.strictObject({
  type: z.literal('factorial').describe('treatments are combinations of the levels of several factors'),
  factors: z.array(Factor).min(2).describe('what is combined'),
  fraction: z.boolean().optional().describe('true where some combinations are left out on purpose'),
  ...provenance,
});

const Design = z.discriminatedUnion('type', [ParallelDesign, CrossoverDesign, DelayedStartDesign, FactorialDesign]);
export type Design = z.infer<typeof Design>;

/** The design; where nothing but its type is to be said, one word will do. */
export const DesignOrWord = z
  .union([z.enum(['parallel', 'crossover']).transform((type): Design => ({ type })), Design])
  .describe('how the treatments are compared: a word, or a map that says more');

export const Treatment = z.strictObject({
  ...named,
  kind: z.enum(['active', 'placebo', 'comparator', 'sham', 'noTreatment']).describe('what it is in the comparison'),
  description: Text.optional().describe('what is given'),
  levels: z
    .record(Slug, Slug)
    .optional()
    .describe('in a factorial design: the level of each factor that this combination has'),
  ...provenance,
});
export type Treatment = z.infer<typeof Treatment>;

export const Period = z.strictObject({
  ...named,
  durationDays: z.int().positive().optional().describe('planned length'),
  ...provenance,
});
export type Period = z.infer<typeof Period>;

export const Sequence = z.strictObject({
  ...named,
  treatments: z.array(Slug).min(1).describe('one treatment for each period, in order'),
  ...provenance,
});
export type Sequence = z.infer<typeof Sequence>;

/** An interval of the trial, treated or not, in the order in which participants pass it (CDISC TA, EPOCH). */
export const Epoch = z.strictObject({
  ...named,
  type: z
    .enum(['screening', 'runIn', 'treatment', 'washout', 'followUp', 'longTermFollowUp'])
    .describe('what happens in it'),
  period: Slug.optional().describe('the period that a treatment epoch is'),
  durationDays: z.int().positive().optional().describe('planned length'),
  ...provenance,
});
export type Epoch = z.infer<typeof Epoch>;

/** A building block of the sequences (CDISC TE). */
export const Element = z.strictObject({
  ...named,
  epoch: Slug.describe('id of the epoch in which it lies'),
  treatment: Slug.optional().describe('id of the treatment that is given in it'),
  starts: Text.describe('the event by which it starts (CDISC TESTRL)'),
  ends: Text.optional().describe('the event by which it ends (CDISC TEENRL)'),
  durationDays: z.int().positive().optional().describe('planned length (CDISC TEDUR)'),
  ...provenance,
});
export type Element = z.infer<typeof Element>;

/** A dose given at one moment that visits are counted from (an infusion of the product). */
export const Administration = z.strictObject({
  ...named,
  period: Slug.describe('id of the period in which it is given'),
  route: z.string().describe('route of administration'),
  anchor: z
    .strictObject({
      from: Slug.describe('"randomisation" or the id of another administration'),
      offsetDays: z.int().describe('days after it'),
    })
    .describe('planned day, counted from "randomisation" or another administration'),
  gate: z
    .strictObject({
      visit: Slug.describe('the visit whose items the rule reads'),
      rule: Expression.describe('true where the administration may take place'),
      withinWorkingDays: z.int().positive().optional().describe('the gate is decided within this many working days'),
      ...provenance,
    })
    .optional()
    .describe('what must be true before this administration is permitted'),
  ...provenance,
});
export type Administration = z.infer<typeof Administration>;

/** A dated event, other than randomisation and administrations, from which visits are counted. */
export const Anchor = z.strictObject({
  ...named,
  form: Slug.describe('id of the form that dates the event'),
  item: Slug.describe('id of its item of type date'),
  occurrence: z.enum(['first', 'last']).optional().describe('where it can happen again: which one; absent: the first'),
  ...provenance,
});
export type Anchor = z.infer<typeof Anchor>;
