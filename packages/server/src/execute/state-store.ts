// The states that decisions rest on: folded from open events, kept in memory by stream, caught up when they are behind.
import {
  type CapState,
  type EventType,
  evolveCap,
  evolveParticipant,
  evolveStratum,
  evolveTrial,
  type Folded,
  initialCapState,
  initialParticipantState,
  initialStratumState,
  initialTrialState,
  type NewEvent,
  type ParticipantState,
  type StratumState,
  type StreamId,
  type StreamRef,
  type TrialId,
  type TrialState,
} from '@equipoise/trial';
import type pg from 'pg';
import { headVersion, loadStream } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { StatesAfter } from './rows.js';

/** What a decision appended. */
export interface Appended {
  readonly events: readonly NewEvent[];
  readonly heads: ReadonlyMap<StreamId, number>;
  readonly envelope: Folded['envelope'];
  readonly after: StatesAfter;
}

interface Fold<S> {
  readonly initial: S;
  readonly evolve: (state: S, folded: Folded) => S;
}

const trialFold: Fold<TrialState> = { initial: initialTrialState, evolve: evolveTrial };
const participantFold: Fold<ParticipantState> = { initial: initialParticipantState, evolve: evolveParticipant };
const stratumFold: Fold<StratumState> = { initial: initialStratumState, evolve: evolveStratum };
const capFold: Fold<CapState> = { initial: initialCapState, evolve: evolveCap };
/** Of a sealed stream nobody but the opener knows more than its length. */
const sealedFold: Fold<{ readonly version: number }> = {
  initial: { version: 0 },
  evolve: ({ version }) => ({ version: version + 1 }),
};

/** A cache that is never trusted: the database checks every version that a decision rested on. */
export class StateStore {
  readonly #states = new Map<string, { readonly version: number }>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly capacity = 20_000,
  ) {}

  trial(trialId: TrialId): Promise<TrialState> {
    return this.#load(trialId, { kind: 'trial' }, trialFold);
  }

  participant(
    trialId: TrialId,
    participantId: Extract<StreamRef, { kind: 'participant' }>['participantId'],
  ): Promise<ParticipantState> {
    return this.#load(trialId, { kind: 'participant', participantId }, participantFold);
  }

  stratum(trialId: TrialId, stratum: string): Promise<StratumState> {
    return this.#load(trialId, { kind: 'stratum', stratum }, stratumFold);
  }

  cap(trialId: TrialId, cap: string): Promise<CapState> {
    return this.#load(trialId, { kind: 'cap', cap }, capFold);
  }

  /** The version of any stream; for a sealed one the only thing that is known here. */
  async version(trialId: TrialId, stream: StreamRef): Promise<number> {
    const known = this.#states.get(streamIdOf(trialId, stream));
    if (known) return known.version;
    const version = await headVersion(this.pool, trialId, streamIdOf(trialId, stream));
    if (stream.kind === 'sealedTrial' || stream.kind === 'sealedParticipant')
      this.#keep(streamIdOf(trialId, stream), { version });
    return version;
  }

  /**
   * Takes in entries of strata and caps that are about to be appended, so that the next one is decided on them without waiting for
   * their commit. Where they are not appended after all they are to be forgotten; the database refuses whatever rested on them.
   */
  anticipate(trialId: TrialId, { events, heads, envelope }: Omit<Appended, 'after'>): void {
    const shared = events.filter(({ stream }) => stream.kind === 'stratum' || stream.kind === 'cap');
    const next = new Map<StreamId, number>();
    for (const event of shared) {
      const streamId = streamIdOf(trialId, event.stream);
      const fold = foldOf(event.stream);
      const version = next.get(streamId) ?? heads.get(streamId) ?? 0;
      const state = this.#states.get(streamId) ?? (version === 0 ? fold.initial : undefined);
      next.set(streamId, version + 1);
      if (state?.version === version) this.#keep(streamId, fold.evolve(state, { event, envelope }));
    }
  }

  /**
   * Takes in events that were just appended. Another command may have loaded a stream meanwhile: a state that holds them already
   * stays, one that lacks an earlier event is forgotten.
   *
   * @param appended.heads the versions of the streams before
   * @param appended.after states that were folded already, over all of these events
   * @returns by event its stream and version
   */
  advance(
    trialId: TrialId,
    { events, heads, envelope, after }: Appended,
  ): readonly { readonly streamId: StreamId; readonly type: EventType; readonly version: number }[] {
    const next = new Map(heads);
    const placed = events.map((event) => {
      const streamId = streamIdOf(trialId, event.stream);
      const version = (next.get(streamId) ?? 0) + 1;
      next.set(streamId, version);
      return { event, streamId, type: event.type, version };
    });
    for (const [streamId, state] of after) {
      const head = heads.get(streamId) ?? 0;
      // Of a stream that began with these events nothing else was there to load.
      if ((head === 0 || this.#states.get(streamId)?.version === head) && state.version === next.get(streamId))
        this.#keep(streamId, state);
    }
    for (const { event, streamId, version } of placed) {
      const state = this.#states.get(streamId);
      if (state?.version === version - 1) this.#keep(streamId, foldOf(event.stream).evolve(state, { event, envelope }));
      else if (state && state.version < version) this.#states.delete(streamId);
    }
    return placed;
  }

  /** Forgets streams that somebody else wrote to. */
  forget(streamIds: readonly string[]): void {
    for (const streamId of streamIds) this.#states.delete(streamId);
  }

  async #load<S extends { readonly version: number }>(trialId: TrialId, stream: StreamRef, fold: Fold<S>): Promise<S> {
    const streamId = streamIdOf(trialId, stream);
    const known = this.#states.get(streamId) as S | undefined;
    if (known) return known;
    const events = await loadStream(this.pool, trialId, streamId);
    const state = events.reduce<S>(fold.evolve, fold.initial);
    if (events.length > 0) this.#keep(streamId, state);
    return state;
  }

  #keep(streamId: string, state: { readonly version: number }): void {
    this.#states.delete(streamId);
    this.#states.set(streamId, state);
    if (this.#states.size <= this.capacity) return;
    const oldest = this.#states.keys().next();
    if (!oldest.done) this.#states.delete(oldest.value);
  }
}

function foldOf(stream: StreamRef): Fold<{ readonly version: number }> {
  switch (stream.kind) {
    case 'trial':
      return trialFold as unknown as Fold<{ readonly version: number }>;
    case 'participant':
      return participantFold as unknown as Fold<{ readonly version: number }>;
    case 'stratum':
      return stratumFold as unknown as Fold<{ readonly version: number }>;
    case 'cap':
      return capFold as unknown as Fold<{ readonly version: number }>;
    case 'sealedTrial':
    case 'sealedParticipant':
      return sealedFold as unknown as Fold<{ readonly version: number }>;
  }
}
