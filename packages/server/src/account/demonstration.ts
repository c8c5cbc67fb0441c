// Accounts for a demonstration: one for each role of a rehearsed trial, on this computer only, with passwords that each start draws anew.
import { randomInt } from 'node:crypto';
import { ActorId, type Protocol, rolesOf, type TrialId } from '@equipoise/trial';
import { listGrants, listTrialModes } from '../store/trial-people.js';
import type { AccountContext, DemonstrationAccount } from './context.js';
import { createAccount } from './invitation.js';
import { isLoopback } from './settings.js';
import { deleteDemonstrationAccounts } from './store/demonstration.js';

/** Why there is no demonstration. */
export type NoDemonstration = 'not-loopback' | 'not-a-rehearsal' | 'live-trial';

/**
 * Opens a demonstration: one account for each role of a rehearsed trial, as the made person who holds it in that rehearsal,
 * so that its grants are there. Its sign-in page lists the accounts with their passwords.
 *
 * Refused where the server can be reached from elsewhere, where the trial is not a rehearsal, and where any trial of the
 * installation is live: there accounts with a known password have no place.
 */
export async function openDemonstration(
  context: AccountContext,
  trial: { readonly trialId: TrialId; readonly protocol: Protocol },
  listensOn: string,
): Promise<{ readonly accounts: readonly DemonstrationAccount[] } | { readonly refused: NoDemonstration }> {
  await closeDemonstration(context);
  if (!isLoopback(context.settings.publicUrl) || !isLoopback(listensOn)) return { refused: 'not-loopback' };
  const modes = await listTrialModes(context.pools.writer);
  if (modes.some((one) => one.mode === 'live')) return { refused: 'live-trial' };
  if (modes.find((one) => one.trialId === trial.trialId)?.mode !== 'rehearsal') return { refused: 'not-a-rehearsal' };
  const grants = await listGrants(context.pools.writer, trial.trialId);
  for (const role of rolesOf(trial.protocol)) {
    // Of a site's role the person of one site is shown.
    const grant = grants.find((one) => one.role === role.id);
    if (grant === undefined) continue;
    const account = {
      email: `${role.id.toLowerCase()}@demonstration.invalid`,
      password: drawPassword(),
      name: `${role.name} (demonstration)`,
      role: role.id,
      roleName: role.name,
      trialId: trial.trialId,
    };
    await createAccount(context, {
      ...account,
      locale: 'en',
      isAdministrator: false,
      // Who runs the trial may try out how one begins: rehearsals alone (command-route.ts).
      mayCreateTrials: (['grantRole', 'goLive'] as const).every((right) => role.rights.includes(right)),
      expiresAt: null,
      isAccepted: true,
      actorId: ActorId.parse(grant.actorId),
      isDemonstration: true,
    });
    context.demonstration.set(account.email, account);
  }
  return { accounts: [...context.demonstration.values()] };
}

/** Ends a demonstration: its accounts and their sessions are gone. */
export async function closeDemonstration(context: AccountContext): Promise<void> {
  context.demonstration.clear();
  await deleteDemonstrationAccounts(context.pool);
}

/** Easy to type, drawn for one run of the server: 12 letters out of 2²⁰ · 10⁵ and more. */
function drawPassword(): string {
  const letters = 'bcdfghjkmnpqrstvwxz';
  const vowels = 'aeiou';
  const syllable = () => (letters[randomInt(letters.length)] ?? '') + (vowels[randomInt(vowels.length)] ?? '');
  const word = () => syllable() + syllable() + syllable();
  return `${word()}-${word()}`;
}
