// The investigational product: whose it is, dose, volume, expiry, laboratory values and release tests.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { Item } from './form.js';
import { provenance } from './provenance.js';
import { Expression, named, Text } from './text.js';

export const Product = z.strictObject({
  name: Text.describe('the label that people read'),
  origin: z
    .enum(['autologous', 'offTheShelf'])
    .describe(
      'autologous: made of each participant’s own cells, after a harvest and a release; offTheShelf: from a stock, each bag tested when it is prepared; a trial without product leaves `product` out',
    ),
  dose: z
    .strictObject({
      min: z.number().describe('smallest dose'),
      max: z.number().describe('largest dose'),
      unit: z.string().describe('unit of the dose'),
      perKg: z.boolean().describe('whether the dose is for each kg of body weight'),
      weight: Slug.optional().describe('id of the item that holds the weight; absent: the first item in kg'),
      weightMaximumAgeDays: z.int().positive().optional().describe('greatest age of the weighing; told, not enforced'),
      ...provenance,
    })
    .describe('planned dose'),
  volumeMlPerKg: z
    .number()
    .positive()
    .describe('volume of a bag for each kg of body weight, the same for every treatment'),
  expiryHours: z.number().positive().describe('hours from preparation to the end of the infusion; told, not enforced'),
  state: z.enum(['fresh', 'frozen']).optional().describe('how it is kept until it is given'),
  maximumHarvests: z
    .int()
    .positive()
    .optional()
    .describe('most harvests of a participant; needed for an autologous product'),
  laboratory: z.array(Item).describe('the laboratory values of a batch and of a bag; seen by unblinded roles only'),
  releaseTests: z
    .array(
      z.strictObject({
        ...named,
        rule: Expression.describe('true where the batch may be used; over the laboratory values'),
        ...provenance,
      }),
    )
    .describe('rules over the laboratory values of a batch; off the shelf over those of each bag, whatever it holds'),
  ...provenance,
});
export type Product = z.infer<typeof Product>;
