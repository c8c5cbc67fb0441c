// Which scans there are to read, and what became of each: of visits that took place, by the protocol of their site.
import {
  type DateOrMissing,
  type ItemValue,
  type Protocol,
  type Reading,
  type RecordedRow,
  timepointsOf,
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
    const times = Math.max(1, timepointsOf(planned, reading.form).length);
    return Array.from({ length: times }, (_, index): Scan | undefined => {
      const { form } = reading;
      const thing = visit.things.find((one) => one.form === form && one.occurrence === index + 1);
      const state = stateOf(visit, { reading, thing, today });
      if (state === undefined) return undefined;
      const place = { participantId: visit.participant_id, visit: visit.visit, form, occurrence: index + 1 };
      const readingId = ids.idOf(place);
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
    }).filter((scan) => scan !== undefined);
  });
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
