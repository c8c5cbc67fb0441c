// Times the randomisation: allocations by blocks, coins and minimisation, and a whole exact assessment.
import { allocator, assess } from '@equipoise/trial';
import { measure, timeText } from './measure.mjs';

const seed = new Uint8Array(32).fill(7);
const two = { sequences: ['a', 'b'], ratio: [1, 1], strata: [] };
const stratumSize = 1000;

/** @returns {{ name: string, medianMicros: number, targetMicros: number }[]} per allocation, or per assessment */
export function randomisationTasks({ seconds }) {
  const blocks = (blockSizes) => ({ method: 'permutedBlocks', blockSizes, ...two });
  const factors = Array.from({ length: 6 }, (_, f) => ({ id: `f${f}`, weight: 1 + f / 2 }));
  const minimisation = { method: 'minimisation', factors, measure: 'range', probability: 0.8, ...two };
  return [
    allocations('blocks of 4', blocks([4]), 1, seconds),
    allocations('blocks of 4, 6 and 8', blocks([4, 6, 8]), 1, seconds),
    allocations('biased coin', { method: 'biasedCoin', probability: 2 / 3, ...two }, 50, seconds),
    allocations('minimisation, 6 factors, 1,000 participants', minimisation, 50, seconds),
    {
      name: 'exact assessment of blocks, 144 participants in 15 strata',
      targetMicros: 1e6,
      ...measure(() => assess(blocks([4]), { participants: 144, strata: 15, sites: 15 }, { random: Math.random }), {
        seconds,
      }),
    },
  ];
}

/** A stratum after another from the same seed, so that nothing was opened before. */
function allocations(name, design, targetMicros, seconds) {
  const levels = Array.from({ length: stratumSize }, (_, i) =>
    [2, 3, 4, 2, 5, 15].map((n, f) => String((i * (2 * f + 7)) % n)),
  );
  const open = allocator(seed, design, (_stratum, index) => levels[index]);
  let stratum = 0;
  const { medianMicros, fastestMicros } = measure(
    () => {
      stratum += 1;
      for (let index = 0; index < stratumSize; index += 1) open(`site=${stratum % 50}|${stratum}`, index);
    },
    { seconds, batchMicros: 2000 },
  );
  return {
    name,
    targetMicros,
    medianMicros: medianMicros / stratumSize,
    fastestMicros: fastestMicros / stratumSize,
  };
}

if (process.argv[1]?.endsWith('randomisation.mjs')) {
  for (const { name, medianMicros, fastestMicros, targetMicros } of randomisationTasks({ seconds: 1 })) {
    const target = timeText(targetMicros);
    console.log(
      `${name.padEnd(60)} ${timeText(medianMicros).padStart(9)} (fastest ${timeText(fastestMicros)}, target ${target})`,
    );
  }
}
