// Analysis sets: who is in each, who is not and why.
import type { AnalysisSet, Protocol } from '@equipoise/trial';
import type { DerivedTrial, RandomisedParticipant } from '../derive/record.js';
import type { AnalysisSetSummary } from '../output.js';
import { byCodeUnits, labelOf } from '../text.js';

/** An analysis set with its members; reasons of those left out. */
export interface SetMembership {
  readonly definition: AnalysisSet;
  readonly members: readonly RandomisedParticipant[];
  readonly excluded: readonly { readonly participant: RandomisedParticipant; readonly reason: string }[];
}

/**
 * The members of a set among the randomised. As randomised: everyone, whether or not a visit is readable. Per protocol: without
 * participants who received a treatment other than assigned, none at all, or have an important deviation. As received: who received
 * at least one administration (all, where the trial records none). Exclusions of the blind data review hold for the set they name. A set that requires an endpoint leaves out who has no value of it.
 */
export function membersOf(definition: AnalysisSet, trial: DerivedTrial, protocol: Protocol): SetMembership {
  const judged = trial.randomised.map((participant) => ({
    participant,
    reason: reasonToExclude(definition, participant, trial, protocol),
  }));
  return {
    definition,
    members: judged.filter(({ reason }) => reason === undefined).map(({ participant }) => participant),
    excluded: judged.flatMap(({ participant, reason }) => (reason === undefined ? [] : [{ participant, reason }])),
  };
}

function reasonToExclude(
  definition: AnalysisSet,
  participant: RandomisedParticipant,
  trial: DerivedTrial,
  protocol: Protocol,
): string | undefined {
  const { participantId } = participant;
  const reviewed = participant.exclusions.find(({ set }) => set === definition.id);
  if (reviewed !== undefined) return `excluded at the blind data review: ${reviewed.criterion}`;
  const { requires } = definition;
  const hasValue = trial.endpointValues.some(
    (one) => one.participantId === participantId && one.endpoint === requires && one.value !== undefined,
  );
  if (requires !== undefined && !hasValue) {
    const endpoint = protocol.endpoints.find(({ id }) => id === requires);
    return `no value of the endpoint: ${labelOf(endpoint?.name ?? requires, requires)}`;
  }
  if (definition.kind === 'asRandomised') return undefined;
  const given = trial.administrations.filter((record) => record.participantId === participantId);
  if (protocol.administrations.length > 0 && given.length === 0) return 'no administration recorded';
  if (definition.kind === 'asReceived') return undefined;
  if (given.some(({ assigned, received }) => assigned !== received)) return 'received a treatment other than assigned';
  const important = trial.deviations.find(
    (deviation) =>
      deviation.participantId === participantId &&
      deviation.importance === 'important' &&
      (definition.deviations?.includes(deviation.category) ?? true),
  );
  return important === undefined ? undefined : `important deviation: ${important.category}`;
}

/** Counts of a set for the report. `contributes` says who has something for the primary endpoint. */
export function summariseSet(
  { definition, members, excluded }: SetMembership,
  trial: DerivedTrial,
  context: { readonly protocol: Protocol; readonly contributes: (participantId: string) => boolean },
): AnalysisSetSummary {
  const { protocol } = context;
  const asReceived = definition.kind === 'asReceived';
  const reasons = [...new Set(excluded.map(({ reason }) => reason))].sort(byCodeUnits);
  return {
    id: definition.id,
    name: labelOf(definition.name, definition.id),
    kind: definition.kind,
    by: asReceived ? 'treatmentReceived' : 'sequence',
    n: asReceived ? countByTreatment(members, trial, protocol) : countBySequence(members, protocol),
    excluded: reasons.map((reason) => ({ reason, n: excluded.filter((one) => one.reason === reason).length })),
    notContributing: countBySequence(
      members.filter(({ participantId }) => !context.contributes(participantId)),
      protocol,
    ),
  };
}

/** Participants of each sequence of the protocol, zeros included. */
export function countBySequence(
  participants: readonly { readonly sequence: string }[],
  protocol: Protocol,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    protocol.sequences.map(({ id }) => [id, participants.filter(({ sequence }) => sequence === id).length]),
  );
}

/** Participants who received each treatment at least once; in a crossover one participant counts under each. */
export function countByTreatment(
  participants: readonly RandomisedParticipant[],
  trial: DerivedTrial,
  protocol: Protocol,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    protocol.treatments.map(({ id }) => [
      id,
      participants.filter(({ participantId }) =>
        trial.periods.some((period) => trial.receivedIn(participantId, period) === id),
      ).length,
    ]),
  );
}
