// The one write path: parse → load → (open) → decide → append with its read rows; once more where somebody was faster.
import { createHmac } from 'node:crypto';
import {
  type Command,
  type Context,
  canonicalJson,
  commands,
  decide,
  needsTrialLock,
  type Outcome,
  protocolAt,
  type Refusal,
  refusalFor,
  refuse,
  type SubmittedCommand,
  streamsOf,
  type TrialId,
  versionAfter,
} from '@equipoise/trial';
import { makeDataKey, type SealingKey } from '../seal/seal.js';
import { type Append, type AppendResult, append } from '../store/append.js';
import { ConnectionLost, isConnectionLost } from '../store/connection-lost.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';
import { softwareVersion } from '../version.js';
import { type AboutTrial, KnownTrials } from './about-trial.js';
import { amendmentFactsFor, decidingSite, rowsAnewAfter, versionsFor } from './amendment-fact.js';
import { type DecidedOn, headsOf, isCurrent, loadDecidedOn } from './decided-on.js';
import { changedIn, findDoneBefore } from './done-before.js';
import { asRecorded, enclose } from './enclose.js';
import { erasureAfter, findErasedType } from './erasure.js';
import { identityAfter, identityContext, type WithIdentifiers } from './identity.js';
import { answerNotAppended } from './not-appended.js';
import { type Answer, answerIn, mayOpen, openForCommand } from './opening.js';
import { type Randomness, seededRandomness, systemRandomness } from './randomness.js';
import { readinessAfter, reviewFactsFor } from './review-fact.js';
import { rowsAfter } from './rows.js';
import { type Appended, StateStore } from './state-store.js';
import { Turns, turnsOf } from './turns.js';

/** What came of a command. `answer` is there only for who opens an allocation or has it opened, never kept with the command. */
export type ExecuteResult =
  | {
      readonly accepted: true;
      readonly outcome: Outcome;
      readonly repeated: boolean;
      /** The version that the command gave to what it changed; absent where it gave it none. */
      readonly version?: number;
      readonly answer?: Answer;
    }
  | Refusal;

export interface Submission extends SubmittedCommand, WithIdentifiers {
  /** Only in rehearsal and import, so that outcomes that were planned can rest on the allocation that will be drawn. */
  readonly randomness?: Randomness;
  /** Only for `addAttachment`: what the server found of the file that it stored for this very command. */
  readonly storedFile?: NonNullable<Context['storedFile']>;
  /** Only for exports and imports: the server gives out, or has read, the file of this very command. */
  readonly fileServed?: true;
}

/** How long a command keeps trying against other processes that write to the same streams. */
const patienceMs = 10_000;
const longestPauseMs = 20;

/** Executes commands of all trials of a system; keeps the states it folded until it is dropped. */
export class CommandExecutor {
  readonly #states: StateStore;
  readonly #trials: KnownTrials;
  readonly #turns = new Turns();

  constructor(private readonly system: System) {
    this.#states = new StateStore(system.pools.writer);
    this.#trials = new KnownTrials(system.pools.writer);
  }

  /**
   * Executes one command. The same command again gets the same answer; the same id with another body is refused.
   * @throws ConnectionLost when the database went away while the command was under way
   */
  async execute(trialId: TrialId, submitted: Submission): Promise<ExecuteResult> {
    const parsed = commands[submitted.command.name].safeParse(submitted.command.body);
    if (!parsed.success) {
      const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
      return refuse(
        'command-invalid',
        `The body of ${submitted.command.name} does not have its form: ${problems.join('; ')}`,
        { problems },
      );
    }
    const command = { name: submitted.command.name, body: parsed.data } as Command;
    return this.#turns.take(turnsOf(trialId, command), () => this.#persist(trialId, { ...submitted, command }));
  }

  /** What a command would be refused for now, by what is public; undefined where that does not forbid it. Records nothing. */
  async refusalOf(
    trialId: TrialId,
    { command, actorId, at }: Pick<SubmittedCommand, 'command' | 'actorId' | 'at'>,
  ): Promise<Refusal | undefined> {
    const about = await this.#trials.find(trialId, command);
    if (!about) return refuse('trial-unknown', `There is no trial ${trialId} in this database.`, { trialId });
    const { states, protocol } = await this.#load(trialId, command, about);
    return refusalFor(states, command, { actorId, protocol, now: at ?? new Date().toISOString() });
  }

