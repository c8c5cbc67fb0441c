// The pack of a monitor's visit: its parts, what a tick verifies, and the draft of the follow-up letter.
import type { RowOf } from '../../api/view.js';
import { groupBy } from './group-by.js';
import type { Place } from './protocol-words.js';

export type PackRow = RowOf<'visitPack'>;
export type PackForm = PackRow & { readonly participant_id: string; readonly version: number };

/** The pack by what it holds; forms the riskiest first. */
export function partsOf(rows: readonly PackRow[]) {
  return {
    forms: rows.filter((row): row is PackForm => row.kind === 'form' && row.participant_id !== null),
    queries: rows.filter(({ kind }) => kind === 'query'),
    actionItems: rows.filter(({ kind }) => kind === 'actionItem'),
    since: rows.find(({ since }) => since !== null)?.since ?? null,
  };
}

export function keyOfForm(row: PackForm): string {
  const { visit = '', form = '', occurrence = 1 } = row.place as Place;
  return `${row.participant_id}/${visit}/${form}/${occurrence}`;
}

/** What of a form is to be compared with the source now. */
export function dueItems({ critical, sampled }: Pick<PackRow, 'critical' | 'sampled'>): readonly string[] {
  return [...critical, ...sampled];
}

/** Ticked forms, as one command of each participant verifies them: only the items that were due. */
export function verifications(forms: readonly PackForm[]) {
  return [...groupBy(forms, ({ participant_id }) => participant_id)].map(([participantId, own]) => ({
    participantId,
    forms: own.map((row) => {
      const { visit = '', form = '', occurrence = 1 } = row.place as Place;
      return { visit, form, occurrence, version: row.version, items: dueItems(row) };
    }),
  }));
}

/** The sentences of a letter in the language of the page. */
export interface LetterWords {
  readonly greeting: string;
  readonly visited: string;
  readonly verified: (count: number) => string;
  readonly openQueries: (count: number) => string;
  readonly stillToVerify: (count: number) => string;
  readonly actionItems: string;
  readonly noActionItems: string;
  readonly closing: string;
  readonly dueOn: (day: string) => string;
}

export interface LetterFacts {
  readonly verified: number;
  readonly queries: readonly { readonly participant: string; readonly place: string; readonly text: string }[];
  readonly stillToVerify: number;
  readonly actionItems: readonly { readonly text: string; readonly dueOn: string }[];
}

/** The letter after a visit, made from what was found; people edit it before it is sent. */
export function draftLetter(words: LetterWords, facts: LetterFacts): string {
  const queries = facts.queries.map(
    ({ participant, place, text }) => `  – ${[participant, place].filter(Boolean).join(', ')}: ${text}`,
  );
  const items = facts.actionItems.map(({ text, dueOn }, index) => `  ${index + 1}. ${text} (${words.dueOn(dueOn)})`);
  return [
    words.greeting,
    '',
    words.visited,
    '',
    words.verified(facts.verified),
    ...(facts.stillToVerify === 0 ? [] : [words.stillToVerify(facts.stillToVerify)]),
    ...(queries.length === 0 ? [] : ['', words.openQueries(queries.length), ...queries]),
    '',
    ...(items.length === 0 ? [words.noActionItems] : [words.actionItems, ...items]),
    '',
    words.closing,
  ].join('\n');
}
