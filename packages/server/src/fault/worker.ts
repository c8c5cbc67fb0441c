// The program that fault tests kill: drives rehearsals and, beside them, a second load; journals what was acknowledged.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialId } from '@equipoise/trial';
import { runRehearsal } from '../drive/rehearsal.js';
import { CommandExecutor, type ExecuteResult, type Submission } from '../execute/execute.js';
import { isConnectionLost } from '../store/connection-lost.js';
import { openSystem, type System } from '../system.js';
import { Gate } from './gate.js';
import { Journal, readJournal } from './journal.js';
import { runLoad } from './load.js';
import type { PlannedRehearsal, WorkerSettings, WorkerWord } from './worker-process.js';

/** The real executor; each acknowledgement is in the journal before whoever sent the command hears of it. */
class JournalingExecutor extends CommandExecutor {
  constructor(
    system: System,
    private readonly gate: Gate,
    private readonly journal: Journal,
    private readonly acknowledgedBefore: ReadonlySet<string>,
  ) {
    super(system);
  }

  override async execute(trialId: TrialId, submitted: Submission): Promise<ExecuteResult> {
    const result = await this.gate.pass(() => super.execute(trialId, submitted));
    if (!result.accepted) return result;
    if (!result.repeated && this.acknowledgedBefore.has(submitted.commandId))
      throw new Error(`command ${submitted.commandId} was acknowledged in an earlier life and was executed anew`);
    this.journal.append({ trialId, commandId: submitted.commandId });
    return result;
  }
}

const settings = JSON.parse(process.argv[2] ?? '') as WorkerSettings;
const gate = new Gate();
let isStopping = false;
const tell = (word: WorkerWord) => void process.stdout.write(`${word}\n`);

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'pause') void gate.close().then(() => tell('paused'));
  if (line === 'resume') gate.open();
  if (line === 'stop') {
    isStopping = true;
    gate.open();
  }
});
await live();
process.exit();

/** Opens the installation, works until it is told to stop, and opens it again whenever the database was lost. */
async function live(): Promise<void> {
  const journal = new Journal(settings.journalFile);
  while (!isStopping) {
    let system: System | undefined;
    try {
      system = await openSystem({ dataDir: settings.dataDir, keyDirectory: settings.keyDirectory });
      tell('ready');
      await work(system, journal);
    } catch (cause) {
      if (!isConnectionLost(cause)) throw cause;
      tell('lost');
      await sleep(20);
    } finally {
      await system?.close();
    }
  }
  journal.close();
}

async function work(system: System, journal: Journal): Promise<void> {
  const before = new Set(readJournal(settings.journalFile).map(({ commandId }) => commandId));
  let isOver = false;
  const executor = () => new JournalingExecutor(system, gate, journal, before);
  const rehearse = async () => {
    for (const file of settings.planFiles) {
      await runRehearsal(system, JSON.parse(readFileSync(file, 'utf8')) as PlannedRehearsal, { executor: executor() });
      tell(`rehearsed ${file}`);
    }
  };
  const tasks = [rehearse(), runLoad(system, executor(), () => isStopping || isOver)].map((task) =>
    task.catch((cause: unknown) => {
      isOver = true;
      throw cause;
    }),
  );
  const failure = (await Promise.allSettled(tasks)).find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
