// The draft of a form as it lies on this device.
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useTrial } from '../../app/trial-context.js';
import { findDraft } from '../../draft/store.js';
import type { SavedDraft } from './use-editor.js';

/** The draft under a key, in a list of one: nobody kept one is null. */
export function useSavedDraft(key: string): UseQueryResult<readonly (SavedDraft | null)[]> {
  const { me } = useTrial();
  return useQuery({
    queryKey: ['draft', me.accountId, key],
    queryFn: async () => [(await findDraft<SavedDraft>(me.accountId, key)) ?? null],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    networkMode: 'always',
  });
}
