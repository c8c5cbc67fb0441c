// Load over HTTP that never gives up: participants are entered, each command sent under its key until it is acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import { deterministicId, type SubmittedCommand, type TrialId } from '@equipoise/trial';
import { readPlan } from '../cli/rehearse.js';
import { Gate } from './gate.js';
import type { Acknowledged } from './journal.js';

/** Participants who are entered at the same time. */
const width = 3;
/** How long a command is sent again before that counts as a fault. */
const patienceMs = 90_000;

/** The trial of the load: what opens it, the commands of its participant of a number, and the instant after all of them. */
export function planHttpLoad(): {
  readonly trialId: TrialId;
  readonly opening: readonly SubmittedCommand[];
  readonly participant: (number: number) => readonly SubmittedCommand[];
  readonly after: string;
} {
  const { trialId, commands } = readPlan({ trial: 'delayed-start', participants: 4, seed: 2 });
  const randomised = commands.find(({ command }) => command.name === 'randomise')?.command;
  const isScreening = ({ command }: SubmittedCommand) => command.name === 'screenParticipant';
  const first = commands
    .filter(isScreening)
    .find(({ command }) => participantOf(command) === participantOf(randomised));
  if (first?.command.name !== 'screenParticipant') throw new Error('the plan of the load randomises nobody');
  const { participantId, screeningNumber } = first.command.body;
  const own = commands.filter((each) => JSON.stringify(each.command.body).includes(participantId));
  const copy = (text: string, number: number) =>
    text
      .replaceAll(participantId, deterministicId('http load', 'participant', String(number)))
      .replaceAll(screeningNumber, `HTTP-${number}`);
  return {
    trialId,
    opening: commands.slice(0, commands.findIndex(isScreening)),
    after: commands.at(-1)?.at ?? '',
    participant: (number) =>
      own.map((each, index) => ({
        ...(JSON.parse(copy(JSON.stringify(each), number)) as SubmittedCommand),
        commandId: deterministicId('http load', `command ${index}`, String(number)) as SubmittedCommand['commandId'],
      })),
  };
}

function participantOf(command: SubmittedCommand['command'] | undefined): string | undefined {
  return command !== undefined && 'participantId' in command.body ? command.body.participantId : undefined;
}

/** Sends commands to whichever server answers. */
export class HttpLoad {
  readonly acknowledged: Acknowledged[] = [];
  readonly faults: string[] = [];
  /** Those who were begun; each is entered to the end. */
  participants = 0;
  /** Sent again after no answer or 503, and answered as done before. */
  repeated = 0;
  readonly #gate = new Gate();
  readonly #plan = planHttpLoad();
  readonly #underWay = new Set<AbortController>();
  #isOver = false;
  #senders: Promise<unknown> | undefined;

  /** @param ports of the servers that run now */
  constructor(private readonly ports: () => readonly number[]) {}

  begin(): void {
    this.#senders = Promise.all(Array.from({ length: width }, () => this.#enter()));
  }

  /** Lets each participant under way be entered to the end. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#gate.open();
    await this.#senders;
  }

  /** Resolves when nothing is under way. */
  pause(): Promise<void> {
    return this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  /** Cuts every connection on which something is under way. */
  cut(): void {
    for (const each of this.#underWay) each.abort();
  }

  async #enter(): Promise<void> {
    while (!this.#isOver && this.faults.length === 0) {
      const number = this.participants;
      this.participants += 1;
      for (const submitted of this.#plan.participant(number)) {
        await this.#gate.pass(() => this.#sendUntilAcknowledged(submitted));
        await sleep(5);
      }
    }
  }

  async #sendUntilAcknowledged({ commandId, actorId, command }: SubmittedCommand): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      const said = await this.#send({ commandId, actorId, command }, attempt).catch((cause: unknown) => String(cause));
      if (typeof said !== 'string') {
        if (said.repeated && attempt === 0) this.faults.push(`command ${commandId} was done before it was sent`);
        if (said.repeated) this.repeated += 1;
        this.acknowledged.push({ trialId: this.#plan.trialId, commandId });
        return;
      }
      if (said.startsWith('no: ')) {
        this.faults.push(`${command.name} was answered ${said}`);
        return;
      }
      if (Date.now() > giveUpAt) {
        this.faults.push(`${command.name} had no answer for ${patienceMs / 1000} s: ${said}`);
        return;
      }
      await sleep(20);
    }
  }

  /** Why there is no answer yet, a "no", or whether it was done before. */
  async #send(
    { commandId, actorId, command }: Pick<SubmittedCommand, 'commandId' | 'actorId' | 'command'>,
    attempt: number,
  ): Promise<string | { readonly repeated: boolean }> {
    const ports = this.ports();
    const port = ports[(attempt + this.acknowledged.length) % Math.max(1, ports.length)];
    if (port === undefined) return 'no server runs';
    const cutter = new AbortController();
    this.#underWay.add(cutter);
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/api/trials/${this.#plan.trialId}/commands/${command.name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': commandId,
          authorization: `Bearer actor ${actorId}`,
        },
        body: JSON.stringify(command.body),
        signal: AbortSignal.any([cutter.signal, AbortSignal.timeout(30_000)]),
      });
      const text = await answer.text();
      if (answer.status === 200) return JSON.parse(text) as { readonly repeated: boolean };
      // What a server answers while its database is away: the same may be sent again.
      return answer.status === 503 && answer.headers.has('retry-after') ? text : `no: ${answer.status} ${text}`;
    } finally {
      this.#underWay.delete(cutter);
    }
  }
}
