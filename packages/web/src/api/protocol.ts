// The protocol of a trial as data, for drawing forms and schedules and naming what has only a code.
import type { Protocol, Text } from '@equipoise/trial';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSpeech } from '../language/message.js';
import { ask, queryOf } from './http.js';

/** The protocol as it is in force at a site, and what of it is not told to this person. */
export interface ProtocolHere {
  readonly protocol_version: string;
  readonly in_force_at: readonly string[];
  readonly versions: readonly { readonly protocol_version: string; readonly in_force_at: readonly string[] }[];
  /** Pointers to numbers that stand at their least value here. */
  readonly withheld: readonly string[];
  readonly protocol: Protocol;
}

/** The protocol of a trial: at a site, a version by name, or the latest that counts anywhere. */
export function useProtocol(
  trialId: string,
  where: { readonly siteId?: string | undefined; readonly version?: string | undefined } = {},
): UseQueryResult<ProtocolHere, Error> {
  return useQuery({
    queryKey: ['protocol', trialId, where.siteId, where.version],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const { rows } = await ask<{ rows: readonly ProtocolHere[] }>(
        'GET',
        `/api/trials/${trialId}/protocol${queryOf({ ...where })}`,
        { signal },
      );
      const [found] = rows;
      if (found === undefined) throw new Error('The trial has no protocol.');
      return found;
    },
  });
}

/** A text of a protocol in a language, else in English, else in the first that there is. */
export function textIn(text: Text | undefined, language: string): string {
  if (text === undefined || typeof text === 'string') return text ?? '';
  return text[language] ?? text.en ?? Object.values(text)[0] ?? '';
}

/** Writes texts of protocols in the language of the page. */
export function useText(): (text: Text | undefined) => string {
  const { language } = useSpeech();
  return useMemo(() => (text) => textIn(text, language), [language]);
}
