// Permissions that hold for every command: the trial is there, not locked, the participant known, the right held.
import { rolesWithRight } from '../../blinding/access.js';
import type { Role } from '../../blinding/role.js';
import type { Command, CommandName } from '../../command/catalogue.js';
import { placeOf } from '../../evolve/access-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import { isAboutParticipant, type Situation } from '../situation.js';
import { withdrawalsAgainst } from '../withdrawal.js';
import { barOf, rates } from './barred.js';
import { delegationRefusal } from './delegation.js';

/** Openings, the unblinding and erasure do not change what the trial found: they remain after the lock. */
export const commandsAfterLock: readonly CommandName[] = [
  'breakCode',
  'collectAnswer',
  'unblindForReport',
  'requestListOpening',
  'confirmListOpening',
  'openDataCut',
  'unblindTrial',
  // The trial ends, and is told to have ended, when its data are complete.
  'recordTrialEnd',
  'recordEndNotification',
  'requestTrialUnlock',
  'unlockTrial',
  'erasePayload',
  'keepIdentifiers',
  'eraseIdentifiers',
  'grantRole',
  'revokeRole',
  'closeSite',
  'recordReactionReport',
  // What becomes of cells and bags is recorded as long as there are any, and a late result reaches whom it is about.
  'recordDisposal',
  'recordLateResult',
  'notifyFinding',
  'archiveBoardReport',
  'exportData',
  'exportRecord',
  'exportAnalysisData',
  'exportRandomisation',
  'exportSite',
];

/** Who holds the code that a code break gave out needs no role: the right is in the code. */
export const withoutRight: ReadonlySet<CommandName> = new Set<CommandName>(['collectAnswer']);

/** Commands whose events may belong to several sites; the right at one of them is enough. */
export const commandsAcrossSites: ReadonlySet<CommandName> = new Set<CommandName>([
  'randomise',
  'transferParticipant',
  'moveForm',
]);

/** The first general rule that a command meets, if any. */
export function generalRefusal(command: Command, situation: Situation): Refusal | undefined {
  const { trial, participant } = situation;
  const { name } = command;
  const unreadable = unreadableTexts(command.body, []);
  if (unreadable.length > 0) {
    return refuse('text-not-allowed', `A text holds a character that cannot be stored: ${unreadable.join(', ')}.`, {
      places: unreadable,
    });
  }
  if (name === 'createTrial') {
    return trial.creation === undefined
      ? undefined
      : refuse('trial-exists', 'A trial is created once; this one exists.');
  }
  if (trial.creation === undefined) return refuse('trial-unknown', 'This trial does not exist; create it first.');
  const named = siteNamedBy(command);
  const siteId = named ?? situation.siteId;
  const { actorId, now } = situation;
  const asked = { actorId, now, right: name, siteId };
  const roles = rolesWithRight(trial, situation.protocol, asked);
  if (roles.length === 0 && !withoutRight.has(name)) {
    // Of a participant of another site nobody learns more than of one that does not exist.
    const elsewhere = rolesWithRight(trial, situation.protocol, { actorId, now, right: name });
    if (elsewhere.length > 0 && isAboutParticipant(command) && name !== 'screenParticipant')
      return unknownParticipant();
    // Only the site that the sender named: that of the participant would tell where somebody is.
    const place = named === undefined ? '' : ` at ${named}`;
    return refuse('right-missing', `No role of this person has the right to ${name}${place}.`, { command: name });
  }
  const notDelegated = delegationRefusal(name, situation, siteId);
  if (notDelegated !== undefined) return notDelegated;
  if (trial.isLocked && !commandsAfterLock.includes(name)) {
    const allowed = commandsAfterLock.join(', ');
    return refuse('trial-locked', `The trial is locked; ${name} would change it. Allowed: ${allowed}.`, {
      command: name,
    });
  }
  if (!isAboutParticipant(command)) return undefined;
  if (name === 'screenParticipant') return undefined;
  // Who needs no right learns from a wrong code nothing of whom there is.
  if (participant.screening === undefined && withoutRight.has(name))
    return refuse('collection-wrong', 'No answer waits under this code and randomisation number.');
  if (participant.screening === undefined) return unknownParticipant();
  const barred = barredRefusal(command, situation, roles);
  if (barred !== undefined) return barred;
  const kinds = withdrawalsAgainst(
    participant.withdrawals.map((withdrawal) => withdrawal.kind),
    name,
  );
  if (kinds.length === 0) return undefined;
  return refuse('withdrawn', `The participant withdrew (${kinds.join(', ')}); ${name} is no longer allowed.`, {
    command: name,
    kinds,
  });
}

function barredRefusal(command: Command, situation: Situation, roles: readonly Role[]): Refusal | undefined {
  const { participant, protocol, actorId } = situation;
  const { isRating, isRater } = rates(protocol, command, roles);
  const bar = isRating ? barOf(participant, { actorId, isRater }) : undefined;
  if (bar === undefined) return undefined;
  return refuse(
    'rater-barred',
    bar === 'saw the sequence'
      ? 'This person saw the sequence of this participant, and no longer rates the participant.'
      : 'The code of this participant was broken; ratings by blinded raters end there.',
  );
}

/** The site that a command names of itself, beside that of its participant; `@` and the id for a national trial. */
function siteNamedBy({ body }: Command): string | undefined {
  if ('siteId' in body) return body.siteId;
  return 'at' in body && typeof body.at === 'object' ? placeOf(body.at) : undefined;
}

function unknownParticipant(): Refusal {
  return refuse('participant-unknown', 'Nobody was screened under this id here; screen the participant first.');
}

/** The places of texts that no database and no JSON can hold. */
function unreadableTexts(value: unknown, path: readonly string[]): readonly string[] {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? [path.join('.')] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => unreadableTexts(member, [...path, key]));
}
