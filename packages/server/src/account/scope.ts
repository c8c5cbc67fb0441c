// What an API token may be made for: in one trial, to read all or a view or export by name, and to write commands by name.
import { commands, TrialId } from '@equipoise/trial';

/**
 * The scopes that are none, as they were written. A scope is `<trial id>:read`, `<trial id>:read:<view or export>` or
 * `<trial id>:write:<command>`: what a program writes is named one by one. What they allow: `isInScope`.
 */
export function badScopes(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => !isScope(scope));
}

function isScope(scope: string): boolean {
  const [trial = '', access, name, ...more] = scope.split(':');
  if (more.length > 0 || trial !== trial.toLowerCase() || !TrialId.safeParse(trial).success) return false;
  if (access === 'write') return name !== undefined && Object.hasOwn(commands, name);
  return access === 'read' && (name === undefined || /^[A-Za-z][\w-]{0,63}$/.test(name));
}
