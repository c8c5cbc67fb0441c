// What only the server knows for commands of amendments: the versions of the protocol themselves, and what is recorded.
import type { Protocol } from '../protocol/schema.js';

export interface AmendmentFacts {
  /** The new version, as it was read; or what is wrong with its source. */
  readonly proposed:
    | { readonly ok: true; readonly protocol: Protocol }
    | { readonly ok: false; readonly problems: readonly string[] };
  /** The latest approved version, or the protocol of the creation. */
  readonly latest: Protocol;
  /** The versions whose place the new one takes: the latest; for an activation, those in force at its sites. */
  readonly replaced: readonly Protocol[];
  /** By path of a change that recorded values do not survive: how many there are. */
  readonly recorded: Readonly<Record<string, { readonly participants: number; readonly values: number }>>;
}
