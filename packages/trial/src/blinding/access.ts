// Who may do what, where: folded from the grants of the trial.
import type { Grant, TrialState } from '../evolve/trial-state.js';
import type { Protocol } from '../protocol/schema.js';
import { findRole, type Role } from './role.js';

/** The roles by which an actor has a right; at a site, or anywhere where `siteId` is absent. */
export function rolesWithRight(
  trial: TrialState,
  protocol: Protocol,
  asked: { readonly actorId: string; readonly right: string; readonly siteId?: string | undefined },
): readonly Role[] {
  return (trial.grants[asked.actorId] ?? []).flatMap((grant) => {
    const role = findRole(protocol, grant.role);
    if (role === undefined || !role.rights.includes(asked.right)) return [];
    return asked.siteId === undefined || countsAt(grant, asked.siteId) ? [role] : [];
  });
}

/** Whether an actor holds only blinded roles (an actor without a role is blinded). */
export function isActorBlinded(trial: TrialState, protocol: Protocol, actorId: string): boolean {
  return (trial.grants[actorId] ?? []).every((grant) => findRole(protocol, grant.role)?.blinded ?? true);
}

function countsAt(grant: Grant, siteId: string): boolean {
  return grant.sites === 'all' || grant.sites.includes(siteId);
}
