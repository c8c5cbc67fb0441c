// Gives the pages their language: the person's own, else the device's choice, else what the browser prefers.
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { useMe } from '../api/me.js';
import { english } from './en/all.js';
import {
  chooseLanguage,
  type Language,
  languages,
  loadMessages,
  type Messages,
  type Speech,
  SpeechContext,
  sayIn,
} from './message.js';
import { tellRefusalsIn } from './refusal.js';

const storedAs = 'equipoise.language';

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const me = useMe();
  const [chosen, setChosen] = useState<Language | undefined>(() => {
    const stored = localStorage.getItem(storedAs);
    return stored !== null && stored in languages ? (stored as Language) : undefined;
  });
  const wanted = chosen ?? chooseLanguage(me.data ? [me.data.locale, ...navigator.languages] : navigator.languages);
  const [spoken, setSpoken] = useState<{ language: Language; messages: Messages }>({
    language: 'en',
    messages: english,
  });
  useEffect(() => {
    let isCurrent = true;
    void loadMessages(wanted).then((messages) => {
      // The same language again would draw every page anew.
      if (isCurrent) setSpoken((now) => (now.messages === messages ? now : { language: wanted, messages }));
    });
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
    tellRefusalsIn(spoken.language);
  }, [spoken.language]);
  const choose = useCallback((language: Language) => {
    localStorage.setItem(storedAs, language);
    setChosen(language);
  }, []);
  const speech = useMemo<Speech>(
    () => ({ language: spoken.language, say: sayIn(spoken.language, spoken.messages), choose }),
    [spoken, choose],
  );
  return <SpeechContext.Provider value={speech}>{children}</SpeechContext.Provider>;
}
