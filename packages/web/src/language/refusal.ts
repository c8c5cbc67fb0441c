// Refusals by code, in the language of the page. Their sentences come with the first "no" of the server, not with the page.
import { IntlMessageFormat } from 'intl-messageformat';
import { useEffect, useSyncExternalStore } from 'react';
import type { Problem, ProblemPart } from '../api/http.js';
import type { ProblemCode } from '../api/interface.js';
import { formatsOf } from './format.js';
import type { Language, Say } from './message.js';
import { wordFor } from './word.js';

/** What to tell for each code of the server: ICU messages that may mention facts of the code. */
export type Refusals = Readonly<Record<ProblemCode, string>>;

/** What may be wrong at one place of what was sent. */
type IssueCode =
  | 'value-missing'
  | 'type-wrong'
  | 'value-too-small'
  | 'value-too-large'
  | 'format-wrong'
  | 'choice-wrong'
  | 'name-unknown'
  | 'row-twice'
  | 'column-missing'
  | 'column-twice'
  | 'column-unknown'
  | 'table-empty'
  | 'not-a-whole-number'
  | 'occurrence-missing'
  | 'day-missing'
  | 'not-a-date'
  | 'item-not-seen'
  | 'line-malformed'
  | 'row-ragged'
  | 'field-empty'
  | 'code-twice'
  | 'value-unknown'
  | 'participant-column-missing'
  | 'visit-column-missing'
  | 'header-missing'
  | 'too-many-rows'
  | 'participant-unknown'
  | 'form-unknown'
  | 'visit-unknown'
  | 'occurrence-not-allowed'
  | 'changed-meanwhile'
  | 'day-differs'
  | 'day-of-form'
  | 'group-unknown'
  | 'row-unknown'
  | 'item-calculated'
  | 'reason-unknown'
  | 'value-not-allowed';

/** What to tell for each of them. */
export type Issues = Readonly<Record<IssueCode, string>>;

interface Sentences {
  readonly refusals: Refusals;
  readonly issues: Issues;
}

const loaders: Readonly<Record<Language, () => Promise<Sentences>>> = {
  en: () => import('./en/refusal.js'),
  it: () => import('./it/refusal.js'),
  de: () => import('./de/refusal.js'),
  fr: () => import('./fr/refusal.js'),
  es: () => import('./es/refusal.js'),
  tr: () => import('./tr/refusal.js'),
};

let spoken: Language = 'en';
let loaded: (Sentences & { readonly language: Language }) | undefined;
const listeners = new Set<() => void>();

/** Tells in which language refusals are told from now on. */
export function tellRefusalsIn(language: Language): void {
  spoken = language;
  if (loaded !== undefined) void loadRefusals();
}

/** Loads the sentences of the language; without a connection the server's own sentences do. */
export async function loadRefusals(): Promise<void> {
  const language = spoken;
  if (loaded?.language === language) return;
  try {
    const { refusals, issues } = await loaders[language]();
    if (language !== spoken) return;
    loaded = { language, refusals, issues };
  } catch {
    return;
  }
  for (const listener of listeners) listener();
}

/** Draws the caller anew once the sentences are there, and sees to it that they come. */
export function useRefusals(isNeeded: boolean): void {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => loaded,
  );
  useEffect(() => {
    if (isNeeded) void loadRefusals();
  }, [isNeeded]);
}

/** A "no", as far as it is told. */
type Told = Pick<Problem, 'code' | 'title' | 'detail' | 'facts'>;

/** A "no" in words. */
export interface RefusalWords {
  readonly text: string;
  /** True where the text is the server's, whose language is English. */
  readonly isServers: boolean;
  /** The server's sentence, where it tells more than the text. */
  readonly detail?: string;
}

/** Codes whose sentences tell a cause that no fact holds. */
const tellMore: ReadonlySet<string> = new Set<ProblemCode>([
  'design-invalid',
  'period-invalid',
  'nothing-changes',
  'password-weak',
  'file-type',
  'file-too-large',
  'calculation-unfit',
  'dictionary-other',
  'batch-failed',
]);

/** Facts that are for programs. */
const forPrograms: ReadonlySet<string> = new Set([
  'command',
  'commandId',
  'trialId',
  'right',
  'attempts',
  'commitment',
  'retryAfterSeconds',
]);

/** A "no" of the server in words: by its code, else in the server's own. */
export function refusalWords(told: Told, say: Say): RefusalWords {
  const servers = told.detail === '' ? told.title : told.detail;
  const sentence = (loaded?.refusals as Readonly<Record<string, string>> | undefined)?.[told.code];
  if (loaded === undefined || sentence === undefined) return { text: servers, isServers: true };
  const values = valuesOf(told.facts, loaded.language, say);
  let text: string;
  try {
    text = format(sentence, loaded.language, values);
  } catch {
    // A fact that the sentence mentions did not come.
    return { text: servers, isServers: true };
  }
  const isMore = tellMore.has(told.code) || Object.keys(told.facts).some((name) => !isMentioned(name, sentence));
  return { text, isServers: false, ...(isMore && servers !== told.title ? { detail: servers } : {}) };
}

/** One thing that is wrong, in words; English where its code has none. */
export function issueWords({ code, limit, facts, detail }: ProblemPart, say: Say): RefusalWords {
  const servers = { text: detail, isServers: true };
  // English says what is allowed; a code stands for less.
  if (loaded === undefined || code === undefined || (loaded.language === 'en' && limit === undefined)) return servers;
  const { language, refusals, issues } = loaded;
  const values = { ...valuesOf(facts ?? {}, language, say), limit: limit ?? '' };
  for (const sentences of [issues, refusals] as readonly Readonly<Record<string, string>>[]) {
    const sentence = sentences[code];
    if (sentence === undefined) continue;
    try {
      const text = format(sentence, language, values);
      const isAll = facts !== undefined && Object.keys(facts).every((name) => isMentioned(name, sentence));
      return { text, isServers: false, ...(isAll ? {} : { detail }) };
    } catch {
      // A fact that the sentence mentions did not come.
    }
  }
  return servers;
}

function isMentioned(fact: string, sentence: string): boolean {
  return forPrograms.has(fact) || sentence.includes(`{${fact}`);
}

function format(sentence: string, language: Language, values: Readonly<Record<string, string | number>>): string {
  if (!sentence.includes('{')) return sentence;
  return String(new IntlMessageFormat(sentence, language, undefined, { ignoreTag: true }).format(values));
}

const roleFacts: ReadonlySet<string> = new Set(['role', 'roles', 'allowed']);

/** Facts as people read them: days and instants, lists, roles by their names. */
function valuesOf(facts: Told['facts'], language: Language, say: Say): Readonly<Record<string, string | number>> {
  const { day, instant } = formatsOf(language);
  const word = (name: string, value: unknown) => {
    const text = String(value);
    if (name === 'written') return text;
    if (roleFacts.has(name)) return wordFor(say, 'role', text);
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return day(text);
    return /^\d{4}-\d\d-\d\dT/.test(text) ? instant(text) : text;
  };
  const list = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'conjunction' });
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      if (typeof value === 'number') return [name, value];
      return [name, Array.isArray(value) ? list.format(value.map((one) => word(name, one))) : word(name, value)];
    }),
  );
}
