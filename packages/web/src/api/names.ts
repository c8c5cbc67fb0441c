// Names of people of a trial by their ids, asked for once.
import { useQuery } from '@tanstack/react-query';
import { askRoute } from './http.js';

/** Says the name of a person; an id that nobody knows is said as it is, shortened. */
export function useNames(trialId: string, actorIds: readonly string[]): (actorId: string) => string {
  const asked = [...new Set(actorIds)].sort().slice(0, 100).join(',');
  const { data } = useQuery({
    queryKey: ['names', trialId, asked],
    enabled: asked !== '',
    staleTime: 300_000,
    queryFn: () => askRoute('GET /api/trials/{id}/names', { path: { id: trialId }, params: { actorIds: asked } }),
  });
  const names = new Map((data?.people ?? []).map((person) => [person.actorId, person.name]));
  return (actorId) => names.get(actorId) ?? actorId.slice(0, 8);
}
