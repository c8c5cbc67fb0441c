// Dates, times and numbers as people read them: never ambiguous (24 Nov 2026), in the language of the page.
import { useSpeech } from './message.js';

/** Writes dates, instants and numbers of a language. */
export interface Formats {
  /** A day, whole or partial: 2026-11-24, 2026-11 or 2026. */
  readonly day: (text: string | null | undefined) => string;
  /** An instant in the zone of the device, with hour and minute. */
  readonly instant: (text: string | null | undefined) => string;
  readonly number: (value: number, digits?: number) => string;
  /** With all the digits that it has. */
  readonly exact: (value: number) => string;
  /** "a, b and c". */
  readonly list: (words: readonly string[]) => string;
  /** With so many decimals; without a number one at most. */
  readonly percent: (share: number, digits?: number) => string;
  /** "in 3 days", "2 hours ago", from now. */
  readonly fromNow: (text: string) => string;
}

const known = new Map<string, Formats>();

/** @param language a BCP 47 tag */
export function formatsOf(language: string): Formats {
  const formats = known.get(language) ?? makeFormats(language);
  known.set(language, formats);
  return formats;
}

/** What writes is dear to make, and made when it is first used. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function makeFormats(language: string): Formats {
  const tag = language === 'en' ? 'en-GB' : language;
  const dates = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(tag, options));
  const whole = dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const month = dates({ month: 'short', year: 'numeric', timeZone: 'UTC' });
  const instant = dates({
    ...({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
    hourCycle: 'h23',
  });
  const relative = once(() => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
  const conjunction = once(() => new Intl.ListFormat(tag, { type: 'conjunction' }));
  const numbers = new Map<string, Intl.NumberFormat>();
  const number = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const format = numbers.get(key) ?? new Intl.NumberFormat(tag, options);
    numbers.set(key, format);
    return format;
  };
  return {
    day: (text) => {
      if (text === null || text === undefined || text === '') return '';
      const [year, hasMonth, hasDay] = text.slice(0, 10).split('-');
      if (hasMonth === undefined) return year ?? '';
      const format = hasDay === undefined ? month : whole;
      return format().format(new Date(`${year}-${hasMonth}-${hasDay ?? '01'}T00:00:00Z`));
    },
    instant: (text) => (text === null || text === undefined || text === '' ? '' : instant().format(new Date(text))),
    number: (value, digits) =>
      number(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
        value,
      ),
    exact: (value) => number({ maximumSignificantDigits: 15 }).format(value),
    list: (words) => conjunction().format(words),
    percent: (share, digits) =>
      number({
        style: 'percent',
        minimumFractionDigits: digits ?? 0,
        maximumFractionDigits: digits ?? 1,
      }).format(share),
    fromNow: (text) => {
      const seconds = (new Date(text).getTime() - Date.now()) / 1000;
      const size = Math.abs(seconds);
      if (size < 3600) return relative().format(Math.round(seconds / 60), 'minute');
      if (size < 2 * 86_400) return relative().format(Math.round(seconds / 3600), 'hour');
      return relative().format(Math.round(seconds / 86_400), 'day');
    },
  };
}

export function useFormats(): Formats {
  const { language } = useSpeech();
  return formatsOf(language);
}
