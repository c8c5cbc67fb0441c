// Which versions of the protocol a trial has, and by which of them each site works: folded from the trial's stream.
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Protocol } from '../protocol/schema.js';
import type { Folded } from './recorded.js';

export interface AmendmentDraft extends Omit<Payload<'AmendmentDrafted'>, 'protocolSource'> {
  readonly draftedBy: ActorId;
  /** The version of the event that holds its protocol. */
  readonly version: number;
  readonly status: 'draft' | 'approved' | 'withdrawn';
  readonly approvedVersion?: number;
  readonly withdrawnVersion?: number;
}

/** Plain data. */
export interface AmendmentState {
  readonly drafts: Readonly<Record<string, AmendmentDraft>>;
  /** Those that are approved, in that order: each stands on the one before. */
  readonly approved: readonly string[];
  /** By site: the amendment by which it works; a site that is not here works by the protocol of the creation. */
  readonly inForce: Readonly<Record<string, string>>;
}

export const initialAmendmentState: AmendmentState = { drafts: {}, approved: [], inForce: {} };

/** The state after one more event, the one of this version of the trial's stream. */
export function evolveAmendments(state: AmendmentState, { event, envelope }: Folded, version: number): AmendmentState {
  switch (event?.type) {
    case 'AmendmentDrafted': {
      const { protocolSource: _, ...facts } = event.payload;
      const draft = { ...facts, draftedBy: envelope.actorId, version, status: 'draft' as const };
      return { ...state, drafts: { ...state.drafts, [draft.amendmentId]: draft } };
    }
    case 'AmendmentApproved': {
      const { amendmentId } = event.payload;
      const status = { status: 'approved' as const, approvedVersion: version };
      return { ...withStatus(state, amendmentId, status), approved: [...state.approved, amendmentId] };
    }
    case 'AmendmentWithdrawn': {
      const { amendmentId } = event.payload;
      const approved = state.approved.filter((id) => id !== amendmentId);
      return { ...withStatus(state, amendmentId, { status: 'withdrawn', withdrawnVersion: version }), approved };
    }
    case 'AmendmentActivated': {
      const { amendmentId, sites } = event.payload;
      const inForce = Object.fromEntries(sites.map((site) => [site, amendmentId]));
      return { ...state, inForce: { ...state.inForce, ...inForce } };
    }
    default:
      return state;
  }
}

function withStatus(state: AmendmentState, id: string, change: Partial<AmendmentDraft>): AmendmentState {
  const draft = state.drafts[id];
  return draft === undefined ? state : { ...state, drafts: { ...state.drafts, [id]: { ...draft, ...change } } };
}

/** The amendment by which a site works; without a site, the latest that counts anywhere. Undefined: the protocol of the creation. */
export function amendmentAt(
  { approved, inForce }: Pick<AmendmentState, 'approved' | 'inForce'>,
  siteId: string | undefined,
): string | undefined {
  if (siteId !== undefined) return inForce[siteId];
  const counting = new Set(Object.values(inForce));
  return approved.findLast((id) => counting.has(id));
}

/** The versions of the protocol of a trial, read. */
export interface ProtocolVersions {
  readonly original: Protocol;
  /** @throws Error where it was not read */
  readonly of: (amendmentId: string) => Protocol;
}

/** The protocol by which a site works; without a site, the latest that counts anywhere: commands about the whole trial use it. */
export function protocolAt(
  versions: ProtocolVersions,
  state: Pick<AmendmentState, 'approved' | 'inForce'>,
  siteId: string | undefined,
): Protocol {
  const id = amendmentAt(state, siteId);
  return id === undefined ? versions.original : versions.of(id);
}
