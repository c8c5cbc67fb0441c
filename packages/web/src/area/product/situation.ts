// What is known of one chain of identity, put together for the workbench.
import type { Protocol } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';
import { isScanOf, type Scan } from '../../part/scan.js';

export type Board = RowOf<'productBoard'>;
export type Bag = RowOf<'bagList'>;

/** Material that a step may be about: "harvest:ID", "batch:ID" or "bag:CODE". */
export interface MaterialKnown {
  readonly key: string;
  readonly kind: 'harvest' | 'batch' | 'bag';
  /** What people read: a donation or bag code, or the beginning of an id. */
  readonly code: string;
}

export interface ChainSituation {
  readonly card: Board;
  readonly protocol: Protocol;
  readonly bags: readonly Bag[];
  readonly harvests: readonly { readonly harvestId: string; readonly donationCode: string | undefined }[];
  /** Quarantines that nobody decided on yet. */
  readonly quarantines: readonly { readonly quarantineId: string; readonly code: string }[];
  /** Out-of-specification requests that are open, by id, with what they are about. */
  readonly requests: readonly { readonly requestId: string; readonly material: string }[];
  readonly labels: readonly RowOf<'labelJournal'>[];
}

interface Sources {
  readonly card: Board;
  readonly protocol: Protocol;
  readonly bags: readonly Bag[];
  readonly chain: readonly RowOf<'chainOfIdentity'>[];
  readonly sealed: readonly RowOf<'chainOfIdentityFull'>[];
  readonly labels: readonly RowOf<'labelJournal'>[];
}

export function situationOf({ card, protocol, bags, chain, sealed, labels }: Sources): ChainSituation {
  const factsOf = <T>(type: string) => chain.filter((entry) => entry.type === type).map(({ facts }) => facts as T);
  const ended = new Set(factsOf<{ quarantineId: string }>('QuarantineResolved').map((one) => one.quarantineId));
  return {
    card,
    protocol,
    bags,
    harvests: factsOf<{ harvestId: string; donationCode?: string }>('HarvestRecorded').map((one) => ({
      harvestId: one.harvestId,
      donationCode: one.donationCode,
    })),
    quarantines: factsOf<{ quarantineId: string; material: { bagCode?: string; harvestId?: string } }>(
      'MaterialQuarantined',
    )
      .filter(({ quarantineId }) => !ended.has(quarantineId))
      .map(({ quarantineId, material }) => ({ quarantineId, code: material.bagCode ?? 'harvest' })),
    requests: sealed
      .filter(({ type }) => type === 'OutOfSpecificationRecorded')
      .map(({ facts }) => facts as { requestId: string; step: string; material: Record<string, string> })
      .filter(({ step }) => step === 'requested')
      .map(({ requestId, material }) => ({ requestId, material: Object.values(material)[0] ?? '' })),
    labels,
  };
}

/** Whether a scan belongs to this chain. */
export function isOfChain(scan: Scan, { card, bags, harvests, labels }: ChainSituation): boolean {
  const codes = [
    card.identity_code,
    card.screening_number,
    ...bags.flatMap(({ bag_code, label_code }) => [bag_code, label_code]),
    ...harvests.map(({ donationCode }) => donationCode),
    ...labels.map(({ labelCode }) => labelCode),
  ];
  return codes.some((code) => isScanOf(scan, code));
}

/** Whose code was scanned on the board: a card by identity or screening number, or by one of its bags. */
export function findCard(
  scan: Scan,
  cards: readonly Board[],
  bags: readonly Pick<Bag, 'participant_id' | 'bag_code' | 'label_code' | 'donation_code'>[],
): Board | undefined {
  const own = cards.find((card) => isScanOf(scan, card.identity_code) || isScanOf(scan, card.screening_number));
  if (own !== undefined) return own;
  const bag = bags.find((one) =>
    [one.bag_code, one.label_code, one.donation_code].some((code) => isScanOf(scan, code)),
  );
  return cards.find(({ participant_id }) => participant_id === bag?.participant_id);
}

/** All material of the chain that is there. */
export function materialOf({ harvests, card, bags }: ChainSituation): readonly MaterialKnown[] {
  return [
    ...harvests.map(
      ({ harvestId, donationCode }): MaterialKnown => ({
        key: `harvest:${harvestId}`,
        kind: 'harvest',
        code: donationCode ?? harvestId.slice(0, 8),
      }),
    ),
    ...card.batches.map(
      ({ batchId }): MaterialKnown => ({ key: `batch:${batchId}`, kind: 'batch', code: batchId.slice(0, 8) }),
    ),
    ...bags.map(({ bag_code }): MaterialKnown => ({ key: `bag:${bag_code}`, kind: 'bag', code: bag_code })),
  ];
}

/** "bag:CODE" as commands say it. */
export function materialBody(key: string): { bagCode: string } | { harvestId: string } | { batchId: string } {
  const [kind, code = ''] = key.split(':');
  if (kind === 'bag') return { bagCode: code };
  return kind === 'batch' ? { batchId: code } : { harvestId: code };
}
