// The one write path: parse → load → (open) → decide → append with its read rows; once more where somebody was faster.
import { createHmac } from 'node:crypto';
import {
  type CapState,
  type Command,
  type Context,
  canonicalJson,
  commands,
  decide,
  type EventType,
  type NewEvent,
  needsTrialLock,
  type Outcome,
  otherParticipant,
  type Protocol,
  type ProtocolVersions,
  parseProtocol,
  protocolAt,
  type Refusal,
  refusalFor,
  refuse,
  type States,
  type StratumState,
  type StreamId,
  type StreamRef,
  type SubmittedCommand,
  streamsOf,
  type TrialId,
  versionAfter,
} from '@equipoise/trial';
import { makeDataKey, type SealingKey } from '../seal/seal.js';
import { type Append, type AppendResult, append } from '../store/append.js';
import { ConnectionLost, isConnectionLost } from '../store/connection-lost.js';
import { headVersions, listChanged } from '../store/load.js';
import { requireProtocol } from '../store/protocol.js';
import { rebuildStream } from '../store/rebuild.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';
import { softwareVersion } from '../version.js';
import { amendmentFactsFor, decidingSite, rowsAnewAfter, versionsFor } from './amendment-fact.js';
import { asRecorded, enclose } from './enclose.js';
import { identityAfter, identityContext, type WithIdentifiers } from './identity.js';
import { type Answer, answerIn, answerOf, openForCommand } from './opening.js';
import { type Randomness, seededRandomness, systemRandomness } from './randomness.js';
import { readinessAfter, reviewFactsFor } from './review-fact.js';
import { rowsAfter } from './rows.js';
import { StateStore } from './state-store.js';
import { Turns } from './turns.js';

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

interface AboutTrial {
  /** As the trial was created; by which version a command is decided follows from its site. */
  readonly protocol: Protocol;
  readonly mode: 'rehearsal' | 'live' | 'imported';
  /** Absent for a trial that is about to be created. */
  readonly key?: SealingKey;
}

/** How long a command keeps trying against other processes that write to the same streams. */
const patienceMs = 10_000;
const longestPauseMs = 20;

/** Executes commands of all trials of a system; keeps the states it folded until it is dropped. */
export class CommandExecutor {
  readonly #states: StateStore;
  readonly #trials = new Map<TrialId, AboutTrial>();
  readonly #turns = new Turns();

