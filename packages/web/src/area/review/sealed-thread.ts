// Steps of sealed queries as threads, the newest thread first.
import type { RowOf } from '../../api/view.js';
import { groupBy } from './group-by.js';

type SealedStep = RowOf<'sealedQueries'>;

export interface SealedThread {
  readonly queryId: string;
  readonly participantId: string;
  readonly about: string;
  readonly status: 'open' | 'answered' | 'closed';
  readonly steps: readonly SealedStep[];
}

export function threadsOf(steps: readonly SealedStep[]): readonly SealedThread[] {
  const ordered = steps.toSorted((a, b) => a.recorded_at.localeCompare(b.recorded_at));
  const threads = [...groupBy(ordered, ({ query_id }) => query_id)].flatMap(
    ([queryId, own]): readonly SealedThread[] => {
      const [first] = own;
      const last = own.at(-1);
      if (first === undefined || last === undefined) return [];
      const status = last.step === 'answered' ? 'answered' : last.step === 'closed' ? 'closed' : 'open';
      return [{ queryId, participantId: first.participant_id, about: first.about, status, steps: own }];
    },
  );
  return threads.toReversed();
}
