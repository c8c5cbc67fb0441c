// Administrations with the treatment that was in the bag, and the treatment received in each period.
import type { Protocol } from '@equipoise/trial';
import type { AllocationView, SnapshotEvent } from '../snapshot.js';
import { daysOf } from './date.js';
import type { AdministrationRecord } from './record.js';

interface Given {
  readonly participantId: string;
  readonly sequence: string | undefined;
  readonly stream: readonly SnapshotEvent[];
}

/** Treatment that a sequence assigns to a period; undefined for a sequence or period that the protocol does not have. */
export function assignedTreatment(protocol: Protocol, sequence: string, period: string): string | undefined {
  const index = protocol.periods.findIndex((candidate) => candidate.id === period);
  return protocol.sequences.find((candidate) => candidate.id === sequence)?.treatments[index];
}

/** Looks up what an opened bag held; undefined while blind and where no bag was recorded. */
export function bagContents(
  allocation: AllocationView,
): (participantId: string, administration: string) => string | undefined {
  const contents = new Map<string, string>();
  if (allocation.kind === 'actual') {
    for (const bag of allocation.received) contents.set(`${bag.participantId}|${bag.administration}`, bag.treatment);
  }
  return (participantId, administration) => contents.get(`${participantId}|${administration}`);
}

/** The administrations of a participant in protocol order; the last recording of each counts. Empty for who was not randomised. */
export function deriveAdministrations(
  protocol: Protocol,
  contents: ReturnType<typeof bagContents>,
  { participantId, sequence, stream }: Given,
): readonly AdministrationRecord[] {
  if (sequence === undefined) return [];
  const records = new Map<string, AdministrationRecord>();
  for (const event of stream) {
    if (event.type !== 'InfusionRecorded') continue;
    const planned = protocol.administrations.find((candidate) => candidate.id === event.payload.administration);
    if (planned === undefined) continue;
    const assigned = assignedTreatment(protocol, sequence, planned.period);
    if (assigned === undefined) continue;
    const received = contents(participantId, planned.id);
    records.set(planned.id, {
      participantId,
      administration: planned.id,
      period: planned.period,
      givenOn: daysOf(event.payload.startedAt),
      volumeInfusedMl: event.payload.volumeInfusedMl,
      interrupted: event.payload.interrupted,
      assigned,
      received: received ?? assigned,
      receivedFromRecord: received !== undefined,
    });
  }
  return protocol.administrations.flatMap((planned) => records.get(planned.id) ?? []);
}
