// What a command about identifiers does beside the record, within the transaction of its event.
import type { Command, CommandId, Context, TrialId } from '@equipoise/trial';
import type { SealedIdentifiers } from '../identity/identifier-cipher.js';
import type { Append } from '../store/append.js';
import { eraseIdentifiers, keepIdentifiers } from '../store/identity.js';

/** What came with a command: the identifiers that it keeps, encrypted. */
export interface WithIdentifiers {
  readonly sealedIdentifiers?: SealedIdentifiers;
}

/** What a decision is told of it. */
export function identityContext({ sealedIdentifiers }: WithIdentifiers): Pick<Context, 'sealedIdentifiers'> {
  return sealedIdentifiers === undefined ? {} : { sealedIdentifiers: true };
}

/** Keeps or destroys what the command says, once its event is in. */
export function identityAfter(
  command: Command,
  trialId: TrialId,
  { commandId, sealedIdentifiers }: WithIdentifiers & { readonly commandId: CommandId },
): Pick<Append, 'afterwards'> {
  if (command.name === 'eraseIdentifiers') {
    const about = { trialId, participantId: command.body.participantId, commandId };
    return { afterwards: (client) => eraseIdentifiers(client, about) };
  }
  if (command.name !== 'keepIdentifiers' || sealedIdentifiers === undefined) return {};
  const about = { trialId, participantId: command.body.participantId, commandId };
  return { afterwards: (client) => keepIdentifiers(client, about, sealedIdentifiers) };
}
