// Watches the record for a server process: wakes those who listen to a trial when open events of it were committed.
import type { TrialId } from '@equipoise/trial';
import pg from 'pg';
import { type CommitCursor, findChangedTrials, findHorizon } from '../store/change-feed.js';
import type { Pools } from '../store/pool.js';

const channel = 'equipoise_change';
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
  #connection: pg.Client | undefined;
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
      this.pools.writer.query('select pg_notify($1, $2)', [channel, '']).catch(() => undefined);
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
    void this.#connect();
    void this.#look();
  }

  #stop(): void {
    clearInterval(this.#poll);
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.removeAllListeners('end');
    connection?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    if (this.#isClosed || this.#listeners.size === 0 || this.#connection !== undefined) return;
    const connection = new pg.Client(this.pools.writer.options);
    this.#connection = connection;
    const again = () => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      setTimeout(() => void this.#connect(), reconnectMs).unref();
    };
    connection.on('error', again);
    connection.on('end', again);
    connection.on('notification', () => void this.#look());
    try {
      await connection.connect();
      await connection.query(`listen ${channel}`);
      // What was told before this connection listened.
      void this.#look();
    } catch {
      again();
    }
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
      return;
    }
    const { trialIds, next, isMoreComing } = await findChangedTrials(this.pools.writer, this.#cursor);
    this.#cursor = next;
    for (const trialId of trialIds) for (const wake of this.#listeners.get(trialId) ?? []) wake();
    if (isMoreComing) setTimeout(() => void this.#look(), secondLookMs).unref();
  }
}
