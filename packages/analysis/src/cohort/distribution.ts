// Distributions that a scenario may name, and how a value is drawn from them.
import { addDays, type ItemValue } from '@equipoise/trial';
import { z } from 'zod';

import type { Draws } from './draws.js';

const bounds = { min: z.number().optional(), max: z.number().optional() };
const decimals = z.int().min(0).max(6).optional().describe('rounded to so many decimals');
export const Probability = z.number().min(0).max(1);
export const Weights = z
  .record(z.string().min(1), z.number().min(0))
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'at least one weight above 0');

/** What an item's value, a duration or a laboratory value is drawn from. */
export const Distribution = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), value: z.union([z.number(), z.string().min(1), z.boolean()]) }),
  z.strictObject({ kind: z.literal('uniform'), min: z.number(), max: z.number(), decimals }),
  z.strictObject({ kind: z.literal('normal'), mean: z.number(), sd: z.number().positive(), decimals, ...bounds }),
  z.strictObject({
    kind: z.literal('logNormal'),
    median: z.number().positive(),
    sdLog: z.number().positive(),
    decimals,
    ...bounds,
  }),
  z.strictObject({ kind: z.literal('poisson'), mean: z.number().min(0), ...bounds }),
  z.strictObject({
    kind: z.literal('negativeBinomial'),
    mean: z.number().min(0),
    theta: z.number().positive().describe('size: variance = mean + mean² / theta'),
    ...bounds,
  }),
  z.strictObject({ kind: z.literal('categorical'), weights: Weights }),
  z.strictObject({ kind: z.literal('boolean'), probability: Probability }),
  z.strictObject({ kind: z.literal('date'), daysBefore: z.strictObject({ min: z.int(), max: z.int() }) }),
]);
export type Distribution = z.infer<typeof Distribution>;

type Scalar = Exclude<ItemValue, { missing: string }>;

/**
 * Draws one value; `day` (YYYY-MM-DD) is the day that dates are counted back from.
 * Bounds truncate by drawing again, at most 200 times, and clamp after that.
 */
export function drawValue(distribution: Distribution, draws: Draws, day: string): Scalar {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'categorical':
      return draws.weighted(distribution.weights);
    case 'boolean':
      return draws.chance(distribution.probability);
    case 'date':
      return addDays(day, -draws.integer(distribution.daysBefore.min, distribution.daysBefore.max));
    default:
      return drawNumber(distribution, draws);
  }
}

/** Draws a number; a distribution that yields no number is refused when the scenario is parsed, so here it is a bug. */
export function drawNumber(distribution: Distribution, draws: Draws): number {
  switch (distribution.kind) {
    case 'constant':
      return Number(distribution.value);
    case 'uniform':
      return round(draws.uniform(distribution.min, distribution.max), distribution.decimals);
    case 'normal':
      return round(
        truncated(distribution, () => draws.normal(distribution.mean, distribution.sd)),
        distribution.decimals,
      );
    case 'logNormal':
      return round(
        truncated(distribution, () => Math.exp(draws.normal(Math.log(distribution.median), distribution.sdLog))),
        distribution.decimals,
      );
    case 'poisson':
      return truncated(distribution, () => draws.poisson(distribution.mean));
    case 'negativeBinomial':
      return truncated(distribution, () => draws.negativeBinomial(distribution.mean, distribution.theta));
    default:
      throw new Error(`a distribution of kind ${distribution.kind} yields no number`);
  }
}

/** Whether a distribution yields numbers. */
export function yieldsNumbers(distribution: Distribution): boolean {
  if (distribution.kind === 'constant') return typeof distribution.value === 'number';
  return !['categorical', 'boolean', 'date'].includes(distribution.kind);
}

function truncated(bound: { min?: number | undefined; max?: number | undefined }, draw: () => number): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bound;
  let value = draw();
  for (let attempt = 0; attempt < 200 && (value < min || value > max); attempt++) value = draw();
  return Math.min(max, Math.max(min, value));
}

function round(value: number, decimals: number | undefined): number {
  const rounded = Number(value.toFixed(decimals ?? 2));
  return rounded === 0 ? 0 : rounded;
}
