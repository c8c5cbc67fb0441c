// Rounds of sudden death: a worker, its database or both are killed at a random moment, start again, and are checked.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialId } from '@equipoise/trial';
import { readDefaultTrial } from '../cli/default-trial.js';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { type StreamHead, streamHeads } from '../store/verify.js';
import { checkRecord, type EventHashes, readEventHashes } from './check-record.js';
import { killProcesses, listDatabaseProcesses } from './database-kill.js';
import { type Draw, seededDraw } from './draw.js';
import { countLines, readJournal } from './journal.js';
import { type KillField, type KillOptions, type KillResult, runInFolder, withSystem } from './kill-field.js';
import { type PlannedRehearsal, WorkerProcess } from './worker-process.js';

/**
 * What is killed: the worker; the postmaster alone; one of its backends; all of them; all of them, and all once more
 * while they start again.
 */
const kinds = ['node', 'postmaster', 'backend', 'everything', 'start'] as const;
type Kind = (typeof kinds)[number];

export interface KillRoundsOptions extends KillOptions {
  /** Rehearsals of the default trial, one after another, and the participants of each. */
  readonly rehearsals: number;
  readonly participants: number;
}

export interface KillRoundsResult extends KillResult {
  /** Rehearsals that reached their end, and so were compared with undisturbed ones. */
  readonly rehearsed: number;
}

/** Runs the rounds, lets the rehearsals reach their ends, and compares them with undisturbed ones of the same plans. */
export async function runKillRounds(options: KillRoundsOptions): Promise<KillRoundsResult> {
  return runInFolder({ name: 'equipoise-fault-', databases: ['undisturbed', 'killed'] }, async (root) => {
    const plans = makePlans(options, root);
    const undisturbed = await runUndisturbed(path.join(root, 'undisturbed'), plans);
    return new RehearsalField(root, plans, undisturbed, options);
  });
}

interface PlanFile {
  readonly file: string;
  readonly plan: PlannedRehearsal;
}

function makePlans({ rehearsals, participants, seed }: KillRoundsOptions, root: string): readonly PlanFile[] {
  const { trial } = readDefaultTrial();
  return Array.from({ length: rehearsals }, (_, index) => {
    const { trialId, commands, allocationSeedHex } = readPlan({ trial, participants, seed: seed + index });
    const plan: PlannedRehearsal = { trialId, commands, allocationSeedHex };
    const file = path.join(root, `plan-${index}.json`);
    writeFileSync(file, JSON.stringify(plan));
    return { file, plan };
  });
}

interface Undisturbed {
  readonly heads: readonly StreamHead[];
  readonly hashes: EventHashes;
}

async function runUndisturbed(dataDir: string, plans: readonly PlanFile[]): Promise<ReadonlyMap<TrialId, Undisturbed>> {
  return withSystem(dataDir, `${dataDir}-keys`, async (system) => {
    const undisturbed = new Map<TrialId, Undisturbed>();
    for (const { plan } of plans) {
      await runRehearsal(system, plan);
      const { sealed } = system.pools;
      undisturbed.set(plan.trialId, {
        heads: await streamHeads(sealed, plan.trialId),
        hashes: await readEventHashes(sealed, plan.trialId),
      });
    }
    return undisturbed;
  });
}

/** One data folder on which workers are killed. */
class RehearsalField implements KillField<KillRoundsResult> {
  readonly #dataDir: string;
  readonly #keyDirectory: string;
  readonly #journalFile: string;
  readonly #draw: Draw;
  readonly #faults: string[] = [];
  readonly #rehearsed = new Set<string>();
  #worker: WorkerProcess | undefined;

