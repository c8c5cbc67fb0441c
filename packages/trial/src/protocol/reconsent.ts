// Which consents a participant has to give again: an older version than counts at the site, or a consent that an amendment brought.
import { consentVersionsAt } from './consent-version.js';
import type { Protocol } from './schema.js';

export interface ConsentDue {
  readonly consent: string;
  /** The version that was given last; absent where none was. */
  readonly given?: string;
  /** The version to ask for. */
  readonly version: string;
}

/**
 * The consents that are due again for one participant, in the order of the protocol. A consent that was never given is due where the
 * trial began without it; one that the trial began with is missing, which is another matter.
 *
 * @param asked.given by consent: the version that was given last
 * @param asked.day YYYY-MM-DD
 */
export function consentsDueAgain(
  protocol: Protocol,
  asked: {
    readonly original: Protocol;
    readonly siteId: string;
    readonly day: string;
    readonly given: Readonly<Record<string, string>>;
  },
): readonly ConsentDue[] {
  const { original, siteId, day, given } = asked;
  const first = new Set(original.consents.map(({ id }) => id));
  return protocol.consents.flatMap((consent) => {
    const last = given[consent.id];
    const good = consentVersionsAt(protocol, consent, { siteId, day });
    const isDue = last === undefined ? !first.has(consent.id) : !good.includes(last);
    if (!isDue) return [];
    return [
      {
        consent: consent.id,
        version: good.at(-1) ?? consent.version,
        ...(last === undefined ? {} : { given: last }),
      },
    ];
  });
}
