// Error control: which analyses are tested in which order at which level, interim analyses, data cuts, and assumptions of power.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { named, Text } from './text.js';

const share = z.number().min(0).max(1);

/** A spending function, or a classical boundary. */
const Boundary = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('lanDeMetsOBrienFleming').describe('spending function like O’Brien–Fleming') }),
  z.strictObject({ type: z.literal('lanDeMetsPocock').describe('spending function like Pocock') }),
  z.strictObject({
    type: z.literal('hwangShihDeCani').describe('gamma family of spending functions'),
    gamma: z.number().describe('parameter; −4 spends late, 1 early'),
  }),
  z.strictObject({
    type: z.literal('kimDeMets').describe('power family of spending functions'),
    power: z.number().positive().describe('exponent of the information rate'),
  }),
  z.strictObject({ type: z.literal('oBrienFleming').describe('classical boundary of O’Brien and Fleming') }),
  z.strictObject({ type: z.literal('pocock').describe('classical boundary of Pocock') }),
  z.strictObject({
    type: z.literal('wangTsiatis').describe('classical boundaries of Wang and Tsiatis'),
    delta: z.number().min(0).max(0.7).describe('0 is O’Brien–Fleming, 0.5 Pocock'),
  }),
  z.strictObject({
    type: z.literal('haybittlePeto').describe('a fixed high boundary before the end'),
    z: z.number().positive().describe('critical value at interim analyses'),
  }),
]);

/** Looks at the primary analysis before the end. */
const Interim = z.strictObject({
  analysis: Slug.describe('id of the analysis that is looked at'),
  looks: z
    .array(
      z.strictObject({
        cut: Slug.describe('id of the data cut at which it is looked at'),
        informationRate: share.gt(0).lt(1).describe('share of the planned information'),
      }),
    )
    .min(1)
    .describe('looks before the end, in order'),
  efficacy: Boundary.describe('boundary beyond which the trial has shown its aim'),
  futility: Boundary.optional().describe('boundary below which it can no longer'),
  binding: z.boolean().optional().describe('whether the futility boundary must be followed; absent: no'),
  ...provenance,
});
export type Interim = z.infer<typeof Interim>;

const common = {
  alpha: z.number().gt(0).lt(1).describe('two-sided level of the whole family, unless `sides` is 1'),
  sides: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('one-sided or two-sided tests; absent: 2'),
  better: z
    .enum(['lower', 'higher'])
    .optional()
    .describe(
      'one-sided tests: whether the trial is to show that the active group is lower or higher than the reference',
    ),
  interim: Interim.optional().describe('looks before the end'),
  ...provenance,
};
const analyses = z.array(Slug).describe('ids of the analyses of the family');

export const Testing = z.discriminatedUnion('procedure', [
  z.strictObject({
    procedure: z.literal('fixedSequence').describe('one after the other at full level, until one fails'),
    order: z.array(Slug).describe('ids of analyses, in order'),
    ...common,
  }),
  z.strictObject({
    procedure: z.literal('bonferroni').describe('each at its share of the level'),
    analyses,
    weights: z.array(share).optional().describe('shares of the level, in order; absent: equal'),
    ...common,
  }),
  z.strictObject({ procedure: z.literal('holm').describe('step-down Bonferroni'), analyses, ...common }),
  z.strictObject({
    procedure: z.literal('hochberg').describe('step-up; valid for tests that depend positively on each other'),
    analyses,
    ...common,
  }),
  z.strictObject({
    procedure: z.literal('hommel').describe('closed Simes; valid for tests that depend positively on each other'),
    analyses,
    ...common,
  }),
  z.strictObject({
    procedure: z.literal('graphical').describe('a graph along which the level of rejected hypotheses is passed on'),
    hypotheses: z
      .array(
        z.strictObject({
          analysis: Slug.describe('id of the analysis'),
          weight: share.describe('share of the level at the start'),
        }),
      )
      .min(1)
      .describe('nodes of the graph'),
    transitions: z
      .array(
        z.strictObject({
          from: Slug.describe('id of the analysis that was rejected'),
          to: Slug.describe('id of the analysis that gets its level'),
          weight: share.gt(0).describe('share of the level that goes there'),
        }),
      )
      .describe('edges of the graph'),
    ...common,
  }),
]);
export type Testing = z.infer<typeof Testing>;

export const DataCut = z.strictObject({
  ...named,
  visits: z.array(Slug).min(1).describe('visits that are in the cut'),
  audience: z.array(Slug).min(1).describe('roles for whom alone this cut is unblinded'),
  ...provenance,
});
export type DataCut = z.infer<typeof DataCut>;

const power = {
  ...named,
  analysis: Slug.describe('id of the analysis that is to have this power'),
  power: z.number().gt(0).lt(1).describe('wanted probability of rejection'),
  dropout: share.lt(1).optional().describe('share of participants who leave without a value; absent: 0'),
  rationale: Text.optional().describe('where the assumptions come from'),
  ...provenance,
};

/** What the size of the trial rests on. */
export const PowerAssumption = z.discriminatedUnion('endpoint', [
  z.strictObject({
    endpoint: z.literal('count').describe('NB2 counts; dispersion 0 is Poisson'),
    ...power,
    controlRate: z.number().positive().describe('events for each unit of exposure on the reference'),
    rateRatio: z.number().positive().describe('active ÷ reference'),
    dispersion: z.number().min(0).describe('1/θ: variance is μ + dispersion μ²'),
    exposure: z
      .number()
      .positive()
      .optional()
      .describe('exposure of each participant (in a crossover: in each period), in its unit; absent: 1'),
    missingShare: share.lt(1).optional().describe('share of the visits of an exposure that are not read; absent: 0'),
    dispersionWithin: z
      .number()
      .min(0)
      .optional()
      .describe('crossover: the part of the dispersion between the periods of one participant; absent: 0'),
    baseline: z
      .strictObject({
        mean: z.number().positive().describe('mean count'),
        dispersion: z.number().min(0).describe('1/θ of the baseline counts'),
        slope: z.number().min(-10).max(10).describe('the rate is in proportion to (baseline + 1) to this power'),
      })
      .optional()
      .describe('a count at baseline that the model adjusts for; the dispersion is then that given the baseline'),
  }),
  z.strictObject({
    endpoint: z.literal('continuous').describe('means of two groups, or of two treatments within participants'),
    ...power,
    meanDifference: z.number().describe('active − reference'),
    standardDeviation: z.number().positive().describe('between participants of a group'),
    correlation: z.number().gt(-1).lt(1).optional().describe('with the baseline, or between periods of a crossover'),
  }),
  z.strictObject({
    endpoint: z.literal('binary').describe('two proportions'),
    ...power,
    controlProportion: z.number().gt(0).lt(1).describe('share with the event on the reference'),
    activeProportion: z.number().gt(0).lt(1).describe('share with the event on the active treatment'),
  }),
  z.strictObject({
    endpoint: z.literal('timeToEvent').describe('two hazards'),
    ...power,
    hazardRatio: z.number().positive().describe('active ÷ reference'),
    controlMedian: z.number().positive().describe('median time to the event on the reference'),
    accrualTime: z.number().positive().describe('length of recruitment, in the same unit'),
    followUpTime: z.number().positive().describe('time that the last participant is followed, in the same unit'),
  }),
]);
export type PowerAssumption = z.infer<typeof PowerAssumption>;
