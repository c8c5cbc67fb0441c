// The protocol by which a site works, as data.
import type { Protocol } from '@equipoise/trial';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';

/** The protocol in force at the site; without one, the latest that counts anywhere. */
export function useProtocol(siteId?: string, isWanted = true) {
  const { trialId } = useTrial();
  const query = useView(trialId, 'protocol', siteId === undefined ? {} : { siteId }, { enabled: isWanted });
  return { query, protocol: query.data?.[0]?.protocol as Protocol | undefined };
}
