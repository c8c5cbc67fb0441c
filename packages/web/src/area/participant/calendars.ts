// The visits of the participants on the screen: those that are asked for at one time go in one request.
import { useQuery } from '@tanstack/react-query';
import { readRows } from '../../api/view.js';
import type { StripVisit } from './strip.js';

type Answer = readonly StripVisit[];
interface Asked {
  readonly resolve: (visits: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** As many as one request may name. */
const mostIds = 100;
const gatherMs = 20;
const waiting = new Map<string, Map<string, Asked[]>>();

function load(trialId: string, participantId: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ofTrial = waiting.get(trialId) ?? new Map<string, Asked[]>();
    if (!waiting.has(trialId)) {
      waiting.set(trialId, ofTrial);
      window.setTimeout(() => void send(trialId), gatherMs);
    }
    ofTrial.set(participantId, [...(ofTrial.get(participantId) ?? []), { resolve, reject }]);
  });
}

async function send(trialId: string): Promise<void> {
  const asked = waiting.get(trialId) ?? new Map<string, Asked[]>();
  waiting.delete(trialId);
  const ids = [...asked.keys()];
  for (let start = 0; start < ids.length; start += mostIds) {
    const part = ids.slice(start, start + mostIds);
    try {
      const rows = await readRows(trialId, 'calendars', { participantIds: part.join(',') });
      const found = new Map(rows.map((row) => [row.participant_id, row.visits]));
      for (const id of part) for (const one of asked.get(id) ?? []) one.resolve(found.get(id) ?? []);
    } catch (error) {
      for (const id of part) for (const one of asked.get(id) ?? []) one.reject(error);
    }
  }
}

/** The visits of one participant of a list. */
export function useVisitsOf(trialId: string, participantId: string) {
  return useQuery({
    queryKey: ['trial', trialId, 'calendars', participantId],
    queryFn: () => load(trialId, participantId),
    staleTime: 60_000,
  });
}
