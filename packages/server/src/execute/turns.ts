// Turns: work on the same thing is done one after another, in the order in which it came; on different things side by side.

/** Spares commands of one process the vain attempts of racing each other; between processes the database decides. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does the work after everything that was given before under any of the keys, whatever became of that. */
  take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const turn = Promise.all(keys.map((key) => this.#last.get(key))).then(work);
    const ended: Promise<void> = turn.then(
      () => this.#leave(keys, ended),
      () => this.#leave(keys, ended),
    );
    for (const key of keys) this.#last.set(key, ended);
    return turn;
  }

  #leave(keys: readonly string[], ended: Promise<void>): void {
    for (const key of keys) if (this.#last.get(key) === ended) this.#last.delete(key);
  }
}
