// Dictionaries for coding: those that are stored, and the version that each coding of the trial uses now.
import type { Protocol } from '@equipoise/trial';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';

export type Coding = NonNullable<NonNullable<Protocol['dataReview']>['coding']>[number];

interface Stored {
  readonly dictionary: string;
  readonly version: string;
  readonly terms: number;
  readonly importedAt: string;
}

interface Changed {
  readonly coding: string;
  readonly version: string;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly reason: string | null;
}

/** What the installation stores, and what was changed after the protocol. */
export interface Dictionaries {
  readonly rows: readonly Stored[];
  readonly changed: readonly Changed[];
}

export function useDictionaries() {
  const { trialId } = useTrial();
  return useQuery({
    queryKey: ['trial', trialId, 'dictionaries'],
    queryFn: ({ signal }) => ask<Dictionaries>('GET', `/api/trials/${trialId}/dictionaries`, { signal }),
  });
}

/** The version that a coding uses, and how it came to it; without a change it is that of the protocol. */
export function versionOf(
  coding: Coding,
  { changed }: Pick<Dictionaries, 'changed'>,
): { readonly version: string; readonly change: Changed | undefined } {
  const change = changed.find((one) => one.coding === coding.id);
  return { version: change?.version ?? coding.version, change };
}
