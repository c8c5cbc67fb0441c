// Collects the commands of a rehearsal with their simulated moments and senders, and puts them in order.
import {
  type ActorId,
  type Command,
  type CommandBody,
  CommandId,
  type CommandName,
  commands,
  deterministicId,
  type SubmittedCommand,
} from '@equipoise/trial';
import { instantOf } from './calendar.js';

interface Line {
  readonly moment: number;
  /** Ties of moments: the trial first, then participants in the order of screening. */
  readonly order: number;
  readonly key: string;
  readonly actorId: ActorId;
  readonly command: Command;
}

/** A script to which commands are added in any order. */
export interface Script {
  readonly add: <N extends CommandName>(line: {
    /** Milliseconds since 1970. */
    readonly moment: number;
    readonly actorId: ActorId;
    readonly name: N;
    readonly body: CommandBodyInput<N>;
  }) => void;
}

/** A body as it is before its schema gave it its brands. */
export type CommandBodyInput<N extends CommandName> = Readonly<Record<string, unknown>> & {
  readonly [K in keyof CommandBody<N>]?: unknown;
};

export interface ScriptBook {
  /** The script of a participant, or of the trial itself (order −1). */
  readonly scriptOf: (key: string, order: number) => Script;
  /** The latest moment so far of commands that a condition selects; undefined where none is. */
  readonly latest: (isWanted?: (command: Command) => boolean) => number | undefined;
  /** All commands in chronological order, with ids from the seed of ids. */
  readonly toCommands: () => SubmittedCommand[];
}

/** Opens an empty book. Every body is parsed by its command's schema as it is added; a body that is not allowed throws. */
export function createScriptBook(idSeed: string): ScriptBook {
  const lines: Line[] = [];
  return {
    scriptOf: (key, order) => {
      let number = 0;
      return {
        add: ({ moment, actorId, name, body }) => {
          number += 1;
          const command = { name, body: commands[name].parse(body) } as Command;
          lines.push({ moment, order, key: `${key}/${number}`, actorId, command });
        },
      };
    },
    latest: (isWanted = () => true) => {
      let latest: number | undefined;
      for (const line of lines) {
        if (isWanted(line.command) && (latest === undefined || line.moment > latest)) latest = line.moment;
      }
      return latest;
    },
    toCommands: () =>
      [...lines]
        .sort((a, b) => a.moment - b.moment || a.order - b.order)
        .map(({ moment, key, actorId, command }) => ({
          commandId: CommandId.parse(deterministicId(idSeed, 'command', key)),
          actorId,
          at: instantOf(moment),
          command,
        })),
  };
}
