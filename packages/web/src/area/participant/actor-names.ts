// The names of people who acted, as far as who looks may be told them.
import { useQuery } from '@tanstack/react-query';
import { askRoute } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';

/** Answers the name of an actor; somebody of whom no name is told is "another person". */
export function useActorNames(actorIds: readonly string[]): (actorId: string) => string {
  const say = useSay();
  const { trialId } = useTrial();
  const wanted = [...new Set(actorIds)].toSorted();
  const names = useQuery({
    queryKey: ['names', trialId, wanted],
    queryFn: () =>
      askRoute('GET /api/trials/{id}/names', { path: { id: trialId }, params: { actorIds: wanted.join(',') } }),
    enabled: wanted.length > 0,
    staleTime: 600_000,
    retry: false,
  });
  return (actorId) => names.data?.people.find((one) => one.actorId === actorId)?.name ?? say('participant.somebody');
}
