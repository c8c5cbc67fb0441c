// Uniform random numbers of one simulated trial after another, each from its own seed, without allocating.

/** A generator that can be started anew for each trial. Not for cryptography. */
export interface UniformStream {
  /** Starts the stream of a trial; what was drawn before does not matter. */
  readonly restart: (trial: number) => void;
  /** Puts the next `count` numbers, uniform on the open interval from 0 to 1 with 53 bits, into `target`. */
  readonly fill: (target: Float64Array, count: number) => void;
}

/**
 * Streams of one seed and scenario: xoshiro128** from four words that hash seed, scenario and trial. A trial's numbers depend on
 * nothing else, so the trials can be shared among any number of workers.
 * @throws RangeError for a seed, scenario or trial that is no whole number from 0 to 2^53 − 1
 * @see Blackman and Vigna (2021), ACM TOMS 47(4), 36
 */
export function uniformStream(seed: number, scenario = 0): UniformStream {
  const key = [...wordsOf(seed, 'seed'), ...wordsOf(scenario, 'scenario')].reduce(
    (hash, word) => mix(Math.imul(hash, 5) + 0x6d2b79f5 + mix(word)),
    0x243f6a88,
  );
  const state = new Int32Array(4);
  return {
    restart: (trial) => {
      const [low, high] = wordsOf(trial, 'trial');
      const base = mix(mix(key ^ mix(low + 0x9e3779b9)) + mix(high ^ 0x85a308d3));
      state[0] = mix(base + 0x13198a2e);
      state[1] = mix(state[0]! + base + 0x03707344);
      state[2] = mix(state[1]! + base + 0x299f31d0);
      state[3] = mix(state[2]! + base + 0x082efa98) | 1;
    },
    fill: (target, count) => fillUniform(state, target, count),
  };
}

/** xoshiro128**, two words for each number. */
function fillUniform(state: Int32Array, target: Float64Array, count: number): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let i = 0; i < count; i += 1) {
    let high = 0;
    for (let half = 0; half < 2; half += 1) {
      const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotate(d, 11);
      if (half === 0) high = scrambled >>> 5;
      else target[i] = (high * 67108864 + (scrambled >>> 6) + 0.5) / 9007199254740992;
    }
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

function wordsOf(value: number, name: string): readonly [number, number] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`The ${name} is ${value}; allowed are whole numbers from 0 to 9007199254740991.`);
  }
  return [value | 0, Math.floor(value / 4294967296) | 0];
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
