// A participant's serious events and pregnancies as the sponsor knows them, folded from open events only.
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Folded } from './recorded.js';

type Facts = Omit<Payload<'AdverseEventReported'>, 'adverseEventId'>;

/** An adverse event as a case: who judged what, what the sponsor held when, what was sent. */
export interface SafetyCase {
  readonly adverseEventId: string;
  /** As the investigator judges it now; nobody else changes it. */
  readonly investigator: {
    readonly serious: boolean;
    readonly seriousness: NonNullable<Facts['seriousness']>;
    readonly causality: Facts['causality'];
    readonly isFatal: boolean;
  };
  /** When the record first held it. */
  readonly heldSince: string;
  /** When the site knew of a serious event, where it said so. */
  readonly awareAt?: string;
  /** When the record first held a serious event. */
  readonly reportedAt?: string;
  /** Day 0: when the sponsor first held the minimum criteria of a serious event. */
  readonly seriousSince?: string;
  /** The same of one that is fatal or life-threatening. */
  readonly fatalSince?: string;
  /** Reports that the sponsor received, oldest first. */
  readonly versions: readonly (Payload<'CaseVersionRecorded'> & { readonly by: ActorId })[];
  /** The sponsor's last judgement. */
  readonly assessment?: Payload<'SeriousEventAssessed'> & { readonly by: ActorId };
  /** By `reportKey`: the last report of each part to each recipient. */
  readonly reports: Readonly<Record<string, Payload<'SafetyReportSent'>>>;
}

export interface SafetyState {
  /** By adverse event; all of them, serious or not. */
  readonly cases: Readonly<Record<string, SafetyCase>>;
  readonly pregnancies: Readonly<Record<string, Payload<'PregnancyRecorded'>>>;
}

export const initialSafetyState: SafetyState = { cases: {}, pregnancies: {} };

/** The key of a report among the reports of a case. */
export function reportKey(report: { readonly clock: string; readonly part: 'initial' | 'followUp' }): string {
  return `${report.clock}/${report.part}`;
}

/** The state after one more event of the participant's stream. */
export function evolveSafety(state: SafetyState, { event, envelope }: Folded): SafetyState {
  switch (event?.type) {
    case 'AdverseEventReported':
    case 'AdverseEventUpdated':
      return withCase(state, judgedByInvestigator(state.cases[event.payload.adverseEventId], event.payload, envelope));
    case 'SeriousEventAssessed':
      return changed(state, event.payload.adverseEventId, (known) =>
        withDayZero({ ...known, assessment: { ...event.payload, by: envelope.actorId } }, event.payload.assessedAt),
      );
    case 'CaseVersionRecorded':
      return changed(state, event.payload.adverseEventId, (known) =>
        withVersion(known, { ...event.payload, by: envelope.actorId }),
      );
    case 'SafetyReportSent':
      return changed(state, event.payload.adverseEventId, (known) => ({
        ...known,
        reports: { ...known.reports, [reportKey(event.payload)]: event.payload },
      }));
    case 'PregnancyRecorded':
      return { ...state, pregnancies: { ...state.pregnancies, [event.payload.pregnancyId]: event.payload } };
    default:
      return state;
  }
}

function withCase(state: SafetyState, one: SafetyCase): SafetyState {
  return { ...state, cases: { ...state.cases, [one.adverseEventId]: one } };
}

function changed(state: SafetyState, id: string, change: (known: SafetyCase) => SafetyCase): SafetyState {
  // What was erased leaves nothing that a later event could change.
  const known = state.cases[id];
  return known === undefined ? state : withCase(state, change(known));
}

function judgedByInvestigator(
  known: SafetyCase | undefined,
  facts: Payload<'AdverseEventReported'> | Payload<'AdverseEventUpdated'>,
  envelope: Folded['envelope'],
): SafetyCase {
  const before = known?.investigator ?? { serious: false, seriousness: [], causality: {}, isFatal: false };
  const outcome = facts.outcome === undefined ? before.isFatal : facts.outcome === 'fatal';
  // One server: what a site records the sponsor holds. Where the entry doesn't say when, the envelope does.
  const heldAt = facts.heldAt ?? envelope.recordedAt;
  const one: SafetyCase = {
    heldSince: heldAt,
    adverseEventId: facts.adverseEventId,
    versions: [],
    reports: {},
    ...known,
    investigator: {
      serious: facts.serious ?? before.serious,
      seriousness: facts.seriousness ?? before.seriousness,
      causality: facts.causality ?? before.causality,
      isFatal: outcome,
    },
    ...(facts.awareAt === undefined ? {} : { awareAt: facts.awareAt }),
  };
  return withDayZero(one, heldAt);
}

/** A case holds its Day 0 once it has what the clock counts; an earlier receipt moves it back, nothing moves it on. */
function withDayZero(one: SafetyCase, at: string): SafetyCase {
  const { investigator, assessment } = one;
  const criteria = [...investigator.seriousness, ...(assessment?.seriousness ?? [])];
  const { serious, isFatal: isDeath } = investigator;
  if (!serious && !isDeath && assessment?.serious !== true && criteria.length === 0) return one;
  const isFatal = isDeath || criteria.some((criterion) => criterion === 'death' || criterion === 'lifeThreatening');
  const reportedAt = serious || isDeath ? (one.reportedAt ?? at) : one.reportedAt;
  return {
    ...one,
    ...(reportedAt === undefined ? {} : { reportedAt }),
    seriousSince: earlier(one.seriousSince, at),
    ...(isFatal ? { fatalSince: earlier(one.fatalSince, at) } : {}),
  };
}

function withVersion(one: SafetyCase, version: SafetyCase['versions'][number]): SafetyCase {
  const next = { ...one, versions: [...one.versions, version] };
  const { participant, reporter, event, product } = version.minimumCriteria;
  if (!(participant && reporter && event && product) || version.seriousness.length === 0) return next;
  const isFatal = version.seriousness.some((criterion) => criterion === 'death' || criterion === 'lifeThreatening');
  return {
    ...next,
    seriousSince: earlier(one.seriousSince, version.receivedAt),
    ...(isFatal ? { fatalSince: earlier(one.fatalSince, version.receivedAt) } : {}),
  };
}

function earlier(one: string | undefined, other: string): string {
  return one !== undefined && one <= other ? one : other;
}
