// The calendar of a participant: every planned visit with its days, counted from what really happened, and where it stands.
import { addDays } from '../calendar-day.js';
import { exactDay } from '../decide/day.js';
import { recordedForms } from '../decide/rule.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import { timepointsOf } from '../protocol/log.js';
import { plannedDayOfAnchor } from '../protocol/schedule.js';
import type { Protocol, Visit } from '../protocol/schema.js';
import { isBeforeRandomisation } from '../protocol/visit-kind.js';
import { anchorDay } from './anchor-day.js';
import { type DeferredForm, deferredForms } from './deferral.js';
import { isPlanned } from './planned-visit.js';

/**
 * Where a visit stands, whatever the day: `done` when every form that it asks for once is there; `begun` when some are;
 * `missed` when somebody said so; `notExpected` after a death, a withdrawal of visits, or where it is not planned here;
 * `undecided` where the values that its rule needs are missing; `open` else.
 */
export type VisitStanding = 'done' | 'begun' | 'missed' | 'notExpected' | 'undecided' | 'open';

export interface CalendarVisit {
  readonly visit: string;
  readonly standing: VisitStanding;
  /** The planned day; absent where nothing that it is counted from is known. */
  readonly targetDay?: string;
  readonly firstDay?: string;
  /** The last day of the window, later where a form is put off; absent where the protocol names no window. */
  readonly lastDay?: string;
  /** Whether the days are counted from what happened, or from a plan that has not come about yet. */
  readonly isActual: boolean;
  /** The day on which it took place: the first of its forms. */
  readonly happenedOn?: string;
  readonly formsMissing: readonly string[];
  readonly deferred: readonly DeferredForm[];
}

const known = new WeakMap<
  ParticipantState,
  { readonly protocol: Protocol; readonly calendar: readonly CalendarVisit[] }
>();

/** The planned visits of a participant in the order of the protocol; those that take place for a reason are not planned. */
export function visitCalendar(protocol: Protocol, participant: ParticipantState): readonly CalendarVisit[] {
  const found = known.get(participant);
  if (found?.protocol === protocol) return found.calendar;
  const forms = protocol.visits.some(({ when }) => when !== undefined) ? recordedForms(participant) : [];
  const facts = { forms, days: daysByVisit(participant), ends: endsOf(participant) };
  const calendar = protocol.visits
    .filter((visit) => visit.unscheduled !== true)
    .map((visit) => calendarVisit(protocol, participant, { visit, ...facts }));
  known.set(participant, { protocol, calendar });
  return calendar;
}

/** What all visits of a calendar rest on. */
interface Facts {
  /** For the rules of visits. */
  readonly forms: ReturnType<typeof recordedForms>;
  /** By visit that has a form: the exact days of its forms. */
  readonly days: ReadonlyMap<string, readonly string[]>;
  /** The days on which the participant died or left; undefined where such a day is not known. */
  readonly ends: readonly (string | undefined)[];
}

function daysByVisit({ forms }: ParticipantState): ReadonlyMap<string, readonly string[]> {
  const days = new Map<string, string[]>();
  for (const { visit, happenedOn } of Object.values(forms)) {
    const ofVisit = days.get(visit) ?? [];
    const day = exactDay(happenedOn);
    if (day !== undefined) ofVisit.push(day);
    days.set(visit, ofVisit);
  }
  return days;
}

function calendarVisit(
  protocol: Protocol,
  participant: ParticipantState,
  { visit, ...facts }: Facts & { readonly visit: Visit },
): CalendarVisit {
  const anchor = anchorOf(protocol, participant, visit);
  const targetDay =
    anchor === undefined || visit.offsetDays === undefined ? undefined : addDays(anchor.day, visit.offsetDays);
  const formsMissing = missingForms(protocol, participant, visit);
  const deferred =
    targetDay === undefined
      ? []
      : deferredForms(protocol, participant, { visit: visit.id, forms: formsMissing, targetDay });
  const happenedOn = facts.days.get(visit.id)?.toSorted()[0];
  return {
    visit: visit.id,
    standing: standingOf(protocol, participant, { visit, ...facts, formsMissing, targetDay }),
    ...(targetDay === undefined ? {} : daysAround(visit, targetDay, deferred)),
    isActual: anchor?.isActual ?? false,
    ...(happenedOn === undefined ? {} : { happenedOn }),
    formsMissing,
    deferred,
  };
}

