// What others did, as it happens: the server says that something changed, and the views are asked anew.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { signals } from './http.js';

/** Gathered for so long, so that a burst of changes asks once. */
const gatherMs = 150;

/** Listens to a trial while the component is there. */
export function useLiveTrial(trialId: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (trialId === undefined) return undefined;
    const source = new EventSource(`/api/trials/${trialId}/events`);
    let timer: number | undefined;
    const refresh = () => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['trial', trialId] });
      }, gatherMs);
    };
    source.addEventListener('change', refresh);
    source.addEventListener('reset', refresh);
    source.addEventListener('hello', () => signals.dispatchEvent(new Event('heard')));
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.OPEN) signals.dispatchEvent(new Event('lost'));
    });
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [client, trialId]);
}
