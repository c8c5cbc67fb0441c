// Commands that wait for the connection: sent in their order, each under its own key, so that none is done twice.
import type { CommandName } from '@equipoise/trial';
import { type CommandAnswer, sendCommand } from '../api/command.js';
import { ConnectionLost, Problem } from '../api/http.js';

/** What the server said no to, as it is kept. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A command that waits. */
export interface Waiting {
  readonly id: number;
  readonly trialId: string;
  readonly command: CommandName;
  readonly body: unknown;
  /** Idempotency-Key. */
  readonly key: string;
  /** As If-Match; "after" where it follows the answer to the one before it about the same thing. */
  readonly version: number | 'after' | undefined;
  /** What it is about: commands about one thing wait for each other. */
  readonly thing: string;
  /** For people, and where they look at it. */
  readonly words: string;
  readonly path: string;
  readonly at: string;
  readonly refused?: Refused;
}

export interface OutboxStore {
  readonly list: () => Promise<readonly Waiting[]>;
  readonly add: (command: Omit<Waiting, 'id'>) => Promise<number>;
  readonly replace: (command: Waiting) => Promise<void>;
  readonly remove: (id: number) => Promise<void>;
}

export type SendWaiting = (command: Waiting, version: number | undefined) => Promise<Pick<CommandAnswer, 'version'>>;

/** Sends a command that waited as if it were sent now. */
export const sendWaiting: SendWaiting = ({ trialId, command, body, key }, version) =>
  sendCommand(trialId, command, body as never, { key, ...(version === undefined ? {} : { version }) });

/** What became of a round of sending. */
export interface Flushed {
  readonly sent: number;
  readonly refused: number;
  /** True where the connection was lost again: the rest waits on. */
  readonly isLost: boolean;
}

/**
 * Sends what waits, the oldest first. A "no" stays with its command, and holds back the later ones about the same thing; a lost
 * connection, or a server that is busy, stops the round.
 */
export async function flushOutbox(store: OutboxStore, send: SendWaiting = sendWaiting): Promise<Flushed> {
  let [sent, refused] = [0, 0];
  const held = new Set<string>();
  const versions = new Map<string, number>();
  for (const command of await store.list()) {
    if (command.refused !== undefined) held.add(command.thing);
    if (held.has(command.thing)) continue;
    const version = command.version === 'after' ? versions.get(command.thing) : command.version;
    try {
      const answer = await send(command, version);
      versions.set(command.thing, answer.version);
      await keepVersion(store, command, answer.version);
      await store.remove(command.id);
      sent += 1;
    } catch (error) {
      if (isPassing(error)) return { sent, refused, isLost: true };
      held.add(command.thing);
      refused += 1;
      await store.replace({ ...command, refused: refusedOf(error) });
    }
  }
  return { sent, refused, isLost: false };
}

/** Writes the version to what follows before the command goes: a page that ends in between loses nothing. */
async function keepVersion(store: OutboxStore, { id, thing }: Waiting, version: number): Promise<void> {
  const next = (await store.list()).find((one) => one.id > id && one.thing === thing);
  if (next?.version === 'after') await store.replace({ ...next, version });
}

/** What another try may mend: no connection, a session that ended, a server that is busy or away. */
function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof Problem && (error.status === 401 || error.status === 429 || error.status >= 500);
}

function refusedOf(error: unknown): Refused {
  if (!(error instanceof Problem)) return { status: 0, code: 'unknown', title: String(error), detail: '', facts: {} };
  const { status, code, title, detail, facts } = error;
  return { status, code, title, detail, facts };
}