function daysAround(
  { windowDays }: Visit,
  targetDay: string,
  deferred: readonly DeferredForm[],
): Pick<CalendarVisit, 'targetDay' | 'firstDay' | 'lastDay'> {
  if (windowDays === undefined) return { targetDay };
  const end = addDays(targetDay, windowDays.after);
  const lastDay = [end, ...deferred.map(({ until }) => until)].toSorted().at(-1) ?? end;
  return { targetDay, firstDay: addDays(targetDay, -windowDays.before), lastDay };
}

/** The day that a visit is counted from: the actual one, or else the planned one, counted from randomisation. */
function anchorOf(
  protocol: Protocol,
  participant: ParticipantState,
  { anchor }: Visit,
): { readonly day: string; readonly isActual: boolean } | undefined {
  const day = anchorDay(participant, anchor, protocol);
  if (day !== undefined) return { day, isActual: true };
  const administration = protocol.administrations.find(({ id }) => id === anchor);
  if (administration === undefined) return undefined;
  const { from, offsetDays } = administration.anchor;
  const before = anchorDay(participant, from, protocol);
  if (before !== undefined) return { day: addDays(before, offsetDays), isActual: false };
  const [start, planned] = [exactDay(participant.randomisation?.randomisedOn), plannedDayOfAnchor(protocol, anchor)];
  return start === undefined || planned === undefined ? undefined : { day: addDays(start, planned), isActual: false };
}

/** The forms that a visit asks for and that are not there; one that repeats is asked for by nobody. */
function missingForms(protocol: Protocol, participant: ParticipantState, visit: Visit): readonly string[] {
  return visit.forms.filter((id) => {
    const form = protocol.forms.find((one) => one.id === id);
    if (form === undefined || form.repeats === true) return false;
    const times = Math.max(1, timepointsOf(visit, id).length);
    for (let occurrence = 1; occurrence <= times; occurrence += 1)
      if (participant.forms[`${visit.id}/${id}/${occurrence}`] === undefined) return true;
    return false;
  });
}

function standingOf(
  protocol: Protocol,
  participant: ParticipantState,
  {
    visit,
    forms,
    days,
    ends,
    formsMissing,
    targetDay,
  }: Facts & {
    readonly visit: Visit;
    readonly formsMissing: readonly string[];
    readonly targetDay: string | undefined;
  },
): VisitStanding {
  if (days.has(visit.id)) return formsMissing.length === 0 ? 'done' : 'begun';
  if (participant.capture.missedVisits.includes(visit.id)) return 'missed';
  if (isOver(ends, targetDay)) return 'notExpected';
  const isLater = !isBeforeRandomisation(visit, protocol.epochs);
  if (isLater && participant.capture.rescreenedBy !== undefined) return 'notExpected';
  const planned = visit.when === undefined ? true : isPlanned(protocol, visit.id, forms);
  if (planned === undefined) return 'undecided';
  return planned ? 'open' : 'notExpected';
}

/** Whether the participant had died or left before the planned day; where a day is not known, whether they died or left at all. */
function isOver(ends: Facts['ends'], targetDay: string | undefined): boolean {
  return ends.some((day) => day === undefined || targetDay === undefined || targetDay > day);
}

function endsOf({ withdrawals, adverseEvents }: ParticipantState): Facts['ends'] {
  return [
    ...withdrawals
      .filter(({ kind }) => kind === 'visits' || kind === 'contact' || kind === 'dataUse')
      .map(({ withdrawnOn }) => exactDay(withdrawnOn)),
    ...Object.values(adverseEvents)
      .filter(({ outcome }) => outcome === 'fatal')
      .map(({ endedOn }) => exactDay(endedOn)),
  ];
}

/** What a visit is on a day: `overdue` after its last day, `due` from its first day on, `later` before; or its standing. */
export type VisitState =
  | Exclude<VisitStanding, 'open' | 'begun'>
  | 'incomplete'
  | 'later'
  | 'due'
  | 'overdue'
  | 'undated';

/** Where a visit stands on a day (YYYY-MM-DD at the site). */
export function visitStateOn(
  day: string,
  { standing, targetDay, firstDay, lastDay }: Pick<CalendarVisit, 'standing' | 'targetDay' | 'firstDay' | 'lastDay'>,
): VisitState {
  if (standing === 'begun') return 'incomplete';
  if (standing !== 'open') return standing;
  const [first, last] = [firstDay ?? targetDay, lastDay ?? targetDay];
  if (first === undefined || last === undefined) return 'undated';
  if (day > last) return 'overdue';
  return day >= first ? 'due' : 'later';
}
