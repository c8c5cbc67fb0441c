// The roles of a trial as they are used: the standard ones, and those that a protocol replaces or adds.
// Which role has which right stands in right/, a file for each area; which roles there are in standard-role.ts.
import type { Protocol } from '../protocol/schema.js';
import { blindedViews, standardRights } from './right/catalogue.js';
import { standardIncompatibilities, standardRoleDefinitions } from './standard-role.js';

/** A role as it is used: a standard one, or one that a protocol replaces or adds. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly blinded: boolean;
  /** A role of the trial counts everywhere; a role of a site at the sites, or the national trial, it was granted for. */
  readonly scope: 'trial' | 'site';
  readonly rights: readonly string[];
  /** Roles that a holder with the right `grantRole` may grant within the places of the own grant. */
  readonly mayGrant: 'all' | readonly string[];
}

/** The roles that every trial has unless its protocol replaces them. */
export const standardRoles: readonly Role[] = standardRoleDefinitions.map((definition) => ({
  mayGrant: [],
  ...definition,
  rights: standardRights(definition.id),
}));

const ofProtocol = new WeakMap<Protocol, readonly Role[]>();

/** The roles of a trial: the standard ones, each replaced by the protocol's role of the same id, then the protocol's own. */
export function rolesOf(protocol: Protocol): readonly Role[] {
  const known = ofProtocol.get(protocol);
  if (known !== undefined) return known;
  const own = (protocol.blinding.roles ?? []).map(
    (definition): Role => ({
      id: definition.id,
      name:
        typeof definition.name === 'string' ? definition.name : (Object.values(definition.name)[0] ?? definition.id),
      blinded: definition.blinded,
      scope: definition.scope,
      rights: definition.rights,
      mayGrant: definition.mayGrant ?? [],
    }),
  );
  const replaced = new Set(own.map((one) => one.id));
  const roles = [...standardRoles.filter((one) => !replaced.has(one.id)), ...own];
  ofProtocol.set(protocol, roles);
  return roles;
}

/** The role of an id, where the trial has it. */
export function findRole(protocol: Protocol, id: string): Role | undefined {
  return rolesOf(protocol).find((one) => one.id === id);
}

/** The commands and views of a role; none for a role that the trial does not have. */
export function rightsOf(protocol: Protocol, id: string): readonly string[] {
  return findRole(protocol, id)?.rights ?? [];
}

/** Whether a role is kept blind. A role that the trial does not have sees nothing: blinded. */
export function isBlinded(protocol: Protocol, id: string): boolean {
  return findRole(protocol, id)?.blinded ?? true;
}

/** Why two roles cannot be held by one person, or undefined where they can. */
export function incompatibility(protocol: Protocol, one: string, other: string): string | undefined {
  if (one === other) return undefined;
  if (isBlinded(protocol, one) !== isBlinded(protocol, other)) return 'one is blinded and the other is not';
  if ([rightsOf(protocol, one), rightsOf(protocol, other)].some(isReading) && !haveNoView(protocol, one, other))
    return 'who reads scans must not learn elsewhere whose they are';
  const pairs = [...standardIncompatibilities, ...(protocol.blinding.incompatible ?? [])];
  const named = pairs.some(([a, b]) => (a === one && b === other) || (a === other && b === one));
  return named ? 'the trial keeps these two apart' : undefined;
}

/** Whose queue names no participant, site or visit: nothing else that the same person holds may name them. */
function isReading(rights: readonly string[]): boolean {
  return rights.includes('readingQueue');
}

/** Whether two roles together show no view but the queue itself, and how far the trial is. */
function haveNoView(protocol: Protocol, one: string, other: string): boolean {
  const harmless = ['readingQueue', 'status'];
  const views: readonly string[] = blindedViews;
  return [one, other]
    .flatMap((id) => rightsOf(protocol, id))
    .every((right) => harmless.includes(right) || !views.includes(right));
}
