// Who holds which role, which sites take part, and who does what for the investigator: folded from the trial's stream.
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Folded } from './recorded.js';

/** One role that an actor holds, from an instant to an instant (or without end). */
export interface Grant {
  readonly role: string;
  readonly sites: Payload<'RoleGranted'>['sites'];
  /** The first instant at which it counts; absent: it counts since it was granted. */
  readonly from?: string;
  /** The first instant at which it no longer counts. */
  readonly until?: string;
  /** The version of the event that granted it: its number in the trial. */
  readonly version: number;
}

/** What a site is allowed to. A site that is not here was never activated. */
export interface SiteState {
  readonly status: 'active' | 'closed' | 'removed';
  readonly version: number;
}

export interface DelegationState extends Payload<'TasksDelegated'> {
  readonly delegatedBy: ActorId;
  readonly isAccepted: boolean;
  readonly endedOn?: string;
  readonly version: number;
}

/** Plain data. */
export interface AccessState {
  /** By actor: what is granted and not revoked; periods that are over included. */
  readonly grants: Readonly<Record<string, readonly Grant[]>>;
  /** By actor: every role ever held and since when, so that nobody who was unblinded becomes blinded. */
  readonly everHeld: Readonly<Record<string, readonly { readonly role: string; readonly since: string }[]>>;
  readonly approvals: Readonly<Record<string, Payload<'ApprovalRecorded'> & { readonly withdrawnOn?: string }>>;
  readonly sites: Readonly<Record<string, SiteState>>;
  /** Sites and national trials (`@` and the id) at which nobody is screened or randomised for the time being. */
  readonly suspended: readonly string[];
  readonly delegations: Readonly<Record<string, DelegationState>>;
  readonly trainings: Readonly<Record<string, Payload<'TrainingRecorded'>>>;
}

export const initialAccessState: AccessState = {
  grants: {},
  everHeld: {},
  approvals: {},
  sites: {},
  suspended: [],
  delegations: {},
  trainings: {},
};

/** The places of a grant one by one: `*` for everywhere, `@` and the id for a national trial, or the id of a site. */
export function placesOfGrant(sites: Grant['sites']): readonly string[] {
  if (sites === 'all') return ['*'];
  return 'nationalTrial' in sites ? [`@${sites.nationalTrial}`] : sites;
}

/** A site, or `@` and the id of a national trial. */
export function placeOf(at: Payload<'SiteSuspended'>['at']): string {
  return 'siteId' in at ? at.siteId : `@${at.nationalTrial}`;
}

/** Whether two periods have an instant in common. */
export function doOverlap(one: Pick<Grant, 'from' | 'until'>, other: Pick<Grant, 'from' | 'until'>): boolean {
  return isBefore(other.from, one.until) && isBefore(one.from, other.until);
}

/** Whether something begins before something else ends; what has no beginning does, and nothing is after no end. */
export function isBefore(from: string | undefined, until: string | undefined): boolean {
  return from === undefined || until === undefined || from < until;
}

/** The state after one more event, the one of this version of the trial's stream. */
export function evolveAccess(state: AccessState, { event, envelope }: Folded, version: number): AccessState {
  switch (event?.type) {
    case 'RoleGranted':
      return granted(state, event.payload, { at: envelope.recordedAt, version });
    case 'RoleRevoked':
      return revoked(state, event.payload, envelope.recordedAt);
    case 'ApprovalRecorded':
      return { ...state, approvals: { ...state.approvals, [event.payload.approvalId]: event.payload } };
    case 'ApprovalWithdrawn': {
      const { approvalId, withdrawnOn } = event.payload;
      const known = state.approvals[approvalId];
      if (known === undefined) return state;
      return { ...state, approvals: { ...state.approvals, [approvalId]: { ...known, withdrawnOn } } };
    }
    case 'SiteActivated':
      return withSite(state, event.payload.siteId, { status: 'active', version });
    case 'SiteClosed':
      return withSite(state, event.payload.siteId, { status: 'closed', version });
    case 'SiteRemoved':
      return withSite(state, event.payload.siteId, { status: 'removed', version });
    case 'SiteSuspended':
      return { ...state, suspended: [...state.suspended, placeOf(event.payload.at)] };
    case 'SiteResumed': {
      const place = placeOf(event.payload.at);
      return { ...state, suspended: state.suspended.filter((one) => one !== place) };
    }
    case 'TasksDelegated': {
      const delegation = { ...event.payload, delegatedBy: envelope.actorId, isAccepted: false, version };
      return { ...state, delegations: { ...state.delegations, [delegation.delegationId]: delegation } };
    }
    case 'DelegationAccepted':
      return withDelegation(state, event.payload.delegationId, { isAccepted: true });
    case 'DelegationEnded':
      return withDelegation(state, event.payload.delegationId, { endedOn: event.payload.endedOn });
    case 'TrainingRecorded':
      return { ...state, trainings: { ...state.trainings, [event.payload.trainingId]: event.payload } };
    default:
      return state;
  }
}

function granted(
  state: AccessState,
  payload: Payload<'RoleGranted'>,
  { at, version }: { readonly at: string; readonly version: number },
): AccessState {
  const { actorId, role, sites, from, until, isWhole = false } = payload;
  const period = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
  const grant: Grant = { role, sites, ...period, version };
  const places = placesOfGrant(sites);
  const kept = (state.grants[actorId] ?? []).flatMap((one) => {
    if (one.role !== role) return [one];
    if (isWhole) return [];
    return doOverlap(one, grant) ? without(one, places) : [one];
  });
  return {
    ...state,
    grants: { ...state.grants, [actorId]: [...kept, grant] },
    everHeld: { ...state.everHeld, [actorId]: [...(state.everHeld[actorId] ?? []), { role, since: from ?? at }] },
  };
}

function revoked(state: AccessState, { actorId, role, sites }: Payload<'RoleRevoked'>, at: string): AccessState {
  const remaining = (state.grants[actorId] ?? []).flatMap((one) => {
    if (one.role !== role) return [one];
    return sites === undefined ? [] : without(one, placesOfGrant(sites));
  });
  // A role that was revoked before it began was never held.
  const held = (state.everHeld[actorId] ?? []).filter(
    (one) => one.role !== role || one.since <= at || remaining.some((grant) => grant.role === role),
  );
  return {
    ...state,
    grants: { ...state.grants, [actorId]: remaining },
    everHeld: { ...state.everHeld, [actorId]: held },
  };
}

/** A grant without these places; nothing where none is left. */
function without(grant: Grant, places: readonly string[]): readonly Grant[] {
  if (places.includes('*')) return [];
  const own = placesOfGrant(grant.sites);
  const left = own.filter((place) => !places.includes(place));
  if (left.length === own.length) return [grant];
  return left.length === 0 ? [] : [{ ...grant, sites: left }];
}

function withSite(state: AccessState, siteId: string, site: SiteState): AccessState {
  return { ...state, sites: { ...state.sites, [siteId]: site } };
}

function withDelegation(state: AccessState, delegationId: string, change: Partial<DelegationState>): AccessState {
  const known = state.delegations[delegationId];
  if (known === undefined) return state;
  return { ...state, delegations: { ...state.delegations, [delegationId]: { ...known, ...change } } };
}
