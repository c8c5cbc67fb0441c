// The read rows that the events of one decision change, later ones over earlier ones.
import {
  type Envelope,
  evolveParticipant,
  evolveTrial,
  initialParticipantState,
  type NewEvent,
  type ParticipantState,
  type ProtocolVersions,
  protocolAt,
  type States,
  type StreamId,
  siteOf,
  type TrialId,
  type TrialState,
} from '@equipoise/trial';
import { projectParticipant, projectTrial, type Row, type Rows } from '../store/project.js';
import { type ReadTable, readTables } from '../store/read-table/read-table.js';
import { streamIdOf } from '../store/stream.js';

/** The states after a decision, by stream: of the trial and of participants. */
export type StatesAfter = ReadonlyMap<StreamId, TrialState | ParticipantState>;

/** Folds a decision's events over the states it rested on and projects each of them. */
export function rowsAfter(decided: {
  readonly trialId: TrialId;
  readonly versions: ProtocolVersions;
  readonly mode: string;
  readonly states: States;
  readonly events: readonly NewEvent[];
  readonly heads: ReadonlyMap<StreamId, number>;
  readonly envelope: Pick<Envelope, 'actorId' | 'recordedAt'>;
}): { readonly rows: Rows; readonly after: StatesAfter } {
  const { trialId, versions, mode, envelope } = decided;
  const collected: Rows[] = [];
  const after = new Map<StreamId, TrialState | ParticipantState>();
  let trial = decided.states.trial;
  const participants = new Map<string, ParticipantState>();
  for (const known of [decided.states.participant, decided.states.replaced]) {
    if (known?.screening) participants.set(known.screening.participantId, known);
  }
  for (const event of decided.events) {
    const streamId = streamIdOf(trialId, event.stream);
    if (event.stream.kind === 'trial') {
      const next = evolveTrial(trial, { event, envelope });
      const about = { trialId, versions, mode, protocol: protocolAt(versions, next.amendments, undefined) };
      collected.push(projectTrial(about, { event, envelope, streamId, version: next.version }, trial, next));
      trial = next;
      after.set(streamId, next);
    }
    if (event.stream.kind === 'participant') {
      const { participantId } = event.stream;
      const before = participants.get(participantId) ?? initialParticipantState;
      const participant = evolveParticipant(before, { event, envelope });
      participants.set(participantId, participant);
      after.set(streamId, participant);
      const protocol = protocolAt(versions, trial.amendments, siteOf(participant));
      const about = { trialId, versions, mode, protocol };
      collected.push(
        projectParticipant(about, { event, envelope, streamId, version: participant.version }, before, participant),
      );
    }
  }
  return { rows: mergeRows(collected), after };
}

/** One row for each key: the last one. */
export function mergeRows(collected: readonly Rows[]): Rows {
  const merged: Partial<Record<ReadTable, Map<string, Row>>> = {};
  for (const rows of collected) {
    for (const [table, added] of Object.entries(rows) as [ReadTable, readonly Row[]][]) {
      const byKey = merged[table] ?? new Map<string, Row>();
      for (const row of added) byKey.set(rowKey(table, row), row);
      merged[table] = byKey;
    }
  }
  return Object.fromEntries(Object.entries(merged).map(([table, byKey]) => [table, [...byKey.values()]]));
}

/** The key of a row, as one text. */
export function rowKey(table: ReadTable, row: Row): string {
  return readTables[table].key.map((column) => String(row[column])).join('|');
}
