// Names of months as people write them, in every language of the pages.
import { fold } from './fold.js';
import { languages } from './message.js';

const plain = (text: string) => fold(text.replaceAll('.', ''));

let known: ReadonlyMap<string, number> | undefined;

/** The month that a word names, 1 to 12: long or short, with or without accents; undefined where it names none. */
export function monthOf(word: string): number | undefined {
  known ??= new Map(
    Object.keys(languages).flatMap((language) =>
      (['long', 'short'] as const).flatMap((month) => {
        const format = new Intl.DateTimeFormat(language, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' });
        return Array.from({ length: 12 }, (_, index) => {
          const parts = format.formatToParts(new Date(Date.UTC(2026, index, 15)));
          return [plain(parts.find(({ type }) => type === 'month')?.value ?? ''), index + 1] as const;
        });
      }),
    ),
  );
  return known.get(plain(word));
}

/** A whole day as YYYY-MM-DD, read from that, from 20261124 or from "24 Nov 2026" in any language; null where it is none. */
export function dayOf(text: string): string | null {
  const given = text.trim();
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(given) ?? [];
  const [, dayFirst, word, lastYear] = /^(\d{1,2})[ .-]+(?:de )?(\p{L}+)[ .-]+(?:de )?(\d{4})$/u.exec(given) ?? [];
  const named = word === undefined ? undefined : monthOf(word);
  const iso =
    year === undefined
      ? `${lastYear}-${String(named).padStart(2, '0')}-${dayFirst?.padStart(2, '0')}`
      : `${year}-${month}-${day}`;
  const instant = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== iso ? null : iso;
}
