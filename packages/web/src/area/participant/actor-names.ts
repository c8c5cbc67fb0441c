// The names of people who acted, in the trial of the page.
import { useNames } from '../../api/names.js';
import { useTrial } from '../../app/trial-context.js';

/** Answers the name of an actor of this trial. */
export function useActorNames(actorIds: readonly string[]): (actorId: string) => string {
  const { trialId } = useTrial();
  return useNames(trialId, actorIds);
}
