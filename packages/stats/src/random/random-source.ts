// A seeded source of random numbers for simulations: xoshiro128**, and draws that use only exact arithmetic, log, exp, sqrt.
import { logGamma } from '../distribution/log-gamma.js';

/** Independent draws; the same seed gives the same draws on every platform. Not for cryptography. */
export interface RandomSource {
  /** A whole number from 0 to 2^32 − 1. */
  readonly uint32: () => number;
  /** Uniform on the open interval from 0 to 1, 53 bits. */
  readonly uniform: () => number;
  /** A whole number from 0 to n − 1, all equally likely. @throws RangeError unless n is a whole number from 1 to 2^32 */
  readonly below: (n: number) => number;
  /** True with probability p. */
  readonly bernoulli: (p: number) => boolean;
  /** Normal. Default: mean 0, standard deviation 1. */
  readonly normal: (mean?: number, sd?: number) => number;
  /** Exponential with the given mean. */
  readonly exponential: (mean: number) => number;
  /** Gamma with mean shape × scale. @throws RangeError unless shape > 0 */
  readonly gamma: (shape: number, scale: number) => number;
  /** Poisson. @throws RangeError unless mean is from 0 to 1e15 */
  readonly poisson: (mean: number) => number;
  /** Negative binomial with Var = mean + mean²/θ; θ = ∞ is the Poisson. @throws RangeError unless θ > 0 and mean ≥ 0 */
  readonly negativeBinomial: (mean: number, theta: number) => number;
  /** An index, with probabilities proportional to the weights. @throws RangeError unless a weight is positive */
  readonly weighted: (weights: readonly number[]) => number;
  /** A new array in random order. */
  readonly shuffle: <T>(items: readonly T[]) => T[];
}

/** Four 32-bit words, not all zero. */
export type RandomState = readonly [number, number, number, number];

/**
 * A source from 32 bytes (or any number of bytes), or from whole numbers such as [seed, trial, scenario]: different seeds give
 * unrelated streams, so work can be split without changing its result.
 * @throws RangeError for a number that is no whole number from 0 to 2^53 − 1
 */
export function randomSource(seed: Uint8Array | readonly number[]): RandomSource {
  return drawsFrom(xoshiro128(stateFromSeed(seed)));
}

/** The generator xoshiro128**. @see Blackman and Vigna (2021), ACM TOMS 47(4), 36; prng.di.unimi.it/xoshiro128starstar.c */
export function xoshiro128(state: RandomState): () => number {
  let [a, b, c, d] = state;
  return () => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled;
  };
}

function drawsFrom(uint32: () => number): RandomSource {
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6) + 0.5) / 9007199254740992;

  const below = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) {
      throw new RangeError(`The number of outcomes is ${n}; allowed are whole numbers from 1 to 4294967296.`);
    }
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const draw = uint32();
      if (draw < limit) return draw % n;
    }
  };

  /** Marsaglia's polar method, one value per call so that a draw depends on nothing before it. */
  const normal = (mean = 0, sd = 1): number => {
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const squared = x * x + y * y;
      if (squared > 0 && squared < 1) return mean + sd * x * Math.sqrt((-2 * Math.log(squared)) / squared);
    }
  };

  const exponential = (mean: number): number => -mean * Math.log(uniform());

  /** @see Marsaglia and Tsang (2000), ACM TOMS 26, 363–372 */
  const gamma = (shape: number, scale: number): number => {
    if (!(shape > 0)) throw new RangeError(`The shape is ${shape}; allowed are numbers above 0.`);
    if (shape < 1) return gamma(shape + 1, scale) * Math.exp(Math.log(uniform()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      if (Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * scale;
    }
  };

  const poisson = (mean: number): number => {
    if (!(mean >= 0 && mean <= 1e15)) throw new RangeError(`The mean is ${mean}; allowed are numbers from 0 to 1e15.`);
    return mean < 10 ? poissonBySearch(mean, uniform) : poissonByRejection(mean, uniform);
  };

  return {
    uint32,
    uniform,
    below,
    bernoulli: (p) => uniform() < p,
    normal,
    exponential,
    gamma,
    poisson,
    negativeBinomial: (mean, theta) => {
      if (!(theta > 0) || !(mean >= 0)) {
        throw new RangeError(`Mean ${mean} and θ ${theta}; allowed are a mean of at least 0 and a θ above 0.`);
      }
      if (mean === 0) return 0;
      return poisson(theta === Number.POSITIVE_INFINITY ? mean : gamma(theta, mean / theta));
    },
    weighted: (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      if (!(total > 0) || weights.some((weight) => !(weight >= 0)) || !Number.isFinite(total)) {
        throw new RangeError(`The weights are ${weights.join(', ')}; allowed are numbers from 0, one of them above 0.`);
      }
      let left = uniform() * total;
      let last = 0;
      for (const [index, weight] of weights.entries()) {
        if (weight > 0) last = index;
        left -= weight;
        if (left < 0) return index;
      }
      return last;
    },
    shuffle: <T>(items: readonly T[]): T[] => {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i -= 1) {
        const j = below(i + 1);
        const moved = order[i]!;
        order[i] = order[j]!;
        order[j] = moved;
      }
      return order;
    },
  };
}

/** Inversion by sequential search, for small means. */
function poissonBySearch(mean: number, uniform: () => number): number {
  let mass = Math.exp(-mean);
  let left = uniform() - mass;
  let count = 0;
  while (left > 0 && count < 1000) {
    count += 1;
    mass *= mean / count;
    left -= mass;
  }
  return count;
}

/** Transformed rejection. @see Hörmann (1993), Insurance: Mathematics and Economics 12, 39–45, algorithm PTRS */
function poissonByRejection(mean: number, uniform: () => number): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const distance = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (distance < 0.013 && v > distance)) continue;
    const logAccept = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (distance * distance) + b);
    if (logAccept <= -mean + count * logMean - logGamma(count + 1)) return count;
  }
}

/** Four words, each a hash of its index and the whole seed (the finaliser of MurmurHash3). */
function stateFromSeed(seed: Uint8Array | readonly number[]): RandomState {
  const words = seed instanceof Uint8Array ? wordsOfBytes(seed) : seed.flatMap(wordsOfNumber);
  const word = (index: number): number => {
    let hash = Math.imul(index + 1, 0x9e3779b9);
    for (const value of [words.length, ...words]) hash = mix((Math.imul(hash, 5) + 0x6d2b79f5) ^ mix(value ^ index));
    return mix(hash + 0x9e3779b9);
  };
  const state: RandomState = [word(0), word(1), word(2), word(3)];
  return state.every((value) => value === 0) ? [1, 2, 3, 4] : state;
}

function wordsOfBytes(bytes: Uint8Array): number[] {
  const words: number[] = [bytes.length];
  for (let i = 0; i < bytes.length; i += 4) {
    words.push(bytes[i]! | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24));
  }
  return words;
}

function wordsOfNumber(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`The seed holds ${value}; allowed are whole numbers from 0 to 9007199254740991.`);
  }
  return [value >>> 0, Math.floor(value / 4294967296)];
}

function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
