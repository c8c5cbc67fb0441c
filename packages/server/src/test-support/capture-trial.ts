// A live-like rehearsal of the capture protocol on a database of its own, with people at two sites.
import { readFileSync } from 'node:fs';
import { ActorId, CommandId, type CommandName, type Refusal, TrialId } from '@equipoise/trial';
import { CommandExecutor, type ExecuteResult, type Submission } from '../execute/execute.js';
import { readView, type StoredView } from '../store/view/view.js';
import { openTestSystem } from './system.js';

const source = readFileSync(new URL('../store/view/capture.fixture.yaml', import.meta.url), 'utf8');
const uuid = (first: string, number: number) => `${first}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const actors = {
  trialManager: ActorId.parse(uuid('b', 1)),
  coordinator: ActorId.parse(uuid('b', 2)),
  investigator: ActorId.parse(uuid('b', 3)),
  coordinatorOfTurin: ActorId.parse(uuid('b', 4)),
  dataManager: ActorId.parse(uuid('b', 5)),
  cellLaboratory: ActorId.parse(uuid('b', 6)),
  monitor: ActorId.parse(uuid('b', 7)),
} as const;
export type Actor = keyof typeof actors;

/** The id of the n-th participant, attachment, row … (by `first`, a hexadecimal digit). */
export const idOf = uuid;

export class CaptureTrial {
  readonly trialId = TrialId.parse(uuid('a', 1));
  readonly executor: CommandExecutor;
  now = '2026-03-01T08:00:00.000Z';
  #commands = 0;

  private constructor(readonly system: Awaited<ReturnType<typeof openTestSystem>>) {
    this.executor = new CommandExecutor(system);
  }

  /** Opens a database, with the trial live and participants 1 and 2 screened at Genoa, 3 at Turin. */
  static async open(): Promise<CaptureTrial> {
    const trial = new CaptureTrial(await openTestSystem());
    const manager = (name: CommandName, body: object) => trial.must('trialManager', name, body);
    await manager('createTrial', { protocolSource: source, mode: 'rehearsal', synthetic: true, origin: {} });
    const roles: readonly (readonly [Actor, string, 'all' | string[]])[] = [
      ['coordinator', 'coordinator', ['genoa']],
      ['investigator', 'investigator', ['genoa']],
      ['coordinatorOfTurin', 'coordinator', ['turin']],
      ['dataManager', 'dataManager', 'all'],
      ['cellLaboratory', 'cellLaboratory', ['genoa']],
      ['monitor', 'monitor', ['turin']],
    ];
    for (const [actor, role, sites] of roles) await manager('grantRole', { actorId: actors[actor], role, sites });
    await manager('activateSite', { siteId: 'genoa', approvedOn: '2026-01-01' });
    await manager('activateSite', { siteId: 'turin', approvedOn: '2026-01-01' });
    await manager('commitAllocation', {});
    await manager('goLive', {});
    await trial.screen('coordinator', 1, 'genoa', 'GE-001');
    await trial.screen('coordinator', 2, 'genoa', 'GE-002');
    await trial.screen('coordinatorOfTurin', 3, 'turin', 'TO-001');
    return trial;
  }

  screen(actor: Actor, number: number, siteId: string, screeningNumber: string): Promise<unknown> {
    const participantId = uuid('e', number);
    return this.must(actor, 'screenParticipant', { participantId, siteId, screeningNumber, screenedOn: '2026-02-01' });
  }

  send(actor: Actor, name: CommandName, body: object, more: Partial<Submission> = {}): Promise<ExecuteResult> {
    this.#commands += 1;
    return this.executor.execute(this.trialId, {
      commandId: CommandId.parse(uuid('c', this.#commands)),
      actorId: actors[actor],
      at: this.now,
      confirmation: { method: 'operator', at: this.now },
      command: { name, body } as never,
      ...more,
    });
  }

  /** Sends a command that has to be accepted. */
  async must(actor: Actor, name: CommandName, body: object, more: Partial<Submission> = {}): Promise<ExecuteResult> {
    const result = await this.send(actor, name, body, more);
    if (!result.accepted) throw new Error(`${name}: ${result.code}: ${result.message}`);
    return result;
  }

  /** The code by which a command is refused. */
  async refused(actor: Actor, name: CommandName, body: object): Promise<Refusal['code'] | 'accepted'> {
    const result = await this.send(actor, name, body);
    return result.accepted ? 'accepted' : result.code;
  }

  see(actor: Actor, view: StoredView, params: Readonly<Record<string, unknown>> = {}) {
    return readView(this.system, this.trialId, { actorId: actors[actor], view, params, now: this.now });
  }
}
