// The timeline of one participant: what happened and what is planned, in lanes over both periods, each at its day.
import { addDays, daysBetween, isMissing, type Protocol } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';
import { type StripShape, type StripVisit, shapeOf, stripScale, zeroDay } from './strip.js';

/** What can happen beside visits. */
export type EntryKind =
  | RowOf<'participantMilestones'>['milestone']
  | RowOf<'participantGates'>['step']
  | 'consent'
  | 'gateOpen'
  | 'gateOverridden'
  | 'adverseEvent'
  | 'seriousEvent'
  | 'codeBroken'
  | 'end';

export type Lane = 'visits' | 'treatment' | 'person' | 'safety';
export const lanes: readonly Lane[] = ['visits', 'treatment', 'person', 'safety'];

/** Something that happened on a day, or is planned for one. */
export interface TimelineEntry {
  readonly id: string;
  readonly lane: Lane;
  readonly kind: EntryKind | 'visit';
  /** YYYY-MM-DD; of a date that is known to the month or year, its first day. */
  readonly day: string;
  /** As it was given; empty where the day is no more than a guess that gives it a place. */
  readonly given: string;
  /** Of what lasts: its last day; absent where it still goes on. */
  readonly until?: string;
  readonly isOngoing?: boolean;
  /** Of a visit: its state, and its window. */
  readonly shape?: StripShape;
  readonly window?: { readonly from: string; readonly to: string; readonly isActual: boolean };
  /** The id of what it is about: a visit, consent, administration, the kind of a withdrawal; or words. */
  readonly about?: string;
  readonly detail?: string;
}

/** What is known of a participant; what a role may not see is not there. */
export interface Course {
  /** YYYY-MM-DD: who is not randomised has the first dose still before them. */
  readonly today: string;
  readonly visits: readonly StripVisit[];
  readonly consents?: readonly RowOf<'participantConsents'>[] | undefined;
  readonly gates?: readonly RowOf<'participantGates'>[] | undefined;
  readonly milestones?: readonly RowOf<'participantMilestones'>[] | undefined;
  readonly adverseEvents?: readonly RowOf<'adverseEvents'>[] | undefined;
  readonly openings?: readonly RowOf<'openings'>[] | undefined;
}

