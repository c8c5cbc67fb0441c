// Where the visits of participants lie on one strip: weeks from the first dose, the same scale for all.
import { addDays, daysBetween, isBeforeRandomisation, type Protocol, plannedDayOfAnchor } from '@equipoise/trial';

/** A planned visit as the calendar tells it. */
export interface StripVisit {
  readonly visit: string;
  readonly state: string;
  readonly target_day: string | null;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly is_actual: boolean;
  readonly happened_on: string | null;
  readonly forms_missing: readonly string[];
  readonly deferred: unknown;
}

/** The scale of a strip, in days from its zero: the planned day of the first dose, else of randomisation. */
export interface StripScale {
  /** Days from randomisation to the zero. */
  readonly zero: number;
  readonly from: number;
  readonly to: number;
  /** Planned days of visits from the zero; those before randomisation stand left of it. */
  readonly planned: Readonly<Record<string, number>>;
  /** Where periods begin, from the zero. */
  readonly periods: readonly { readonly id: string; readonly from: number; readonly to: number }[];
  /** Marks of the scale. */
  readonly weeks: readonly { readonly week: number; readonly x: number }[];
}

/** One visit on the strip, from 0 (left) to 1 (right). */
export interface StripMark {
  readonly visit: string;
  readonly x: number;
  readonly window?: { readonly from: number; readonly to: number };
  readonly shape: StripShape;
}

export type StripShape =
  | 'done'
  | 'incomplete'
  | 'due'
  | 'overdue'
  | 'deferred'
  | 'later'
  | 'missed'
  | 'notExpected'
  | 'undecided'
  | 'undated';

const shapes: ReadonlySet<string> = new Set<StripShape>([
  ...(['done', 'incomplete', 'due', 'overdue', 'deferred', 'later', 'missed', 'notExpected', 'undecided'] as const),
  'undated',
]);
/** Room for screening, in days, left of the zero; what happened before it stands at the edge. */
const leadDays = 42;
const tailDays = 21;

const known = new WeakMap<Protocol, StripScale>();

/** The scale of a trial. */
export function stripScale(protocol: Protocol): StripScale {
  const found = known.get(protocol);
  if (found !== undefined) return found;
  const first = protocol.administrations[0];
  const zero = first === undefined ? 0 : (plannedDayOfAnchor(protocol, first.id) ?? 0);
  const visits = protocol.visits.filter(({ unscheduled }) => unscheduled !== true);
  const early = visits.filter((visit) => isBeforeRandomisation(visit, protocol.epochs));
  const planned: Record<string, number> = {};
  for (const visit of visits) {
    const anchor = plannedDayOfAnchor(protocol, visit.anchor);
    if (anchor !== undefined && visit.offsetDays !== undefined) planned[visit.id] = anchor + visit.offsetDays - zero;
  }
  early.forEach(({ id }, index) => {
    planned[id] ??= -leadDays + ((index + 1) * leadDays) / (early.length + 2);
  });
  const to = Math.max(28, ...Object.values(planned)) + tailDays;
  const from = -leadDays;
  const periods = protocol.periods.flatMap(({ id }) => {
    const days = visits.filter(({ period }) => period === id).flatMap((visit) => planned[visit.id] ?? []);
    return days.length === 0 ? [] : [{ id, from: Math.min(...days), to: Math.max(...days) }];
  });
  const joined = periods.map((period, index) => {
    const dose = protocol.administrations.find((one) => one.period === period.id);
    const day = dose === undefined ? undefined : plannedDayOfAnchor(protocol, dose.id);
    const next = periods[index + 1];
    return { ...period, from: day === undefined ? period.from : day - zero, to: next === undefined ? to : period.to };
  });
  const step = (to - from) / 7 > 100 ? 24 : 12;
  const weeks = Array.from({ length: Math.floor(to / (step * 7)) + 1 }, (_, index) => index * step).map((week) => ({
    week,
    x: (week * 7 - from) / (to - from),
  }));
  const scale = { zero, from, to, planned, periods: joined, weeks };
  known.set(protocol, scale);
  return scale;
}

/** The day of a participant's zero, counted back from the first visit whose day is known. */
export function zeroDay(scale: StripScale, protocol: Protocol, visits: readonly StripVisit[]): string | undefined {
  for (const { visit, target_day: day } of visits) {
    const definition = protocol.visits.find(({ id }) => id === visit);
    const planned = scale.planned[visit];
    if (day === null || planned === undefined || definition === undefined) continue;
    if (isBeforeRandomisation(definition, protocol.epochs)) continue;
    return addDays(day, -planned);
  }
  return undefined;
}

/** The marks of a participant's visits. */
export function stripMarks(protocol: Protocol, visits: readonly StripVisit[]): readonly StripMark[] {
  const scale = stripScale(protocol);
  const zero = zeroDay(scale, protocol, visits);
  const at = (day: string) => placeOf(scale, zero === undefined ? 0 : daysBetween(zero, day));
  return visits.map((visit): StripMark => {
    const definition = protocol.visits.find(({ id }) => id === visit.visit);
    const isEarly = definition !== undefined && isBeforeRandomisation(definition, protocol.epochs);
    const { first_day: first, last_day: last } = visit;
    const day = visit.happened_on?.length === 10 ? visit.happened_on : visit.target_day;
    // Screening may lie any time before: it keeps its own place left of the zero.
    const isDated = zero !== undefined && !isEarly && day !== null;
    const x = isDated ? at(day) : placeOf(scale, scale.planned[visit.visit] ?? scale.to);
    const hasWindow = isDated && first !== null && last !== null && first !== last;
    return {
      visit: visit.visit,
      x,
      shape: shapeOf(visit),
      ...(hasWindow ? { window: { from: at(first), to: at(last) } } : {}),
    };
  });
}

/** Where a day of a participant is, where it is on the strip. */
export function placeOfDay(protocol: Protocol, visits: readonly StripVisit[], day: string): number | undefined {
  const scale = stripScale(protocol);
  const zero = zeroDay(scale, protocol, visits);
  if (zero === undefined) return undefined;
  const days = daysBetween(zero, day);
  return days < scale.from || days > scale.to ? undefined : placeOf(scale, days);
}

function placeOf({ from, to }: StripScale, days: number): number {
  return Math.min(1, Math.max(0, (days - from) / (to - from)));
}

/** What a visit looks like; one whose forms all wait for a later day is put off. */
export function shapeOf({ state, deferred, forms_missing: missing }: StripVisit): StripShape {
  const waiting = Array.isArray(deferred) ? deferred.length : 0;
  if (waiting > 0 && waiting >= missing.length && ['due', 'incomplete', 'later'].includes(state)) return 'deferred';
  return shapes.has(state) ? (state as StripShape) : 'undated';
}
