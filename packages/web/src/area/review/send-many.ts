// Several commands one after the other, each under a key of its own; what was refused is told with its place.
import type { CommandName } from '@equipoise/trial';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Sending, sendCommand } from '../../api/command.js';
import { Problem } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { wordsOf } from '../../part/error-note.js';

/** One of many commands, with what names it where it is refused. */
export interface OneOfMany<C extends CommandName> extends Sending<C> {
  readonly about?: string;
}

/** How far a batch is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

interface SendMany {
  /** @returns whether all were recorded */
  readonly send: <C extends CommandName>(
    name: C,
    commands: readonly OneOfMany<C>[],
    /** What is told where a command changes nothing, in place of a refusal. */
    nothing?: string,
  ) => Promise<boolean>;
  readonly progress: Progress | undefined;
}

export function useSendMany(): SendMany {
  const { trialId } = useTrial();
  const client = useQueryClient();
  const say = useSay();
  const [progress, setProgress] = useState<Progress>();
  const send = useCallback<SendMany['send']>(
    async (name, commands, nothing) => {
      const refused: string[] = [];
      let unchanged = 0;
      setProgress({ done: 0, total: commands.length });
      for (const [index, { body, about, ...options }] of commands.entries()) {
        try {
          await sendCommand(trialId, name, body, options);
        } catch (error) {
          if (nothing !== undefined && error instanceof Problem && error.code === 'nothing-changes') unchanged += 1;
          else refused.push([about, wordsOf(error, say)].filter(Boolean).join(': '));
        }
        setProgress({ done: index + 1, total: commands.length });
      }
      setProgress(undefined);
      await client.invalidateQueries({ queryKey: ['trial', trialId] });
      const recorded = commands.length - refused.length - unchanged;
      if (recorded > 0) notifications.show({ message: say('review.recorded', { count: recorded }) });
      if (recorded === 0 && unchanged > 0) notifications.show({ message: nothing });
      if (refused.length > 0)
        notifications.show({
          title: say('review.refused', { count: refused.length }),
          message: [...new Set(refused)].slice(0, 6).join('\n'),
          color: 'red',
          autoClose: false,
          closeButtonProps: { 'aria-label': say('shell.close') },
          style: { whiteSpace: 'pre-line' },
        });
      return refused.length === 0;
    },
    [client, say, trialId],
  );
  return { send, progress };
}
