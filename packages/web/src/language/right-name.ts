// Rights in words: what somebody may do or see.
import type { Right } from '@equipoise/trial';
import { useCallback } from 'react';
import { plainWords } from './event-name.js';
import { useWordList } from './word-list.js';

/** What to call each right. */
export type RightNames = Readonly<Record<Right, string>>;

const loaders = {
  en: async () => (await import('./en/right.js')).rightNames,
  it: async () => (await import('./it/right.js')).rightNames,
  de: async () => (await import('./de/right.js')).rightNames,
  fr: async () => (await import('./fr/right.js')).rightNames,
  es: async () => (await import('./es/right.js')).rightNames,
  tr: async () => (await import('./tr/right.js')).rightNames,
};

/** What calls rights by their names in the language of the page; a right of another version of the server by its own name. */
export function useRightNames(): (right: string) => string {
  const words = useWordList('right names', loaders);
  return useCallback((right) => words?.[right] ?? plainWords(right), [words]);
}
