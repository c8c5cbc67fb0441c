// Everybody of the trial by name, for naming a witness.
import { useQuery } from '@tanstack/react-query';
import { askRoute } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';

export function usePeople(isWanted: boolean): readonly { readonly value: string; readonly label: string }[] {
  const { trialId, me } = useTrial();
  const { data } = useQuery({
    queryKey: ['names', trialId, 'all'],
    enabled: isWanted,
    staleTime: 300_000,
    queryFn: () => askRoute('GET /api/trials/{id}/names', { path: { id: trialId } }),
  });
  return (data?.people ?? [])
    .filter(({ actorId }) => actorId !== me.actorId)
    .map(({ actorId, name }) => ({ value: actorId, label: name }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
