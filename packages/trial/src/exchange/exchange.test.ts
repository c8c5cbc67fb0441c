import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MissingReason } from '../value.js';
import { csvCell, csvLine, missingOfCell, textOfCell } from './csv-cell.js';
import { deidentifiedValue, disguiseOf, shiftDate } from './deidentify.js';

/** A cell as a reader of RFC 4180 gives it. */
function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

describe('a cell of CSV', () => {
  it.each([
    [null, ''],
    [-5.5, '-5.5'],
    [true, 'true'],
    [new Date('2026-02-01T08:00:00.000Z'), '2026-02-01T08:00:00.000Z'],
    [{ missing: 'notDone' }, 'missing: notDone'],
    [['a', 'b'], '"[""a"",""b""]"'],
    ['=1+1', "'=1+1"],
    ['-5', "'-5"],
    ["'=1+1", "''=1+1"],
    ["d'Aosta", "d'Aosta"],
    ['missing: notDone', "'missing: notDone"],
    ['a;b', '"a;b"'],
  ])('shows %j as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('reads back as the text that it was, and never begins as a formula does', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom('=', '+1', '@x', "''-", '\t', '"', 'missing: unknown', 'a,b\r\n'),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const cell = csvCell(text);
        expect(/[",\r\n]/.test(cell)).toBe(cell.startsWith('"'));
        expect(textOfCell(unquoted(cell))).toBe(text);
        expect(unquoted(cell)).not.toMatch(/^[=+\-@\t\r\n]/);
        expect(missingOfCell(unquoted(cell))).toBeUndefined();
      }),
    );
    expect(csvLine(['a', 1, null, 'b,c'])).toBe('a,1,,"b,c"\r\n');
    for (const missing of MissingReason.options) expect(missingOfCell(csvCell({ missing }))).toBe(missing);
  });
});

describe('de-identified values', () => {
  it('keep the days between dates, and stay as exact as they were [acceptance 40]', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, (drawn) => {
        const person = disguiseOf(drawn, 'P-');
        expect(person.code).toMatch(/^P-[0-9A-HJKMNP-TV-Z]{12}$/);
        expect(person.shiftDays).toBeLessThanOrEqual(-1);
        expect(person.shiftDays).toBeGreaterThanOrEqual(-366);
        const shifted = ['2024-02-29', '2024-03-01'].map((day) =>
          String(deidentifiedValue({ type: 'date' }, day, person)),
        );
        expect(Date.parse(shifted[1] ?? '') - Date.parse(shifted[0] ?? '')).toBe(86_400_000);
        expect(deidentifiedValue({ type: 'instant' }, '2024-03-01T08:15:00.000Z', person)).toBe(
          `${shifted[1]}T08:15:00.000Z`,
        );
      }),
    );
    const person = disguiseOf(new Uint8Array(16), 'P-');
    expect([shiftDate('2024-05', -30), shiftDate('2024', -1)]).toEqual(['2024-04', '2024']);
    expect(deidentifiedValue({ type: 'text' }, 'a name', person)).toBeUndefined();
    expect(deidentifiedValue({ type: 'text' }, { missing: 'refused' }, person)).toEqual({ missing: 'refused' });
    expect(deidentifiedValue({ type: 'code' }, 'female', person)).toBe('female');
  });
});
