// What a command is decided on: the states of its streams, the protocol of its site, and the versions that the database checks.
import {
  type CapState,
  type Command,
  type NewEvent,
  otherParticipant,
  type Protocol,
  type ProtocolVersions,
  protocolAt,
  type States,
  type StratumState,
  type StreamId,
  streamsOf,
  type TrialId,
} from '@equipoise/trial';
import type pg from 'pg';
import { headVersions } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import { decidingSite, versionsFor } from './amendment-fact.js';
import type { StateStore } from './state-store.js';

export interface DecidedOn {
  readonly states: States;
  /** The version by which the command is decided. */
  readonly protocol: Protocol;
  readonly versions: ProtocolVersions;
}

/** Loads them; from memory, where they were folded before. */
export async function loadDecidedOn(
  pool: pg.Pool,
  store: StateStore,
  { trialId, command, original }: { readonly trialId: TrialId; readonly command: Command; readonly original: Protocol },
): Promise<DecidedOn> {
  const trial = await store.trial(trialId);
  const versions = await versionsFor(pool, trialId, { original, trial, command });
  if (!('participantId' in command.body)) {
    return { states: { trial }, protocol: protocolAt(versions, trial.amendments, undefined), versions };
  }
  const participant = await store.participant(trialId, command.body.participantId);
  const protocol = protocolAt(versions, trial.amendments, decidingSite(command, participant));
  const streams = streamsOf(command, protocol, { participant });
  const other = otherParticipant(command, streams);
  const replaced = other === undefined ? {} : { replaced: await store.participant(trialId, other) };
  const caps: Record<string, CapState> = {};
  let stratum: StratumState | undefined;
  for (const stream of streams) {
    if (stream.kind === 'stratum') stratum = await store.stratum(trialId, stream.stratum);
    if (stream.kind === 'cap') caps[stream.cap] = await store.cap(trialId, stream.cap);
  }
  const states = { trial, participant, ...replaced, ...(stratum === undefined ? {} : { stratum }), caps };
  return { states, protocol, versions };
}

/**
 * The versions that a decision rested on: those of the very states it was given (what is kept in memory may have moved on
 * meanwhile), and the lengths of the sealed streams that it writes to.
 *
 * @param decided.sealedVersion of the participant's sealed stream, where that was opened for the decision
 */
export async function headsOf(
  store: StateStore,
  trialId: TrialId,
  decided: {
    readonly command: Command;
    readonly states: States;
    readonly events: readonly NewEvent[];
    readonly sealedVersion?: number | undefined;
  },
): Promise<ReadonlyMap<StreamId, number>> {
  const { command, states, events, sealedVersion } = decided;
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
    else if (!heads.has(streamId)) heads.set(streamId, await store.version(trialId, stream));
  }
  return heads;
}

/** Whether nothing was written to these streams since their states were folded. */
export async function isCurrent(
  pool: pg.Pool,
  trialId: TrialId,
  known: ReadonlyMap<StreamId, number>,
): Promise<boolean> {
  const now = await headVersions(pool, trialId, [...known.keys()]);
  return [...known].every(([streamId, version]) => (now.get(streamId) ?? 0) === version);
}
