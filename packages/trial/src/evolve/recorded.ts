// What `evolve` folds: an event with the part of its envelope that a state depends on.
import type { Envelope, RecordedEvent } from '../event/envelope.js';

/** A `RecordedEvent` is one. Where the payload was erased, `event` is absent and only the version moves. */
export type Folded = Pick<RecordedEvent, 'event'> & {
  readonly envelope: Pick<Envelope, 'actorId' | 'recordedAt'>;
};

/** How many events a stream's state has folded: the version of its last event. */
export interface Versioned {
  readonly version: number;
}
