// What an analysis does about values that are not there.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Text } from './text.js';

const common = { rationale: Text.optional().describe('why that is plausible'), ...provenance };

const imputation = {
  imputations: z.int().min(2).max(10_000).describe('number of completed data sets'),
  terms: z.array(z.string()).optional().describe('terms of the imputation model, as in R'),
};

export const MissingData = z.discriminatedUnion('strategy', [
  z.strictObject({
    strategy: z
      .literal('availableData')
      .describe('whoever has a value contributes; valid where data are missing at random'),
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('completeCase').describe('only participants with every value'),
    ...common,
  }),
  z.strictObject({
    strategy: z
      .literal('multipleImputation')
      .describe('imputed at random given the model, and pooled by Rubin’s rules'),
    ...imputation,
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('referenceBased').describe('imputed as if on the reference, and pooled'),
    ...imputation,
    rule: z.enum(['jumpToReference', 'copyReference', 'copyIncrements']).describe('after which the values follow'),
    reference: Slug.describe('id of the treatment or sequence'),
    ...common,
  }),
  z.strictObject({
    strategy: z
      .literal('tippingPoint')
      .describe('imputed values are made worse step by step until the conclusion changes'),
    ...imputation,
    deltas: z.array(z.number()).min(1).describe('steps, on the scale of the model'),
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('singleValue').describe('one value in place of each that is missing'),
    value: z.enum(['worst', 'best', 'nonResponse', 'lastObservation']).describe('which value'),
    ...common,
  }),
]);
export type MissingData = z.infer<typeof MissingData>;
