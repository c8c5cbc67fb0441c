// Who may do what, where and when: folded from the grants of the trial.
import { type Grant, placesOfGrant } from '../evolve/access-state.js';
import type { TrialState } from '../evolve/trial-state.js';
import type { Protocol } from '../protocol/schema.js';
import { findRole, type Role } from './role.js';

/** An actor at an instant (UTC, with milliseconds). */
export interface ActorAt {
  readonly actorId: string;
  readonly now: string;
}

/** The roles by which an actor has a right now; at a site, or anywhere where `siteId` is absent. */
export function rolesWithRight(
  trial: TrialState,
  protocol: Protocol,
  asked: ActorAt & { readonly right: string; readonly siteId?: string | undefined },
): readonly Role[] {
  return validGrants(trial, asked).flatMap((grant) => {
    const role = findRole(protocol, grant.role);
    if (role === undefined || !role.rights.includes(asked.right)) return [];
    return asked.siteId === undefined || countsAt(grant, asked.siteId, protocol) ? [role] : [];
  });
}

/** The ids of the roles that an actor holds now, wherever they count. */
export function rolesHeld(trial: TrialState, asked: ActorAt): readonly string[] {
  return validGrants(trial, asked).map(({ role }) => role);
}

/** The grants of an actor that count now. */
export function validGrants(trial: TrialState, { actorId, now }: ActorAt): readonly Grant[] {
  return (trial.access.grants[actorId] ?? []).filter((grant) => isValid(grant, now));
}

/** Whether a grant counts at an instant: from its first to before its last. */
export function isValid(grant: Pick<Grant, 'from' | 'until'>, now: string): boolean {
  return (grant.from === undefined || grant.from <= now) && (grant.until === undefined || now < grant.until);
}

/** Whether an actor holds and ever held only blinded roles (an actor without a role is blinded). */
export function isActorBlinded(trial: TrialState, protocol: Protocol, actorId: string): boolean {
  const { grants, everHeld } = trial.access;
  const roles = [...(grants[actorId] ?? []), ...(everHeld[actorId] ?? [])].map(({ role }) => role);
  return roles.every((role) => findRole(protocol, role)?.blinded ?? true);
}

/** Whether a grant counts at a place: `*` for everywhere, `@` and the id for a national trial, or the id of a site. */
export function countsAt(grant: Pick<Grant, 'sites'>, place: string, protocol: Protocol): boolean {
  const places = placesOfGrant(grant.sites);
  if (places.includes('*') || places.includes(place)) return true;
  const site = protocol.sites.find(({ id }) => id === place);
  return site?.nationalTrial !== undefined && places.includes(`@${site.nationalTrial}`);
}

/** The sites of the protocol at which a grant counts now; `*` for all, those that come later included. */
export function sitesOfGrant(grant: Pick<Grant, 'sites'>, protocol: Protocol): readonly string[] {
  const places = placesOfGrant(grant.sites);
  if (places.includes('*')) return ['*'];
  const known = protocol.sites.filter(({ id }) => countsAt(grant, id, protocol)).map(({ id }) => id);
  return [...new Set([...known, ...places.filter((place) => !place.startsWith('@'))])];
}

/**
 * Whether an actor may give a role to somebody, or take it away, at all these places: by a role whose holders may grant
 * it there, or because it holds no right that the actor does not have there (ACCEPTANCE 28). To oneself nobody grants by
 * the first of these.
 */
export function mayGrant(
  trial: TrialState,
  protocol: Protocol,
  asked: ActorAt & { readonly role: Role; readonly places: readonly string[]; readonly isForOneself: boolean },
): boolean {
  const grants = validGrants(trial, asked);
  return asked.places.every((place) => {
    const held = grants
      .filter((grant) => countsAt(grant, place, protocol))
      .flatMap(({ role }) => findRole(protocol, role) ?? []);
    const granting = held.filter(({ rights }) => rights.includes('grantRole'));
    if (granting.length === 0) return false;
    if (!asked.isForOneself && granting.some((one) => includesRole(one.mayGrant, asked.role.id))) return true;
    const rights = new Set(held.flatMap((one) => one.rights));
    return (
      held.some(({ blinded }) => blinded === asked.role.blinded) &&
      asked.role.rights.every((right) => rights.has(right)) &&
      mayGrantAsMuch(granting, asked.role)
    );
  });
}

function includesRole(roles: Role['mayGrant'], id: string): boolean {
  return roles === 'all' || roles.includes(id);
}

/** Nobody is made able to grant what the grantor could not. */
function mayGrantAsMuch(granting: readonly Role[], { mayGrant: wished }: Role): boolean {
  if (granting.some((one) => one.mayGrant === 'all')) return true;
  return wished !== 'all' && wished.every((id) => granting.some((one) => includesRole(one.mayGrant, id)));
}
