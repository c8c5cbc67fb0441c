// Commands of the bedside: sent at once, or kept on this device in order where the connection is lost.
import type { CommandInput, CommandName } from '@equipoise/trial';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type CommandAnswer, sendCommand } from '../../api/command.js';
import { ConnectionLost } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { keepWaiting, openOutbox, sendOutbox, useWaiting } from '../../draft/outbox-state.js';

export type Sent = { readonly answer: CommandAnswer } | { readonly kept: boolean };

/** Sends a command, or keeps it; what waits about the same infusion goes first. */
export type SendAtBedside = <C extends CommandName>(
  command: C,
  body: CommandInput<C>,
  words: string,
  version?: number,
) => Promise<Sent>;

export function useBedsideSend(participantId: string, path: string): SendAtBedside {
  const { trialId, me } = useTrial();
  const client = useQueryClient();
  const waiting = useWaiting();
  // The key of what is kept is asked for while there is a connection.
  useEffect(() => void openOutbox(me.accountId), [me.accountId]);
  const thing = `${trialId}/bedside/${participantId}`;
  const isQueued = waiting.some((one) => one.thing === thing && one.refused === undefined);
  return async (command, body, words, version) => {
    const key = crypto.randomUUID();
    const keep = async (): Promise<Sent> => {
      try {
        const at = new Date().toISOString();
        await keepWaiting(me.accountId, [{ trialId, command, body, key, version, thing, words, path, at }]);
        return { kept: true };
      } catch {
        return { kept: false };
      }
    };
    if (isQueued) {
      const kept = await keep();
      void sendOutbox();
      return kept;
    }
    try {
      const answer = await sendCommand(trialId, command, body, version === undefined ? { key } : { key, version });
      void client.invalidateQueries({ queryKey: ['trial', trialId] });
      return { answer };
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      return keep();
    }
  };
}
