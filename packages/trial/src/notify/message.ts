// What a notice says, by code and facts, in the language of its reader. Never an arm, never the name of a participant.
// Facts are numbers and ids of the protocol; what people typed is not among them.
import { germanNotices } from './message/de.js';
import { englishNotices, type NoticeCode } from './message/en.js';
import { spanishNotices } from './message/es.js';
import { frenchNotices } from './message/fr.js';
import { italianNotices } from './message/it.js';
import { turkishNotices } from './message/tr.js';
import type { NoticeWords } from './notice-words.js';

export type { NoticeCode } from './message/en.js';

/** The languages in which a notice can be read. */
export const noticeLanguages = ['en', 'it', 'de', 'fr', 'es', 'tr'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** Every notice by its code, in every language. Codes are stable. */
export const noticeMessages: Readonly<Record<NoticeLanguage, Readonly<Record<NoticeCode, NoticeWords>>>> = {
  en: englishNotices,
  it: italianNotices,
  de: germanNotices,
  fr: frenchNotices,
  es: spanishNotices,
  tr: turkishNotices,
};

export type NoticeFacts = Readonly<Record<string, string>>;

/** A notice in a language (or in English), with its facts put in. */
export function wordNotice(code: NoticeCode, facts: NoticeFacts, language = 'en'): NoticeWords {
  const wanted = language.slice(0, 2).toLowerCase();
  const known = noticeLanguages.find((one) => one === wanted) ?? 'en';
  const { subject, text } = noticeMessages[known][code];
  const filled = (template: string) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => wordFact(facts[name], known));
  return { subject: filled(subject), text: filled(text) };
}

/** An instant as people read it, in UTC, since a mail does not know the zone of its reader; else the fact itself. */
function wordFact(fact: string | undefined, language: NoticeLanguage): string {
  if (fact === undefined) return '–';
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(fact)) return fact;
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(new Date(fact));
}
