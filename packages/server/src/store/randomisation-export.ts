// The public record of an unblinded trial's randomisation: what anybody needs to recompute every allocation.
import type { Snapshot, SnapshotEvent } from '@equipoise/analysis';
import {
  type ParticipantId,
  type Payload,
  RandomisationExport,
  type StreamId,
  type TrialEvent,
  type TrialId,
} from '@equipoise/trial';
import { Opener } from '../seal/opener.js';
import type { System } from '../system.js';
import { SnapshotProblem, takeSnapshot } from './snapshot.js';
import { streamIdOf } from './stream.js';

/**
 * Reads the randomisation of an unblinded trial. What was opened while it ran (for dispensing, in an emergency) stands
 * beside what the trial says now, so that a check finds an allocation that was not kept to.
 * @throws SnapshotProblem where the trial is not unblinded
 */
export async function exportRandomisation(system: System, trialId: TrialId): Promise<RandomisationExport> {
  const snapshot = await takeSnapshot(system, trialId);
  const [committed] = payloadsOf(snapshot, 'AllocationCommitted');
  const [unblinded] = payloadsOf(snapshot, 'TrialUnblinded');
  if (!committed || !unblinded || snapshot.allocation.kind !== 'actual') {
    throw new SnapshotProblem('The trial is not unblinded: its allocation is revealed to nobody yet.');
  }
  const { sequenceOf } = snapshot.allocation;
  const parts = payloadsOf(snapshot, 'AllocationListAppended');
  const opened = await openedSequences(system, trialId);
  const randomised = snapshot.events.filter((event) => event.type === 'ParticipantRandomised');
  const numberOf = new Map(randomised.map((event) => [streamOf(event), event.payload.randomisationNumber]));
  const corrected = new Map(
    snapshot.events.flatMap((event) =>
      event.type === 'StratumCorrected' ? [[streamOf(event), event.payload.to.stratum] as const] : [],
    ),
  );
  const participants = randomised.map((event) => {
    const { randomisationNumber, stratum, index, replaces } = event.payload;
    const participantId = streamOf(event);
    const correctedStratum = corrected.get(participantId);
    const seen = opened.get(streamIdOf(trialId, { kind: 'sealedParticipant', participantId }));
    return {
      randomisationNumber,
      siteId: event.envelope.siteId ?? '',
      stratum,
      index,
      sequence: sequenceOf[participantId] ?? '',
      ...(seen === undefined ? {} : { opened: seen }),
      ...(replaces === undefined ? {} : { replaces: numberOf.get(replaces) ?? '' }),
      ...(correctedStratum === undefined ? {} : { correctedStratum }),
    };
  });
  const byEntry = (a: { stratum: string; index: number }, b: { stratum: string; index: number }) =>
    a.stratum < b.stratum ? -1 : a.stratum > b.stratum ? 1 : a.index - b.index;
  return RandomisationExport.parse({
    format: 'equipoise-randomisation-1',
    trialId,
    acronym: snapshot.protocol.acronym,
    protocolVersion: snapshot.protocol.version,
    scheme: committed.scheme,
    commitment: committed.commitment,
    design: committed.design,
    revealed: unblinded.revealed,
    ...(parts.length === 0
      ? {}
      : { appended: parts.map(({ commitment }, index) => ({ commitment, revealed: unblinded.appended?.[index] })) }),
    claims: payloadsOf(snapshot, 'AllocationClaimed')
      .map(({ stratum, index, levels }) => ({ stratum, index, ...(levels === undefined ? {} : { levels }) }))
      .sort(byEntry),
    participants: participants.sort(byEntry),
  });
}

/** By sealed stream: the sequence that was first opened there. */
async function openedSequences(system: System, trialId: TrialId): Promise<ReadonlyMap<StreamId, string>> {
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const opened = new Map<StreamId, string>();
  for (const { envelope, event } of await opener.list({ types: ['AllocationOpened'] })) {
    if (event.type !== 'AllocationOpened' || opened.has(envelope.streamId)) continue;
    opened.set(envelope.streamId, event.payload.sequence);
  }
  return opened;
}

function payloadsOf<T extends TrialEvent['type']>(snapshot: Snapshot, type: T): readonly Payload<T>[] {
  return snapshot.events.filter((event) => event.type === type).map((event) => event.payload as Payload<T>);
}

function streamOf(event: SnapshotEvent): ParticipantId {
  return event.envelope.streamId as string as ParticipantId;
}
