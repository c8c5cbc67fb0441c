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

/** The appends of one trial. Whoever comes alone goes at once; whoever writes where one under way writes goes after it. */
export class AppendQueue<I, R> {
  #waiting: Waiting<I, R>[] = [];
  #underway = 0;
  readonly #written = new Set<string>();

  /**
   * @param writesTo the streams that it writes to
   * @param send does them together; answers what became of each, in their order
   * @param onIdle called when nothing is left to do
   */
  constructor(
    private readonly writesTo: (input: I) => readonly string[],
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
    while (this.#underway < lanes) {
      const together = this.#takeNext();
      if (together.length === 0) break;
      this.#underway += 1;
      void this.#run(together);
    }
    if (this.#underway === 0) this.onIdle();
  }

  /** Those that wait for none under way, in their order: it may rest on what that one writes, or on one that waits itself. */
  #takeNext(): readonly Waiting<I, R>[] {
    const together: Waiting<I, R>[] = [];
    const waiting: Waiting<I, R>[] = [];
    const held = new Set(this.#written);
    for (const one of this.#waiting) {
      const streams = this.writesTo(one.input);
      const mayGo = together.length < most && !streams.some((stream) => held.has(stream));
      (mayGo ? together : waiting).push(one);
      if (!mayGo) for (const stream of streams) held.add(stream);
    }
    this.#waiting = waiting;
    return together;
  }

  async #run(together: readonly Waiting<I, R>[]): Promise<void> {
    const streams = new Set(together.flatMap(({ input }) => this.writesTo(input)));
    for (const stream of streams) this.#written.add(stream);
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
      for (const stream of streams) this.#written.delete(stream);
      this.#underway -= 1;
      this.#begin();
    }
  }
}
