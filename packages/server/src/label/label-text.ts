// What the label of a bag says: the same for every treatment.
import type { Protocol } from '@equipoise/trial';

/** What a label says; everything in it is known before, or drawn: nothing follows from what is in the bag. */
export interface BagLabel {
  readonly trial: string;
  readonly content: string;
  readonly storage?: string;
  readonly warnings: readonly string[];
  readonly isAutologous: boolean;
  /** The recipient: chain-of-identity code and the number of the screening, never a name. */
  readonly identityCode: string;
  readonly screeningNumber: string;
  readonly siteId: string;
  readonly administration: string;
  readonly bagCode: string;
  readonly labelCode: string;
  readonly donationCode?: string;
  readonly volumeMl: number;
  /** UTC instant, and the zone in which the label shows it. */
  readonly expiresAt?: string;
  readonly zone?: string;
}

/** The parts of a label that are the protocol's. */
export function labelTexts(
  protocol: Protocol,
): Pick<BagLabel, 'trial' | 'content' | 'storage' | 'warnings' | 'isAutologous'> {
  const { product } = protocol;
  const storage = product?.labels?.storage;
  return {
    trial: `${protocol.acronym} (${protocol.id})`,
    content: plain(product?.labels?.text ?? product?.name ?? ''),
    ...(storage === undefined ? {} : { storage: plain(storage) }),
    warnings: (product?.labels?.warnings ?? []).map(plain),
    isAutologous: product?.origin === 'autologous',
  };
}

function plain(text: string | Readonly<Record<string, string>>): string {
  return typeof text === 'string' ? text : (Object.values(text)[0] ?? '');
}
