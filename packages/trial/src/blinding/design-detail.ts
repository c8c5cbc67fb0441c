// What makes the next allocation easier to guess: the numbers of a design, which most people of a trial are not told (ICH E9 2.3.2).
import type { EventType } from '../event/catalogue.js';
import type { Randomisation } from '../protocol/schema/randomisation.js';
import type { Protocol } from '../protocol/schema.js';

/** Who writes, approves or commits the design knows it anyway; being unblinded for one's own patients does not count. */
export const designRights: readonly string[] = [
  'draftAmendment',
  'approveAmendment',
  'commitAllocation',
  'allocations',
];

/** Members of a payload of the open record that tell of the numbers of a design, by the type of the event. */
export const designMembers: Readonly<Partial<Record<EventType, readonly (readonly string[])[]>>> = {
  TrialCreated: [['protocolSource']],
  AmendmentDrafted: [['protocolSource']],
  AllocationCommitted: ['blockSizes', 'probability', 'maximumImbalance', 'length', 'initialBalls', 'addedBalls'].map(
    (name) => ['design', name],
  ),
};

/**
 * Whether somebody with these roles may know block sizes, probabilities and the like. The open record tells them to who reads it
 * without being blinded, such as an inspector, and not to the blinded, such as a monitor.
 */
export function seesDesignDetails(
  roles: readonly { readonly rights: readonly string[]; readonly blinded: boolean }[],
): boolean {
  return roles.some(
    ({ rights, blinded }) =>
      rights.some((right) => designRights.includes(right)) || (!blinded && rights.includes('audit')),
  );
}

/**
 * A protocol for those who may not know the numbers of its design: each stands at the least value that the method takes,
 * so that the protocol reads as before, and `withheld` names it (JSON Pointer). Method, ratio and strata stay.
 */
export function withoutDesignDetails(protocol: Protocol): {
  readonly protocol: Protocol;
  readonly withheld: readonly string[];
} {
  const { randomisation } = protocol;
  const { source: _, assumed: __, ...told } = { ...randomisation, ...leastOf(randomisation) };
  const before = randomisation as Readonly<Record<string, unknown>>;
  const names = [...Object.keys(leastOf(randomisation)), 'source', 'assumed'];
  return {
    protocol: { ...protocol, randomisation: told as Randomisation },
    withheld: names.filter((name) => before[name] !== undefined).map((name) => `/randomisation/${name}`),
  };
}

function leastOf(randomisation: Randomisation): Partial<Record<string, unknown>> {
  switch (randomisation.method) {
    case 'permutedBlocks':
      return { blockSizes: [Object.values(randomisation.ratio).reduce((sum, share) => sum + share, 0)] };
    case 'biasedCoin':
      return { probability: 0.5 };
    case 'bigStick':
      return { maximumImbalance: 1 };
    case 'biasedCoinWithTolerance':
      return { probability: 0.5, maximumImbalance: 1 };
    case 'maximalProcedure':
      return { maximumImbalance: 1, length: 2 };
    case 'urn':
      return { initialBalls: 1, addedBalls: 1 };
    case 'minimisation':
      return { probability: 1 };
    default:
      return {};
  }
}
