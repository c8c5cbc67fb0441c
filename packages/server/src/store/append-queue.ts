// Appends that arrive while others are under way go together in one transaction: what a commit costs is shared by those who wait.

/** How many transactions of one trial are under way at once: while the database does one, the program prepares another. */
const lanes = 2;
/** How many go together at most. */
const most = 16;

interface Waiting<I, R> {
  readonly input: I;
  readonly settle: (result: R) => void;
  readonly fail: (cause: unknown) => void;
}

/** The appends of one trial. Whoever comes alone goes at once. */
export class AppendQueue<I, R> {
  #waiting: Waiting<I, R>[] = [];
  #underway = 0;

  /**
   * @param send does them together; answers what became of each, in their order
   * @param onIdle called when nothing is left to do
   */
  constructor(
    private readonly send: (inputs: readonly I[]) => Promise<readonly PromiseSettledResult<R>[]>,
    private readonly onIdle: () => void,
  ) {}

  add(input: I): Promise<R> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ input, settle, fail });
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#underway < lanes && this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, most);
      this.#underway += 1;
      void this.#run(together);
    }
    if (this.#underway === 0) this.onIdle();
  }

  async #run(together: readonly Waiting<I, R>[]): Promise<void> {
    try {
      const results = await this.send(together.map(({ input }) => input));
      for (const [index, { settle, fail }] of together.entries()) {
        const result = results[index] as PromiseSettledResult<R>;
        if (result.status === 'fulfilled') settle(result.value);
        else fail(result.reason);
      }
    } catch (cause) {
      for (const { fail } of together) fail(cause);
    } finally {
      this.#underway -= 1;
      this.#begin();
    }
  }
}
