// Names of people of a trial by their ids: asked for once, in parts that one request can hold.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSay } from '../language/message.js';
import { wordFor } from '../language/word.js';
import { askRoute } from './http.js';
import type { Routes } from './interface.js';

/** As many ids as one request names. */
const mostIds = 100;

export type Names = Routes['GET /api/trials/{id}/names']['answer'];

/** Ids in parts for one request each; the same ids give the same parts. */
export function partsOf(actorIds: readonly string[], most = mostIds): readonly (readonly string[])[] {
  const all = [...new Set(actorIds)].filter((id) => id !== '').sort();
  return Array.from({ length: Math.ceil(all.length / most) }, (_, part) => all.slice(part * most, (part + 1) * most));
}

/** Who is who: the name of an account, else what the person does in the trial with the end of the id. */
export function wordsOfPeople(
  answers: readonly Names[],
  words: { readonly role: (id: string) => string; readonly nobody: string },
): (actorId: string) => string {
  const names = new Map<string, string>();
  for (const { people, unnamed } of answers) {
    for (const { actorId, name } of people) names.set(actorId, name);
    for (const { actorId, role } of unnamed)
      names.set(actorId, withId(role === null ? words.nobody : words.role(role), actorId));
  }
  return (actorId) => names.get(actorId) ?? withId(words.nobody, actorId);
}

function withId(word: string, actorId: string): string {
  return `${word} (${actorId.slice(-6)})`;
}

/** What people without an account are called. */
export function usePeopleWords(): Parameters<typeof wordsOfPeople>[1] {
  const say = useSay();
  return useMemo(() => ({ role: (id: string) => wordFor(say, 'role', id), nobody: say('shell.noAccount') }), [say]);
}

/** Says the name of a person; nothing yet while it is asked for. */
export function useNames(trialId: string, actorIds: readonly string[]): (actorId: string) => string {
  const words = usePeopleWords();
  const answers = useQueries({
    queries: partsOf(actorIds).map((part) => ({
      queryKey: ['names', trialId, part],
      staleTime: 300_000,
      queryFn: () =>
        askRoute('GET /api/trials/{id}/names', { path: { id: trialId }, params: { actorIds: part.join(',') } }),
    })),
  });
  const nameOf = wordsOfPeople(
    answers.flatMap(({ data }) => data ?? []),
    words,
  );
  return answers.some(({ isPending }) => isPending) ? () => '…' : nameOf;
}
