// Whether the law still keeps something, until when, and by which rule.
import type { EventType } from '../event/catalogue.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { TrialState } from '../evolve/trial-state.js';
import { retentionOf } from '../protocol/retention.js';
import type { Retained, RetentionClass } from '../protocol/schema/retention.js';
import type { Protocol } from '../protocol/schema.js';
import { type Refusal, refuse } from '../refusal.js';
import { exactDay } from './day.js';

/** What is asked about: something of a participant, or, without one, something of the trial. */
export interface RetentionQuestion {
  readonly covers: Retained;
  readonly protocol: Protocol;
  readonly trial: TrialState;
  readonly participant?: ParticipantState;
  readonly siteId?: string | undefined;
  /** UTC instant with milliseconds. */
  readonly now: string;
}

/** A class that runs. `endsOn`: the first day on which it no longer does; absent where its time has not begun. */
export interface RunningRetention {
  readonly id: string;
  readonly clause: string;
  readonly endsOn?: string;
  readonly years: number;
  readonly from: RetentionClass['from'];
}

/** The classes under which something is still kept, the one that ends last first; one that has not begun ends last. */
export function runningRetention(question: RetentionQuestion): readonly RunningRetention[] {
  const { covers, protocol, now } = question;
  const running = retentionOf(protocol)
    .filter((one) => one.covers.includes(covers) && appliesTo(one, question))
    .map((one): RunningRetention => {
      const begun = beginOf(one, question);
      const clause = typeof one.clause === 'string' ? one.clause : (Object.values(one.clause)[0] ?? '');
      const ends = begun === undefined ? {} : { endsOn: yearsAfter(begun, one.years) };
      return { id: one.id, clause, ...ends, years: one.years, from: one.from };
    })
    .filter(({ endsOn }) => endsOn === undefined || now.slice(0, 10) < endsOn);
  return running.sort((one, other) => (other.endsOn ?? '9999').localeCompare(one.endsOn ?? '9999'));
}

/** The refusal of an erasure under a running class, with its clause and its end. */
export function retentionRefusal(question: RetentionQuestion): Refusal | undefined {
  const [last] = runningRetention(question);
  if (last === undefined) return undefined;
  const until =
    last.endsOn === undefined
      ? `for ${last.years} years after ${beginning[last.from]}, which has not come`
      : `until ${last.endsOn}`;
  return refuse('retention-running', `This is kept ${until} (${last.clause}); it is not erased before.`, {
    retention: last.id,
    clause: last.clause,
    ...(last.endsOn === undefined ? {} : { endsOn: last.endsOn }),
  });
}

/** What the payload of a type of event is kept as, where a class may cover it. */
export const retainedPayloads: Readonly<Partial<Record<EventType, Retained>>> = {
  BatchReleased: 'productRecords',
  BatchFailed: 'productRecords',
  ProductReasonSealed: 'productRecords',
  MonitoringVisitRecorded: 'essentialDocuments',
  ActionItemClosed: 'essentialDocuments',
  SeriousEventAssessed: 'essentialDocuments',
  CaseVersionRecorded: 'essentialDocuments',
  SafetyListingImported: 'essentialDocuments',
};

const beginning: Readonly<Record<RetentionClass['from'], string>> = {
  trialLocked: 'the lock of the trial',
  siteClosed: 'the closing of the site',
  lastProduct: 'the last use of the product',
};

function appliesTo({ of = 'consented' }: RetentionClass, { participant }: RetentionQuestion): boolean {
  if (participant === undefined) return true;
  switch (of) {
    case 'everybody':
      return true;
    case 'consented':
      return participant.consents.length > 0 || participant.randomisation !== undefined || isTreated(participant);
    case 'treated':
      return isTreated(participant);
  }
}

function isTreated({ harvests, product, infusions }: ParticipantState): boolean {
  return harvests.length > 0 || product !== undefined || infusions.length > 0;
}

/** The day from which a class counts. Of no one participant's product all use is over at the lock. */
function beginOf({ from }: RetentionClass, question: RetentionQuestion): string | undefined {
  const { trial, participant, siteId } = question;
  const { lockedOn, closedOn } = trial.retention;
  switch (from) {
    case 'trialLocked':
      return lockedOn;
    case 'siteClosed':
      return siteId === undefined ? lockedOn : closedOn[siteId];
    case 'lastProduct':
      return participant === undefined ? lockedOn : lastProduct(participant);
  }
}

/** The last day on which product was taken or given; undefined where one of these days is not known exactly. */
function lastProduct({ harvests, infusions, product }: ParticipantState): string | undefined {
  const days = [
    ...harvests.map(({ harvestedOn }) => exactDay(harvestedOn)),
    ...infusions.map(({ startedAt, endedAt }) => exactDay(endedAt ?? startedAt)),
    ...(product === undefined ? [] : [exactDay(product.releasedOn)]),
  ];
  const known = days.filter((day) => day !== undefined);
  return known.length < days.length ? undefined : known.sort().at(-1);
}

/** The same day some years later; the day after where that year has no such day. Parts of a year are rounded up. */
function yearsAfter(day: string, years: number): string {
  const whole = Math.trunc(years);
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + whole);
  date.setUTCDate(date.getUTCDate() + Math.ceil((years - whole) * 366));
  return date.toISOString().slice(0, 10);
}
