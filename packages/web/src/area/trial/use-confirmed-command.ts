// A command that may ask for the credentials again: asked for where it needs them, then sent under the same key.
import { type CommandInput, type CommandName, confirmedCommands } from '@equipoise/trial';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type CommandAnswer, sendCommand } from '../../api/command.js';
import { useConfirmation } from '../../part/confirmation.js';

/** Sends one command of a trial: `submit` throws what it was refused with, `send` keeps it as `error`. */
export function useConfirmedCommand<C extends CommandName>(trialId: string, command: C) {
  const confirm = useConfirmation();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  /** Answers undefined where the person thought better of it. */
  const submit = async (body: CommandInput<C>, text: ReactNode): Promise<CommandAnswer | undefined> => {
    const key = crypto.randomUUID();
    setBusy(true);
    try {
      const isAsked = confirmedCommands.has(command);
      const token = isAsked ? await confirm({ trialId, command, key, text }) : undefined;
      if (isAsked && token === undefined) return undefined;
      return await sendCommand(trialId, command, body, {
        key,
        ...(token === undefined ? {} : { confirmation: token }),
      });
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ['trial', trialId] });
    }
  };
  const send = async (body: CommandInput<C>, text: ReactNode): Promise<CommandAnswer | undefined> => {
    setError(undefined);
    try {
      return await submit(body, text);
    } catch (problem) {
      setError(problem);
      return undefined;
    }
  };
  return { submit, send, error, isBusy };
}
