// Who must have begun the session with a second factor: administrators, everybody, or the people of a trial that demands it.
import type { AuthenticatedActor } from '../http/authentication.js';
import { AccountProblem } from './problem.js';
import type { AccountSettings } from './settings.js';

/** Whether the installation or a trial's protocol demands a second factor of this person. */
export function demandsSecondFactor(
  settings: Pick<AccountSettings, 'secondFactor'>,
  asked: 'administrators' | { readonly protocolDemandsIt: boolean },
): boolean {
  if (settings.secondFactor === 'everyone') return true;
  if (asked === 'administrators') return settings.secondFactor === 'administrators';
  return asked.protocolDemandsIt;
}

/** @throws AccountProblem `second-factor-demanded` */
export function requireSecondFactor(
  settings: Pick<AccountSettings, 'secondFactor'>,
  actor: AuthenticatedActor,
  asked: 'administrators' | { readonly protocolDemandsIt: boolean },
): void {
  if (actor.hasSecondFactor || !demandsSecondFactor(settings, asked)) return;
  throw new AccountProblem(
    'second-factor-demanded',
    {},
    'This asks for a session that began with a second factor: set one up in your profile, then sign in again.',
  );
}
