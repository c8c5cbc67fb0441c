// Adverse events with their latest facts, the day of onset, and the period and treatment at that day.
import type { Payload, Protocol } from '@equipoise/trial';
import type { SnapshotEvent } from '../snapshot.js';
import { byCodeUnits } from '../text.js';
import { daysOf } from './date.js';
import type { AdministrationRecord, AdverseEventRecord, DateKnown, FormRecord, ParticipantRecord } from './record.js';

interface Course {
  readonly protocol: Protocol;
  readonly participant: ParticipantRecord;
  readonly stream: readonly SnapshotEvent[];
  readonly forms: readonly FormRecord[];
  readonly administrations: readonly AdministrationRecord[];
  /** Treatment received in a period. */
  readonly receivedIn: (period: string) => string | undefined;
  readonly periods: readonly string[];
  /** Last day that counts, of a data cut. */
  readonly endsOn: string | undefined;
}

type Facts = Omit<Payload<'AdverseEventReported'>, 'adverseEventId'>;

/** The adverse events of a participant by first report. Those after the end of a data cut are left out. */
export function deriveAdverseEvents(course: Course): readonly AdverseEventRecord[] {
  const events = new Map<string, { facts: Facts; hashes: string[] }>();
  for (const event of course.stream) {
    if (event.type !== 'AdverseEventReported' && event.type !== 'AdverseEventUpdated') continue;
    const { adverseEventId, ...facts } = event.payload;
    const earlier = events.get(adverseEventId);
    if (earlier === undefined && event.type === 'AdverseEventUpdated') continue;
    events.set(adverseEventId, {
      facts: { ...earlier?.facts, ...facts } as Facts,
      hashes: [...(earlier?.hashes ?? []), event.envelope.payloadDigest],
    });
  }
  return [...events].flatMap(([adverseEventId, { facts, hashes }]) => {
    const onset = onsetOf(daysOf(facts.startedOn), course);
    if (course.endsOn !== undefined && onset.day !== null && onset.day > course.endsOn) return [];
    return [
      {
        ...facts,
        adverseEventId,
        participantId: course.participant.participantId,
        onset: onset.day,
        onsetImputed: onset.imputed,
        ...periodAt(onset.day, course),
        counted: isCounted(daysOf(facts.startedOn), course),
        hashes,
      },
    ];
  });
}

/**
 * The day of onset. A day known is itself. Otherwise the earliest day that the date allows, but not before the first administration
 * where the onset may have been on or after it (so an event of doubtful date counts as under treatment), nor, without
 * administrations, before randomisation. A missing date allows every day.
 */
function onsetOf(started: DateKnown, course: Course): { readonly day: string | null; readonly imputed: boolean } {
  if (started !== null && started.earliest === started.latest) return { day: started.earliest, imputed: false };
  const opening = firstDay(course);
  if (started === null) return { day: opening, imputed: true };
  const imputed =
    opening !== null && opening > started.earliest && opening <= started.latest ? opening : started.earliest;
  return { day: imputed, imputed: true };
}

function firstDay({ administrations, participant }: Course): string | null {
  const given = administrations.flatMap(({ givenOn }) => (givenOn === null ? [] : [givenOn.earliest]));
  return given.toSorted(byCodeUnits)[0] ?? participant.randomisation?.randomisedOn?.earliest ?? null;
}

/** A period begins with the day of its administration. Without administrations a trial of one period begins with randomisation. */
function periodAt(onset: string | null, course: Course): Pick<AdverseEventRecord, 'period' | 'treatment'> {
  const undetermined = { period: 'undetermined', treatment: 'undetermined' };
  const none = { period: 'none', treatment: 'none' };
  if (course.participant.sequence === undefined) return none;
  if (course.protocol.administrations.length === 0) {
    const [only, second] = course.protocol.periods;
    if (second !== undefined) return undetermined;
    const begin = course.participant.randomisation?.randomisedOn?.earliest;
    if (onset !== null && begin !== undefined && onset < begin) return none;
    return { period: only!.id, treatment: course.receivedIn(only!.id) ?? 'undetermined' };
  }
  if (course.administrations.length === 0) return none;
  if (course.administrations.some(({ givenOn }) => givenOn === null)) {
    return course.administrations.length === 1 ? atAdministration(course.administrations[0]!) : undetermined;
  }
  if (onset === null) return undetermined;
  const current = course.administrations.filter(({ givenOn }) => givenOn!.earliest <= onset).at(-1);
  return current === undefined ? none : atAdministration(current);
}

function atAdministration({ period, received }: AdministrationRecord) {
  return { period, treatment: received };
}

/**
 * Within the protocol's window: the onset may have been on or after its first day and on or before its last. A day that is not known
 * bounds nothing; a window that opens with an administration that was never given does not open. No window: counted.
 */
function isCounted(started: DateKnown, course: Course): boolean {
  const window = course.protocol.adverseEvents?.collected;
  if (window === undefined) return true;
  if (isNeverGiven(window.from, course)) return false;
  if (started === null) return true;
  const from = dayOfAnchor(window.from, course);
  const to = dayOfAnchor(window.to, course);
  return (from === null || started.latest >= from.earliest) && (to === null || started.earliest <= to.latest);
}

function isNeverGiven(anchor: string, { protocol, administrations }: Course): boolean {
  const isAdministration = protocol.administrations.some(({ id }) => id === anchor);
  return isAdministration && !administrations.some(({ administration }) => administration === anchor);
}

function dayOfAnchor(anchor: string, { participant, administrations, forms }: Course): DateKnown {
  if (anchor === 'screening') return participant.screenedOn;
  if (anchor === 'randomisation') return participant.randomisation?.randomisedOn ?? null;
  return (
    administrations.find(({ administration }) => administration === anchor)?.givenOn ??
    forms.find((form) => form.visit === anchor && form.happenedOn !== null)?.happenedOn ??
    null
  );
}
