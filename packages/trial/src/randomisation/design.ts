// The randomisation design of a protocol, as it is committed.
import type { RandomisationDesign } from '../event/catalogue.js';
import type { Protocol } from '../protocol/schema.js';

/** The design as it is committed: sequences and ratio in the protocol's order. */
export function designOf(protocol: Protocol): RandomisationDesign {
  const { randomisation } = protocol;
  const sequences = protocol.sequences.map((sequence) => sequence.id);
  const { ratio } = randomisation;
  return {
    method: randomisation.method,
    sequences,
    ...(ratio === undefined ? {} : { ratio: sequences.map((id) => ratio[id] ?? 0) }),
    ...(randomisation.method === 'permutedBlocks' ? { blockSizes: [...randomisation.blockSizes] } : {}),
    strata: randomisation.strata.map((stratum) => stratum.id),
  };
}
