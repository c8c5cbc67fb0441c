// Permissions about screening numbers, and about screening the same person again.
import { rolesWithRight } from '../../blinding/access.js';
import { addDays } from '../../calendar-day.js';
import type { CommandBody } from '../../command/catalogue.js';
import { siteOf } from '../../evolve/capture-state.js';
import type { Protocol } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import { exactDay } from '../day.js';
import type { Situation } from '../situation.js';

/** What the screening numbers of a site look like; undefined where the protocol does not say. */
export function screeningNumberPattern(
  protocol: Protocol,
  siteId: string,
): { readonly prefix: string; readonly digits: number } | undefined {
  const scheme = protocol.screening?.number;
  if (scheme === undefined) return undefined;
  const site = protocol.sites.find(({ id }) => id === siteId);
  const start = scheme.indexOf('{0');
  const prefix = scheme.slice(0, start).replace('{site}', site?.numberPrefix ?? siteId);
  return { prefix, digits: scheme.length - start - 2 };
}

/** A screening number that does not look as the protocol says. That it is used once, the database sees to. */
export function numberRefusal(
  { siteId, screeningNumber }: CommandBody<'screenParticipant'>,
  protocol: Protocol,
): Refusal | undefined {
  const pattern = screeningNumberPattern(protocol, siteId);
  if (pattern === undefined) return undefined;
  const { prefix, digits } = pattern;
  const rest = screeningNumber.slice(prefix.length);
  if (screeningNumber.startsWith(prefix) && rest.length === digits && /^\d+$/.test(rest)) return undefined;
  const text = `At ${siteId} a screening number is "${prefix}" and ${digits} digits; "${screeningNumber}" is not.`;
  return refuse('screening-number-invalid', text, { screeningNumber, prefix, digits });
}

/** Why the same person is not screened again. */
export function rescreeningRefusal(
  { rescreens, screenedOn, participantId }: CommandBody<'screenParticipant'>,
  { trial, protocol, actorId, now, other }: Situation,
): Refusal | undefined {
  if (rescreens === undefined) return undefined;
  const siteId = other === undefined ? undefined : siteOf(other);
  const mayLook =
    siteId !== undefined &&
    rolesWithRight(trial, protocol, { actorId, now, right: 'screenParticipant', siteId }).length > 0;
  if (other === undefined || !mayLook || rescreens === participantId) {
    return refuse('participant-unknown', 'Nobody was screened here under the id of the earlier screening.');
  }
  if (other.capture.rescreenedBy !== undefined) {
    return refuse('already-rescreened', 'This person was screened again already; name the latest screening.');
  }
  if (other.randomisation !== undefined) {
    return refuse('rescreening-not-allowed', 'This person is randomised, and takes part once.');
  }
  const { maximum, afterDays = 0 } = protocol.screening?.rescreening ?? {};
  if (maximum !== undefined && other.capture.earlierScreenings + 1 > maximum) {
    const text = `The protocol allows ${maximum} further screenings of a person; this would be one more.`;
    return refuse('rescreening-not-allowed', text, { maximum });
  }
  const [before, day] = [exactDay(other.screening?.screenedOn), exactDay(screenedOn)];
  if (before === undefined || day === undefined || day >= addDays(before, afterDays)) return undefined;
  const text = `The protocol screens a person again after ${afterDays} days, from ${addDays(before, afterDays)} on.`;
  return refuse('rescreening-not-allowed', text, { afterDays });
}
