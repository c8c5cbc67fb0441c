// Times to an event: from an anchor to the first entry that is the event, or to the day until which it was looked for.
import { type Anchor, daysBetween, type Endpoint, type Protocol } from '@equipoise/trial';
import { byCodeUnits } from '../text.js';
import { daysOf } from './date.js';
import type { AdministrationRecord, DateKnown, EndpointValue, FormRecord, ParticipantRecord } from './record.js';

/** What is known of a participant, as far as the snapshot's scope goes. */
export interface Course {
  readonly participant: ParticipantRecord;
  readonly forms: readonly FormRecord[];
  readonly administrations: readonly AdministrationRecord[];
  /** Last day of the data cut for this participant; undefined where nothing bounds it. */
  readonly endsOn: string | undefined;
}

/** Whether an entry of a form is the event, or the competing one. */
interface EventRules {
  readonly event: (form: FormRecord) => boolean;
  readonly competing: (form: FormRecord) => boolean;
}

/** Days of each unit of time. */
export const daysPer = { days: 1, weeks: 7, months: 30.4375, years: 365.25 } as const;

/**
 * Time in the endpoint's unit, counting the first and the last day (an event on the day of the anchor has time one day), with
 * `event` 1 for the event, 2 for a competing event and 0 for neither. A date that is not known to the day counts as the earliest day
 * that it may be, and not before the anchor. No value where the anchor's day is not known, or nothing bounds the time.
 * @see CDISC ADaM Basic Data Structure for Time-to-Event Analyses 1.0, AVAL = ADT − STARTDT + 1
 */
export function deriveTimeToEvent(
  endpoint: Endpoint,
  course: Course,
  { protocol, rules }: { readonly protocol: Protocol; readonly rules: EventRules },
): EndpointValue {
  const { participantId } = course.participant;
  const none: EndpointValue = { endpoint: endpoint.id, participantId, contributing: 0, visits: [] };
  const definition = endpoint.event;
  const from = definition === undefined ? undefined : anchorDay(definition.from, course, protocol);
  if (definition === undefined || from === undefined) return none;
  const isCounted = ({ visit }: FormRecord) => endpoint.visits?.includes(visit) ?? true;
  const first = firstEntry({ ...endpoint.item, rule: (form) => isCounted(form) && rules.event(form), from }, course);
  const competing =
    definition.competing === undefined
      ? undefined
      : firstEntry({ ...definition.competing, rule: rules.competing, from }, course);
  const censoredOn = censoringDay(definition.censoring.at, course, { protocol, from });
  const candidates = [
    { day: first?.day, code: 1 as const, hashes: first?.hashes ?? [] },
    { day: competing?.day, code: 2 as const, hashes: competing?.hashes ?? [] },
    { day: censoredOn, code: 0 as const, hashes: lastHashes(course) },
  ].flatMap(({ day, ...rest }) => (day === undefined ? [] : [{ day, ...rest }]));
  // An event on the day of censoring counts; of two events on one day the endpoint's own does.
  const rank = { 1: 0, 2: 1, 0: 2 } as const;
  const [end] = candidates.toSorted((a, b) => byCodeUnits(a.day, b.day) || rank[a.code] - rank[b.code]);
  if (end === undefined) return none;
  const days = Math.max(1, daysBetween(from, end.day) + 1);
  const value = days / daysPer[definition.unit];
  const visit = { visit: definition.from, status: 'contributes' as const, value, day: end.day, hashes: end.hashes };
  return { ...none, value, event: end.code, contributing: 1, visits: [visit] };
}

interface Sought {
  readonly form: string;
  readonly item: string;
  readonly rule: (form: FormRecord) => boolean;
  readonly from: string;
}

/** The earliest entry that is the event, on or after the anchor's day. */
function firstEntry(
  { form, item, rule, from }: Sought,
  { forms, endsOn }: Course,
): { readonly day: string; readonly hashes: readonly string[] } | undefined {
  const entries = forms
    .filter((record) => record.form === form && rule(record))
    .flatMap((record) => {
      const on = dateIn(record, item);
      if (on === null || on.latest < from) return [];
      const day = on.earliest < from ? from : on.earliest;
      return endsOn !== undefined && day > endsOn ? [] : [{ day, hashes: record.hashes }];
    });
  return entries.toSorted((a, b) => byCodeUnits(a.day, b.day))[0];
}

function dateIn(record: FormRecord, item: string): DateKnown {
  const value = record.items[item];
  return typeof value === 'string' ? daysOf(value) : null;
}

/** The day from which time counts; undefined where it did not come, or is not known. */
function anchorDay(from: string, course: Course, protocol: Protocol): string | undefined {
  if (from === 'randomisation') return course.participant.randomisation?.randomisedOn?.earliest;
  if (from === 'screening') return course.participant.screenedOn?.earliest;
  const given = course.administrations.find(({ administration }) => administration === from);
  if (given !== undefined) return given.givenOn?.earliest;
  const anchor = protocol.anchors?.find(({ id }) => id === from);
  return anchor === undefined ? undefined : datedDay(anchor, course.forms);
}

function datedDay(anchor: Anchor, forms: readonly FormRecord[]): string | undefined {
  const days = forms
    .filter(({ form }) => form === anchor.form)
    .flatMap((record) => dateIn(record, anchor.item)?.earliest ?? [])
    .sort(byCodeUnits);
  return anchor.occurrence === 'last' ? days.at(-1) : days[0];
}

type CensoringRule = NonNullable<Endpoint['event']>['censoring']['at'][number];

/** The earliest of the days that end the time of a participant without the event; the anchor's day where nothing followed it. */
function censoringDay(
  at: readonly CensoringRule[],
  course: Course,
  { protocol, from }: { readonly protocol: Protocol; readonly from: string },
): string | undefined {
  const days = at.flatMap((rule) => dayOfRule(rule, course, protocol) ?? []);
  const [earliest] = days.filter((day) => day >= from).sort(byCodeUnits);
  return earliest ?? from;
}

function dayOfRule(rule: CensoringRule, course: Course, protocol: Protocol): string | undefined {
  switch (rule) {
    case 'lastVisit':
      return course.forms
        .flatMap(({ happenedOn }) => happenedOn?.latest ?? [])
        .filter((day) => course.endsOn === undefined || day <= course.endsOn)
        .sort(byCodeUnits)
        .at(-1);
    case 'withdrawal':
      return course.participant.withdrawals
        .flatMap(({ withdrawnOn }) => withdrawnOn?.earliest ?? [])
        .sort(byCodeUnits)[0];
    case 'endOfPeriod':
      return endOfFirstPeriod(course, protocol);
    case 'dataCut':
      return course.endsOn;
  }
}

/** The day before the first administration of the second period; else the day of the last visit of the first. */
function endOfFirstPeriod({ forms, administrations }: Course, protocol: Protocol): string | undefined {
  const [period, next] = protocol.periods;
  const crossed = administrations.find((given) => given.period === next?.id)?.givenOn?.earliest;
  const visits = new Set(protocol.visits.filter((visit) => visit.period === period!.id).map(({ id }) => id));
  const last = forms
    .filter(({ visit }) => visits.has(visit))
    .flatMap(({ happenedOn }) => happenedOn?.latest ?? [])
    .sort(byCodeUnits)
    .at(-1);
  return crossed ?? last;
}

function lastHashes({ forms }: Course): readonly string[] {
  return (
    forms.toSorted((a, b) => byCodeUnits(a.happenedOn?.latest ?? '', b.happenedOn?.latest ?? '')).at(-1)?.hashes ?? []
  );
}
