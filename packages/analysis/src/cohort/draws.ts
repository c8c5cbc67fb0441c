// Seeded draws for a made cohort: every purpose has a stream of its own, so that one more draw here shifts none elsewhere.
import { randomSource } from '@equipoise/stats';
import { canonicalJson, sha256Bytes } from '@equipoise/trial';

/** Draws from one stream of random numbers. */
export interface Draws {
  /** Uniform between min and max. */
  readonly uniform: (min: number, max: number) => number;
  /** A whole number from min to max, both included. */
  readonly integer: (min: number, max: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  readonly normal: (mean: number, sd: number) => number;
  /** Gamma with this mean and variance; the mean itself where the variance is 0. */
  readonly gamma: (mean: number, variance: number) => number;
  readonly poisson: (mean: number) => number;
  /** Variance = mean + mean² / theta. */
  readonly negativeBinomial: (mean: number, theta: number) => number;
  /** A key, by weight. */
  readonly weighted: (weights: Readonly<Record<string, number | undefined>>) => string;
  /** One of the list. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** The list in random order. */
  readonly shuffle: <T>(list: readonly T[]) => T[];
}

/** Opens the stream of draws for a purpose: the same seed and purpose give the same draws. */
export function createDraws(seed: number, ...purpose: readonly (string | number)[]): Draws {
  const source = randomSource(sha256Bytes(canonicalJson([seed, ...purpose])));
  return {
    uniform: (min, max) => min + (max - min) * source.uniform(),
    integer: (min, max) => min + source.below(max - min + 1),
    chance: source.bernoulli,
    normal: source.normal,
    gamma: (mean, variance) =>
      mean === 0 || variance === 0 ? mean : source.gamma(mean ** 2 / variance, variance / mean),
    poisson: source.poisson,
    negativeBinomial: source.negativeBinomial,
    weighted: (weights) => {
      const keys = Object.keys(weights);
      return keys[source.weighted(keys.map((key) => weights[key] ?? 0))] as string;
    },
    pick: (list) => list[source.below(list.length)] as (typeof list)[number],
    shuffle: source.shuffle,
  };
}
