// Names behind pseudonyms: for the people of one's own trials, and nobody else.
import { type ActorId, TrialId } from '@equipoise/trial';
import type { AuthenticatedActor } from '../http/authentication.js';
import { readMembership } from '../store/membership.js';
import { holdsRight, listLastRoles, listPeopleAmong, listPeopleOf } from '../store/trial-people.js';
import type { AccountContext } from './context.js';
import { AccountProblem } from './problem.js';
import { findAccountByEmail, listNames } from './store/account.js';

export interface NamedPerson {
  readonly actorId: ActorId;
  readonly name: string;
}

/** Somebody who acts in a trial and has no account here: known by what the trial has them do. */
export interface UnnamedPerson {
  readonly actorId: string;
  readonly role: string | null;
}

/**
 * The names of the people of a trial: of those who are asked for, or of all who hold a role.
 * @throws AccountProblem `not-found` where the caller has no part in the trial, as where there is none
 */
export async function listPeople(
  context: AccountContext,
  actor: AuthenticatedActor,
  trial: { readonly trialId: string; readonly actorIds?: readonly string[] | undefined },
): Promise<{ readonly people: readonly NamedPerson[]; readonly unnamed: readonly UnnamedPerson[] }> {
  const parsed = TrialId.safeParse(trial.trialId.toLowerCase());
  if (!parsed.success) throw new AccountProblem('not-found');
  const trialId = parsed.data;
  const { roles } = await readMembership(context.pools, { trialId, actorId: actor.actorId });
  if (roles.length === 0) throw new AccountProblem('not-found');
  const all =
    trial.actorIds === undefined
      ? await listPeopleOf(context.pools.writer, trialId)
      : await listPeopleAmong(context.pools.writer, trialId, trial.actorIds);
  const people = await listNames(context.pool, all);
  const named = new Set<string>(people.map(({ actorId }) => actorId));
  const others = all.filter((actorId) => !named.has(actorId));
  return { people, unnamed: others.length === 0 ? [] : await listLastRoles(context.pools.writer, trialId, others) };
}

/** Whoever may grant roles somewhere may look for the person to grant them to, by the whole e-mail address. */
export async function findPerson(
  context: AccountContext,
  actor: AuthenticatedActor,
  email: string,
): Promise<NamedPerson> {
  await requireGranter(context, actor);
  const account = await findAccountByEmail(context.pool, email.trim());
  if (account === undefined || account.isDemonstration) throw new AccountProblem('not-found');
  return { actorId: account.actorId, name: account.name };
}

/** Nobody gives what they do not have (ACCEPTANCE 28). @throws AccountProblem `right-missing` */
export async function requireInviter(
  context: AccountContext,
  actor: AuthenticatedActor,
  asked: { readonly isAdministrator: boolean; readonly mayCreateTrials: boolean },
): Promise<void> {
  if (actor.isAdministrator) return;
  await requireGranter(context, actor);
  if (asked.isAdministrator || asked.mayCreateTrials) throw new AccountProblem('right-missing');
}

async function requireGranter(context: AccountContext, actor: AuthenticatedActor): Promise<void> {
  if (actor.isAdministrator) return;
  if (!(await holdsRight(context.pools.writer, actor.actorId, 'grantRole'))) throw new AccountProblem('right-missing');
}
