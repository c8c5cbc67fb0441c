// Decide: a command, the states and the context in; the events that follow, or a refusal, out. Pure.
import type { Command, CommandName } from '../command/catalogue.js';
import type { States } from '../evolve/blind-state.js';
import { withRandomisation } from './automatic.js';
import { accessConsequences } from './consequence/access.js';
import { allocationConsequences } from './consequence/allocation.js';
import { amendmentConsequences } from './consequence/amendment.js';
import { captureConsequences } from './consequence/capture.js';
import type { Consequence, Consequences } from './consequence/effect.js';
import { enrolmentConsequences } from './consequence/enrolment.js';
import { exchangeConsequences } from './consequence/exchange.js';
import { withFollowUp } from './consequence/follow-up.js';
import { identityConsequences } from './consequence/identity.js';
import { placeConsequences } from './consequence/place.js';
import { productConsequences } from './consequence/product.js';
import { reviewConsequences } from './consequence/review.js';
import { safetyConsequences } from './consequence/safety.js';
import { trialConsequences } from './consequence/trial.js';
import type { Context, Decision } from './contract.js';
import { confirmationRefusal } from './permission/confirmation.js';
import { refusalWithVersion } from './permission/precondition.js';
import { refusalFor } from './refusal-for.js';
import { type Situation, situationOf } from './situation.js';

const consequences: Consequences<CommandName> = {
  ...trialConsequences,
  ...amendmentConsequences,
  ...accessConsequences,
  ...allocationConsequences,
  ...enrolmentConsequences,
  ...identityConsequences,
  ...productConsequences,
  ...captureConsequences,
  ...placeConsequences,
  ...reviewConsequences,
  ...safetyConsequences,
  ...exchangeConsequences,
};

/**
 * What comes of a command. Everything it depends on is given: the same command, states and context give the same
 * bytes. Open events and the outcome never depend on an opened allocation or on what only unblinded people give.
 */
export function decide(command: Command, states: States, context: Context): Decision {
  const situation = situationOf(states, context);
  const ruled = refusalFor(states, command, context) ?? confirmationRefusal(command.name, context.confirmation);
  const refusal = refusalWithVersion(command, situation, { ...context, refusal: ruled });
  if (refusal !== undefined) return refusal;
  const decided = withRandomisation(command.name, situation, context, consequenceOf(command, situation, context));
  return decided.accepted ? withFollowUp(decided, situation, context) : decided;
}

function consequenceOf<N extends CommandName>(
  { name, body }: Extract<Command, { name: N }>,
  situation: Situation,
  context: Context,
): Decision {
  // The table holds for each name the consequence of that name's body, which the compiler cannot correlate.
  const consequence = consequences[name] as Consequence<N>;
  return consequence(body as Parameters<Consequence<N>>[0], situation, context);
}
