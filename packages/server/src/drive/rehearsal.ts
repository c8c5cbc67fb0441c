// Runs a rehearsal: a planned cohort through the real commands and the real database, from where it stopped, if it did.
import {
  type DrawnCodes,
  type RehearsalPlan,
  waitsForCodes,
  withDrawnCodes,
  withRandomisationNumber,
} from '@equipoise/analysis';
import { hexToBytes, type SubmittedCommand, type TrialId } from '@equipoise/trial';
import { CommandExecutor } from '../execute/execute.js';
import { type Randomness, seededRandomness } from '../execute/randomness.js';
import type { System } from '../system.js';
import { type DriveOptions, drive } from './drive.js';

/** Drives a rehearsal to its end. @throws PlanRefused when a rule refuses what was planned. */
export async function runRehearsal(
  system: System,
  plan: Pick<RehearsalPlan, 'trialId' | 'commands' | 'allocationSeedHex'>,
  options: Pick<DriveOptions, 'onProgress'> & { readonly executor?: CommandExecutor } = {},
): Promise<{ readonly executed: number; readonly before: number }> {
  const { executor = new CommandExecutor(system), ...rest } = options;
  return drive(system, executor, plan.trialId, plan.commands, {
    ...rest,
    randomnessFor: (submitted) => seedFirst(plan, submitted),
    complete: async (submitted) =>
      completeCodeBreak(system, plan.trialId, await completeScan(system, plan.trialId, submitted)),
  });
}

/** The planned outcomes rest on an allocation, so the commitment draws the seed that the plan foresaw. */
function seedFirst(
  plan: Pick<RehearsalPlan, 'trialId' | 'allocationSeedHex'>,
  { command, commandId }: SubmittedCommand,
): Randomness | undefined {
  if (command.name !== 'commitAllocation') return undefined;
  const rest = seededRandomness(plan.trialId, commandId, 0);
  let isFirst = true;
  return {
    nextId: rest.nextId,
    randomBytes: (length) => {
      if (!isFirst || length !== 32) return rest.randomBytes(length);
      isFirst = false;
      return hexToBytes(plan.allocationSeedHex);
    },
  };
}

/** Whoever breaks a code types the randomisation number, which the plan could not know. */
async function completeCodeBreak(
  system: System,
  trialId: TrialId,
  submitted: SubmittedCommand,
): Promise<SubmittedCommand> {
  const { command } = submitted;
  if (command.name !== 'breakCode') return submitted;
  const { rows } = await system.pools.writer.query<{ randomisation_number: string }>(
    'select randomisation_number from read.participant where trial_id = $1 and participant_id = $2',
    [trialId, command.body.participantId],
  );
  return withRandomisationNumber(submitted, () => rows[0]?.randomisation_number);
}

/** Whoever scans reads codes that the trial drew. */
async function completeScan(system: System, trialId: TrialId, submitted: SubmittedCommand): Promise<SubmittedCommand> {
  const about = waitsForCodes(submitted);
  if (about === undefined) return submitted;
  const { rows } = await system.pools.writer.query<{ identity_code: string | null; label_code: string | null }>(
    `select p.identity_code, b.label_code from read.product_participant p
     left join read.bag_state b on b.trial_id = p.trial_id and b.bag_code = $3
     where p.trial_id = $1 and p.participant_id = $2`,
    [trialId, about.participantId, about.bagCode],
  );
  const codes: DrawnCodes = {
    identityCode: rows[0]?.identity_code ?? undefined,
    labelCode: rows[0]?.label_code ?? undefined,
  };
  return withDrawnCodes(submitted, codes);
}
