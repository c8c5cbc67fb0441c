// The geometry of the schematic: where each visit, administration and period lies on the axis of time.
import type { Protocol, Visit } from '@equipoise/trial';
import { type PlannedVisit, planAdministrations, planVisits } from './planned-day.js';

/** A visit with its true place on the axis and the place of its column, pushed aside where two would touch. */
export interface VisitColumn {
  readonly visit: Visit;
  readonly isBeforeRandomisation: boolean;
  readonly day?: number;
  /** True place; absent before randomisation and where time is not to scale. */
  readonly axisX?: number;
  readonly x: number;
}

export interface Timeline {
  readonly isToScale: boolean;
  /** Place of randomisation: day 0. */
  readonly randomisationX: number;
  readonly left: number;
  readonly right: number;
  readonly columns: readonly VisitColumn[];
  readonly periods: readonly {
    readonly id: string;
    readonly from: number;
    readonly to: number;
    readonly days?: readonly [number, number];
  }[];
  readonly administrations: readonly { readonly id: string; readonly x: number; readonly day: number }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly unit: 'weeks' | 'days';
  /** Day after randomisation from which the ticks count: the first administration, where there is one. */
  readonly originDay: number;
  /** Scheduled visits that have no planned day, where the others have one. */
  readonly undrawn: readonly Visit[];
  readonly toX: (day: number) => number;
}

const screeningColumn = 30;
const randomisationRoom = 58;
const smallestGap = 15;

/** Places everything between `left` and `right`, in the figure's units. */
export function layOutTimeline(protocol: Protocol, left: number, right: number): Timeline {
  const visits = planVisits(protocol);
  const before = visits.filter((each) => each.isBeforeRandomisation);
  const after = visits.filter((each) => !each.isBeforeRandomisation);
  const isToScale = hasScale(protocol, after);
  const drawn = isToScale ? after.filter((each) => each.day !== undefined) : after;
  const axisLeft = left + before.length * screeningColumn + randomisationRoom;
  const axis = isToScale ? scaleByDay(protocol, drawn, axisLeft, right) : scaleByOrder(drawn, axisLeft, right);
  const pushed = pushApart(
    drawn.map((_, index) => axis.visitX[index] ?? axisLeft),
    right,
    axisLeft,
  );
  return {
    isToScale,
    randomisationX: axis.toX(0),
    left: axisLeft,
    right,
    columns: [
      ...before.map((each, index) => ({
        visit: each.visit,
        isBeforeRandomisation: true,
        x: left + (index + 0.5) * screeningColumn,
      })),
      ...drawn.map((each, index) => ({
        ...each,
        ...(isToScale ? { axisX: axis.visitX[index] ?? axisLeft } : {}),
        x: pushed[index] ?? axisLeft,
      })),
    ],
    periods: isToScale
      ? periodsByDay(protocol, drawn, axis.toX)
      : periodsByOrder(protocol, drawn, axis.visitX, axisLeft, right),
    administrations: planAdministrations(protocol).map(({ administration, day }) => ({
      id: administration.id,
      day,
      x: axis.toX(day),
    })),
    ticks: isToScale ? axis.ticks : [],
    unit: axis.unit,
    originDay: originDayOf(protocol),
    undrawn: after.filter((each) => !drawn.includes(each)).map((each) => each.visit),
    toX: axis.toX,
  };
}

/** Journals count weeks from the first dose; where none is given, from randomisation. */
function originDayOf(protocol: Protocol): number {
  const days = planAdministrations(protocol).map((each) => each.day);
  return days.length === 0 ? 0 : Math.min(...days);
}

