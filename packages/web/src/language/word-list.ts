// Lists of words that few pages need: loaded with those, in the language of the page.
import { useQuery } from '@tanstack/react-query';
import { type Language, useSpeech } from './message.js';

/** The words of a list by their ids, once they are there. */
export function useWordList(
  name: string,
  loaders: Readonly<Partial<Record<Language, () => Promise<Readonly<Record<string, string>>>>>>,
): Readonly<Record<string, string>> | undefined {
  const { language } = useSpeech();
  const load = loaders[language];
  const { data } = useQuery({
    queryKey: [name, language],
    enabled: load !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await load?.()) ?? {},
  });
  return data;
}
