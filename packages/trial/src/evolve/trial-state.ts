// The trial's own state, folded from the open events of the trial's stream.
import type { Payload } from '../event/catalogue.js';
import type { Folded, Versioned } from './recorded.js';

/** One role that an actor holds. */
export interface Grant {
  readonly role: string;
  readonly sites: 'all' | readonly string[];
}

/** Plain data. Nothing in it depends on an allocation. */
export interface TrialState extends Versioned {
  readonly creation?: Omit<Payload<'TrialCreated'>, 'protocolSource'>;
  /** By actor. */
  readonly grants: Readonly<Record<string, readonly Grant[]>>;
  /** By actor: every role ever held, so that nobody who was unblinded becomes blinded. */
  readonly everHeld: Readonly<Record<string, readonly string[]>>;
  /** By site: since when it is approved. */
  readonly activeSites: Readonly<Record<string, Payload<'SiteActivated'>['approvedOn']>>;
  readonly allocation?: Payload<'AllocationCommitted'>;
  readonly isLive: boolean;
  readonly plan?: Payload<'AnalysisPlanCommitted'>;
  /** By cut: its visits and audience as they were when it was made. */
  readonly cuts: Readonly<Record<string, { readonly visits: readonly string[]; readonly audience: readonly string[] }>>;
  readonly openedCuts: readonly string[];
  readonly isLocked: boolean;
  readonly isUnblinded: boolean;
}

export const initialTrialState: TrialState = {
  version: 0,
  grants: {},
  everHeld: {},
  activeSites: {},
  isLive: false,
  cuts: {},
  openedCuts: [],
  isLocked: false,
  isUnblinded: false,
};

/** The state after one more event of the trial's stream. */
export function evolveTrial(state: TrialState, { event }: Folded): TrialState {
  const next = { ...state, version: state.version + 1 };
  switch (event?.type) {
    case 'TrialCreated': {
      const { protocolSource: _, ...creation } = event.payload;
      return { ...next, creation };
    }
    case 'RoleGranted': {
      const { actorId, role, sites } = event.payload;
      const others = (state.grants[actorId] ?? []).filter((grant) => grant.role !== role);
      const held = (state.everHeld[actorId] ?? []).filter((one) => one !== role);
      return {
        ...next,
        grants: { ...state.grants, [actorId]: [...others, { role, sites }] },
        everHeld: { ...state.everHeld, [actorId]: [...held, role] },
      };
    }
    case 'RoleRevoked': {
      const { actorId, role } = event.payload;
      const remaining = (state.grants[actorId] ?? []).filter((grant) => grant.role !== role);
      return { ...next, grants: { ...state.grants, [actorId]: remaining } };
    }
    case 'SiteActivated':
      return { ...next, activeSites: { ...state.activeSites, [event.payload.siteId]: event.payload.approvedOn } };
    case 'AllocationCommitted':
      return { ...next, allocation: event.payload };
    case 'WentLive':
      return { ...next, isLive: true };
    case 'AnalysisPlanCommitted':
      return { ...next, plan: event.payload };
    case 'DataCutMade': {
      const { cut, visits, audience } = event.payload;
      return { ...next, cuts: { ...state.cuts, [cut]: { visits, audience } } };
    }
    case 'DataCutOpened':
      return {
        ...next,
        openedCuts: [...state.openedCuts.filter((cut) => cut !== event.payload.cut), event.payload.cut],
      };
    case 'TrialLocked':
      return { ...next, isLocked: true };
    case 'TrialUnblinded':
      return { ...next, isUnblinded: true };
    default:
      return next;
  }
}
