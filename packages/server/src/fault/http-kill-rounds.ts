// Rounds of sudden death under load over HTTP: a web server, its database or all of it is killed, or connections are cut.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from '../drive/drive.js';
import { CommandExecutor } from '../execute/execute.js';
import type { System } from '../system.js';
import { checkRecord } from './check-record.js';
import { killProcesses, listDatabaseProcesses } from './database-kill.js';
import { type Draw, seededDraw } from './draw.js';
import { HttpLoad, planHttpLoad } from './http-load.js';
import { type KillField, type KillOptions, type KillResult, runInFolder, withSystem } from './kill-field.js';
import { type ServerSettings, WorkerProcess } from './worker-process.js';

const kinds = ['server', 'everything', 'backend', 'cut', 'postmaster'] as const;
type Kind = (typeof kinds)[number];

export interface HttpKillOptions extends KillOptions {
  /** Server processes on the one database. */
  readonly servers: number;
  /** Acknowledged commands between one kill and the next, at most. */
  readonly perRound: number;
}

export interface HttpKillResult extends KillResult {
  readonly acknowledged: number;
  /** Commands of which the first answer was lost, and which were sent again. */
  readonly repeated: number;
}

/** Runs the rounds; after each the record is checked against what was acknowledged. */
export function runHttpKillRounds(options: HttpKillOptions): Promise<HttpKillResult> {
  return runInFolder(
    { name: 'equipoise-http-fault-', databases: ['killed'] },
    async (root) => new HttpKillField(root, options),
  );
}

/** One data folder on which servers are killed. */
class HttpKillField implements KillField<HttpKillResult> {
  readonly #settings: ServerSettings;
  readonly #draw: Draw;
  readonly #load = new HttpLoad(() => this.#servers.flatMap((each) => portOf(each) ?? []));
  readonly #plan = planHttpLoad();
  readonly #faults: string[] = [];
  #servers: readonly WorkerProcess[] = [];

  constructor(
    root: string,
    private readonly options: HttpKillOptions,
  ) {
    this.#settings = {
      dataDir: path.join(root, 'killed'),
      keyDirectory: path.join(root, 'killed-keys'),
      // The first command is sent when the plan ends: its dates are never in the future.
      aheadMs: Date.parse(this.#plan.after) - Date.now(),
    };
    this.#draw = seededDraw(options.seed);
    mkdirSync(this.#settings.dataDir, { mode: 0o711 });
  }

  async run(): Promise<HttpKillResult> {
    const { rounds, log } = this.options;
    const { trialId, opening } = this.#plan;
    await this.#withSystem((system) => drive(system, new CommandExecutor(system), trialId, opening));
    await this.#allAlive();
    this.#load.begin();
    const order = Array.from({ length: Math.ceil(rounds / kinds.length) }, () => this.#draw.shuffle(kinds)).flat();
    for (const [index, kind] of order.slice(0, rounds).entries()) {
      const moment = await this.#strike(kind);
      await this.#check();
      const faults = [...this.#faults, ...this.#load.faults];
      log(
        `round ${index + 1} of ${rounds} over HTTP: ${kind} killed ${moment}; ${this.#load.acknowledged.length} acknowledged, ${this.#load.repeated} sent again; ${faults.length === 0 ? 'sound' : faults.join('; ')}`,
      );
      if (faults.length > 0) break;
    }
    await this.#load.end();
    await this.#check();
    await this.#checkWhole();
    for (const server of this.#servers) await server.stop();
    return {
      rounds,
      faults: [...this.#faults, ...this.#load.faults],
      acknowledged: this.#load.acknowledged.length,
      repeated: this.#load.repeated,
    };
  }

  /** Ends whatever still runs. */
  async end(): Promise<void> {
    for (const server of this.#servers) await server.kill();
  }

  /** Kills at a random moment and waits until commands are acknowledged again; tells when that was. */
  async #strike(kind: Kind): Promise<string> {
    const { acknowledged } = this.#load;
    await this.#waitFor(acknowledged.length + this.#draw.between(1, this.options.perRound));
    const delayMs = this.#draw.between(0, 25);
    await sleep(delayMs);
    const killedAt = acknowledged.length;
    await this.#kill(kind);
    await this.#allAlive();
    await this.#waitFor(acknowledged.length + 3);
    return `after ${killedAt} commands and ${delayMs} ms`;
  }

  async #kill(kind: Kind): Promise<void> {
    const database = listDatabaseProcesses(this.#settings.dataDir);
    switch (kind) {
      case 'server':
        await this.#draw.pick(this.#servers).kill();
        return;
      case 'backend':
        killProcesses([this.#draw.pick(database.slice(1))]);
        return;
      case 'postmaster':
        killProcesses(database.slice(0, 1));
        // A server that has lost its database ends by itself.
        for (const server of this.#servers) await server.waitFor(() => server.isGone, 'outlived its database');
        return;
      case 'everything':
        killProcesses(this.#draw.shuffle(database));
        for (const server of this.#servers) await server.kill();
        killProcesses(listDatabaseProcesses(this.#settings.dataDir));
        return;
      case 'cut':
        this.#load.cut();
        return;
      default:
        kind satisfies never;
    }
  }

  /** Starts those that are gone, and waits until each listens. */
  async #allAlive(): Promise<void> {
    for (const { isGone, errors } of this.#servers)
      if (isGone && errors !== '') this.#faults.push(`a server complained: ${errors}`);
    this.#servers = Array.from({ length: this.options.servers }, (_, index) => {
      const server = this.#servers[index];
      return server === undefined || server.isGone ? new WorkerProcess(this.#settings) : server;
    });
    for (const server of this.#servers) await server.waitFor(() => portOf(server) !== undefined, 'did not listen');
  }

  async #waitFor(wanted: number): Promise<void> {
    const giveUpAt = Date.now() + 120_000;
    while (this.#load.acknowledged.length < wanted && this.#load.faults.length === 0) {
      if (Date.now() > giveUpAt)
        throw new Error(`only ${this.#load.acknowledged.length} of ${wanted} were acknowledged`);
      // One that ended is started again, as by whoever watches over servers.
      if (this.#servers.some(({ isGone }) => isGone)) await this.#allAlive();
      await sleep(2);
    }
  }

  async #check(): Promise<void> {
    await this.#load.pause();
    this.#faults.push(...(await this.#withSystem((system) => checkRecord(system, this.#load.acknowledged, new Map()))));
    this.#load.resume();
  }

  /** Everybody who was begun was entered once, and randomised under a number of their own. */
  async #checkWhole(): Promise<void> {
    const { rows } = await this.#withSystem((system) =>
      system.pools.owner.query<{ screened: number; numbers: number }>(
        `select count(*)::int as screened, count(distinct randomisation_number)::int as numbers
         from read.participant where trial_id = $1`,
        [this.#plan.trialId],
      ),
    );
    const { participants } = this.#load;
    if (rows[0]?.screened !== participants || rows[0]?.numbers !== participants)
      this.#faults.push(`${participants} were entered and randomised; the record has ${JSON.stringify(rows[0])}`);
  }

  #withSystem<T>(work: (system: System) => Promise<T>): Promise<T> {
    return withSystem(this.#settings.dataDir, this.#settings.keyDirectory, work);
  }
}

function portOf({ words, isGone }: WorkerProcess): number | undefined {
  const word = isGone ? undefined : words.find((each) => each.startsWith('listening '));
  return word === undefined ? undefined : Number(word.slice('listening '.length));
}
