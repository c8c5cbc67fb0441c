// What the check of a protocol finds, in the language of the page. The sentences come with the pages that check protocols.
import { useCallback, useEffect, useState } from 'react';
import { type Language, useSpeech } from './message.js';

/** A sentence of the check with its facts: texts, numbers, or sentences. */
export interface Sentence {
  /** English, with {0}, {1} … where facts stand. */
  readonly pattern: string;
  readonly facts: readonly unknown[];
}

/** Sentences of a language, by their English. */
export type Sentences = Readonly<Record<string, string>>;

interface Problem {
  readonly message: string;
  readonly allowed?: string;
  readonly told?: { readonly message?: Sentence; readonly allowed?: Sentence };
}

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly problems: Sentences }>>> = {
  it: () => import('./it/protocol-problem.js'),
  de: () => import('./de/protocol-problem.js'),
  fr: () => import('./fr/protocol-problem.js'),
  es: () => import('./es/protocol-problem.js'),
  tr: () => import('./tr/protocol-problem.js'),
};

/** A fact as it is, a sentence in the language; in English where the language has none for it. */
export function tell(fact: unknown, sentences: Sentences): string {
  if (typeof fact !== 'object' || fact === null || !('pattern' in fact)) return String(fact);
  const { pattern, facts } = fact as Sentence;
  return (sentences[pattern] ?? pattern).replace(/\{(\d+)\}/g, (_, place: string) =>
    tell(facts[Number(place)] ?? '', sentences),
  );
}

/** Problems in the language of the page; as the check tells them until its sentences are there. */
export function useProblemWords(): <P extends Problem>(problem: P) => P {
  const { language } = useSpeech();
  const [loaded, setLoaded] = useState<{ readonly language: Language; readonly sentences: Sentences }>();
  useEffect(() => {
    if (language === 'en') return undefined;
    let isGone = false;
    loaders[language]().then(
      ({ problems }) => {
        if (!isGone) setLoaded({ language, sentences: problems });
      },
      // Without a connection the check's own sentences do.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [language]);
  const sentences = loaded?.language === language ? loaded.sentences : undefined;
  return useCallback(
    (problem) => {
      const { told } = problem;
      if (sentences === undefined || told === undefined) return problem;
      return {
        ...problem,
        ...(told.message === undefined ? {} : { message: tell(told.message, sentences) }),
        ...(told.allowed === undefined ? {} : { allowed: tell(told.allowed, sentences) }),
      };
    },
    [sentences],
  );
}
