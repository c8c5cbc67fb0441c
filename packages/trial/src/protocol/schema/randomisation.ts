// How a protocol says that participants are randomised: the method, its strata, caps and replacements.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';

const FactorSource = z.union([
  z.literal('site'),
  z.literal('nationalTrial'),
  z.strictObject({ item: Slug.describe('id of an item with a few named values') }),
]);

const participants = z.int().positive();
const ratio = z.record(Slug, z.int().positive().max(1_000_000)).describe('whole shares, one for each sequence');
const equalRatio = ratio
  .optional()
  .describe('absent: the same for each sequence, which is all that this method can do');
const probability = z.number().gt(0).max(1);
const maximumImbalance = z
  .int()
  .positive()
  .describe('largest difference that the numbers of the two sequences ever have in a stratum');

/** What every method has. */
const common = {
  strata: z
    .array(
      z.strictObject({
        id: Slug.describe('a name of its own among strata and factors'),
        from: FactorSource.describe('"site", "nationalTrial", or an item that is collected before randomisation'),
      }),
    )
    .describe('factors; each combination of their values is randomised apart from the others'),
  caps: z
    .strictObject({
      trial: participants.optional().describe('most participants of the trial'),
      site: z
        .union([participants, z.record(Slug, participants)])
        .optional()
        .describe('most participants of each site, or of the sites that are named'),
      stratum: z
        .union([participants, z.record(z.string(), participants)])
        .optional()
        .describe('most participants of each stratum, or of those that are named: "factor=value;factor=value"'),
    })
    .optional()
    .describe('beyond which nobody is randomised; a replacement takes the place of whom it replaces'),
  replacement: z
    .strictObject({
      allowed: z.boolean().describe('whether a participant who withdrew may be replaced, once'),
      withSameSequence: z
        .boolean()
        .optional()
        .describe('true: by the same entry, in the same stratum, never after a code break; else by the next entry'),
      ...provenance,
    })
    .optional()
    .describe('whether participants who left are replaced; absent: they are not'),
  automatic: z
    .boolean()
    .optional()
    .describe(
      'true: who finds the last thing that randomisation needs (eligibility, consent, release) and may randomise does so by that; absent: by hand',
    ),
  ...provenance,
};

/** Simple randomisation: each participant by the ratio, whatever came before. */
const Simple = z.strictObject({ method: z.literal('simple'), ratio, ...common });

const PermutedBlocks = z.strictObject({
  method: z.literal('permutedBlocks'),
  blockSizes: z.array(participants.max(10_000)).min(1).describe('one size: fixed; several: drawn at random'),
  ratio,
  ...common,
});

/** Efron 1971. */
const BiasedCoin = z.strictObject({
  method: z.literal('biasedCoin'),
  probability: probability.describe('of the sequence that lags behind; from 0.5 to below 1'),
  ratio: equalRatio,
  ...common,
});

/** Soares and Wu 1983. */
const BigStick = z.strictObject({ method: z.literal('bigStick'), maximumImbalance, ratio: equalRatio, ...common });

/** Chen 1999: a biased coin with an imbalance that is not exceeded. */
const BiasedCoinWithTolerance = z.strictObject({
  method: z.literal('biasedCoinWithTolerance'),
  probability: probability.describe('of the sequence that lags behind; from 0.5 to below 1'),
  maximumImbalance,
  ratio: equalRatio,
  ...common,
});

/** Berger, Ivanova and Knoll 2003: all orders that end balanced and never exceed the imbalance are equally likely. */
const MaximalProcedure = z.strictObject({
  method: z.literal('maximalProcedure'),
  maximumImbalance,
  length: participants.describe('entries of an order, an even number; then the next order begins'),
  ratio: equalRatio,
  ...common,
});

/** Wei 1978: a ball of each other sequence is added for each that was drawn. */
const Urn = z.strictObject({
  method: z.literal('urn'),
  initialBalls: z.int().min(0).max(1_000_000).describe('of each sequence at the start'),
  addedBalls: z.int().positive().max(1_000_000).describe('of each other sequence after a draw'),
  ratio: equalRatio,
  ...common,
});

/** Pocock and Simon 1975; for unequal ratios with the biased coin of Han, Enas and McEntegart 2009. */
const Minimisation = z.strictObject({
  method: z.literal('minimisation'),
  factors: z
    .array(
      z.strictObject({
        id: Slug.describe('a name of its own among strata and factors'),
        from: z.union([z.literal('trial'), FactorSource]).describe('"trial" stands for the balance of all'),
        weight: z.number().positive().optional().describe('1 where it is absent'),
      }),
    )
    .min(1)
    .describe('whose margins are kept in balance, within each stratum where there are strata'),
  measure: z.enum(['range', 'variance', 'standardDeviation']).describe('of imbalance over the sequences'),
  probability: probability.describe(
    'of the preferred sequence; of one with the smallest share, where the ratio is unequal',
  ),
  ratio,
  ...common,
});

/** The entries of a list that somebody else drew, in its order. */
const UploadedList = z.strictObject({ method: z.literal('uploadedList'), ratio: ratio.optional(), ...common });

export const Randomisation = z.discriminatedUnion('method', [
  Simple,
  PermutedBlocks,
  BiasedCoin,
  BigStick,
  BiasedCoinWithTolerance,
  MaximalProcedure,
  Urn,
  Minimisation,
  UploadedList,
]);
export type Randomisation = z.infer<typeof Randomisation>;
export type FactorSource = z.infer<typeof FactorSource>;