  /** What a randomisation takes its turn at then: its stratum and the caps it falls under. Other strata go on side by side. */
  async #entryTurns(trialId: TrialId, command: Command): Promise<readonly string[]> {
    if (!('participantId' in command.body)) return [];
    const about = this.#trials.get(trialId);
    if (!about) return [];
    const participant = await this.#states.participant(trialId, command.body.participantId);
    const trial = await this.#states.trial(trialId);
    const versions = await versionsFor(this.system.pools.writer, trialId, { original: about.protocol, trial, command });
    const protocol = protocolAt(versions, trial.amendments, decidingSite(command, participant));
    return streamsOf(command, protocol, { participant }).flatMap((stream) =>
      stream.kind === 'stratum' || stream.kind === 'cap' ? [streamIdOf(trialId, stream)] : [],
    );
  }

  /** Tries until nobody else was faster. */
  async #persist(trialId: TrialId, submitted: Submission): Promise<ExecuteResult> {
    const giveUpAt = performance.now() + patienceMs;
    let attempts = 0;
    while (performance.now() < giveUpAt) {
      const attempt = attempts;
      // Nothing is asked in between: whoever waits for an entry holds the turn of a participant, never the other way round.
      const result = await this.#turns
        .take(await this.#entryTurns(trialId, submitted.command), (leave) =>
          // Whoever was overtaken once keeps the turn until the commit.
          this.#attempt(trialId, submitted, attempt, attempt === 0 ? leave : undefined),
        )
        .catch((cause: unknown) => {
          throw isConnectionLost(cause) ? connectionLost(submitted, cause) : cause;
        });
      if (result !== 'again') return result;
      attempts += 1;
      if (attempts > 2) await new Promise((resolve) => setTimeout(resolve, Math.random() * longestPauseMs));
    }
    return refuse(
      'busy',
      `${submitted.command.name} met other commands on the same data ${attempts} times in ${patienceMs / 1000} s; send it again with the same id.`,
      { attempts },
    );
  }

  /** @param leave gives the turn at strata and caps to the next one, who is decided on what this one is about to append */
  async #attempt(
    trialId: TrialId,
    submitted: Submission,
    attempt: number,
    leave: (() => void) | undefined,
  ): Promise<ExecuteResult | 'again'> {
    const { command, commandId, actorId } = submitted;
    const about = await this.#trials.find(trialId, command);
    if (!about) return refuse('trial-unknown', `There is no trial ${trialId} in this database.`, { trialId });
    const randomness =
      submitted.randomness ??
      (about.mode === 'live' ? systemRandomness() : seededRandomness(trialId, commandId, attempt));
    const decidedOn = await this.#load(trialId, command, about);
    const { states, protocol, versions } = decidedOn;
    const context = await this.#contextOf(trialId, submitted, { randomness, ...decidedOn });
    const decision = decide(command, states, context);
    // Such a command was never accepted, and has no digest.
    if (!decision.accepted && decision.code === 'text-not-allowed') return decision;
    const bodyDigest = this.#digest(submitted);
    if (!decision.accepted) {
      const known = await headsOf(this.#states, trialId, { command, states, events: [] });
      const [before, isStill] = await Promise.all([
        findDoneBefore(this.system, trialId, { command, commandId, bodyDigest }),
        isCurrent(this.system.pools.writer, trialId, known),
      ]);
      if (before) return before;
      if (isStill) return decision;
      // Another process wrote meanwhile: what is refused by the state of before may be allowed by that of now.
      this.#states.forget([...known.keys()]);
      return 'again';
    }

    const events = asRecorded(decision.events);
    const envelope = { actorId, recordedAt: context.now };
    const sealedVersion = context.openedProduct?.version;
    const heads = await headsOf(this.#states, trialId, { command, states, events, sealedVersion });
    const dataKey = about.key
      ? undefined
      : makeDataKey(trialId, await this.system.keyring.readMasterKey(), randomness.randomBytes);
    const key = about.key ?? (dataKey as SealingKey);
    const { rows, after } = rowsAfter({ trialId, versions, mode: about.mode, states, events, heads, envelope });
    const input: Append = {
      trialId,
      ...(dataKey ? { create: { mode: about.mode, protocolId: about.protocol.id, key: dataKey } } : {}),
      exclusive: needsTrialLock(command.name),
      commandId,
      commandName: command.name,
      actorId,
      bodyDigest,
      ...(submitted.at === undefined ? {} : { at: submitted.at }),
      protocolVersion: protocol.version,
      softwareVersion,
      outcome: decision.outcome,
      reads: [...heads].map(([streamId, version]) => ({ streamId, version })),
      events: enclose(trialId, events, { heads, key, randomBytes: randomness.randomBytes }),
      rows,
      ...erasureAfter(command, trialId, heads),
      ...identityAfter(command, trialId, submitted),
      ...readinessAfter(command, trialId, protocol),
      ...rowsAnewAfter(command, trialId, { states, amendment: context.amendment }),
    };
    const result = await this.#append(trialId, input, { events, heads, envelope, after }, leave);
    if (result.status !== 'appended') {
      this.#states.forget([...heads.keys()]);
      return answerNotAppended(this.system, trialId, { command, commandId }, result);
    }
    const changed = this.#states.advance(trialId, { events, heads, envelope, after });
    if (command.name === 'erasePayload') this.#states.forget([command.body.streamId]);
    const answer = answerIn(events);
    const version = versionAfter(command, changedIn(trialId, command, changed));
    return {
      accepted: true,
      outcome: decision.outcome,
      repeated: false,
      ...(version === undefined ? {} : { version }),
      ...(answer ? { answer } : {}),
    };
  }

  async #append(
    trialId: TrialId,
    input: Append,
    appended: Appended,
    leave: (() => void) | undefined,
  ): Promise<AppendResult> {
    if (leave) this.#states.anticipate(trialId, appended);
    try {
      // It takes its place among the appends before the next one is decided.
      const appending = append(this.system.pools.writer, input);
      leave?.();
      return await appending;
    } catch (cause) {
      this.#states.forget([...appended.heads.keys()]);
      throw cause;
    }
  }

  /** Everything that a decision is told beside the states. */
  async #contextOf(
    trialId: TrialId,
    submitted: Submission,
    { randomness, states, protocol, versions }: DecidedOn & { readonly randomness: Randomness },
  ): Promise<Context> {
    const { command, actorId, at, confirmation, expectedVersion, mustExpectVersion } = submitted;
    const { writer } = this.system.pools;
    const asking = { actorId, protocol, now: at ?? new Date().toISOString() };
    // A command that is refused by what is public opens nothing.
    const isOpening = mayOpen(command, states) && refusalFor(states, command, asking) === undefined;
    return {
      ...asking,
      ...(confirmation === undefined ? {} : { confirmation }),
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...(mustExpectVersion === undefined ? {} : { mustExpectVersion }),
      ...randomness,
      ...(isOpening ? await openForCommand(this.system, trialId, command, states) : {}),
      ...(submitted.storedFile === undefined ? {} : { storedFile: submitted.storedFile }),
      ...identityContext(submitted),
      ...(submitted.fileServed === undefined ? {} : { fileServed: submitted.fileServed }),
      ...(command.name === 'goLive' ? { custody: await this.system.custody() } : {}),
      ...(await reviewFactsFor(writer, { trialId, protocol, command, states })),
      ...(await amendmentFactsFor(writer, { trialId, command, trial: states.trial, versions })),
      ...(command.name === 'erasePayload' ? await findErasedType(writer, trialId, command.body) : {}),
    };
  }

  #load(trialId: TrialId, command: Command, { protocol: original }: AboutTrial): Promise<DecidedOn> {
    return loadDecidedOn(this.system.pools.writer, this.#states, { trialId, command, original });
  }

  /** Keyed, so that whoever holds a copy of the database alone can't try out the few bodies that are possible. */
  #digest({ command, actorId }: SubmittedCommand): Buffer {
    return createHmac('sha256', this.system.keyring.commandKey)
      .update(canonicalJson({ name: command.name, body: command.body, actorId }))
      .digest();
  }
}

function connectionLost({ commandId, command }: SubmittedCommand, cause: unknown): ConnectionLost {
  return new ConnectionLost(
    `The connection to the database was lost while ${command.name} (command ${commandId}) was under way: it is in the record as a whole or not at all. Send it again with the same id; it is done once.`,
    { cause },
  );
}
