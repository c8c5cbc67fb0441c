// Objectives, estimands with their five attributes, intercurrent events and analysis sets (ICH E9(R1), ICH M11 section 3).
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Expression, named, Text } from './text.js';

export const Objective = z.strictObject({
  id: named.id,
  level: z.enum(['primary', 'secondary', 'exploratory']).describe('how much the trial is about it'),
  text: Text.describe('what the trial is to find out'),
  estimands: z.array(Slug).optional().describe('ids of the estimands that make it precise'),
  endpoints: z.array(Slug).optional().describe('ids of the endpoints, where no estimand is written'),
  ...provenance,
});
export type Objective = z.infer<typeof Objective>;

/** How it is known that an intercurrent event happened. */
const Occurrence = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('withdrawal').describe('a withdrawal that was recorded'),
    kinds: z
      .array(z.enum(['treatment', 'visits', 'contact', 'data']))
      .min(1)
      .describe('of what the participant withdrew'),
  }),
  z.strictObject({
    by: z.literal('form').describe('a form that was recorded'),
    form: Slug.describe('id of the form'),
    rule: Expression.optional().describe('true where the entry is such an event; over the items of the form'),
    date: Slug.optional().describe('id of the item that dates it; absent: the day of the form'),
  }),
  z.strictObject({
    by: z.literal('administrationNotGiven').describe('an administration that did not take place'),
    administrations: z.array(Slug).min(1).optional().describe('ids of administrations; absent: any'),
  }),
  z.strictObject({
    by: z.literal('deviation').describe('a deviation that was recorded'),
    categories: z.array(z.string().min(1)).min(1).describe('categories of deviations'),
  }),
  z.strictObject({ by: z.literal('death').describe('an adverse event with fatal outcome') }),
]);

export const IntercurrentEvent = z.strictObject({
  ...named,
  description: Text.optional().describe('what happens, and what it does to the endpoint'),
  occurs: Occurrence.describe('how it is known that it happened'),
  ...provenance,
});
export type IntercurrentEvent = z.infer<typeof IntercurrentEvent>;

const strategy = z.enum(['treatmentPolicy', 'hypothetical', 'composite', 'whileOnTreatment', 'principalStratum']);

/** What is to be estimated, in five attributes. */
export const Estimand = z.strictObject({
  ...named,
  level: z.enum(['primary', 'secondary', 'exploratory']).describe('how much the trial is about it'),
  population: z
    .strictObject({
      set: Slug.describe('id of the analysis set'),
      description: Text.optional().describe('the people about whom something is to be said'),
    })
    .describe('attribute 1: about whom'),
  treatment: z
    .strictObject({
      factor: Slug.optional().describe('factorial: what is compared are two levels of this factor'),
      active: Slug.describe('id of the treatment or sequence'),
      reference: Slug.describe('id of the treatment or sequence that it is compared with'),
      description: Text.optional().describe('the conditions that are compared, with what is allowed beside them'),
    })
    .describe('attribute 2: what is compared with what'),
  endpoint: Slug.describe('attribute 3: id of the endpoint (the variable)'),
  intercurrentEvents: z
    .array(
      z.strictObject({
        event: Slug.describe('id of the intercurrent event'),
        strategy: strategy.describe('what is done about it (ICH E9(R1) A.3.2)'),
        handling: Text.optional().describe('how the data after it are used'),
        ...provenance,
      }),
    )
    .describe('attribute 4: each intercurrent event with its strategy; [] where none is expected'),
  summaryMeasure: z
    .enum([
      'rateRatio',
      'rateDifference',
      'meanDifference',
      'meanRatio',
      'medianDifference',
      'riskDifference',
      'riskRatio',
      'oddsRatio',
      'hazardRatio',
      'restrictedMeanSurvivalDifference',
      'survivalDifference',
      'probabilityOfSuperiority',
    ])
    .describe('attribute 5: how the comparison becomes one number for the population'),
  ...provenance,
});
export type Estimand = z.infer<typeof Estimand>;

export const AnalysisSet = z.strictObject({
  ...named,
  kind: z
    .enum(['asRandomised', 'perProtocol', 'asReceived'])
    .describe('all randomised; those without important deviation; those treated, by what they received'),
  deviations: z
    .array(z.string().min(1))
    .optional()
    .describe('perProtocol: categories of important deviations that exclude; absent: all'),
  requires: Slug.optional().describe('id of an endpoint of which a member must have a value'),
  ...provenance,
});
export type AnalysisSet = z.infer<typeof AnalysisSet>;
