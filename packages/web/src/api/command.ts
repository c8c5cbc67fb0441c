// Commands: what a person does, sent once under a key of its own, with the version that was seen.
import type { CommandInput, CommandName } from '@equipoise/trial';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask, type Problem } from './http.js';

/** What the server answered to a command. */
export interface CommandAnswer {
  readonly outcome: Readonly<Record<string, unknown>>;
  readonly repeated: boolean;
  readonly version: number;
  /** What only the sender of an opening reads, once. */
  readonly answer?: { readonly sequence: string } | { readonly collectionCode: string; readonly expiresAt: string };
}

/** How a command is sent, beside its body. */
export interface CommandOptions {
  /** Of the form, adverse event, participant or trial as it was seen; 0 where it was not there. */
  readonly version?: number;
  /** The token of credentials given again. */
  readonly confirmation?: string;
  /** Idempotency-Key: the same one again does it once. */
  readonly key?: string;
}

/** Sends a command. @throws Problem, ConnectionLost */
export function sendCommand<C extends CommandName>(
  trialId: string,
  name: C,
  body: CommandInput<C>,
  { version, confirmation, key = crypto.randomUUID() }: CommandOptions = {},
): Promise<CommandAnswer> {
  return ask('POST', `/api/trials/${trialId}/commands/${name}`, {
    body,
    headers: {
      'idempotency-key': key,
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      ...(confirmation === undefined ? {} : { 'equipoise-confirmation': confirmation }),
    },
  });
}

/** One command with its options, as a component sends it. */
export interface Sending<C extends CommandName> extends CommandOptions {
  readonly body: CommandInput<C>;
}

/** A command as a mutation; what the trial's views answered is asked anew after it. */
export function useCommand<C extends CommandName>(trialId: string, name: C) {
  const client = useQueryClient();
  return useMutation<CommandAnswer, Problem | Error, Sending<C>>({
    mutationFn: ({ body, ...options }) => sendCommand(trialId, name, body, options),
    onSettled: () => client.invalidateQueries({ queryKey: ['trial', trialId] }),
  });
}
