// Every command, by area: the schema of its body. A command is data; `decide` says what comes of it.
import type { z } from 'zod';
import type { Confirmation } from '../decide/permission/confirmation.js';
import type { Precondition } from '../decide/permission/precondition.js';
import type { ActorId, CommandId } from '../id.js';
import { accessCommands } from './access.js';
import { allocationCommands } from './allocation.js';
import { amendmentCommands } from './amendment.js';
import { captureCommands } from './capture.js';
import { enrolmentCommands } from './enrolment.js';
import { exchangeCommands } from './exchange.js';
import { identityCommands } from './identity.js';
import { productCommands } from './product.js';
import { reviewCommands } from './review.js';
import { safetyCommands } from './safety.js';
import { safetyCaseCommands } from './safety-case.js';
import { trialCommands } from './trial.js';

export const commands = {
  ...trialCommands,
  ...amendmentCommands,
  ...allocationCommands,
  ...accessCommands,
  ...enrolmentCommands,
  ...identityCommands,
  ...productCommands,
  ...captureCommands,
  ...reviewCommands,
  ...safetyCommands,
  ...safetyCaseCommands,
  ...exchangeCommands,
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
export type CommandBody<N extends CommandName> = z.infer<Commands[N]>;
/** A command's body as it is written, before it is parsed. */
export type CommandInput<N extends CommandName> = z.input<Commands[N]>;

/** A command as it reaches `decide`. */
export type Command = { [N in CommandName]: { readonly name: N; readonly body: CommandBody<N> } }[CommandName];

/** A command on its way to the record: who sends it and under which id. `at` is a simulated instant (rehearsal, import). */
export interface SubmittedCommand extends Precondition {
  readonly commandId: CommandId;
  readonly actorId: ActorId;
  readonly at?: string;
  /** How the sender confirmed this command, where it asks for that. */
  readonly confirmation?: Confirmation;
  readonly command: Command;
}