interface Axis {
  readonly toX: (day: number) => number;
  readonly visitX: readonly number[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly unit: 'weeks' | 'days';
}

/** A true axis needs days for the visits of every period, and an extent. */
function hasScale(protocol: Protocol, visits: readonly PlannedVisit[]): boolean {
  const known = visits.filter((each) => each.day !== undefined);
  const last = Math.max(0, ...known.map((each) => each.day ?? 0));
  return last > 0 && protocol.periods.every((period) => known.some((each) => each.visit.period === period.id));
}

function scaleByDay(protocol: Protocol, visits: readonly PlannedVisit[], left: number, right: number): Axis {
  const days = [0, ...visits.map((each) => each.day ?? 0), ...planAdministrations(protocol).map((each) => each.day)];
  const first = Math.min(...days);
  const last = Math.max(...days);
  const inset = 14;
  const toX = (day: number) => left + ((day - first) / (last - first)) * (right - inset - left);
  const unit = last - first > 27 ? 'weeks' : 'days';
  const unitDays = unit === 'weeks' ? 7 : 1;
  const step = [1, 2, 4, 6, 8, 12, 24, 26, 52, 104].find((each) => (last - first) / unitDays / each <= 14) ?? 208;
  const ticks: { x: number; label: string }[] = [];
  const origin = originDayOf(protocol);
  const firstTick = Math.ceil((first - origin) / unitDays / step) * step;
  for (let value = firstTick; origin + value * unitDays <= last; value += step) {
    ticks.push({ x: toX(origin + value * unitDays), label: String(value).replace('-', '\u2212') });
  }
  return { toX, visitX: visits.map((each) => toX(each.day ?? 0)), ticks, unit };
}

function scaleByOrder(visits: readonly PlannedVisit[], left: number, right: number): Axis {
  const step = (right - left) / Math.max(1, visits.length);
  return { toX: () => left, visitX: visits.map((_, index) => left + (index + 0.5) * step), ticks: [], unit: 'weeks' };
}

/** Keeps columns a smallest distance apart, as near to their true places as order allows. */
function pushApart(places: readonly number[], right: number, left: number): readonly number[] {
  const gap = Math.min(smallestGap, (right - left) / Math.max(1, places.length));
  const pushed: number[] = [];
  for (const place of places) pushed.push(Math.max(place, (pushed.at(-1) ?? Number.NEGATIVE_INFINITY) + gap));
  let limit = right - 6;
  for (let index = pushed.length - 1; index >= 0; index -= 1) {
    pushed[index] = Math.min(pushed[index] ?? limit, limit);
    limit = (pushed[index] ?? limit) - gap;
  }
  return pushed;
}

function periodsByDay(
  protocol: Protocol,
  visits: readonly PlannedVisit[],
  toX: (day: number) => number,
): Timeline['periods'] {
  const given = planAdministrations(protocol);
  const startsAt = (period: string) => {
    const days = given.filter((each) => each.administration.period === period).map((each) => each.day);
    return days.length === 0 ? undefined : Math.min(...days);
  };
  let previousEnd = 0;
  return protocol.periods.map((period, index) => {
    const from = startsAt(period.id) ?? previousEnd;
    const next = protocol.periods[index + 1];
    const lastVisit = Math.max(
      from,
      ...visits.filter((each) => each.visit.period === period.id).map((each) => each.day ?? 0),
    );
    const to = (next === undefined ? undefined : startsAt(next.id)) ?? lastVisit;
    previousEnd = to;
    return { id: period.id, from: toX(from), to: toX(to), days: [from, to] as const };
  });
}

function periodsByOrder(
  protocol: Protocol,
  visits: readonly PlannedVisit[],
  places: readonly number[],
  left: number,
  right: number,
): Timeline['periods'] {
  const half = (right - left) / Math.max(1, visits.length) / 2;
  let end = left;
  return protocol.periods.map((period) => {
    const own = places.filter((_, index) => visits[index]?.visit.period === period.id);
    const from = own.length === 0 ? end : Math.min(...own) - half;
    const to = own.length === 0 ? end : Math.max(...own) + half;
    end = to;
    return { id: period.id, from, to };
  });
}
