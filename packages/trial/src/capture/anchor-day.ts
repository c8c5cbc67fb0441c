// The days from which visits are counted, as they really came to be.
import { exactDay } from '../decide/day.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Anchor, Protocol, Visit } from '../protocol/schema.js';

/** The exact day that a visit is counted from, where it is known. */
export function anchorDay(
  participant: ParticipantState,
  anchor: Visit['anchor'],
  protocol: Protocol,
): string | undefined {
  if (anchor === 'screening') return exactDay(participant.screening?.screenedOn);
  if (anchor === 'randomisation') return exactDay(participant.randomisation?.randomisedOn);
  const event = protocol.anchors?.find((one) => one.id === anchor);
  if (event !== undefined) return eventDay(participant, event);
  return exactDay(participant.infusions.find((one) => one.administration === anchor)?.startedAt);
}

/** The exact day of a dated event, the first or the last of those recorded. */
function eventDay(participant: ParticipantState, { form, item, occurrence }: Anchor): string | undefined {
  const days = Object.values(participant.forms)
    .filter((one) => one.form === form)
    .flatMap((one) => {
      const value = Object.hasOwn(one.items, item) ? one.items[item] : undefined;
      return (typeof value === 'string' ? exactDay(value) : undefined) ?? [];
    })
    .sort();
  return occurrence === 'last' ? days.at(-1) : days[0];
}
