// Deviations counted by category and importance.
import type { Protocol } from '@equipoise/trial';
import type { DerivedTrial } from '../derive/record.js';
import type { AnalysisOutput } from '../output.js';
import { countBySequence } from '../set/analysis-set.js';
import { byCodeUnits } from '../text.js';

/** Deviations by category (code-unit order), important ones first; those of people who were not randomised apart. */
export function countDeviations(trial: DerivedTrial, protocol: Protocol): AnalysisOutput['deviations'] {
  const participants = new Map(trial.randomised.map((participant) => [participant.participantId, participant]));
  const keys = [...new Set(trial.deviations.map(({ category, importance }) => `${category}|${importance}`))];
  return keys.sort(byCodeUnits).map((key) => {
    const [category, importance] = key.split('|') as [string, string];
    const matching = trial.deviations.filter((one) => one.category === category && one.importance === importance);
    const randomised = matching.flatMap(({ participantId }) => participants.get(participantId) ?? []);
    return {
      category,
      importance,
      bySequence: countBySequence(randomised, protocol),
      notRandomised: matching.length - randomised.length,
      total: randomised.length,
    };
  });
}
