// Views: what a person sees of a trial; typed by the server's own description.
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ask, queryOf } from './http.js';
import type { Views } from './interface.js';

export type ViewName = keyof Views;
export type RowOf<V extends ViewName> = Views[V]['row'];
export type ParamsOf<V extends ViewName> = Views[V]['params'];

/** Asks for the rows of a view. @throws Problem, ConnectionLost */
export async function readRows<V extends ViewName>(
  trialId: string,
  view: V,
  params: ParamsOf<V>,
  signal?: AbortSignal,
): Promise<readonly RowOf<V>[]> {
  const { rows } = await ask<{ rows: readonly RowOf<V>[] }>('GET', `/api/trials/${trialId}/${view}${queryOf(params)}`, {
    signal,
  });
  return rows;
}

/** The rows of a view, kept fresh: what others do is heard and asked for anew. */
export function useView<V extends ViewName>(
  trialId: string,
  view: V,
  ...rest: Record<string, never> extends ParamsOf<V>
    ? [params?: ParamsOf<V>, options?: { enabled?: boolean }]
    : [params: ParamsOf<V>, options?: { enabled?: boolean }]
): UseQueryResult<readonly RowOf<V>[], Error> {
  const [params = {} as ParamsOf<V>, options = {}] = rest;
  return useQuery({
    queryKey: ['trial', trialId, view, params],
    queryFn: ({ signal }) => readRows(trialId, view, params, signal),
    placeholderData: keepPreviousData,
    ...options,
  });
}