  constructor(private readonly system: System) {
    this.#states = new StateStore(system.pools.writer);
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
    // Nothing is asked in between: whoever waits for an entry holds the turn of a participant, never the other way round.
    return this.#turns.take(turnsOf(trialId, command), async () =>
      this.#turns.take(await this.#entryTurns(trialId, command), () =>
        this.#persist(trialId, { ...submitted, command }),
      ),
    );
  }

  /** What a command would be refused for now, by what is public; undefined where that does not forbid it. Records nothing. */
  async refusalOf(
    trialId: TrialId,
    { command, actorId, at }: Pick<SubmittedCommand, 'command' | 'actorId' | 'at'>,
  ): Promise<Refusal | undefined> {
    const about = await this.#about(trialId, command);
    if (!about) return refuse('trial-unknown', `There is no trial ${trialId} in this database.`, { trialId });
    const { states, protocol } = await this.#load(trialId, command, about.protocol);
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
      const result = await this.#attempt(trialId, submitted, attempts).catch((cause: unknown) => {
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

  async #attempt(trialId: TrialId, submitted: Submission, attempt: number): Promise<ExecuteResult | 'again'> {
    const { command, commandId, actorId, at, confirmation, expectedVersion, mustExpectVersion } = submitted;
    const about = await this.#about(trialId, command);
    if (!about) return refuse('trial-unknown', `There is no trial ${trialId} in this database.`, { trialId });
    const randomness =
      submitted.randomness ??
      (about.mode === 'live' ? systemRandomness() : seededRandomness(trialId, commandId, attempt));
    const { states, protocol, versions } = await this.#load(trialId, command, about.protocol);
    const asking = { actorId, protocol, now: at ?? new Date().toISOString() };
    // A command that is refused by what is public opens nothing.
    const opened = refusalFor(states, command, asking)
      ? {}
      : await openForCommand(this.system, trialId, command, states);
    const context: Context = {
      ...asking,
      actorId,
      ...(confirmation === undefined ? {} : { confirmation }),
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...(mustExpectVersion === undefined ? {} : { mustExpectVersion }),
      ...randomness,
      ...opened,
      ...(submitted.storedFile === undefined ? {} : { storedFile: submitted.storedFile }),
      ...identityContext(submitted),
      ...(submitted.fileServed === undefined ? {} : { fileServed: submitted.fileServed }),
      ...(command.name === 'goLive' ? { custody: await this.system.custody() } : {}),
      ...(await reviewFactsFor(this.system.pools.writer, { trialId, protocol, command, states })),
      ...(await amendmentFactsFor(this.system.pools.writer, { trialId, command, trial: states.trial, versions })),
      ...(command.name === 'erasePayload' ? await this.#erasedType(trialId, command.body) : {}),
    };
    const decision = decide(command, states, context);
    // Such a command was never accepted, and has no digest.
    if (!decision.accepted && decision.code === 'text-not-allowed') return decision;
    const bodyDigest = this.#digest(submitted);
    const envelope = { actorId, recordedAt: context.now };
    if (!decision.accepted) {
      const known = await this.#headsOf(trialId, command, states, []);
      const [before, isCurrent] = await Promise.all([
        this.#doneBefore(trialId, submitted, bodyDigest),
        this.#isCurrent(trialId, known),
      ]);
      if (before) return before;
      if (isCurrent) return decision;
      // Another process wrote meanwhile: what is refused by the state of before may be allowed by that of now.
      this.#states.forget([...known.keys()]);
      return 'again';
    }

    const events = asRecorded(decision.events);
    const heads = await this.#headsOf(trialId, command, states, events, context.openedProduct?.version);
    const dataKey = about.key
      ? undefined
      : makeDataKey(trialId, await this.system.keyring.readMasterKey(), randomness.randomBytes);
    const key = about.key ?? (dataKey as SealingKey);
    const input: Append = {
      trialId,
      ...(dataKey ? { create: { mode: about.mode, protocolId: about.protocol.id, key: dataKey } } : {}),
      exclusive: needsTrialLock(command.name),
      commandId,
      commandName: command.name,
      actorId,
      bodyDigest,
      ...(at === undefined ? {} : { at }),
      protocolVersion: protocol.version,
      softwareVersion,
      outcome: decision.outcome,
      reads: [...heads].map(([streamId, version]) => ({ streamId, version })),
      events: enclose(trialId, events, { heads, key, randomBytes: randomness.randomBytes }),
      rows: rowsAfter({
        trialId,
        versions,
        mode: about.mode,
        states,
        events,
        heads,
        envelope,
      }),
      ...erasureAfter(command, trialId, heads),
      ...identityAfter(command, trialId, submitted),
      ...readinessAfter(command, trialId, protocol),
      ...rowsAnewAfter(command, trialId, { states, amendment: context.amendment }),
    };
    const result = await append(this.system.pools.writer, input);
    if (result.status !== 'appended') return this.#notAppended(trialId, submitted, result, [...heads.keys()]);
    const next = new Map(heads);
    const changed: { readonly streamId: StreamId; readonly type: EventType; readonly version: number }[] = [];
    for (const event of events) {
      const streamId = streamIdOf(trialId, event.stream);
      const version = (next.get(streamId) ?? 0) + 1;
      next.set(streamId, version);
      changed.push({ streamId, type: event.type, version });
      this.#states.advance(trialId, event.stream, { event, envelope, version });
    }
    if (command.name === 'erasePayload') this.#states.forget([command.body.streamId as StreamId]);
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

  /** The trial's protocol, mode and sealing key; of a trial that this command creates, from the command. */
  async #about(trialId: TrialId, command: Command): Promise<AboutTrial | undefined> {
    const known = this.#trials.get(trialId);
    if (known) return known;
    const { rows } = await this.system.pools.writer.query<{
      mode: 'rehearsal' | 'live' | 'imported';
      key_id: string;
      public_key: Buffer;
      body: Buffer;
    }>(
      `select t.mode, k.key_id, k.public_key, p.body from record.trial t
       join sealed.data_key k using (trial_id) join record.payload p on (p.trial_id, p.stream_id, p.version) = (t.trial_id, $2, 1)
       where t.trial_id = $1`,
      [trialId, streamIdOf(trialId, { kind: 'trial' })],
    );
    const row = rows[0];
    if (row) {
      const { protocolSource } = JSON.parse(row.body.toString('utf8')) as { protocolSource: string };
      const about = {
        protocol: requireProtocol(protocolSource),
        mode: row.mode,
        key: { keyId: row.key_id, publicKey: row.public_key },
      };
      this.#trials.set(trialId, about);
      return about;
    }
    if (command.name !== 'createTrial') return undefined;
    const parsed = parseProtocol(command.body.protocolSource, 'protocol');
    return parsed.ok ? { protocol: parsed.value, mode: command.body.mode } : undefined;
  }

  async #erasedType(
    trialId: TrialId,
    { streamId, version }: { readonly streamId: string; readonly version: number },
  ): Promise<Pick<Context, 'erasedType'>> {
    const { rows } = await this.system.pools.writer.query<{ type: EventType }>(
      'select type from record.event where trial_id = $1 and stream_id = $2 and version = $3',
      [trialId, streamId, version],
    );
    return rows[0] ? { erasedType: rows[0].type } : {};
  }

  async #load(
    trialId: TrialId,
    command: Command,
    original: Protocol,
  ): Promise<{ readonly states: States; readonly protocol: Protocol; readonly versions: ProtocolVersions }> {
    const trial = await this.#states.trial(trialId);
    const versions = await versionsFor(this.system.pools.writer, trialId, { original, trial, command });
    if (!('participantId' in command.body)) {
      return { states: { trial }, protocol: protocolAt(versions, trial.amendments, undefined), versions };
    }
    const participant = await this.#states.participant(trialId, command.body.participantId);
    const protocol = protocolAt(versions, trial.amendments, decidingSite(command, participant));
    const streams = streamsOf(command, protocol, { participant });
    const other = otherParticipant(command, streams);
    const replaced = other === undefined ? {} : { replaced: await this.#states.participant(trialId, other) };
    const caps: Record<string, CapState> = {};
    let stratum: StratumState | undefined;
    for (const stream of streams) {
      if (stream.kind === 'stratum') stratum = await this.#states.stratum(trialId, stream.stratum);
      if (stream.kind === 'cap') caps[stream.cap] = await this.#states.cap(trialId, stream.cap);
    }
    const states = { trial, participant, ...replaced, ...(stratum === undefined ? {} : { stratum }), caps };
    return { states, protocol, versions };
  }

  /**
   * The versions that the decision rested on: those of the very states it was given (the cache may have moved on
   * meanwhile), and the lengths of the sealed streams that it writes to.
   */
  async #headsOf(
    trialId: TrialId,
    command: Command,
    states: States,
    events: readonly NewEvent[],
    sealedVersion?: number,
  ): Promise<ReadonlyMap<StreamId, number>> {
    const heads = new Map<StreamId, number>([[streamIdOf(trialId, { kind: 'trial' }), states.trial.version]]);
    if (states.participant && 'participantId' in command.body) {
      const { participantId } = command.body;
      heads.set(streamIdOf(trialId, { kind: 'participant', participantId }), states.participant.version);
      // What was opened of the product counts as it was when it was opened.
      if (sealedVersion !== undefined) {
        heads.set(streamIdOf(trialId, { kind: 'sealedParticipant', participantId }), sealedVersion);
      }
    }
    if (states.replaced?.screening) {
      const { participantId } = states.replaced.screening;
      heads.set(streamIdOf(trialId, { kind: 'participant', participantId }), states.replaced.version);
    }
    for (const [cap, state] of Object.entries(states.caps ?? {})) {
      heads.set(streamIdOf(trialId, { kind: 'cap', cap }), state.version);
    }
    for (const { stream } of events) {
      const streamId = streamIdOf(trialId, stream);
      if (stream.kind === 'stratum') heads.set(streamId, states.stratum?.version ?? 0);
      else if (!heads.has(streamId)) heads.set(streamId, await this.#states.version(trialId, stream));
    }
    return heads;
  }

  /** Whether nothing was written to these streams since their states were folded. */
  async #isCurrent(trialId: TrialId, known: ReadonlyMap<StreamId, number>): Promise<boolean> {
    const now = await headVersions(this.system.pools.writer, trialId, [...known.keys()]);
    return [...known].every(([streamId, version]) => (now.get(streamId) ?? 0) === version);
  }

  /** Keyed, so that whoever holds a copy of the database alone can't try out the few bodies that are possible. */
  #digest({ command, actorId }: SubmittedCommand): Buffer {
    return createHmac('sha256', this.system.keyring.commandKey)
      .update(canonicalJson({ name: command.name, body: command.body, actorId }))
      .digest();
  }

  /** A command that is refused now may be one that was accepted before: then its answer is the one that it got. */
  async #doneBefore(trialId: TrialId, submitted: Submission, bodyDigest: Buffer): Promise<ExecuteResult | undefined> {
    const { rows } = await this.system.pools.writer.query<{ body_digest: Buffer; outcome: string }>({
      name: 'command-done',
      text: 'select body_digest, outcome from record.command where trial_id = $1 and command_id = $2',
      values: [trialId, submitted.commandId],
    });
    const row = rows[0];
    if (!row) return undefined;
    return row.body_digest.equals(bodyDigest)
      ? this.#repeat(trialId, submitted, JSON.parse(row.outcome) as Outcome)
      : otherBody(submitted);
  }

  async #repeat(trialId: TrialId, submitted: Submission, outcome: Outcome): Promise<ExecuteResult> {
    const answer =
      submitted.command.name === 'breakCode' ||
      submitted.command.name === 'collectAnswer' ||
      submitted.command.name === 'unblindForReport'
        ? await answerOf(this.system, trialId, submitted.command.body.participantId, submitted.commandId)
        : undefined;
    const changed = await listChanged(this.system.pools.writer, trialId, submitted.commandId);
    const version = versionAfter(submitted.command, changedIn(trialId, submitted.command, changed));
    return {
      accepted: true,
      outcome,
      repeated: true,
      ...(version === undefined ? {} : { version }),
      ...(answer ? { answer } : {}),
    };
  }

  async #notAppended(
    trialId: TrialId,
    submitted: Submission,
    result: Exclude<AppendResult, { status: 'appended' }>,
    streamIds: readonly StreamId[],
  ): Promise<ExecuteResult | 'again'> {
    this.#states.forget(streamIds);
    switch (result.status) {
      case 'done-before':
        return this.#repeat(trialId, submitted, result.outcome);
      case 'stale':
        return 'again';
      case 'other-body':
        return otherBody(submitted);
      case 'no-right':
        return refuse('right-missing', `No role of this person has the right to ${submitted.command.name} here now.`, {
          command: submitted.command.name,
        });
      case 'unknown-trial':
        return refuse('trial-unknown', `There is no trial ${trialId} in this database.`, { trialId });
      case 'taken': {
        // A number that we drew ourselves is drawn again; one that came with the command is refused.
        if (result.constraint === 'randomisation_number_unique' || isDrawn(result.constraint, submitted))
          return 'again';
        const what = result.constraint.replace(/_unique$/, '').replaceAll('_', ' ');
        return refuse('already-in-use', `This ${what} is in use in this trial; each is used once.`, { what });
      }
      default:
        return result satisfies never;
    }
  }
}

