// The types of events in words. English reads them off their names; the words of other languages are loaded when needed.
import type { EventType } from '@equipoise/trial';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Language, useSpeech } from './message.js';

/** What to call each type of event. */
export type EventNames = Readonly<Record<EventType, string>>;

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly eventNames: EventNames }>>> = {
  it: () => import('./it/event.js'),
  de: () => import('./de/event.js'),
  fr: () => import('./fr/event.js'),
  es: () => import('./es/event.js'),
  tr: () => import('./tr/event.js'),
};

/** "FormCorrected" as words: "Form corrected". */
export function plainWords(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What calls types of events by their names in the language of the page. */
export function useEventNames(): (type: string) => string {
  const { language } = useSpeech();
  const { data } = useQuery({
    queryKey: ['event names', language],
    enabled: language !== 'en',
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (language === 'en' ? {} : (await loaders[language]()).eventNames),
  });
  return useCallback(
    (type) => (data as Readonly<Record<string, string>> | undefined)?.[type] ?? plainWords(type),
    [data],
  );
}
