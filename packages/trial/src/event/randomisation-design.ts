// The randomisation design as it is committed, published and made part of every key.
import { z } from 'zod';
import { Slug } from '../id.js';

const common = {
  sequences: z.array(Slug).min(2).describe('in the order of the protocol'),
  strata: z.array(Slug).describe('the factors of the strata'),
};
const ratio = z.array(z.int().positive()).describe('in the order of sequences');
const probability = z.number().gt(0).max(1);
const maximumImbalance = z.int().positive();

/** Everything that an allocation depends on beside the seed, the stratum, the entry and, for minimisation, the levels. */
export const RandomisationDesign = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('simple'), ratio, ...common }),
  z.strictObject({ method: z.literal('permutedBlocks'), ratio, blockSizes: z.array(z.int().positive()), ...common }),
  z.strictObject({ method: z.literal('biasedCoin'), ratio, probability, ...common }),
  z.strictObject({ method: z.literal('bigStick'), ratio, maximumImbalance, ...common }),
  z.strictObject({ method: z.literal('biasedCoinWithTolerance'), ratio, probability, maximumImbalance, ...common }),
  z.strictObject({
    method: z.literal('maximalProcedure'),
    ratio,
    maximumImbalance,
    length: z.int().positive(),
    ...common,
  }),
  z.strictObject({
    method: z.literal('urn'),
    ratio,
    initialBalls: z.int().min(0),
    addedBalls: z.int().positive(),
    ...common,
  }),
  z.strictObject({
    method: z.literal('minimisation'),
    ratio,
    factors: z.array(z.strictObject({ id: Slug, weight: z.number().positive() })).min(1),
    measure: z.enum(['range', 'variance', 'standardDeviation']),
    probability,
    ...common,
  }),
  z.strictObject({ method: z.literal('uploadedList'), ratio: ratio.optional(), ...common }),
]);
export type RandomisationDesign = z.infer<typeof RandomisationDesign>;
export type DesignOf<M extends RandomisationDesign['method']> = Extract<RandomisationDesign, { readonly method: M }>;