/** Whether a code that is in use was drawn here, so that another one is drawn. */
function isDrawn(constraint: string, { command: { name, body } }: SubmittedCommand): boolean {
  switch (constraint) {
    case 'donation_code_unique':
      return true;
    case 'identity_code_unique':
      return name === 'issueIdentityCode' || (name === 'recordHarvest' && body.chainOfIdentityCode === undefined);
    case 'bag_code_unique':
      return name === 'prepareInfusion' && body.bagCode === undefined;
    default:
      return false;
  }
}

/** What a command takes its turn at first: its participants, or the trial itself. */
function turnsOf(trialId: TrialId, { name, body }: Command): readonly string[] {
  if (!('participantId' in body)) return [trialId];
  const participant = `${trialId}|${body.participantId}`;
  // An emergency waits for nobody; where another command is faster, it is decided again.
  if (name === 'breakCode' || name === 'collectAnswer') return [];
  if (name !== 'randomise') return [participant];
  const replaced = body.replaces === undefined ? [] : [`${trialId}|${body.replaces}`];
  return [participant, ...replaced];
}

/** The events of a command that changed what it is about: its participant, or else the trial. */
function changedIn<E extends { readonly streamId: StreamId }>(
  trialId: TrialId,
  { body }: Command,
  changed: readonly E[],
): readonly E[] {
  const stream: StreamRef =
    'participantId' in body ? { kind: 'participant', participantId: body.participantId } : { kind: 'trial' };
  const streamId = streamIdOf(trialId, stream);
  return changed.filter((event) => event.streamId === streamId);
}

function connectionLost({ commandId, command }: SubmittedCommand, cause: unknown): ConnectionLost {
  return new ConnectionLost(
    `The connection to the database was lost while ${command.name} (command ${commandId}) was under way: it is in the record as a whole or not at all. Send it again with the same id; it is done once.`,
    { cause },
  );
}

function otherBody({ commandId, command }: Submission): Refusal {
  return refuse(
    'command-id-used',
    `The command id ${commandId} was used for another command; a new ${command.name} needs a new id.`,
    { commandId },
  );
}

/** Erasure takes the payload away in the transaction that records it. */
function erasureAfter(
  command: Command,
  trialId: TrialId,
  heads: ReadonlyMap<StreamId, number>,
): Pick<Append, 'afterwards'> {
  if (command.name !== 'erasePayload') return {};
  const { streamId, version } = command.body;
  const tombstone = streamIdOf(trialId, { kind: 'trial' });
  return {
    afterwards: async (client) => {
      await client.query('select record.erase_payload($1, $2, $3, $4, $5)', [
        trialId,
        streamId,
        version,
        tombstone,
        (heads.get(tombstone) ?? 0) + 1,
      ]);
      await rebuildStream(client, trialId, streamId as StreamId);
    },
  };
}
