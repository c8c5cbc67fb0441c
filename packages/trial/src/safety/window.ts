// Where an adverse event belongs: windows of the protocol, events of special interest, days since the administrations.
import { daysBetween } from '../calendar-day.js';
import { anchorDay } from '../capture/anchor-day.js';
import { exactDay } from '../decide/day.js';
import type { Payload } from '../event/catalogue.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Protocol } from '../protocol/schema.js';

type Facts = Pick<Payload<'AdverseEventReported'>, 'startedOn' | 'systemOrganClass' | 'preferredTerm' | 'term'>;

/** The windows in which an event began; none where its day, or the day that a window counts from, isn't known. */
export function windowsOf(protocol: Protocol, participant: ParticipantState, facts: Facts): readonly string[] {
  const day = exactDay(facts.startedOn);
  if (day === undefined) return [];
  return (protocol.adverseEvents?.windows ?? []).flatMap(({ id, from, fromDays = 0, toDays }) => {
    const anchor = anchorDay(participant, from, protocol) ?? visitDay(participant, from);
    if (anchor === undefined) return [];
    const days = daysBetween(anchor, day);
    return days >= fromDays && days <= toDays ? [id] : [];
  });
}

/** The events of special interest that an event is one of: by its coded term, or by its class where no terms are named. */
export function specialInterestsOf(protocol: Protocol, facts: Facts): readonly string[] {
  const term = (facts.preferredTerm ?? facts.term).toLowerCase();
  return (protocol.adverseEvents?.ofSpecialInterest ?? []).flatMap(({ id, systemOrganClass, preferredTerms }) => {
    const isOfClass = systemOrganClass === undefined || systemOrganClass === facts.systemOrganClass;
    const isTerm = preferredTerms?.some((one) => one.toLowerCase() === term) ?? systemOrganClass !== undefined;
    return isOfClass && isTerm ? [id] : [];
  });
}

/**
 * The last administration before an event, by day; on the day itself, the administration counts as before. Which
 * treatment that was nobody blinded knows.
 */
export function administrationBefore(
  infusions: readonly Pick<Payload<'InfusionRecorded'>, 'administration' | 'startedAt'>[],
  startedOn: Facts['startedOn'],
): { readonly administration: string; readonly days: number } | undefined {
  const day = exactDay(startedOn);
  if (day === undefined) return undefined;
  const before = infusions
    .flatMap(({ administration, startedAt }) => {
      const given = exactDay(startedAt);
      return given === undefined || given > day ? [] : [{ administration, given }];
    })
    .sort((one, other) => (one.given < other.given ? -1 : 1))
    .at(-1);
  return before === undefined
    ? undefined
    : { administration: before.administration, days: daysBetween(before.given, day) };
}

function visitDay(participant: ParticipantState, visit: string): string | undefined {
  const days = Object.values(participant.forms)
    .filter((form) => form.visit === visit)
    .flatMap((form) => exactDay(form.happenedOn) ?? []);
  return days.sort()[0];
}
