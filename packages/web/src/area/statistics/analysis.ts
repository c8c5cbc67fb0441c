// Runs of the analysis as the server tells them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/http.js';

export interface Run {
  readonly analysisId: string;
  readonly arms: 'dummy' | 'actual';
  readonly cut: string | null;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly endedAt: string | null;
  readonly protocolVersion: string | null;
  readonly softwareVersion: string;
  readonly snapshotHash: string | null;
  readonly events: number | null;
  readonly reportSha256: string | null;
  readonly problem: unknown;
}

export interface Cut {
  readonly cut: string;
  readonly visits: readonly string[];
  readonly audience: readonly string[];
  readonly madeAt: string;
  readonly openedAt: string | null;
}

export interface Analyses {
  readonly rows: readonly Run[];
  readonly cuts: readonly Cut[];
  readonly isUnblinded: boolean;
}

/** How often a run that goes on is asked for. */
const pollMs = 2000;

/** All runs that this person may see; asked again while one goes on. */
export function useAnalyses(trialId: string) {
  return useQuery({
    queryKey: ['trial', trialId, 'analyses'],
    queryFn: ({ signal }) => ask<Analyses>('GET', `/api/trials/${trialId}/analyses`, { signal }),
    refetchInterval: ({ state }) => (state.data?.rows.some((run) => run.state === 'running') ? pollMs : false),
  });
}

/** What is analysed: everything, or a data cut; under dummy or real arms. */
export interface RunOrder {
  readonly arms: Run['arms'];
  readonly cut?: string;
}

/** Starts a run; the list shows how it goes on. */
export function useStart(trialId: string) {
  const client = useQueryClient();
  return useMutation<Run, Error, RunOrder>({
    mutationFn: (body) =>
      ask('POST', `/api/trials/${trialId}/analyses`, {
        body,
        headers: { 'idempotency-key': crypto.randomUUID() },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['trial', trialId, 'analyses'] }),
  });
}

/** Ends an own run before it is done. */
export function useCancel(trialId: string) {
  const client = useQueryClient();
  return useMutation<unknown, Error, string>({
    mutationFn: (analysisId) => ask('DELETE', `/api/trials/${trialId}/analyses/${analysisId}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['trial', trialId, 'analyses'] }),
  });
}

/** Where a file of a run lies. */
export function fileOf(trialId: string, analysisId: string, file: 'report.html' | 'report.json'): string {
  return `/api/trials/${trialId}/analyses/${analysisId}/${file}`;
}

/** The arms under which somebody can have a run made now, and of what; the safest first. */
export function ordersOf(
  { cuts, isUnblinded }: Pick<Analyses, 'cuts' | 'isUnblinded'>,
  may: (right: string) => boolean,
): readonly RunOrder[] {
  const opened = cuts.filter(({ openedAt }) => openedAt !== null);
  return [
    ...(may('blindedReport') ? [{ arms: 'dummy' } as const] : []),
    ...(may('blindedReport') ? cuts.map(({ cut }) => ({ arms: 'dummy', cut }) as const) : []),
    ...(may('cutReport') ? opened.map(({ cut }) => ({ arms: 'actual', cut }) as const) : []),
    ...(isUnblinded && (may('unblindedReport') || may('blindedReport')) ? [{ arms: 'actual' } as const] : []),
  ];
}
