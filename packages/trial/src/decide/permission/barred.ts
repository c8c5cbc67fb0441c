// Who may no longer rate a participant: blinded raters once the trial's people know the sequence, and whoever saw it.
import type { Role } from '../../blinding/role.js';
import type { CommandName } from '../../command/catalogue.js';
import type { ParticipantState } from '../../evolve/participant-state.js';
import type { Protocol } from '../../protocol/schema.js';

/** The roles whose holders rate outcomes blind: that of the standard, and those that the protocol says so of. */
export function raterRoles(protocol: Protocol): ReadonlySet<string> {
  const own = (protocol.blinding.roles ?? []).filter((role) => role.rates === true);
  return new Set(['edssRater', ...own.map((role) => role.id)]);
}

/** Whether a form is for raters alone: every role that fills it rates. */
export function isRatingForm(protocol: Protocol, formId: string): boolean {
  const { filledBy } = protocol.forms.find((form) => form.id === formId) ?? {};
  const raters = raterRoles(protocol);
  return filledBy !== undefined && filledBy.length > 0 && filledBy.every((role) => raters.has(role));
}

/** Why somebody may not rate: as a blinded rater, or as the very person who saw the sequence; undefined where they may. */
export function barOf(
  participant: Pick<ParticipantState, 'unblinding'>,
  asked: { readonly actorId: string; readonly isRater: boolean },
): 'blinded raters' | 'saw the sequence' | undefined {
  const { seenBy, knownSince } = participant.unblinding;
  if (seenBy.some((one) => one === asked.actorId)) return 'saw the sequence';
  return asked.isRater && knownSince !== undefined ? 'blinded raters' : undefined;
}

/** What a blinded rater does, whatever the form. */
const ratings: ReadonlySet<CommandName> = new Set<CommandName>(['recordForm', 'correctValue', 'recordTreatmentGuess']);

/**
 * Whether a command rates: any of a person who has the right to it as a rater alone; of everybody else a guess, and the
 * forms that raters alone fill. Care goes on: who broke the code still records what is not a rating.
 */
export function rates(
  protocol: Protocol,
  command: { readonly name: CommandName; readonly body: object },
  roles: readonly Role[],
): { readonly isRating: boolean; readonly isRater: boolean } {
  const raters = raterRoles(protocol);
  const isRater = roles.length > 0 && roles.every((role) => raters.has(role.id));
  if (!ratings.has(command.name)) return { isRating: false, isRater };
  const form = 'form' in command.body ? String(command.body.form) : undefined;
  const isOfRaters = form === undefined ? command.name === 'recordTreatmentGuess' : isRatingForm(protocol, form);
  return { isRating: isRater || isOfRaters, isRater };
}
