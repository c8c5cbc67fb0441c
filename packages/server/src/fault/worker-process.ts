// Starts the worker as a process of its own and talks with it, line by line.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RehearsalPlan } from '@equipoise/analysis';

/** What a driver needs of a plan; the worker reads it from a file. */
export type PlannedRehearsal = Pick<RehearsalPlan, 'trialId' | 'commands' | 'allocationSeedHex'>;

export interface WorkerSettings {
  readonly dataDir: string;
  readonly keyDirectory: string;
  readonly journalFile: string;
  /** Rehearsals that are still to be driven, in order. */
  readonly planFiles: readonly string[];
}

/** What the worker says. */
export type WorkerWord = 'ready' | 'lost' | 'paused' | `rehearsed ${string}` | `listening ${number}`;

/** What a web server is started with, to be killed. */
export interface ServerSettings {
  readonly dataDir: string;
  readonly keyDirectory: string;
  /** The simulated instant of a command: so much is added to the time of the computer. */
  readonly aheadMs: number;
}

/** The built programs: started as users start theirs, with plain Node. */
const programs = {
  worker: fileURLToPath(new URL('../../dist/fault/worker.js', import.meta.url)),
  server: fileURLToPath(new URL('../../dist/fault/server-worker.js', import.meta.url)),
};

/** A running worker. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #words: string[] = [];
  readonly #ended: Promise<void>;
  #errors = '';
  #isGone = false;

  constructor(settings: WorkerSettings | ServerSettings) {
    const program = 'planFiles' in settings ? programs.worker : programs.server;
    if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
    this.#child = spawn(process.execPath, [program, JSON.stringify(settings)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: '', EQUIPOISE_KEYS: settings.keyDirectory },
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#errors += text.toString();
    });
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#words.push(line));
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#isGone = true;
        resolve();
      });
    });
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** What it wrote to its standard error; a sound worker writes nothing. */
  get errors(): string {
    return this.#errors.trim();
  }

  /** Everything that it said so far. */
  get words(): readonly string[] {
    return this.#words;
  }

  /** kill -9, and waits until the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Lets what is under way finish and keeps everything else waiting. @throws when it does not answer. */
  async pause(): Promise<void> {
    const heard = this.#words.length;
    this.#child.stdin?.write('pause\n');
    await this.waitFor(() => this.#words.slice(heard).includes('paused'), 'did not pause');
  }

  resume(): void {
    this.#child.stdin?.write('resume\n');
  }

  /** Ends it in the ordinary way: the installation is closed. */
  async stop(): Promise<void> {
    this.#child.stdin?.write('stop\n');
    await this.waitFor(() => this.#isGone, 'did not stop');
  }

  /** @throws when it ends before, or after a minute; with what it wrote to its standard error. */
  async waitFor(isReached: () => boolean, complaint: string): Promise<void> {
    const giveUpAt = Date.now() + 60_000;
    while (!isReached()) {
      if (this.#isGone) throw new Error(`the worker ended by itself: ${this.errors}`);
      if (Date.now() > giveUpAt) throw new Error(`the worker ${complaint} within a minute: ${this.errors}`);
      await sleep(2);
    }
  }
}
