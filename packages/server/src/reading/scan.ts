// Which scans there are to read, and what became of each: of visits that took place, by the protocol of their site.
import {
  type DateOrMissing,
  type ItemValue,
  type Protocol,
  type Reading,
  type RecordedRow,
  timepointsOf,
  type Visit,
  withdrawalsAgainst,
  workingDaysBetween,
} from '@equipoise/trial';
import type { Asked } from '../store/view/contract.js';
import { dayAtSites } from '../store/view/day-at-site.js';
import { type ReadingIds, readingIds, type ScanPlace } from './reading-id.js';

/** A visit that took place, as `api.reading_visits` tells of it. */
export interface ReadingVisit {
  readonly mode: string;
  readonly participant_id: string;
  readonly site_id: string;
  readonly visit: string;
  /** Each day of which an unscheduled visit has a form is a visit of its own. */
  readonly is_unscheduled: boolean;
  readonly standing: 'begun' | 'done';
  readonly happened_on: string | null;
  readonly deferred: readonly { readonly form: string; readonly until: string }[];
  readonly withdrawn: readonly Parameters<typeof withdrawalsAgainst>[0][number][];
  readonly is_locked: boolean;
  readonly things: readonly ReadingThing[];
}

/** What is known of one form that holds a reading; values only where the actor changed it last. */
interface ReadingThing {
  readonly form: string;
  readonly occurrence: number;
  readonly version: number;
  /** Not where it was taken back. */
  readonly isThere: boolean;
  readonly isOwn: boolean;
  readonly changedAt: string;
  readonly happenedOn: string | null;
  readonly isClosed: boolean;
  readonly items: Readonly<Record<string, ItemValue>> | null;
  readonly rows: readonly RecordedRow[] | null;
}

/**
 * Where a scan stands for one reader: `waiting` to be read; `repeatAsked` where this reader said that it could not be read; `sent` by
 * this reader and open to change; `closed` after that; `taken` where somebody else read it.
 */
export type ScanState = 'waiting' | 'repeatAsked' | 'sent' | 'closed' | 'taken';

/** A scan with all that only the server knows of it. */
export interface Scan {
  readonly readingId: string;
  readonly place: ScanPlace;
  readonly reading: Reading;
  readonly state: ScanState;
  /** Whether its time to be read is about over. */
  readonly isUrgent: boolean;
  readonly version: number;
  /** Stands for the version that was seen. */
  readonly tag: string;
  readonly tagAt: (version: number) => string;
  /** The day of the form: that of its visit, until something else is recorded; of a scan that was put off it is not known. */
  readonly happenedOn: DateOrMissing;
  /** When this reader sent it. */
  readonly sentAt: string | null;
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly rows: readonly RecordedRow[];
}

/** The forms that hold readings, in any version of the protocol. */
export function readingForms(protocols: Asked['protocols']): readonly string[] {
  const all = protocols.approved.flatMap(({ readings }) => readings ?? []);
  return [...new Set(all.map(({ form }) => form))];
}

/** The unscheduled visits at which there is one of these forms, in any version of the protocol. */
export function unscheduledVisits(protocols: Asked['protocols']): readonly string[] {
  const forms = readingForms(protocols);
  const all = protocols.approved.flatMap(({ visits }) =>
    visits.filter((visit) => visit.unscheduled === true && visit.forms.some((form) => forms.includes(form))),
  );
  return [...new Set(all.map(({ id }) => id))];
}

/** The scans of a trial for one reader: what waits first, the urgent before the others, and in an order of this reader's own. */
export function scansOf(visits: readonly ReadingVisit[], asked: Asked): readonly Scan[] {
  const [first] = visits;
  if (first === undefined) return [];
  const ids = readingIds(asked.idKey, { trialId: asked.trialId, mode: first.mode });
  const days = JSON.parse(dayAtSites(asked.protocol, asked.now)) as Readonly<Record<string, string>>;
  const protocolAt = protocolsBySite(asked.protocols);
  const scans = visits.flatMap((visit) => {
    const today = days[visit.site_id] ?? days[''] ?? asked.now.slice(0, 10);
    return scansOfVisit(visit, { protocol: protocolAt(visit.site_id), today, ids });
  });
  const rank = (scan: Scan) =>
    `${stateRank[scan.state]}${scan.isUrgent ? 0 : 1} ${ids.placeFor(asked.actorId, scan.readingId)}`;
  const ranked = scans.map((scan) => [scan.sentAt === null ? '' : scan.sentAt, rank(scan), scan] as const);
  // What was sent stands with the last one first; what waits has no time.
  ranked.sort(([at, one], [otherAt, other]) => {
    if (one[0] !== other[0] || one[0] === '0') return one < other ? -1 : 1;
    return at === otherAt ? (one < other ? -1 : 1) : at > otherAt ? -1 : 1;
  });
  return ranked.map(([, , scan]) => scan);
}

/** The version by which each site works, looked up once. */
export function protocolsBySite(protocols: Asked['protocols']): (siteId: string) => Protocol {
  const known = new Map<string, Protocol>();
  return (siteId) => {
    const protocol = known.get(siteId) ?? protocols.at(siteId);
    known.set(siteId, protocol);
    return protocol;
  };
}

