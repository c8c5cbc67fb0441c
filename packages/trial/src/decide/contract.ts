// What `decide` is given and what it answers.

import type { EventType, Payload, StreamKind } from '../event/catalogue.js';
import type { SealedProductState } from '../evolve/sealed-product-state.js';
import type { ActorId, ParticipantId } from '../id.js';
import type { Protocol } from '../protocol/schema.js';
import type { ListFacts } from '../randomisation/list-comparison.js';
import type { Refusal } from '../refusal.js';
import type { AmendmentFacts } from './amendment-fact.js';
import type { Confirmation } from './permission/confirmation.js';
import type { Precondition } from './permission/precondition.js';
import type { ReviewFacts } from './review-fact.js';

/** A stream, by kind and by what it belongs to. The server derives its id from it. */
export type StreamRef =
  | { readonly kind: 'trial' }
  | { readonly kind: 'sealedTrial' }
  | { readonly kind: 'participant'; readonly participantId: ParticipantId }
  | { readonly kind: 'sealedParticipant'; readonly participantId: ParticipantId }
  | { readonly kind: 'stratum'; readonly stratum: string }
  | { readonly kind: 'cap'; readonly cap: string };

/** An event that a decision adds; the server gives it its envelope, and seals it where its type is sealed. */
export type NewEvent = {
  [T in EventType]: {
    readonly stream: StreamRef & { kind: StreamKind };
    readonly type: T;
    readonly payload: Payload<T>;
    readonly siteId?: string;
    readonly reason?: string;
  };
}[EventType];

/** Everything a decision may depend on beside the state: no clock, no randomness, no id comes from elsewhere. */
export interface Context extends Precondition {
  /** UTC instant with milliseconds. */
  readonly now: string;
  readonly actorId: ActorId;
  readonly protocol: Protocol;
  readonly randomBytes: (length: number) => Uint8Array;
  /** A fresh random UUIDv4. */
  readonly nextId: () => string;
  /** How the sender confirmed this very command, where credentials were given again for it. */
  readonly confirmation?: Confirmation;
  /** Present only for commands that open an allocation: the participant's sequence, opened by the server for this command. */
  readonly openedSequence?: string;
  /** Present only for `unblindTrial`: the secret that was committed first, and the parts of a list appended to it. */
  readonly openedSecret?: Payload<'AllocationSealed'>;
  readonly openedParts?: readonly Payload<'AllocationSealed'>[];
  /** Present only where a live list is committed, appended to or goes live. */
  readonly list?: ListFacts;
  /** Present only for commands of the laboratory that rest on what is sealed of the product. No open event follows from it. */
  readonly openedProduct?: SealedProductState;
  /** Present only for `erasePayload`: the type of the event at the place it names, where there is one. */
  readonly erasedType?: EventType;
  /** Present only for `addAttachment`: what the server found of the file that came with it, and stored. */
  readonly storedFile?: Pick<Payload<'AttachmentAdded'>, 'mediaType' | 'sizeBytes' | 'sha256' | 'storedAs' | 'scan'>;
  /** Present only for exports and imports: the server gives out, or has read, the file of this very command. */
  readonly fileServed?: true;
  /** Present only for `keepIdentifiers`: whether the server holds the identifiers, encrypted, to keep them with the event. */
  readonly sealedIdentifiers?: true;
  /** Present only for commands of review that need what other participants, or a dictionary, say. */
  readonly review?: ReviewFacts;
  /** Present only for commands of amendments. */
  readonly amendment?: AmendmentFacts;
  /** Present only for `goLive`. */
  readonly custody?: { readonly keyApartFromData: boolean; readonly recoveryRehearsed: boolean };
}

/** Facts about the events of a decision that go back to whoever sent the command. Never holds an allocation. */
export type Outcome = Readonly<Record<string, string | number | boolean>>;

export type Decision =
  | { readonly accepted: true; readonly events: readonly NewEvent[]; readonly outcome: Outcome }
  | Refusal;
