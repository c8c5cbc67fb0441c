// Which streams a command reads, and whether it needs the trial to itself.
import type { Command, CommandName } from '../command/catalogue.js';
import type { StreamKind } from '../event/catalogue.js';
import type { States } from '../evolve/blind-state.js';
import type { Protocol } from '../protocol/schema.js';
import { stratumOf } from '../randomisation/stratum.js';
import type { StreamRef } from './contract.js';
import { latestValues } from './rule.js';
import { isAboutParticipant } from './situation.js';

/**
 * The open streams whose states `decide` needs. The trial always; the participant for commands about one; and for
 * `randomise`, once the participant's state is given, the stratum (none where a stratification factor has no value).
 */
export function streamsOf(
  command: Command,
  protocol: Protocol,
  states: Pick<States, 'participant'> = {},
): readonly (StreamRef & { readonly kind: Exclude<StreamKind, 'sealedTrial' | 'sealedParticipant'> })[] {
  if (!isAboutParticipant(command)) return [{ kind: 'trial' }];
  const streams = [{ kind: 'trial' }, { kind: 'participant', participantId: command.body.participantId }] as const;
  const { participant } = states;
  if (command.name !== 'randomise' || participant?.screening === undefined) return streams;
  const found = stratumOf(protocol, participant.screening.siteId, latestValues(participant));
  return found.ok ? [...streams, { kind: 'stratum', stratum: found.stratum.key }] : streams;
}

const exclusive: ReadonlySet<CommandName> = new Set<CommandName>([
  'createTrial',
  'grantRole',
  'revokeRole',
  'activateSite',
  'commitAllocation',
  'goLive',
  'commitAnalysisPlan',
  'makeDataCut',
  'openDataCut',
  'lockTrial',
  'unblindTrial',
  'erasePayload',
]);

/** Whether a command changes the trial's own stream and so excludes every other command while it runs. */
export function needsTrialLock(command: CommandName): boolean {
  return exclusive.has(command);
}
