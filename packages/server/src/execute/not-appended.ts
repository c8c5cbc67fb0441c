// What becomes of a decision that the database did not take: it is decided again, answered as before, or refused.
import { type Command, refuse, type TrialId } from '@equipoise/trial';
import type { AppendResult } from '../store/append.js';
import type { System } from '../system.js';
import { otherBody, repeatAnswer, type Sent } from './done-before.js';
import type { ExecuteResult } from './execute.js';

/** The answer to its sender, or that it is to be decided again. */
export async function answerNotAppended(
  system: System,
  trialId: TrialId,
  sent: Sent,
  result: Exclude<AppendResult, { status: 'appended' }>,
): Promise<ExecuteResult | 'again'> {
  const { command } = sent;
  switch (result.status) {
    case 'done-before':
      return repeatAnswer(system, trialId, { ...sent, outcome: result.outcome });
    case 'stale':
      return 'again';
    case 'other-body':
      return otherBody(sent);
    case 'no-right':
      return refuse('right-missing', `No role of this person has the right to ${command.name} here now.`, {
        command: command.name,
      });
    case 'unknown-trial':
      return refuse('trial-unknown', `There is no trial ${trialId} in this database.`, { trialId });
    case 'taken': {
      // A number that we drew ourselves is drawn again; one that came with the command is refused.
      if (result.constraint === 'randomisation_number_unique' || isDrawn(result.constraint, command)) return 'again';
      const what = result.constraint.replace(/_unique$/, '').replaceAll('_', ' ');
      return refuse('already-in-use', `This ${what} is in use in this trial; each is used once.`, { what });
    }
    default:
      return result satisfies never;
  }
}

/** Whether a code that is in use was drawn here, so that another one is drawn. */
function isDrawn(constraint: string, { name, body }: Command): boolean {
  switch (constraint) {
    case 'donation_code_unique':
      return true;
    case 'identity_code_unique':
      return name === 'issueIdentityCode' || (name === 'recordHarvest' && body.chainOfIdentityCode === undefined);
    case 'bag_code_unique':
      return name === 'prepareInfusion' && body.bagCode === undefined;
    default:
      return false;
  }
}
