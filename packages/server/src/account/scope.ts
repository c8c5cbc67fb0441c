// What an API token is good for: in one trial, views, exports and commands by name. Never more than its owner may.
import { commands, TrialId } from '@equipoise/trial';

/** One kind of request in a trial. */
export interface ScopedRequest {
  readonly trialId: string;
  readonly kind: 'view' | 'export' | 'command';
  /** Of the view, the export or the command. */
  readonly name: string;
}

/**
 * The scopes that are none, as they were written. A scope is `<trial id>:view:<name>`, `<trial id>:export:<name>` or
 * `<trial id>:command:<name>`; `*` stands for all views or all exports, but commands are named one by one.
 */
export function badScopes(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => !isScope(scope));
}

/** Whether these scopes allow a request; a session, which has none, is good for everything that its person may. */
export function scopeAllows(scopes: readonly string[] | undefined, request: ScopedRequest): boolean {
  if (scopes === undefined) return true;
  const prefix = `${request.trialId.toLowerCase()}:${request.kind}`;
  return scopes.includes(`${prefix}:*`) || scopes.includes(`${prefix}:${request.name}`);
}

function isScope(scope: string): boolean {
  const [trial = '', kind, name = '', ...more] = scope.split(':');
  if (more.length > 0 || trial !== trial.toLowerCase() || !TrialId.safeParse(trial).success) return false;
  if (kind === 'command') return Object.hasOwn(commands, name);
  return (kind === 'view' || kind === 'export') && (name === '*' || /^[A-Za-z][\w-]{0,63}$/.test(name));
}