/** The entries of a participant in the order of their days. */
export function timelineEntries(protocol: Protocol, course: Course): readonly TimelineEntry[] {
  const dated = [
    ...(course.consents ?? []).flatMap((row) =>
      entryOn(row.given_on, {
        id: `consent/${row.version}`,
        lane: 'person',
        kind: 'consent',
        about: row.consent,
        detail: row.consent_version,
      }),
    ),
    ...(course.milestones ?? []).flatMap((row) =>
      entryOn(row.happened_on ?? row.recorded_at, {
        id: `milestone/${row.version}`,
        lane: row.milestone === 'productSecured' ? 'treatment' : 'person',
        kind: row.milestone,
        ...(row.detail === null ? {} : { detail: row.detail }),
      }),
    ),
    ...gateEntries(course.gates ?? []),
    ...(course.adverseEvents ?? []).flatMap(eventEntry),
    ...(course.openings ?? [])
      .filter(({ kind }) => kind === 'CodeBroken')
      .flatMap((row) => entryOn(row.opened_at, { id: `code/${row.opened_at}`, lane: 'person', kind: 'codeBroken' })),
    ...endEntry(course.visits),
  ];
  const zero = timelineZero(protocol, course.visits, { dated, today: course.today });
  const all = [...visitEntries(protocol, course.visits, zero), ...dated];
  return all.toSorted((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
}

const leadDays = 42;
const soonDays = 7;

/** The day of the first dose: as the visits tell it, else guessed from what happened before it. */
function timelineZero(
  protocol: Protocol,
  visits: readonly StripVisit[],
  { dated, today }: { readonly dated: readonly TimelineEntry[]; readonly today: string },
): string | undefined {
  const known = zeroDay(stripScale(protocol), protocol, visits);
  if (known !== undefined) return known;
  const randomised = dated.find(({ kind, given }) => kind === 'randomised' && given.length === 10);
  if (randomised !== undefined) return addDays(randomised.day, stripScale(protocol).zero);
  const days = [
    ...dated.map(({ day }) => day),
    ...visits.flatMap(({ happened_on: day }) => (day?.length === 10 ? [day] : [])),
  ];
  const [first] = days.toSorted();
  if (first === undefined) return undefined;
  return [addDays(first, leadDays), addDays(today, soonDays)].toSorted().at(-1);
}

function entryOn(given: string | null, entry: Omit<TimelineEntry, 'day' | 'given'>): readonly TimelineEntry[] {
  if (given === null || !/^\d{4}/.test(given)) return [];
  const day = firstDayOf(given);
  return [{ ...entry, day, given: given.slice(0, 10) }];
}

function firstDayOf(given: string): string {
  const text = given.slice(0, 10);
  return text.length === 10 ? text : text.length === 7 ? `${text}-01` : `${text.slice(0, 4)}-01-01`;
}

function visitEntries(
  protocol: Protocol,
  visits: readonly StripVisit[],
  zero: string | undefined,
): readonly TimelineEntry[] {
  const scale = stripScale(protocol);
  return visits.flatMap((visit): readonly TimelineEntry[] => {
    const planned = scale.planned[visit.visit];
    const guessed = zero === undefined || planned === undefined ? null : addDays(zero, planned);
    const happened = visit.happened_on?.length === 10 ? visit.happened_on : null;
    const { first_day: from, last_day: to, is_actual: isActual } = visit;
    const known = happened ?? visit.target_day;
    return entryOn(known ?? guessed, {
      id: `visit/${visit.visit}`,
      lane: 'visits',
      kind: 'visit',
      about: visit.visit,
      shape: shapeOf(visit),
      ...(from === null || to === null ? {} : { window: { from, to, isActual } }),
    }).map((entry) => (known === null ? { ...entry, given: '' } : entry));
  });
}

const recordedSteps: ReadonlySet<string> = new Set(['postponed', 'overrideRequested', 'permitted']);

function gateEntries(rows: readonly RowOf<'participantGates'>[]): readonly TimelineEntry[] {
  return rows.flatMap((row) => {
    const later = rows.filter((one) => one.version > row.version && one.administration === row.administration);
    // A plan that was carried out, put off or made anew is told by what came after it.
    if (row.step === 'scheduled' && later.some(({ step }) => ['scheduled', 'postponed', 'infused'].includes(step)))
      return [];
    const kind: EntryKind =
      row.step !== 'permitted' || (row.gate === null && row.confirmed_by === null)
        ? row.step
        : row.confirmed_by === null
          ? 'gateOpen'
          : 'gateOverridden';
    return entryOn(row.happened_on ?? (recordedSteps.has(row.step) ? row.recorded_at : null), {
      id: `gate/${row.version}`,
      lane: 'treatment',
      kind,
      ...(row.administration === null ? {} : { about: row.administration }),
      ...(row.why === null ? {} : { detail: row.why }),
    });
  });
}

function eventEntry({ adverse_event_id, facts }: RowOf<'adverseEvents'>): readonly TimelineEntry[] {
  const { term, startedOn, endedOn, serious, outcome } = facts as Readonly<Record<string, unknown>>;
  if (typeof startedOn !== 'string') return [];
  const isOver = ['recovered', 'recoveredWithSequelae', 'fatal'].includes(String(outcome));
  const until = typeof endedOn === 'string' && !isMissing(endedOn) ? lastDayOf(endedOn) : undefined;
  return entryOn(startedOn, {
    id: `event/${adverse_event_id}`,
    lane: 'safety',
    kind: serious === true ? 'seriousEvent' : 'adverseEvent',
    about: String(term),
    ...(until === undefined ? (isOver ? {} : { isOngoing: true }) : { until }),
  });
}

function lastDayOf(given: string): string {
  if (given.length === 10) return given;
  const [year = 0, month = 12] = given.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** The last planned visit ends what a participant does in the trial. */
function endEntry(visits: readonly StripVisit[]): readonly TimelineEntry[] {
  const last = visits.at(-1);
  if (last === undefined || last.state !== 'done') return [];
  return entryOn(last.happened_on, { id: 'end', lane: 'person', kind: 'end' });
}

/** Days and places of one participant, from 0 (left) to 1 (right). */
export interface TimelineScale {
  /** The day of the first dose, as it was or is planned. */
  readonly zero: string;
  readonly at: (day: string) => number;
  readonly periods: readonly { readonly id: string; readonly from: number; readonly to: number }[];
  /** Marks of weeks from the first dose. */
  readonly weeks: readonly { readonly week: number; readonly x: number }[];
}

const marginDays = 10;
/** Steps in which weeks are counted, the closest that leaves room. */
const weekSteps = [1, 2, 4, 8, 12, 24, 52, 104];
const mostWeeks = 10;

/** The scale over everything that is known and planned; undefined where no day is known at all. */
export function timelineScale(
  protocol: Protocol,
  { visits, today }: Pick<Course, 'visits' | 'today'>,
  entries: readonly TimelineEntry[],
): TimelineScale | undefined {
  const strip = stripScale(protocol);
  const dated = entries.filter(({ given }) => given !== '');
  const zero = timelineZero(protocol, visits, { dated, today });
  if (zero === undefined) return undefined;
  const known = entries.flatMap(({ day, until, window }) => [
    day,
    until ?? day,
    window?.from ?? day,
    window?.to ?? day,
  ]);
  const days = [
    ...known.map((day) => daysBetween(zero, day)),
    ...Object.values(strip.planned).filter((day) => day >= 0),
    0,
  ];
  const from = Math.min(...days) - marginDays;
  const to = Math.max(...days) + marginDays;
  const place = (day: number) => Math.min(1, Math.max(0, (day - from) / (to - from)));
  const step = weekSteps.find((weeks) => (to - from) / 7 / weeks <= mostWeeks) ?? 208;
  const begin = Math.ceil(from / 7 / step);
  const end = Math.floor(to / 7 / step);
  return {
    zero,
    at: (day) => place(daysBetween(zero, day)),
    periods: strip.periods.map((period, index) => {
      const next = strip.periods[index + 1];
      const start = doseDay(protocol, period.id, entries, zero) ?? period.from;
      const stop = next === undefined ? to : (doseDay(protocol, next.id, entries, zero) ?? next.from);
      return { id: period.id, from: place(start), to: place(stop) };
    }),
    weeks: Array.from({ length: Math.max(0, end - begin + 1) }, (_, index) => (begin + index) * step).map((week) => ({
      week,
      x: place(week * 7),
    })),
  };
}

/** A period begins with its dose, where that was given. */
function doseDay(
  protocol: Protocol,
  period: string,
  entries: readonly TimelineEntry[],
  zero: string,
): number | undefined {
  const dose = protocol.administrations.find((one) => one.period === period)?.id;
  const given = entries.find(({ kind, about }) => kind === 'infused' && about === dose);
  return dose === undefined || given === undefined ? undefined : daysBetween(zero, given.day);
}

/** Puts pieces into as few rows as it takes, so that none lies on another; what finds no room shares the last row. */
export function packRows(
  pieces: readonly { readonly from: number; readonly to: number }[],
  { gap, mostRows }: { readonly gap: number; readonly mostRows: number },
): readonly number[] {
  const ends: number[] = [];
  return pieces.map(({ from, to }) => {
    let row = ends.findIndex((end) => end + gap <= from);
    if (row < 0) row = ends.length < mostRows ? ends.length : mostRows - 1;
    ends[row] = Math.max(ends[row] ?? Number.NEGATIVE_INFINITY, to);
    return row;
  });
}

/** Where an arrow key goes: along the lane, or to the nearest mark of the next lane that has one. */
export function nextMark(
  marks: readonly { readonly id: string; readonly lane: Lane; readonly x: number }[],
  id: string,
  key: string,
): string | undefined {
  const here = marks.find((one) => one.id === id);
  if (here === undefined) return marks[0]?.id;
  const row = marks.filter(({ lane }) => lane === here.lane);
  const index = row.indexOf(here);
  if (key === 'ArrowRight') return row[index + 1]?.id;
  if (key === 'ArrowLeft') return row[index - 1]?.id;
  if (key === 'Home') return row[0]?.id;
  if (key === 'End') return row.at(-1)?.id;
  const step = key === 'ArrowDown' ? 1 : -1;
  for (let at = lanes.indexOf(here.lane) + step; at >= 0 && at < lanes.length; at += step) {
    const [nearest] = marks
      .filter(({ lane }) => lane === lanes[at])
      .toSorted((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x));
    if (nearest !== undefined) return nearest.id;
  }
  return undefined;
}
