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

/** Makes what says messages in a language. */
export function sayIn(language: Language, messages: Messages): Say {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  return (key, values) => {
    const text = messages[key] ?? english[key];
    if (!text.includes('{')) return text;
    let format = formats.get(key);
    if (format === undefined) {
      format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
      formats.set(key, format);
    }
    return String(format.format(values as Record<string, string>));
  };
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
