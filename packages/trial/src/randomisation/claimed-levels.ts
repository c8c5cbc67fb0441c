// The open levels of minimisation's factors, as they were claimed: with the seed, all that an allocation depends on.
import type { Payload } from '../event/catalogue.js';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import type { ClaimedLevels } from './allocate.js';

/** Looks up the levels of entries among the claims of a trial, or of a stratum. An entry that nobody claimed throws. */
export function claimedLevels(
  design: RandomisationDesign,
  claims: readonly Pick<Payload<'AllocationClaimed'>, 'stratum' | 'index' | 'levels'>[],
): ClaimedLevels {
  const factors = design.method === 'minimisation' ? design.factors.map((factor) => factor.id) : [];
  const known = new Map(claims.map(({ stratum, index, levels = {} }) => [`${stratum}|${index}`, levels]));
  return (stratum, index) => {
    const levels = known.get(`${stratum}|${index}`);
    if (levels === undefined) throw new RangeError(`entry ${index} of the stratum ${stratum} was not claimed`);
    return factors.map((id) => String(levels[id]));
  };
}
