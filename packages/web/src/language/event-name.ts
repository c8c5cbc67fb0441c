// The types of events in words. English reads them off their names; the words of other languages are loaded when needed.
import type { EventType } from '@equipoise/trial';
import { useCallback } from 'react';
import { useWordList } from './word-list.js';

/** What to call each type of event. */
export type EventNames = Readonly<Record<EventType, string>>;

const loaders = {
  it: async () => (await import('./it/event.js')).eventNames,
  de: async () => (await import('./de/event.js')).eventNames,
  fr: async () => (await import('./fr/event.js')).eventNames,
  es: async () => (await import('./es/event.js')).eventNames,
  tr: async () => (await import('./tr/event.js')).eventNames,
};

/** "FormCorrected" as words: "Form corrected". */
export function plainWords(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What calls types of events by their names in the language of the page. */
export function useEventNames(): (type: string) => string {
  const words = useWordList('event names', loaders);
  return useCallback((type) => words?.[type] ?? plainWords(type), [words]);
}
