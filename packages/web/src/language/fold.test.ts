// Searching and sorting by the letters of every language.
import { describe, expect, it } from 'vitest';
import { collatorOf, fold } from './fold.js';
import { monthOf } from './month.js';

describe('fold', () => {
  it('finds a word however its letters i were written', () => {
    expect(new Set(['İzmir', 'IZMIR', 'izmir', 'ızmır'].map(fold))).toEqual(new Set(['izmir']));
    expect(['ISPARTA', 'Isparta', 'ısparta'].map(fold)).toEqual(['isparta', 'isparta', 'isparta']);
  });

  it('finds a word without its accents', () => {
    expect([fold('Müller '), fold('Ángel'), fold('ŞAHİN')]).toEqual(['muller', 'angel', 'sahin']);
  });

  it('lets months of Turkish be written in capitals', () => {
    expect(['KASIM', 'Kasım', 'MAYIS', 'ARALIK', 'EKİM'].map(monthOf)).toEqual([11, 11, 5, 12, 10]);
  });
});

describe('collatorOf', () => {
  it('sorts as the dictionaries of a language do, numbers by their size', () => {
    expect(['Zonguldak', 'Çanakkale', 'Ceyhan'].toSorted(collatorOf('tr'))).toEqual([
      'Ceyhan',
      'Çanakkale',
      'Zonguldak',
    ]);
    expect(['IT-10', 'IT-9'].toSorted(collatorOf('en'))).toEqual(['IT-9', 'IT-10']);
  });
});
