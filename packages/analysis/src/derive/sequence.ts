// The sequence of every randomised participant: as allocated, or dealt at random while the trial is blind.
import { type Protocol, sha256Hex } from '@equipoise/trial';
import type { AllocationView } from '../snapshot.js';
import { byCodeUnits } from '../text.js';

interface Dealing {
  readonly allocation: AllocationView;
  readonly protocol: Protocol;
  readonly trialId: string;
  /** In any order. */
  readonly randomised: readonly string[];
}

/** Sequence by participant id. Throws where the allocation is open and lacks a randomised participant: that is a bug. */
export function sequencesOf(dealing: Dealing): ReadonlyMap<string, string> {
  if (dealing.allocation.kind === 'dummy') return dealDummyArms(dealing);
  const known = new Set(dealing.protocol.sequences.map((sequence) => sequence.id));
  const { sequenceOf } = dealing.allocation;
  return new Map(
    dealing.randomised.map((participantId) => {
      const sequence = (sequenceOf as Readonly<Record<string, string>>)[participantId];
      if (sequence === undefined || !known.has(sequence)) {
        throw new Error(`the opened allocation names no sequence of the protocol for participant ${participantId}`);
      }
      return [participantId, sequence];
    }),
  );
}

/**
 * Deals arms in the ratio of the design: participants are put in the order of SHA-256("equipoise-dummy-arms-1|trial|participant")
 * and take the sequences round by round. Reads nothing of the allocation, so nothing about it can be learnt from the result.
 */
function dealDummyArms({ protocol, trialId, randomised }: Dealing): ReadonlyMap<string, string> {
  const ratio = protocol.randomisation.ratio ?? {};
  const round = protocol.sequences.flatMap((sequence) => Array<string>(ratio[sequence.id] ?? 1).fill(sequence.id));
  const shuffled = randomised
    .map((participantId) => ({ participantId, key: sha256Hex(`equipoise-dummy-arms-1|${trialId}|${participantId}`) }))
    .sort((a, b) => byCodeUnits(a.key, b.key));
  return new Map(shuffled.map(({ participantId }, i) => [participantId, round[i % round.length]!]));
}
