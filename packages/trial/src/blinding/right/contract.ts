// What an area says of its rights: which views it has, which of its commands tell a treatment, and which roles have what.
import type { CommandName } from '../../command/catalogue.js';
import type { StandardRoleId } from '../standard-role.js';
import type { Deed, ViewName } from './catalogue.js';

/** A right is the name of a command that may be sent, of a view that may be looked at, or of a deed that is neither. */
export type Right = CommandName | ViewName | Deed;

/** The rights of an area by standard role; a role that is not here has none of them. */
export type RightsOfRoles = Readonly<Partial<Record<StandardRoleId, readonly Right[]>>>;

/** The names of an area. No blinded role has an unblinded view or command of it. */
export interface AreaNames {
  readonly blindedViews: readonly string[];
  readonly unblindedViews: readonly string[];
  readonly unblindedCommands: readonly CommandName[];
  /** Rights that are neither a command nor a view. None of them tells a treatment. */
  readonly deeds?: readonly string[];
}
