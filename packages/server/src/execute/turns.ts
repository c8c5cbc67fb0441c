// Turns: work on the same thing is done one after another, in the order in which it came; on different things side by side.
import type { Command, TrialId } from '@equipoise/trial';

/** Spares commands of one process the vain attempts of racing each other; between processes the database decides. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Does the work after everything that was given before under any of the keys, whatever became of that. The turn ends with the
   * work, or when the work leaves it.
   */
  take<T>(keys: readonly string[], work: (leave: () => void) => Promise<T>): Promise<T> {
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const turn = Promise.all(keys.map((key) => this.#last.get(key))).then(() => work(leave));
    turn.then(leave, leave);
    const ended: Promise<void> = left.then(() => this.#leave(keys, ended));
    for (const key of keys) this.#last.set(key, ended);
    return turn;
  }

  #leave(keys: readonly string[], ended: Promise<void>): void {
    for (const key of keys) if (this.#last.get(key) === ended) this.#last.delete(key);
  }
}

/** What a command takes its turn at first: its participants, or the trial itself. */
export function turnsOf(trialId: TrialId, { name, body }: Command): readonly string[] {
  if (!('participantId' in body)) return [trialId];
  const participant = `${trialId}|${body.participantId}`;
  // An emergency waits for nobody; where another command is faster, it is decided again.
  if (name === 'breakCode' || name === 'collectAnswer') return [];
  if (name !== 'randomise') return [participant];
  const replaced = body.replaces === undefined ? [] : [`${trialId}|${body.replaces}`];
  return [participant, ...replaced];
}
