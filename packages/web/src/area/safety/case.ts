// Serious events as cases: what the views say of them, typed, and what is open about each.
import type { Payload } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';

export type EventFacts = Omit<Payload<'AdverseEventReported'>, 'adverseEventId'>;
export type Criterion = NonNullable<EventFacts['seriousness']>[number];
export type Causality = EventFacts['causality'];
export type Target = keyof Causality & string;
export type Relation = NonNullable<Causality[Target]>;
export type Assessment = Payload<'SeriousEventAssessed'> & { readonly by: string };
export type CaseVersion = Payload<'CaseVersionRecorded'> & { readonly by: string };

/** What is known of a serious event as a case. */
export interface CaseFacts {
  readonly isSerious: boolean;
  readonly isFatalOrLifeThreatening: boolean;
  readonly isSuspected: boolean;
  readonly seriousness: readonly Criterion[];
  readonly investigator: {
    readonly serious: boolean;
    readonly seriousness: readonly Criterion[];
    readonly causality: Causality;
    readonly isFatal: boolean;
  };
  readonly sponsor?: Assessment;
  readonly dayZero?: string;
  readonly dayZeroFatal?: string;
  readonly hoursToSponsor?: number;
  readonly versions: readonly CaseVersion[];
  readonly specialInterests: readonly string[];
  readonly windows: readonly string[];
}

export type Clock = RowOf<'safetyClocks'>;

/** Clocks that still run: nobody has sent or acknowledged yet. */
export function isRunning({ state }: Pick<Clock, 'state'>): boolean {
  return state === 'due' || state === 'overdue';
}

/** One serious event in the list. */
export interface CaseRow {
  readonly id: string;
  readonly participantId: string;
  readonly siteId: string;
  readonly number: string;
  readonly event: EventFacts | undefined;
  readonly facts: CaseFacts;
  /** The running clock that ends first. */
  readonly next: Clock | undefined;
  readonly isOpen: boolean;
}

interface CaseSources {
  readonly cases: readonly RowOf<'seriousEvents'>[];
  readonly clocks: readonly Clock[];
}

/** Rows of the list, the most urgent first: what is overdue, what is due, what is not judged, the rest. */
export function caseRows({ cases, clocks }: CaseSources): readonly CaseRow[] {
  const running = new Map<string, Clock>();
  for (const clock of clocks.filter(isRunning)) {
    const known = running.get(clock.adverse_event_id);
    if (known === undefined || clock.due_at < known.due_at) running.set(clock.adverse_event_id, clock);
  }
  return cases
    .filter(({ kind }) => kind === 'seriousEvent')
    .map((row): CaseRow => {
      const facts = row.facts as CaseFacts;
      const next = running.get(row.id);
      return {
        id: row.id,
        participantId: row.participant_id,
        siteId: row.site_id,
        number: row.participant ?? '',
        event: (row.event ?? undefined) as EventFacts | undefined,
        facts,
        next,
        isOpen: next !== undefined || facts.sponsor === undefined,
      };
    })
    .sort((one, other) => urgency(one).localeCompare(urgency(other)));
}

function urgency({ next, facts }: CaseRow): string {
  if (next !== undefined) return `1 ${next.due_at}`;
  return facts.sponsor === undefined ? `2 ${facts.dayZero ?? ''}` : `3 ${facts.dayZero ?? ''}`;
}

/** How many clocks are overdue, and how many end within so many hours. */
export function clockCounts(
  clocks: readonly Clock[],
  now: number,
  soonHours = 48,
): { readonly overdue: number; readonly soon: number } {
  const running = clocks.filter(isRunning).map(({ due_at }) => Date.parse(due_at) - now);
  return {
    overdue: running.filter((left) => left < 0).length,
    soon: running.filter((left) => left >= 0 && left <= soonHours * 3_600_000).length,
  };
}

const strength: readonly Relation[] = ['unrelated', 'unlikely', 'possible', 'probable', 'definite'];

/** Relations that the sponsor may choose: those that are not weaker than the investigator's. */
export function allowedRelations(investigator: Relation | undefined): readonly Relation[] {
  return investigator === undefined ? strength : strength.slice(strength.indexOf(investigator));
}
