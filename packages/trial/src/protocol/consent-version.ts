// Which versions of a consent count at a site on a day: later ones replace earlier ones, unless they need no new consent.
import { findNationalTrial } from './criteria.js';
import type { Consent, Protocol } from './schema.js';

/**
 * The versions that are good enough, oldest first; the last is the one to use. A version for which no new consent is
 * required leaves the one before it good enough.
 *
 * @param siteId the site; before screening none is known, and only versions for all count
 * @param day YYYY-MM-DD
 */
export function consentVersionsAt(
  protocol: Protocol,
  consent: Consent,
  { siteId, day }: { readonly siteId: string | undefined; readonly day: string },
): readonly string[] {
  const nationalTrial = siteId === undefined ? undefined : findNationalTrial(protocol, siteId)?.id;
  const isIn = (list: readonly string[] | undefined, id: string | undefined) =>
    list === undefined || (id !== undefined && list.includes(id));
  const later = (consent.versions ?? []).filter(
    (version) =>
      isIn(version.nationalTrials, nationalTrial) &&
      isIn(version.sites, siteId) &&
      (version.from === undefined || version.from <= day),
  );
  const required = later.findLastIndex(({ reconsent }) => reconsent !== 'none');
  const names = later.map(({ version }) => version);
  return required === -1 ? [consent.version, ...names] : names.slice(required);
}
