// The scenario of a rehearsal: all that a made cohort needs beside the protocol. Names in it are the protocol's.
import {
  AdverseEventOutcome,
  Causality,
  CausalityTarget,
  DeviationFacts,
  MissingReason,
  Randomisation,
  SeriousnessCriterion,
  Slug,
  WithdrawalKind,
} from '@equipoise/trial';
import { z } from 'zod';
import { Distribution, Probability, Weights } from './distribution.js';

const day = z.iso.date();
const rate = z.number().min(0);
const text = z.string().min(3);
const itemPath = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*\.[A-Za-z][A-Za-z0-9_-]*$/, 'a form and an item as "form.item"');
const itemValue = z.union([z.number(), z.string().min(1), z.boolean(), z.strictObject({ missing: MissingReason })]);
const range = z.strictObject({ min: z.int().min(0), max: z.int().min(0) }).refine((r) => r.min <= r.max, 'min ≤ max');

const Accrual = z.strictObject({
  start: day.describe('the first randomisation is not before this day'),
  end: day.describe('the last randomisation is not after this day'),
  sites: z
    .array(z.strictObject({ site: Slug, rate: z.number().positive(), opens: day.optional() }))
    .min(1)
    .optional()
    .describe('relative rates; absent: every site of the protocol alike'),
});

const Screening = z.strictObject({
  failuresPerRandomised: rate,
  declinedConsent: Probability.optional().describe('of the failures, those who decline a consent'),
  daysToRandomisation: range,
});

/** How the values of one item come about. */
export const ItemPlan = z.strictObject({
  draw: Distribution,
  course: z
    .enum(['once', 'each', 'walk'])
    .optional()
    .describe('drawn once for a participant, at each visit anew, or moving by `step` from its last value'),
  step: z.number().positive().optional().describe('standard deviation of a step between visits'),
  decimals: z.int().min(0).max(6).optional(),
  grid: z.number().positive().optional().describe('values are multiples of this'),
  min: z.number().optional(),
  max: z.number().optional(),
  atVisit: z.record(Slug, Distribution).optional().describe('another distribution at these visits'),
  timesItem: itemPath.optional().describe('multiplied with this number, which the same form holds before'),
  plusItem: itemPath.optional().describe('added to this number, which the same form holds before'),
  atMostItem: itemPath.optional().describe('never above this number, which the same form holds before'),
  participantSd: z
    .number()
    .positive()
    .optional()
    .describe('standard deviation of what a participant adds at every visit'),
  effect: z.record(Slug, z.number()).optional().describe('added under each treatment'),
  effectPerYear: z
    .record(Slug, z.number())
    .optional()
    .describe('added for each year under each treatment, and kept afterwards'),
  periodEffect: z.record(Slug, z.number()).optional().describe('added in each period'),
  missing: z.strictObject({ probability: Probability, reason: MissingReason }).optional(),
});
export type ItemPlan = z.infer<typeof ItemPlan>;

/** Counts of an item at every visit that records it. */
export const CountPlan = z.strictObject({
  item: itemPath,
  baselineItem: itemPath.optional().describe('the item that holds the count before treatment; absent: the same item'),
  baselineMean: rate.describe('per visit before the first treatment'),
  baselineMin: z.int().min(0).optional().describe('lesser counts before treatment are raised to this'),
  mean: z.record(Slug, rate).describe('per visit, by treatment'),
  periodFactor: z.record(Slug, rate).optional(),
  participantVariance: rate.describe('variance of the participant’s gamma factor of mean 1'),
  baselineCorrelation: Probability.describe('correlation of that factor before and after randomisation'),
  theta: z.number().positive().optional().describe('size of the negative binomial of one visit; absent: Poisson'),
  adds: z.array(itemPath).optional().describe('counted items of the same form whose value is contained in this one'),
});
export type CountPlan = z.infer<typeof CountPlan>;

const Assessment = z.strictObject({
  form: Slug,
  visits: z.array(Slug).optional().describe('absent: every visit after randomisation'),
  missed: Probability,
  failed: Probability.describe('done, but not readable'),
  whenMissed: z.record(Slug, itemValue).optional().describe('absent: the form is not recorded'),
  whenFailed: z.record(Slug, itemValue).optional(),
});

const AdverseEventPlan = z.strictObject({
  participantVariance: rate,
  classes: z
    .array(
      z.strictObject({
        systemOrganClass: Slug,
        perYear: z.record(Slug, rate).describe('events of a participant in a year, by treatment'),
        terms: z.array(text).min(1),
      }),
    )
    .min(1),
  severity: Weights,
  serious: z.strictObject({
    probability: z.record(Slug, Probability).describe('by treatment at onset'),
    severity: Weights,
    criteria: z.partialRecord(SeriousnessCriterion, rate),
  }),
  causality: z.partialRecord(CausalityTarget, z.partialRecord(Causality, rate)),
  outcome: z
    .partialRecord(AdverseEventOutcome.exclude(['fatal']), rate)
    .describe('weights; no participant of a rehearsal dies'),
  durationDays: Distribution,
  updated: Probability.describe('first reported while it lasts, and updated when it ended'),
});

