// Opens the sequences of participants for a view or an opening that may show them.
import {
  type AllocationSecret,
  allocatorOf,
  claimedLevels,
  evolveTrial,
  initialTrialState,
  type Payload,
  type TrialId,
  type TrialState,
} from '@equipoise/trial';
import { loadStream } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';
import { Opener, openSecret } from './opener.js';

/** The entry of a participant, as it is public. */
export interface TakenEntry {
  readonly stratum: string;
  readonly index: number;
}

/** An opened allocation: the sequence of any entry that was taken, and the whole secret. */
export interface OpenedAllocation {
  readonly secret: AllocationSecret;
  readonly sequenceOf: (entry: TakenEntry) => string;
}

/** The trial as it stands in the record now. */
export async function readTrialState(system: System, trialId: TrialId): Promise<TrialState> {
  const events = await loadStream(system.pools.writer, trialId, streamIdOf(trialId, { kind: 'trial' }));
  return events.reduce(evolveTrial, initialTrialState);
}

/**
 * Opens the allocation of a trial for these entries. Whoever calls this has made sure that what comes of it is shown to
 * unblinded people alone; undefined where nothing is committed.
 */
export async function openAllocation(
  system: System,
  trialId: TrialId,
  entries: readonly TakenEntry[],
): Promise<OpenedAllocation | undefined> {
  const { allocation } = await readTrialState(system, trialId);
  const secret = await openSecret(new Opener(system.pools.sealed, trialId, system.keyring));
  if (allocation === undefined || secret === undefined) return undefined;
  const { design } = allocation;
  const claims: Payload<'AllocationClaimed'>[] = [];
  if (design.method === 'minimisation') {
    for (const stratum of new Set(entries.map((entry) => entry.stratum))) {
      const stream = streamIdOf(trialId, { kind: 'stratum', stratum });
      for (const { event } of await loadStream(system.pools.writer, trialId, stream))
        if (event?.type === 'AllocationClaimed') claims.push(event.payload);
    }
  }
  const allocate = allocatorOf(secret, design, claimedLevels(design, claims));
  return {
    secret,
    sequenceOf: ({ stratum, index }) => {
      const sequence = design.sequences[allocate(stratum, index)];
      if (sequence === undefined) throw new Error('the allocation names no sequence of its design');
      return sequence;
    },
  };
}
