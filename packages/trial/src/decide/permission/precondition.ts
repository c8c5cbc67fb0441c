// The version that a sender saw of what a command changes: two people never overwrite each other (ACCEPTANCE 42).
import type { Command, CommandName } from '../../command/catalogue.js';
import type { EventType } from '../../event/catalogue.js';
import { adverseEventThing, type Change, formThing } from '../../evolve/change-state.js';
import { type Refusal, type RefusalCode, refuse } from '../../refusal.js';
import { isAboutParticipant, type Situation } from '../situation.js';
import { correctedPlace, occurrenceOf } from './capture.js';

/** What a sender says of the state that a command was made on. */
export interface Precondition {
  /** The version of what the command changes, as the sender saw it; 0 where it was not there. */
  readonly expectedVersion?: number;
  /** A form or an adverse event that is there is changed only by who says which version was seen. */
  readonly mustExpectVersion?: boolean;
}

/** Refusals that come before a version is looked at: who may not touch a thing learns nothing of its changes. */
const comeFirst: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'text-not-allowed',
  'right-missing',
  'trial-unknown',
  'participant-unknown',
  'role-may-not-fill',
  'rater-barred',
]);

/** What a command is refused for: what its sender may not do, then what changed meanwhile, then every other rule. */
export function refusalWithVersion(
  command: Command,
  situation: Situation,
  { refusal, ...precondition }: Precondition & { readonly refusal: Refusal | undefined },
): Refusal | undefined {
  if (refusal !== undefined && comeFirst.has(refusal.code)) return refusal;
  return (
    changedMeanwhile(command, situation, precondition) ?? refusal ?? versionMissing(command, situation, precondition)
  );
}

function changedMeanwhile(
  command: Command,
  situation: Situation,
  { expectedVersion }: Precondition,
): Refusal | undefined {
  const version = currentVersion(command, situation);
  if (expectedVersion === undefined || expectedVersion === version) return undefined;
  const change = findChange(command, situation);
  const about = { expected: expectedVersion, version };
  if (change === undefined) {
    const text = `Version ${expectedVersion} was seen, ${version} is current; look at it again, then decide again.`;
    return refuse('changed-meanwhile', text, about);
  }
  const changed = Object.keys(change.parts).filter((part) => (change.parts[part] ?? 0) > expectedVersion);
  const text = `Somebody changed this after version ${expectedVersion} was seen (${changed.join(', ') || 'nothing that is still there'}); look at version ${version}, then decide again.`;
  return refuse('changed-meanwhile', text, { ...about, changedBy: change.by, changedAt: change.at, changed });
}

function versionMissing(command: Command, situation: Situation, precondition: Precondition): Refusal | undefined {
  if (precondition.mustExpectVersion !== true || precondition.expectedVersion !== undefined) return undefined;
  const change = findChange(command, situation);
  if (change === undefined) return undefined;
  return refuse(
    'version-required',
    `The command ${command.name} changes what is there: say which version of it was seen.`,
    {
      command: command.name,
    },
  );
}

/**
 * The version of what a command changes, 0 where it is not there yet: of a form or an adverse event that of its last
 * change, of all else about a participant that of the participant's stream, and otherwise that of the trial's.
 */
export function currentVersion(command: Command, situation: Situation): number {
  if (changers.has(command.name)) return findChange(command, situation)?.version ?? 0;
  return isAboutParticipant(command) ? situation.participant.version : situation.trial.version;
}

/** The version that the events of a command gave to what it changes; undefined where they gave it none. */
export function versionAfter(
  command: Pick<Command, 'name'>,
  recorded: readonly { readonly type: EventType; readonly version: number }[],
): number | undefined {
  const isThing = changers.has(command.name);
  return recorded.filter(({ type }) => !isThing || thingEvents.has(type)).at(-1)?.version;
}

/** Commands that change one form or one adverse event. */
const changers: ReadonlySet<CommandName> = new Set<CommandName>([
  'recordForm',
  'correctValue',
  'undoForm',
  'reportAdverseEvent',
  'updateAdverseEvent',
]);

/** Events that give a form or an adverse event its version; a command changes one such thing. */
const thingEvents: ReadonlySet<EventType> = new Set<EventType>([
  'FormRecorded',
  'FormCorrected',
  'FormUndone',
  'AdverseEventReported',
  'AdverseEventUpdated',
]);

function findChange(command: Command, situation: Situation): Change | undefined {
  const thing = thingOf(command, situation);
  return thing === undefined ? undefined : situation.participant.changes[thing];
}

/** The form or adverse event that a command changes; a `recordForm` that names no occurrence may begin another one. */
function thingOf({ name, body }: Command, { participant, protocol }: Situation): string | undefined {
  switch (name) {
    case 'recordForm':
      return formThing(occurrenceOf(body, participant, protocol));
    case 'correctValue':
      return formThing(correctedPlace(body, protocol));
    case 'undoForm':
      return body.form === undefined
        ? undefined
        : formThing({ visit: body.visit, form: body.form, occurrence: body.occurrence ?? 1 });
    case 'reportAdverseEvent':
    case 'updateAdverseEvent':
      return adverseEventThing(body.adverseEventId);
    default:
      return undefined;
  }
}
