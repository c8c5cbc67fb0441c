// Confirmations: a person gives the credentials again for one command, and gets a token that is good for that command, once.
import type { Confirmation, TrialId } from '@equipoise/trial';
import type { AuthenticatedActor } from '../http/authentication.js';
import { type AccountContext, digest, logSecurity, makeToken, type RequestFacts } from './context.js';
import { AccountProblem } from './problem.js';
import { type Proof, prove } from './prove.js';
import { deleteConfirmation, insertConfirmation } from './store/confirmation.js';

/** Time enough to send the command, too little to leave the desk. */
const confirmationMs = 120_000;

/** The one command that is confirmed. */
export interface ConfirmedCommand {
  readonly trialId: TrialId;
  readonly command: string;
  readonly commandId: string;
}

/**
 * Gives a token for one command after the credentials were given again: the account, which the session names, and its
 * secret (21 CFR 11.200(a)(1)).
 * @throws AccountProblem as `prove` does
 */
export async function confirm(
  context: AccountContext,
  actor: AuthenticatedActor,
  asked: { readonly for: ConfirmedCommand; readonly proof: Proof },
  request: RequestFacts,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  if (actor.sessionId === undefined) throw new AccountProblem('session-needed');
  const method = await prove(context, actor, asked.proof, request);
  const token = makeToken();
  const confirmedAt = new Date();
  const expiresAt = new Date(confirmedAt.getTime() + confirmationMs);
  await insertConfirmation(context.pool, {
    digest: digest(context, 'confirmation', token),
    accountId: actor.accountId,
    sessionId: actor.sessionId,
    ...asked.for,
    method,
    confirmedAt,
    expiresAt,
  });
  const { trialId, command, commandId } = asked.for;
  await logSecurity(
    context,
    { type: 'confirmed', accountId: actor.accountId, facts: { method, trialId, command, commandId } },
    request,
  );
  return { token, expiresAt };
}

/** Uses a confirmation up; undefined where there is none for exactly this. Of two requests at once, one gets it. */
export async function takeConfirmation(
  context: AccountContext,
  actor: AuthenticatedActor,
  token: string,
  about: ConfirmedCommand,
): Promise<Confirmation | undefined> {
  // A token that programs hold never signs.
  if (actor.sessionId === undefined) return undefined;
  return deleteConfirmation(context.pool, {
    digest: digest(context, 'confirmation', token),
    accountId: actor.accountId,
    sessionId: actor.sessionId,
    ...about,
    now: new Date(),
  });
}
