// Names of months, in all languages.
import { describe, expect, it } from 'vitest';
import { formatsOf } from './format.js';
import { languages } from './message.js';
import { dayOf, monthOf } from './month.js';

describe('monthOf', () => {
  it.each(Object.keys(languages))('knows each month as the pages write it in %s', (language) => {
    const { day } = formatsOf(language);
    const read = Array.from({ length: 12 }, (_, index) => {
      const written = day(`2026-${String(index + 1).padStart(2, '0')}-05`);
      return monthOf(written.replace(/[\d\s]|de\b/g, '').trim());
    });
    expect(read).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('takes long names, and words without accents', () => {
    expect(['November', 'febbraio', 'Mar', 'février', 'fevrier', 'Ağustos', 'nonsense'].map(monthOf)).toEqual([
      ...[11, 2, 3, 2, 2, 8, undefined],
    ]);
  });
});

describe('dayOf', () => {
  it.each(Object.keys(languages))('reads a day as the pages write it in %s', (language) => {
    const { day } = formatsOf(language);
    expect(['2026-11-24', '2024-02-29', '2026-12-01'].map((iso) => dayOf(day(iso)))).toEqual([
      '2026-11-24',
      '2024-02-29',
      '2026-12-01',
    ]);
  });

  it('takes digits, and no day that does not exist', () => {
    expect(['2026-11-24', '20261124', '31 Feb 2026', '2026-13-01', '24 Kasım 2026', 'tomorrow'].map(dayOf)).toEqual([
      ...['2026-11-24', '2026-11-24', null, null, '2026-11-24', null],
    ]);
  });
});
