// The randomisation design of a protocol, as it is committed.
import type { RandomisationDesign } from '../event/randomisation-design.js';
import type { Protocol } from '../protocol/schema.js';

/** The design as it is committed: sequences and ratio in the protocol's order, a ratio that is not stated as equal shares. */
export function designOf(protocol: Protocol): RandomisationDesign {
  const { strata, caps, replacement, automatic, source, assumed, ratio, ...method } = protocol.randomisation;
  const sequences = protocol.sequences.map((sequence) => sequence.id);
  const shares = sequences.map((id) => (ratio === undefined ? 1 : (ratio[id] ?? 0)));
  const isStated = ratio !== undefined || method.method !== 'uploadedList';
  // The checks of a protocol see to it that the ratio names every sequence.
  return {
    ...method,
    ...('factors' in method ? { factors: method.factors.map(({ id, weight = 1 }) => ({ id, weight })) } : {}),
    sequences,
    ...(isStated ? { ratio: shares } : {}),
    strata: strata.map((stratum) => stratum.id),
  } as RandomisationDesign;
}
