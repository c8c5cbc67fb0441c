// Opens what is sealed of a participant's product: for one decision of the laboratory, or for the laboratory's own views.
import {
  type Command,
  type EventType,
  evolveSealedProduct,
  initialSealedProductState,
  type ParticipantId,
  type SealedProductState,
  type TrialEvent,
  type TrialId,
} from '@equipoise/trial';
import { Opener } from '../seal/opener.js';
import { headVersion } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';

type OfLaboratory = Extract<Command, { name: 'releaseProduct' | 'releaseBag' | 'printLabel' }>;

/** Whether a decision rests on sealed facts of the product. Only unblinded roles have such commands. */
export function restsOnSealedProduct(command: Command): command is OfLaboratory {
  return command.name === 'releaseProduct' || command.name === 'releaseBag' || command.name === 'printLabel';
}

/** The types of sealed events that say something of the product; openings, guesses and queries are none of them. */
export const sealedProductTypes = [
  'BatchStepRecorded',
  'BatchReleased',
  'BatchFailed',
  'OutOfSpecificationRecorded',
  'ExcursionRecorded',
  'BagFilled',
  'BagTested',
  'LabelPrinted',
  'LabelFateRecorded',
  'HandoverSealed',
  'ProductReasonSealed',
  'LateResultRecorded',
  'MaterialDisposed',
] as const satisfies readonly EventType[];

export type SealedProductEvent = Extract<TrialEvent, { type: (typeof sealedProductTypes)[number] }>;

/** A sealed event of the product as it was opened. */
export interface OpenedEvent {
  readonly participantId: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly actorId: string;
  readonly event: SealedProductEvent;
}

/** What is sealed of one participant's product, folded for one decision. */
export async function openProduct(
  system: System,
  trialId: TrialId,
  participantId: ParticipantId,
): Promise<SealedProductState> {
  const stream = { kind: 'sealedParticipant', participantId } as const;
  // The length first: what comes after it is seen when the decision is appended, and makes it again.
  const version = await headVersion(system.pools.writer, trialId, streamIdOf(trialId, stream));
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const opened = await opener.list({ types: sealedProductTypes, streamId: streamIdOf(trialId, stream) });
  const state = opened.reduce(evolveSealedProduct, initialSealedProductState);
  return { ...state, version };
}

/** The sealed events of the product of these participants, in the order of the record. */
export async function openProducts(
  system: System,
  trialId: TrialId,
  participantIds: readonly string[],
): Promise<readonly OpenedEvent[]> {
  if (participantIds.length === 0) return [];
  const byStream = new Map(
    participantIds.map((id) => [
      streamIdOf(trialId, { kind: 'sealedParticipant', participantId: id as ParticipantId }) as string,
      id,
    ]),
  );
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const opened = await opener.list({ types: sealedProductTypes, streamIds: [...byStream.keys()] });
  return opened.map(({ event, envelope }) => ({
    participantId: byStream.get(envelope.streamId) ?? '',
    version: envelope.version,
    recordedAt: envelope.recordedAt,
    actorId: envelope.actorId,
    event: event as SealedProductEvent,
  }));
}