const stateRank: Readonly<Record<ScanState, number>> = { waiting: 0, repeatAsked: 1, sent: 2, closed: 3, taken: 4 };

function scansOfVisit(
  visit: ReadingVisit,
  { protocol, today, ids }: { readonly protocol: Protocol; readonly today: string; readonly ids: ReadingIds },
): readonly Scan[] {
  const planned = protocol.visits.find(({ id }) => id === visit.visit);
  return (protocol.readings ?? []).flatMap((reading) => {
    if (planned?.forms.includes(reading.form) !== true) return [];
    return placesOf(planned, reading, visit)
      .map(({ occurrence, thing, idPlace }): Scan | undefined => {
        const { form } = reading;
        const state = stateOf(visit, { reading, thing, today });
        if (state === undefined) return undefined;
        const place = { participantId: visit.participant_id, visit: visit.visit, form, occurrence };
        const readingId = ids.idOf({ ...place, occurrence: idPlace });
        const version = thing?.version ?? 0;
        const isOwn = thing?.isThere === true && thing.isOwn;
        const until = deferredUntil(visit, reading);
        return {
          ...{ readingId, place, reading, state, version },
          isUrgent: state === 'waiting' && isUrgent(protocol, reading, { from: until ?? visit.happened_on, today }),
          tag: ids.tagOf(readingId, version),
          tagAt: (later) => ids.tagOf(readingId, later),
          happenedOn: dayOf(thing?.happenedOn ?? (until === undefined ? visit.happened_on : null)),
          sentAt: isOwn ? thing.changedAt : null,
          items: (isOwn ? thing.items : null) ?? {},
          rows: (isOwn ? thing.rows : null) ?? [],
        };
      })
      .filter((scan) => scan !== undefined);
  });
}

/** Where a scan of a visit is or will be recorded, and what its id is made of. */
interface PlaceOfScan<T> {
  readonly occurrence: number;
  readonly thing: T | undefined;
  /** Of an unscheduled visit its day: an occurrence is given when the scan is read, the id before that. */
  readonly idPlace: number | string;
}

/** The scans of a visit: one for each of its times; of an unscheduled one, that of its day. */
export function placesOf<T extends Pick<ReadingThing, 'form' | 'occurrence' | 'happenedOn' | 'isThere'>>(
  planned: Visit,
  { form }: Reading,
  visit: Pick<ReadingVisit, 'is_unscheduled' | 'happened_on'> & { readonly things: readonly T[] },
): readonly PlaceOfScan<T>[] {
  if (visit.is_unscheduled !== (planned.unscheduled === true)) return [];
  const things = visit.things.filter((one) => one.form === form);
  if (visit.is_unscheduled) {
    const thing = things.find(({ isThere, happenedOn }) => isThere && happenedOn === visit.happened_on);
    const next = Math.max(0, ...things.map(({ occurrence }) => occurrence)) + 1;
    return [{ occurrence: thing?.occurrence ?? next, thing, idPlace: visit.happened_on ?? '' }];
  }
  return Array.from({ length: Math.max(1, timepointsOf(planned, form).length) }, (_, index) => ({
    occurrence: index + 1,
    thing: things.find(({ occurrence }) => occurrence === index + 1),
    idPlace: index + 1,
  }));
}

function stateOf(
  visit: ReadingVisit,
  { reading, thing, today }: { reading: Reading; thing: ReadingThing | undefined; today: string },
): ScanState | undefined {
  if (thing?.isThere === true) {
    if (!thing.isOwn) return 'taken';
    if (visit.is_locked || thing.isClosed) return 'closed';
    const { quality } = reading;
    return quality !== undefined && thing.items?.[quality.item] === false ? 'repeatAsked' : 'sent';
  }
  const until = deferredUntil(visit, reading);
  const isDeferred = until !== undefined && today < until;
  if (visit.is_locked || isDeferred || withdrawalsAgainst(visit.withdrawn, 'recordForm').length > 0) return undefined;
  return 'waiting';
}

/** The first day on which a scan that was put off could be made. */
function deferredUntil({ deferred }: ReadingVisit, { form }: Reading): string | undefined {
  return deferred.find((one) => one.form === form)?.until;
}

/**
 * Whether the last working day for a scan has come. Every scan of a reading has the same time, the shortest that there is, that of
 * a gate to the next period included: were the scans before a gate alone urgent, the queue would tell which they are.
 */
function isUrgent(
  { administrations }: Protocol,
  { withinWorkingDays }: Reading,
  { from, today }: { readonly from: string | null; readonly today: string },
): boolean {
  const limits = [withinWorkingDays, ...administrations.map(({ gate }) => gate?.withinWorkingDays)];
  const shortest = Math.min(...limits.map((limit) => limit ?? Number.POSITIVE_INFINITY));
  return from !== null && Number.isFinite(shortest) && workingDaysBetween(from, today) >= shortest - 1;
}

/** The day of a row as a command gives it. */
function dayOf(text: string | null): DateOrMissing {
  const missing = /^missing: (\w+)$/.exec(text ?? 'missing: unknown')?.[1];
  return missing === undefined ? (text as DateOrMissing) : ({ missing } as DateOrMissing);
}
