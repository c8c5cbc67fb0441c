// The listing of a safety database: read from the cells of a file, and held against the serious events of the trial.
import { AdverseEventOutcome, SeriousnessCriterion } from '../event/safety.js';
import type { ListedCase } from '../event/safety-case.js';
import { PartialDate } from '../value.js';

/** The columns of a listing; the first line of the file names them, in any order. */
export const listingColumns = [
  'caseNumber',
  'participant',
  'term',
  'startedOn',
  'serious',
  'seriousness',
  'outcome',
  'causality',
] as const;

/** The cases of a listing, or every problem with its line (the header is line 1) and column. */
export function parseListing(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly cases: readonly ListedCase[]; readonly problems: readonly string[] } {
  const missing = listingColumns.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    return { cases: [], problems: missing.map((name) => `line 1: the column ${name} is missing`) };
  const problems: string[] = [];
  const seen = new Map<string, number>();
  const cases = rows.map((row, index): ListedCase => {
    const line = index + 2;
    const cell = (name: (typeof listingColumns)[number]) => (row[columns.indexOf(name)] ?? '').trim();
    const needed = (name: (typeof listingColumns)[number], longest: number) => {
      const text = cell(name);
      if (text === '' || text.length > longest)
        problems.push(`line ${line}, ${name}: 1 to ${longest} characters, not ${text.length}`);
      return text;
    };
    const caseNumber = needed('caseNumber', 64);
    const before = seen.get(caseNumber);
    if (before !== undefined) problems.push(`line ${line}, caseNumber: ${caseNumber} is on line ${before} already`);
    else seen.set(caseNumber, line);
    const startedOn = cell('startedOn');
    if (startedOn !== '' && !PartialDate.safeParse(startedOn).success)
      problems.push(`line ${line}, startedOn: "${startedOn}" is no date as YYYY-MM-DD, YYYY-MM or YYYY`);
    const serious = cell('serious').toLowerCase();
    if (serious !== 'yes' && serious !== 'no') problems.push(`line ${line}, serious: yes or no, not "${serious}"`);
    const outcome = cell('outcome');
    if (outcome !== '' && !AdverseEventOutcome.safeParse(outcome).success)
      problems.push(`line ${line}, outcome: one of ${AdverseEventOutcome.options.join(', ')}, not "${outcome}"`);
    return {
      caseNumber,
      participant: needed('participant', 64),
      term: needed('term', 4000),
      startedOn,
      serious: serious === 'yes',
      seriousness: parseCriteria(cell('seriousness'), (criterion) =>
        problems.push(
          `line ${line}, seriousness: one of ${SeriousnessCriterion.options.join(', ')}, not "${criterion}"`,
        ),
      ),
      outcome,
      causality: cell('causality'),
    };
  });
  if (rows.length === 0) problems.push('line 2: the listing has no case');
  return { cases, problems };
}

function parseCriteria(cell: string, refuse: (text: string) => void): ListedCase['seriousness'] {
  return cell
    .split(/[;|]/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .flatMap((text) => {
      const parsed = SeriousnessCriterion.safeParse(text);
      if (parsed.success) return [parsed.data];
      refuse(text);
      return [];
    });
}

/** A serious event of the trial, with what a listing would hold of it. */
export interface ReconciledEvent {
  readonly adverseEventId: string;
  readonly siteId: string;
  readonly participantId: string;
  readonly screeningNumber: string;
  readonly randomisationNumber: string | null;
  readonly term: string;
  readonly preferredTerm?: string | undefined;
  readonly startedOn: string;
  readonly seriousness: readonly string[];
  readonly outcome: string;
}

export interface Reconciled {
  readonly match: 'same' | 'differs' | 'onlyInTrial' | 'onlyInListing';
  readonly event?: ReconciledEvent;
  readonly listed?: ListedCase;
  /** By field: what the trial has and what the listing has. */
  readonly differences: readonly { readonly field: string; readonly trial: string; readonly listing: string }[];
}

/**
 * Holds serious events against a listing. An event and a case belong together by participant, then by what agrees most
 * of term and onset; each is used once. A case that agrees in neither stays alone.
 */
export function reconcile(events: readonly ReconciledEvent[], listed: readonly ListedCase[]): readonly Reconciled[] {
  const pairs = events
    .flatMap((event) => listed.map((one) => ({ event, one, score: agreement(event, one) })))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score - a.score ||
        compare(a.event.adverseEventId, b.event.adverseEventId) ||
        compare(a.one.caseNumber, b.one.caseNumber),
    );
  const byEvent = new Map<string, ListedCase>();
  const taken = new Set<string>();
  for (const { event, one } of pairs) {
    if (byEvent.has(event.adverseEventId) || taken.has(one.caseNumber)) continue;
    byEvent.set(event.adverseEventId, one);
    taken.add(one.caseNumber);
  }
  return [
    ...events.map((event): Reconciled => {
      const one = byEvent.get(event.adverseEventId);
      if (one === undefined) return { match: 'onlyInTrial', event, differences: [] };
      const differences = differencesOf(event, one);
      return { match: differences.length === 0 ? 'same' : 'differs', event, listed: one, differences };
    }),
    ...listed
      .filter(({ caseNumber }) => !taken.has(caseNumber))
      .map((one): Reconciled => ({ match: 'onlyInListing', listed: one, differences: [] })),
  ];
}

function agreement(event: ReconciledEvent, one: ListedCase): number {
  if (one.participant !== event.screeningNumber && one.participant !== event.randomisationNumber) return 0;
  const isTerm = [event.term, event.preferredTerm].some((term) => term !== undefined && isSameText(term, one.term));
  const isOnset = one.startedOn !== '' && one.startedOn === event.startedOn;
  return (isTerm ? 2 : 0) + (isOnset ? 1 : 0);
}

function differencesOf(event: ReconciledEvent, one: ListedCase): Reconciled['differences'] {
  const isTerm = [event.term, event.preferredTerm].some((term) => term !== undefined && isSameText(term, one.term));
  const [here, there] = [[...event.seriousness].sort().join(', '), [...one.seriousness].sort().join(', ')];
  return [
    isTerm ? [] : { field: 'term', trial: event.preferredTerm ?? event.term, listing: one.term },
    event.startedOn === one.startedOn ? [] : { field: 'startedOn', trial: event.startedOn, listing: one.startedOn },
    one.serious ? [] : { field: 'serious', trial: 'yes', listing: 'no' },
    here === there ? [] : { field: 'seriousness', trial: here, listing: there },
    event.outcome === one.outcome ? [] : { field: 'outcome', trial: event.outcome, listing: one.outcome },
  ].flat();
}

function isSameText(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
