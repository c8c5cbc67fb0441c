// The investigational product: whose it is, dose, volume, expiry, laboratory values, release tests, and its way to the bedside.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { Item } from './form.js';
import { Laboratory, productWay } from './product-way.js';
import { provenance } from './provenance.js';
import { Expression, named, Text } from './text.js';

const Test = z.strictObject({
  ...named,
  rule: Expression.describe('true where it may be used; over the laboratory values'),
  ...provenance,
});

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
      weightMaximumAgeDays: z
        .int()
        .positive()
        .optional()
        .describe('greatest age of the weighing on the day a bag is prepared; an older one is refused'),
      viableCells: Slug.optional().describe(
        'id of the laboratory value that counts the viable cells of a bag, in the unit of the dose without the kg; the dose follows from it and stays sealed',
      ),
      ...provenance,
    })
    .describe('planned dose'),
  volumeMlPerKg: z
    .number()
    .positive()
    .describe('volume of a bag for each kg of body weight, the same for every treatment'),
  volumeLimitsMl: z
    .strictObject({
      min: z.number().positive().describe('least volume'),
      max: z.number().positive().describe('most volume'),
    })
    .optional()
    .describe('least and most volume of a bag, whatever the body weight'),
  expiryHours: z
    .number()
    .positive()
    .describe(
      'hours from preparation to the end of the infusion; shown and checked where `collection` gives the time that it counts from',
    ),
  state: z.enum(['fresh', 'frozen']).optional().describe('how it is kept until it is given'),
  maximumHarvests: z
    .int()
    .positive()
    .optional()
    .describe('most harvests of a participant; needed for an autologous product'),
  laboratory: z.array(Item).describe('the laboratory values of a batch and of a bag; seen by unblinded roles only'),
  releaseTests: z
    .array(Test)
    .describe('rules over the laboratory values of a batch; off the shelf over those of each bag, whatever it holds'),
  laboratories: z.array(Laboratory).min(1).optional().describe('the laboratories, and which sites each serves'),
  ...productWay,
  ...provenance,
});
export type Product = z.infer<typeof Product>;
