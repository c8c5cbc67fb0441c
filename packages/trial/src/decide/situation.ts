// What a permission may look at: blind states, who asks, and the protocol. Nothing here needs a key or a draw.
import { type Command, type CommandBody, type CommandName, commands } from '../command/catalogue.js';
import type { States } from '../evolve/blind-state.js';
import { siteOf } from '../evolve/capture-state.js';
import { initialParticipantState, type ParticipantState } from '../evolve/participant-state.js';
import { initialStratumState, type StratumState } from '../evolve/stratum-state.js';
import type { TrialState } from '../evolve/trial-state.js';
import type { Protocol } from '../protocol/schema.js';
import type { Refusal } from '../refusal.js';

/** Who asks, under which protocol, on which day. */
export interface Asking {
  readonly actorId: string;
  readonly protocol: Protocol;
  /** UTC instant with milliseconds. */
  readonly now: string;
}

/** The states with those that do not exist yet as they begin. */
export interface Situation extends Asking {
  readonly trial: TrialState;
  readonly participant: ParticipantState;
  readonly stratum: StratumState;
  /** By cap; one that is not here has no place taken. */
  readonly caps: NonNullable<States['caps']>;
  /** For `randomise` with a replacement: whom it replaces; for a code break: who shares the entry. */
  readonly replaced: ParticipantState | undefined;
  /** For `moveForm`: whose the form is; for `screenParticipant`: the same person, screened before. */
  readonly other: ParticipantState | undefined;
  /** The participant's site, once screened; the one where they are now. */
  readonly siteId: string | undefined;
}

/** Says no, or nothing. */
export type Permission<N extends CommandName> = (body: CommandBody<N>, situation: Situation) => Refusal | undefined;

export type Permissions<N extends CommandName> = { readonly [K in N]: Permission<K> };

/** Puts the states of a command together. */
export function situationOf(states: States, asking: Asking): Situation {
  const participant = states.participant ?? initialParticipantState;
  const { actorId, protocol, now } = asking;
  return {
    actorId,
    protocol,
    now,
    trial: states.trial,
    participant,
    stratum: states.stratum ?? initialStratumState,
    caps: states.caps ?? {},
    replaced: states.replaced,
    other: states.replaced,
    siteId: siteOf(participant),
  };
}

/** Whether a command is about one participant. */
export function isAboutParticipant(
  command: Command,
): command is Extract<Command, { body: { participantId: unknown } }> {
  return 'participantId' in commands[command.name].shape;
}
