// Intercurrent events: whom they befell, and from which day on.
import {
  addDays,
  compiledRule,
  daysBetween,
  type Endpoint,
  formVariables,
  type IntercurrentEvent,
  type Protocol,
} from '@equipoise/trial';
import { byCodeUnits } from '../text.js';
import { daysOf } from './date.js';
import type { DateKnown, DerivedTrial, EndpointValue, ParticipantRecord, VisitValue } from './record.js';
import { daysPer } from './time-to-event.js';

/** An intercurrent event of one participant. */
export interface Occurrence {
  /** The earliest day that its date may mean; undefined where no date is known. */
  readonly day: string | undefined;
  /** Of an administration that was not given, which has no day: the period in which it was planned. */
  readonly period?: string;
}

type Trial = Pick<DerivedTrial, 'forms' | 'administrations' | 'deviations' | 'adverseEvents'>;

/** The first occurrence of an event for a participant; undefined where it did not happen. */
export function occurrenceOf(
  { occurs }: IntercurrentEvent,
  participant: ParticipantRecord,
  { trial, protocol }: { readonly trial: Trial; readonly protocol: Protocol },
): Occurrence | undefined {
  const { participantId } = participant;
  const isOwn = (one: { readonly participantId: string }) => one.participantId === participantId;
  switch (occurs.by) {
    case 'withdrawal':
      return first(
        participant.withdrawals
          .filter(({ kind }) => occurs.kinds.includes(kind === 'dataUse' ? 'data' : kind))
          .map(({ withdrawnOn }) => withdrawnOn),
      );
    case 'form': {
      const form = protocol.forms.find(({ id }) => id === occurs.form);
      const rule =
        occurs.rule === undefined || form === undefined
          ? undefined
          : compiledRule(protocol, occurs.rule, { variables: formVariables(protocol, form) });
      const entries = trial.forms.filter(isOwn).filter((record) => {
        if (record.form !== occurs.form) return false;
        const evaluation = rule?.evaluate(record.items);
        return evaluation === undefined || ('value' in evaluation && evaluation.value === true);
      });
      const { date } = occurs;
      return first(
        entries.map(({ items, happenedOn }) => {
          if (date === undefined) return happenedOn;
          const value = items[date];
          return typeof value === 'string' ? daysOf(value) : null;
        }),
      );
    }
    case 'administrationNotGiven': {
      const given = new Set(trial.administrations.filter(isOwn).map(({ administration }) => administration));
      const planned = protocol.administrations.filter(
        ({ id }) => occurs.administrations === undefined || occurs.administrations.includes(id),
      );
      const missed = planned.find(({ id }) => !given.has(id));
      return missed && { day: undefined, period: missed.period };
    }
    case 'deviation':
      return first(
        trial.deviations.filter((one) => isOwn(one) && occurs.categories.includes(one.category)).map(({ on }) => on),
      );
    case 'death':
      return first(
        trial.adverseEvents
          .filter((one) => isOwn(one) && one.outcome === 'fatal')
          .map(({ endedOn, onset }) => daysOf(endedOn) ?? (onset === null ? null : daysOf(onset))),
      );
  }
}

/** The earliest of the dates; undefined without any, an occurrence without a day where none is known. */
function first(dates: readonly DateKnown[]): Occurrence | undefined {
  if (dates.length === 0) return undefined;
  const days = dates.flatMap((date) => date?.earliest ?? []).sort(byCodeUnits);
  return { day: days[0] };
}

/** Whether a visit took place after the event; undefined where no date tells. */
export function isAfter(visit: VisitValue, { day, period }: Occurrence, protocol: Protocol): boolean | undefined {
  if (period !== undefined) {
    const order = protocol.periods.map(({ id }) => id);
    const own = visit.period ?? protocol.visits.find(({ id }) => id === visit.visit)?.period;
    return own === undefined ? false : order.indexOf(own) >= order.indexOf(period);
  }
  return day === undefined || visit.day === undefined ? undefined : visit.day > day;
}

/** A time to an event, ended on the day of an intercurrent event where that came before its end: censored (0), or as the event (1). */
export function endedAt(value: EndpointValue, day: string, code: 0 | 1, endpoint: Endpoint): EndpointValue {
  const [end] = value.visits;
  const definition = endpoint.event;
  if (value.value === undefined || end?.day === undefined || definition === undefined) return value;
  const isEarlier = day < end.day || (day === end.day && code === 1 && value.event !== 1);
  if (!isEarlier) return value;
  const unit = daysPer[definition.unit];
  const start = addDays(end.day, 1 - Math.round(value.value * unit));
  const time = Math.max(1, daysBetween(start, day) + 1) / unit;
  return { ...value, value: time, event: code, visits: [{ ...end, value: time, day }] };
}

/** The values with times to an event censored at the intercurrent events that their endpoint names. */
export function censoredAtEvents(trial: DerivedTrial, protocol: Protocol): Pick<DerivedTrial, 'endpointValues'> {
  const censoring = new Map(
    protocol.endpoints.flatMap((endpoint) => {
      const names = endpoint.event?.censoring.intercurrentEvents ?? [];
      const events = (protocol.intercurrentEvents ?? []).filter(({ id }) => names.includes(id));
      return events.length === 0 ? [] : [[endpoint.id, { endpoint, events }] as const];
    }),
  );
  if (censoring.size === 0) return trial;
  const people = new Map(trial.participants.map((participant) => [participant.participantId, participant]));
  return {
    endpointValues: trial.endpointValues.map((value) => {
      const found = censoring.get(value.endpoint);
      const participant = people.get(value.participantId);
      if (found === undefined || participant === undefined) return value;
      const days = found.events.flatMap((event) => occurrenceOf(event, participant, { trial, protocol })?.day ?? []);
      return days.reduce((ended, day) => endedAt(ended, day, 0, found.endpoint), value);
    }),
  };
}