const RepeatingForm = z.strictObject({
  form: Slug,
  perYear: z.record(Slug, rate).describe('by treatment'),
  countedBy: itemPath.optional().describe('the item of scheduled visits that counts the events since the last visit'),
  followedBy: z.array(z.strictObject({ form: Slug, probability: Probability, afterDays: range })).optional(),
});

const HarvestPlan = z.strictObject({
  daysToHarvest: range,
  daysToRelease: range,
  harvestVolumeMl: Distribution,
  laboratory: z.record(Slug, Distribution),
  failedBatch: Probability.describe('batches that fail a release test, and are followed by another harvest'),
});
export type HarvestPlan = z.infer<typeof HarvestPlan>;

/** How an autologous product is made: all of it. One off the shelf has a preparation and nothing else. */
const ProductPlan = z.union([
  z.strictObject({ ...HarvestPlan.shape, preparation: z.record(Slug, Distribution) }),
  z.strictObject({
    preparation: z
      .record(Slug, Distribution)
      .describe('laboratory values of a bag; off the shelf they are drawn until the release tests are passed'),
  }),
]);

const Deviation = z.strictObject({
  category: DeviationFacts.shape.category,
  importance: DeviationFacts.shape.importance,
  probability: Probability.describe('for each participant'),
  description: text,
});

const Target = z.strictObject({
  randomised: z.record(Slug, z.int().min(0)).optional().describe('participants by sequence'),
  adverseEvents: z
    .array(
      z.strictObject({
        sequence: Slug,
        events: z.int().min(0),
        participants: z.int().min(0),
        ofWhich: z.record(Slug, z.int().min(0)).optional().describe('events by system organ class'),
      }),
    )
    .optional(),
  seriousEvents: z
    .array(z.strictObject({ treatment: Slug, events: z.int().min(0), participants: z.int().min(0) }))
    .optional()
    .describe('by the treatment received when they began'),
  deaths: z.literal(0).optional(),
  analyses: z
    .array(
      z.strictObject({
        id: Slug,
        estimate: z.number().positive(),
        ci: z.tuple([z.number().positive(), z.number().positive()]).optional(),
        p: Probability.optional(),
        digits: z.int().min(1).max(6).describe('decimals to which the figures were rounded'),
        margin: z.number().positive().describe('least distance from a rounding boundary'),
      }),
    )
    .max(1)
    .optional(),
});
export type Target = z.infer<typeof Target>;
export type AnalysisTarget = NonNullable<Target['analyses']>[number];

export const Scenario = z.strictObject({
  equipoiseScenario: z.literal(1).describe('version of this language'),
  id: Slug,
  name: text,
  description: z.string().optional(),
  randomisation: Randomisation.optional().describe(
    'replaces the section of the protocol: a rehearsal is a trial of its own',
  ),
  accrual: Accrual,
  screening: Screening,
  items: z.record(itemPath, ItemPlan),
  counts: z.array(CountPlan).optional(),
  assessments: z.array(Assessment).optional(),
  visits: z
    .strictObject({
      missed: Probability,
      outOfWindow: Probability,
      entryDelayDays: range,
      days: z
        .record(Slug, z.int())
        .optional()
        .describe('days after the anchor, for visits of which the protocol has none'),
    })
    .optional(),
  product: ProductPlan.optional(),
  infusions: z
    .strictObject({ interrupted: Probability, minutes: z.strictObject({ min: z.number(), max: z.number() }) })
    .optional(),
  adverseEvents: AdverseEventPlan.optional(),
  repeatingForms: z.array(RepeatingForm).optional(),
  withdrawals: z.array(z.strictObject({ kind: WithdrawalKind, probability: Probability, reason: text })).optional(),
  formRoles: z.record(Slug, Slug).optional().describe('the role that records a form; absent: any that may'),
  gateOverride: z.strictObject({ reason: text, confirmation: text }).optional(),
  deviations: z.array(Deviation).optional(),
  guesses: z
    .strictObject({
      visits: z.array(Slug).min(1),
      by: z.array(z.enum(['participant', 'rater', 'investigator'])).min(1),
      correct: Probability,
      unknown: Probability,
      reasons: z.array(text).min(1).optional(),
    })
    .optional(),
  corrections: z.strictObject({ probability: Probability.describe('for each form'), reason: text }).optional(),
  codeBreaks: z.strictObject({ participants: z.int().min(0), reason: text }).optional(),
  exclusions: z
    .array(z.strictObject({ set: Slug, when: z.enum(['importantDeviation', 'administrationMissed']), criterion: text }))
    .optional(),
  target: Target.optional(),
});
export type Scenario = z.infer<typeof Scenario>;
