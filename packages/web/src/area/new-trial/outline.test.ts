// The shape of a trial, read from protocols that are whole and from ones that are being written.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { outlineOf } from './outline.js';

const shipped = (name: string, language = 'en') =>
  outlineOf(
    parse(readFileSync(new URL(`../../../../../trials/${name}/protocol.yaml`, import.meta.url), 'utf8')),
    language,
  );

describe('the outline of a protocol', () => {
  it('has epochs in order, and in each period the treatment of a sequence', () => {
    const { epochs, sequences, visits, planned } = shipped('mesems');
    expect(epochs.map(({ kind }) => kind).filter((kind) => kind === 'period')).toHaveLength(2);
    expect(epochs[0]?.kind).toBe('screening');
    expect(sequences.map(({ treatments }) => treatments.flatMap((one) => one?.id ?? []))).toEqual([
      ['msc', 'placebo'],
      ['placebo', 'msc'],
    ]);
    expect(planned).toBe(144);
    expect(visits.every(({ epoch }) => epoch >= 0 && epoch < epochs.length)).toBe(true);
    // Week 48 is counted from the second infusion, which is planned for week 25.
    expect(visits.map(({ day }) => day)).toContain(343);
  });

  it('knows visits whose day is not stated', () => {
    const { visits, epochs } = shipped('raynaud');
    expect(epochs.map(({ name }) => name)).toEqual(['Period 1', 'Period 2']);
    expect(visits.map(({ epoch, day }) => [epoch, day])).toEqual([
      [0, undefined],
      [1, undefined],
    ]);
  });

  it('has its texts in the language of the page, where the file translates them', () => {
    const { title, visits } = shipped('mesems', 'de');
    expect([title, visits[2]?.name]).toEqual(['Mesenchymale Stammzellen bei Multipler Sklerose', 'Woche 4']);
    expect(shipped('williams', 'it').sequences[0]?.name).toBe('Sequenza 1');
  });

  it('draws a washout between periods', () => {
    const { epochs } = shipped('williams');
    expect(epochs.some(({ kind }) => kind === 'washout')).toBe(true);
  });

  it('reads what is there of a protocol that is not finished, and of anything else', () => {
    const half = outlineOf(
      { acronym: 'X', periods: [{ id: 'p1' }], sequences: [{ id: 's', treatments: ['A'] }] },
      'en',
    );
    expect(half.sequences[0]?.treatments).toEqual([{ id: 'A', name: 'A', isActive: false }]);
    for (const odd of [null, 'text', [], { visits: 'x', sequences: [1, null], epochs: [{}] }])
      expect(() => outlineOf(odd, 'en')).not.toThrow();
  });
});
