// Watches the record for a server process: wakes those who listen to a trial when open events of it were committed.
import type { TrialId } from '@equipoise/trial';
import {
  type ChangeListener,
  type CommitCursor,
  findChangedTrials,
  findHorizon,
  listenToChanges,
  tellOfChange,
} from '../store/change-feed.js';
import type { Pools } from '../store/pool.js';

/** While a transaction that may stand before an event still runs, the event waits for it. */
const secondLookMs = 40;
const reconnectMs = 1000;
/** Commands that follow each other closely are told of once: a notification costs a commit of its own. */
const gatherMs = 20;

/**
 * One for each process. A change is told to the other processes by NOTIFY, outside of the transaction that made it:
 * inside, PostgreSQL would let all writers commit one after another. What is not told (a command line, a lost
 * connection) is found by looking now and then.
 */
export class ChangeWatch {
  readonly #listeners = new Map<TrialId, Set<() => void>>();
  #cursor: CommitCursor | undefined;
  #connection: ChangeListener | undefined;
  #isClosed = false;
  #isLooking = false;
  #mustLookAgain = false;
  #poll: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly pools: Pools,
    private readonly pollSeconds: number,
  ) {}

  /** Calls `wake` whenever a trial changed. @returns ends it */
  listen(trialId: TrialId, wake: () => void): () => void {
    if (this.#listeners.size === 0) this.#start();
    const wakes = this.#listeners.get(trialId) ?? new Set();
    wakes.add(wake);
    this.#listeners.set(trialId, wakes);
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0) this.#listeners.delete(trialId);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** Says that this process recorded something. */
  tell(): void {
    if (this.#isClosed || this.#telling !== undefined) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      // Others find it by themselves a little later.
      tellOfChange(this.pools.writer).catch(() => undefined);
    }, gatherMs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#telling);
    this.#listeners.clear();
    this.#stop();
  }

  #start(): void {
    this.#cursor = undefined;
    this.#poll = setInterval(() => void this.#look(), this.pollSeconds * 1000);
    this.#connect();
    void this.#look();
  }

  #stop(): void {
    clearInterval(this.#poll);
    this.#connection?.close();
    this.#connection = undefined;
  }

  #connect(): void {
    if (this.#isClosed || this.#listeners.size === 0 || this.#connection !== undefined) return;
    this.#connection = listenToChanges(this.pools, {
      onTold: () => void this.#look(),
      onEnd: () => {
        this.#connection = undefined;
        setTimeout(() => this.#connect(), reconnectMs).unref();
      },
    });
  }

  /** Never two looks at once: one that is asked for meanwhile follows. */
  async #look(): Promise<void> {
    if (this.#isLooking) {
      this.#mustLookAgain = true;
      return;
    }
    this.#isLooking = true;
    try {
      do {
        this.#mustLookAgain = false;
        await this.#lookOnce();
      } while (this.#mustLookAgain && !this.#isClosed);
    } catch {
      // The database is away for now; the next look finds what this one did not.
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookOnce(): Promise<void> {
    if (this.#cursor === undefined) {
      this.#cursor = await findHorizon(this.pools.writer);
      // What was committed while this was asked for stands before the place from where changes are found.
      for (const wakes of this.#listeners.values()) for (const wake of wakes) wake();
      return;
    }
    const { trialIds, next, isMoreComing } = await findChangedTrials(this.pools.writer, this.#cursor);
    this.#cursor = next;
    for (const trialId of trialIds) for (const wake of this.#listeners.get(trialId) ?? []) wake();
    if (isMoreComing) setTimeout(() => void this.#look(), secondLookMs).unref();
  }
}
