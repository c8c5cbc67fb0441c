// Who must have begun the session with a second factor: administrators, everybody, or the people of a trial that demands it.
import type { TrialId } from '@equipoise/trial';
import type { AuthenticatedActor } from '../http/authentication.js';
import { findProtocolOf } from '../store/protocol.js';
import type { AccountContext } from './context.js';
import { AccountProblem } from './problem.js';

/** A trial's protocol is looked at again after so long. */
const rememberedMs = 30_000;

/** @throws AccountProblem `second-factor-demanded` where the installation demands it of administrators */
export function requireSecondFactorOfAdministrator({ settings }: AccountContext, actor: AuthenticatedActor): void {
  if (!actor.hasSecondFactor && settings.secondFactor !== 'optional') throw demanded();
}

/** Which trials demand it, as it was read a moment ago: most requests come one after another in one trial. */
export class TrialDemands {
  readonly #known = new Map<TrialId, { readonly isDemanded: boolean; readonly until: number }>();

  constructor(private readonly context: AccountContext) {}

  /**
   * Refuses a session without a second factor where the installation demands it of everybody, or the trial's protocol of
   * its people; a token counts as the session in which it was made.
   * @throws AccountProblem `second-factor-demanded`
   */
  async require(actor: AuthenticatedActor, trialId: TrialId): Promise<void> {
    if (actor.hasSecondFactor) return;
    if (this.context.settings.secondFactor === 'everyone' || (await this.#isDemanded(trialId))) throw demanded();
  }

  async #isDemanded(trialId: TrialId): Promise<boolean> {
    const known = this.#known.get(trialId);
    if (known !== undefined && known.until > Date.now()) return known.isDemanded;
    const protocol = await findProtocolOf(this.context.pools.writer, trialId);
    const isDemanded = protocol?.secondFactor === 'required';
    if (this.#known.size >= 1000) this.#known.clear();
    this.#known.set(trialId, { isDemanded, until: Date.now() + rememberedMs });
    return isDemanded;
  }
}

function demanded(): AccountProblem {
  return new AccountProblem(
    'second-factor-demanded',
    {},
    'This asks for a session that began with a second factor: set one up in your profile, then sign in again.',
  );
}
