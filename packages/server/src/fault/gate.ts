// A gate before all work of a process: closed, it lets those who are inside finish and keeps the others waiting.

/** Starts open. */
export class Gate {
  #inside = 0;
  #opened: Promise<void> | undefined;
  #open: () => void = () => undefined;
  #emptied: () => void = () => undefined;

  /** Does the work as soon as the gate is open. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    while (this.#opened) await this.#opened;
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#emptied();
    }
  }

  /** Closes the gate; resolves when nobody is inside. */
  async close(): Promise<void> {
    this.#opened ??= new Promise((resolve) => {
      this.#open = resolve;
    });
    if (this.#inside === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
  }

  open(): void {
    this.#opened = undefined;
    this.#open();
  }
}