  constructor(
    root: string,
    private readonly plans: readonly PlanFile[],
    private readonly undisturbed: ReadonlyMap<TrialId, Undisturbed>,
    private readonly options: KillRoundsOptions,
  ) {
    this.#dataDir = path.join(root, 'killed');
    this.#keyDirectory = path.join(root, 'killed-keys');
    this.#journalFile = path.join(root, 'journal');
    this.#draw = seededDraw(options.seed);
    mkdirSync(this.#dataDir, { mode: 0o711 });
  }

  async run(): Promise<KillRoundsResult> {
    const { rounds, log } = this.options;
    const commands = this.plans.reduce((sum, { plan }) => sum + plan.commands.length, 0);
    await this.#cutFirstStart();
    const order = Array.from({ length: Math.ceil(rounds / kinds.length) }, () => this.#draw.shuffle(kinds)).flat();
    for (const [index, kind] of order.slice(0, rounds).entries()) {
      const before = this.#faults.length;
      const moment = await this.#strike(kind, Math.max(2, Math.floor(commands / rounds)));
      await this.#check();
      const found = this.#faults.slice(before);
      log(
        `round ${index + 1} of ${rounds}: ${kind} killed ${moment}; ${countLines(this.#journalFile)} acknowledged; ${found.length === 0 ? 'sound' : found.join('; ')}`,
      );
      if (found.length > 20) break;
    }
    await this.#finish();
    return { rounds, faults: this.#faults, rehearsed: this.#rehearsed.size };
  }

  /** Ends whatever still runs. */
  async end(): Promise<void> {
    await this.#worker?.kill();
  }

  /** The very first start, which makes the database, its schema and the keys, is cut before the rounds begin. */
  async #cutFirstStart(): Promise<void> {
    this.#alive();
    const startMs = this.#draw.between(0, 4000);
    await sleep(startMs);
    await this.#kill('everything');
    this.options.log(`the first start was killed after ${startMs} ms`);
  }

  /** Kills at a random moment and waits until work goes on; tells when that was. */
  async #strike(kind: Kind, perRound: number): Promise<string> {
    const worker = this.#alive();
    const wanted = countLines(this.#journalFile) + this.#draw.between(1, perRound);
    await worker.waitFor(
      () => countLines(this.#journalFile) >= wanted,
      `did not acknowledge ${wanted} commands, only ${countLines(this.#journalFile)},`,
    );
    const delayMs = this.#draw.between(0, 25);
    await sleep(delayMs);
    const killedAt = countLines(this.#journalFile);
    await this.#kill(kind);
    let moment = `after ${killedAt} commands and ${delayMs} ms`;
    if (kind === 'start') {
      const startMs = this.#draw.between(0, 1500);
      const starting = this.#alive();
      await sleep(startMs);
      await this.#kill('everything');
      moment += `, again ${startMs} ms into the start`;
      this.#note(starting);
    }
    const goesOn = countLines(this.#journalFile) + 3;
    await this.#alive().waitFor(() => countLines(this.#journalFile) >= goesOn, 'did not go on after the kill');
    return moment;
  }

  async #kill(kind: Kind): Promise<void> {
    const database = listDatabaseProcesses(this.#dataDir);
    const [postmaster] = database;
    switch (kind) {
      case 'node':
        await this.#worker?.kill();
        return;
      case 'postmaster':
        killProcesses(postmaster === undefined ? [] : [postmaster]);
        return;
      case 'backend':
        killProcesses([this.#draw.pick(database.slice(1))]);
        return;
      case 'everything':
      case 'start':
        killProcesses(this.#draw.between(0, 1) === 0 ? database : [...database].reverse());
        await this.#worker?.kill();
        // Those that were born meanwhile.
        killProcesses(listDatabaseProcesses(this.#dataDir));
        return;
      default:
        kind satisfies never;
    }
  }

  /** The worker, started again if it was killed. */
  #alive(): WorkerProcess {
    if (this.#worker && !this.#worker.isGone) return this.#worker;
    if (this.#worker) this.#note(this.#worker);
    this.#worker = new WorkerProcess({
      dataDir: this.#dataDir,
      keyDirectory: this.#keyDirectory,
      journalFile: this.#journalFile,
      planFiles: this.plans.map(({ file }) => file).filter((file) => !this.#rehearsed.has(file)),
    });
    return this.#worker;
  }

  /** Takes in what a worker said. */
  #note(worker: WorkerProcess): void {
    for (const word of worker.words) {
      const file = /^rehearsed (.*)$/.exec(word)?.[1];
      if (file !== undefined) this.#rehearsed.add(file);
    }
    if (worker.errors !== '') this.#faults.push(`the worker complained: ${worker.errors}`);
  }

  async #check(): Promise<void> {
    const worker = this.#alive();
    await worker.pause();
    const expected = new Map([...this.undisturbed].map(([trialId, { hashes }]) => [trialId, hashes]));
    this.#faults.push(
      ...(await withSystem(this.#dataDir, this.#keyDirectory, (system) =>
        checkRecord(system, readJournal(this.#journalFile), expected),
      )),
    );
    worker.resume();
  }

  /** Lets every rehearsal reach its end, stops the worker in the ordinary way, and compares. */
  async #finish(): Promise<void> {
    const worker = this.#alive();
    const isComplete = () => {
      for (const { file } of this.plans) if (worker.words.includes(`rehearsed ${file}`)) this.#rehearsed.add(file);
      return this.#rehearsed.size === this.plans.length;
    };
    await worker.waitFor(isComplete, 'did not reach the end of the rehearsals');
    await this.#check();
    await worker.stop();
    this.#note(worker);
    if (listDatabaseProcesses(this.#dataDir).length > 0) this.#faults.push('the database outlived its last user');
    await withSystem(this.#dataDir, this.#keyDirectory, async (system) => {
      for (const { plan } of this.plans) {
        const heads = await streamHeads(system.pools.sealed, plan.trialId);
        if (JSON.stringify(heads) !== JSON.stringify(this.undisturbed.get(plan.trialId)?.heads))
          this.#faults.push(`the streams of rehearsal ${plan.trialId} end otherwise than those of an undisturbed run`);
      }
    });
  }
}
