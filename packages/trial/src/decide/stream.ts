// Which streams a command reads, and whether it needs the trial to itself.
import type { Command, CommandName } from '../command/catalogue.js';
import type { StreamKind } from '../event/catalogue.js';
import type { States } from '../evolve/blind-state.js';
import { type CapState, initialCapState } from '../evolve/cap-state.js';
import { initialParticipantState, type ParticipantState } from '../evolve/participant-state.js';
import { initialStratumState, type StratumState } from '../evolve/stratum-state.js';
import type { TrialState } from '../evolve/trial-state.js';
import type { ParticipantId } from '../id.js';
import type { Protocol } from '../protocol/schema.js';
import { capsOf } from '../randomisation/cap.js';
import { stratumOf } from '../randomisation/stratum.js';
import { mayRandomise } from './automatic.js';
import { sharesEntryWith } from './consequence/allocation.js';
import type { StreamRef } from './contract.js';
import { latestValues } from './rule.js';
import { isAboutParticipant } from './situation.js';

/**
 * The open streams whose states `decide` needs. The trial always; the participant for commands about one; and for
 * `randomise`, once the participant's state is given, whom this one replaces, the stratum and the caps it falls under
 * (no stratum and no caps where a stratification factor has no value).
 */
export function streamsOf(
  command: Command,
  protocol: Protocol,
  states: Pick<States, 'participant'> = {},
): readonly (StreamRef & { readonly kind: Exclude<StreamKind, 'sealedTrial' | 'sealedParticipant'> })[] {
  if (!isAboutParticipant(command)) return [{ kind: 'trial' }];
  const other = otherParticipantOf(command);
  const streams = [
    { kind: 'trial' } as const,
    { kind: 'participant', participantId: command.body.participantId } as const,
    ...(other === undefined ? [] : [{ kind: 'participant', participantId: other } as const]),
  ];
  const { participant } = states;
  if (participant?.screening === undefined) return streams;
  if (command.name === 'breakCode' || command.name === 'collectAnswer') {
    const other = sharesEntryWith(participant, protocol);
    return other === undefined ? streams : [...streams, { kind: 'participant', participantId: other }];
  }
  if (!mayRandomise(command.name, { protocol })) return streams;
  const { siteId } = participant.screening;
  const replaces = command.name === 'randomise' ? command.body.replaces : undefined;
  const replaced = replaces === undefined ? [] : [{ kind: 'participant', participantId: replaces } as const];
  const found = stratumOf(protocol, siteId, latestValues(protocol, participant));
  if (!found.ok) return [...streams, ...replaced];
  const stratum = found.stratum.key;
  const caps = capsOf(protocol, siteId, stratum).map(({ key }) => ({ kind: 'cap', cap: key }) as const);
  return [...streams, ...replaced, { kind: 'stratum', stratum }, ...caps];
}

/**
 * The states that a command depends on, each looked up by its stream; a stream without events has its initial state.
 */
export function statesOf(command: Command, protocol: Protocol, known: KnownStates): States {
  const about = isAboutParticipant(command) ? known.participant(command.body.participantId) : undefined;
  const participant = about === undefined ? {} : { participant: about };
  const streams = streamsOf(command, protocol, participant);
  const caps: Record<string, CapState> = {};
  let states: States = { trial: known.trial, ...participant };
  for (const stream of streams) {
    if (stream.kind === 'stratum')
      states = { ...states, stratum: known.stratum(stream.stratum) ?? initialStratumState };
    if (stream.kind === 'cap') caps[stream.cap] = known.cap(stream.cap) ?? initialCapState;
  }
  const other = otherParticipant(command, streams);
  const replaced = other === undefined ? undefined : (known.participant(other) ?? initialParticipantState);
  return {
    ...states,
    ...(Object.keys(caps).length === 0 ? {} : { caps }),
    ...(replaced === undefined ? {} : { replaced }),
  };
}

/** Among the streams of a command, the participant beside the one that it is about: who is replaced, or shares the entry. */
export function otherParticipant(command: Command, streams: readonly StreamRef[]): ParticipantId | undefined {
  if (!isAboutParticipant(command)) return undefined;
  const { participantId } = command.body;
  return streams.flatMap((stream) =>
    stream.kind === 'participant' && stream.participantId !== participantId ? [stream.participantId] : [],
  )[0];
}

/** The other participant whom a command is about: whose a form really is, or the same person as screened before. */
function otherParticipantOf({ name, body }: Command): ParticipantId | undefined {
  if (name === 'screenParticipant') return body.rescreens;
  if (name !== 'moveForm' || body.toParticipantId === body.participantId) return undefined;
  return body.toParticipantId;
}

/** Where states are looked up, by whoever folds the record. */
export interface KnownStates {
  readonly trial: TrialState;
  readonly participant: (participantId: string) => ParticipantState | undefined;
  readonly stratum: (stratum: string) => StratumState | undefined;
  readonly cap: (cap: string) => CapState | undefined;
}

const exclusive: ReadonlySet<CommandName> = new Set<CommandName>([
  'createTrial',
  'draftAmendment',
  'approveAmendment',
  'activateAmendment',
  'withdrawDraft',
  'grantRole',
  'revokeRole',
  'recordApproval',
  'withdrawApproval',
  'activateSite',
  'suspendSite',
  'resumeSite',
  'closeSite',
  'removeSite',
  'delegateTasks',
  'acceptDelegation',
  'endDelegation',
  'recordTraining',
  'importSafetyListing',
  'openSafetyTables',
  'recordBoardRecommendation',
  'commitAllocation',
  'goLive',
  'commitAnalysisPlan',
  'makeDataCut',
  'openDataCut',
  'recordTrialEnd',
  'recordEndNotification',
  'lockTrial',
  'requestTrialUnlock',
  'unlockTrial',
  'recordMonitoringVisit',
  'closeActionItem',
  'addSynonym',
  'changeDictionaryVersion',
  'setReferenceRange',
  'unblindTrial',
  'appendAllocationList',
  'requestListOpening',
  'confirmListOpening',
  'erasePayload',
  'exportData',
  'exportRecord',
  'exportAnalysisData',
  'exportRandomisation',
  'exportSite',
  'importForms',
]);

/** Whether a command changes the trial's own stream and so excludes every other command while it runs. */
export function needsTrialLock(command: CommandName): boolean {
  return exclusive.has(command);
}
