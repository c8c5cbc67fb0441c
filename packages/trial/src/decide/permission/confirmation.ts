// Commands for which credentials are given again: a signature, and what cannot be taken back (21 CFR 11.200(a)(1)).
import type { CommandName } from '../../command/catalogue.js';
import { type Refusal, refuse } from '../../refusal.js';

/** How a person confirmed one command, and when (UTC instant with milliseconds). */
export interface Confirmation {
  /** `operator`: whoever runs the command line of the installation, or a rehearsal's or an import's made people. */
  readonly method: 'password' | 'passkey' | 'singleSignOn' | 'operator';
  readonly at: string;
}

/** Commands that are refused without a confirmation. */
export const confirmedCommands: ReadonlySet<CommandName> = new Set<CommandName>([
  'breakCode',
  'unblindTrial',
  'approveAmendment',
  'signForms',
  'signParticipant',
  'unlockTrial',
  'requestListOpening',
  'confirmListOpening',
  'appendAllocationList',
  'unblindForReport',
  'openSafetyTables',
  // The log of delegation is signed by both (ICH E6(R3) 2.3.3).
  'delegateTasks',
  'acceptDelegation',
]);

/** The refusal of a command that needs a confirmation and has none. */
export function confirmationRefusal(name: CommandName, confirmation: Confirmation | undefined): Refusal | undefined {
  if (confirmation !== undefined || !confirmedCommands.has(name)) return undefined;
  return refuse('confirmation-required', `The command ${name} asks for the credentials of its sender again.`, {
    command: name,
  });
}
