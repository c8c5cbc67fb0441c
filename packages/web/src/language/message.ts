// What the application says, in the language of the person: ICU messages by key.
import { IntlMessageFormat } from 'intl-messageformat';
import { createContext, useContext } from 'react';
import { english } from './en/all.js';

/** Names a message; areas keep theirs in files of their own. */
export type MessageKey = keyof typeof english;
/** What a message may mention. */
export type MessageValues = Readonly<Record<string, string | number | Date | undefined>>;
/** All messages of one language. */
export type Messages = Readonly<Partial<Record<MessageKey, string>>>;

/** Languages of the pages, each by its own name. */
export const languages = {
  en: 'English',
  it: 'Italiano',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  tr: 'Türkçe',
} as const;
export type Language = keyof typeof languages;

/** The language that a person chose, or that the browser prefers, as far as we speak it. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0] as Language;
    if (language in languages) return language;
  }
  return 'en';
}

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly messages: Messages }>>> = {
  it: () => import('./it/all.js'),
  de: () => import('./de/all.js'),
  fr: () => import('./fr/all.js'),
  es: () => import('./es/all.js'),
  tr: () => import('./tr/all.js'),
};

/** The names of months and weekdays in calendars. */
const calendarLoaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<unknown>>> = {
  it: () => import('dayjs/locale/it.js'),
  de: () => import('dayjs/locale/de.js'),
  fr: () => import('dayjs/locale/fr.js'),
  es: () => import('dayjs/locale/es.js'),
  tr: () => import('dayjs/locale/tr.js'),
};

/** Loads the messages of a language; English is always there. */
export async function loadMessages(language: Language): Promise<Messages> {
  if (language === 'en') return english;
  const [{ messages }] = await Promise.all([loaders[language](), calendarLoaders[language]()]);
  return messages;
}

/** Says a message. Missing in a language, it is said in English: a test finds that before people do. */
export type Say = (key: MessageKey, values?: MessageValues) => string;

/** Makes what says messages in a language. What cannot be said takes no page down; in tests it is an error. */
export function sayIn(language: Language, messages: Messages, isStrict = import.meta.env.MODE === 'test'): Say {
  const formats = new Map<string, IntlMessageFormat>();
  const complained = new Set<string>();
  const written = (text: string, as: Language, values: MessageValues | undefined) => {
    if (!text.includes('{')) return text;
    let format = formats.get(text);
    if (format === undefined) {
      format = new IntlMessageFormat(text, as, undefined, { ignoreTag: true });
      formats.set(text, format);
    }
    return String(format.format(values as Record<string, string>));
  };
  return (key, values) => {
    const known: Readonly<Record<string, string>> = english;
    const text = messages[key] ?? known[key];
    try {
      if (text === undefined) throw new RangeError(`No language has the message ${key}.`);
      return written(text, language, values);
    } catch (error) {
      if (isStrict) throw error;
      if (!complained.has(key)) console.error(`The message ${key} cannot be said.`, error);
      complained.add(key);
      return text ?? lastPartOf(key);
    }
  };
}

/** "safety.case.openClock" as words: "open clock". */
function lastPartOf(key: string): string {
  const last = key.slice(key.lastIndexOf('.') + 1);
  return last.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** The language of the page, and what says messages and writes dates and numbers in it. */
export interface Speech {
  readonly language: Language;
  readonly say: Say;
  readonly choose: (language: Language) => void;
}

export const SpeechContext = createContext<Speech | undefined>(undefined);

/** @throws Error outside of the application */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === undefined) throw new Error('There is no language here.');
  return speech;
}

/** What says messages. */
export function useSay(): Say {
  return useSpeech().say;
}
