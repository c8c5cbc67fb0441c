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
