// The rows of the product that follow from an event of a participant's stream: nothing in them follows from an allocation.
import { isQuarantined, type ParticipantState, storedCellsFate, type TrialEvent } from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

/** Events that stand in the chain of identity and custody. */
const chainTypes: ReadonlySet<TrialEvent['type']> = new Set<TrialEvent['type']>([
  'IdentityCodeIssued',
  'HarvestRequested',
  'HarvestRecorded',
  'ProductReleased',
  'InfusionScheduled',
  'InfusionPostponed',
  'BagPrepared',
  'BagReleased',
  'BagRecalled',
  'LabelReplaced',
  'HandoverRecorded',
  'MaterialQuarantined',
  'QuarantineResolved',
  'InfusionPermitted',
  'BedsideChecked',
  'InfusionCleared',
  'InfusionStepRecorded',
  'InfusionRecorded',
  'MaterialFindingNotified',
]);

/** Events beside those of the chain that change who is listed, or what becomes of stored cells. */
const personTypes: ReadonlySet<TrialEvent['type']> = new Set<TrialEvent['type']>([
  'ParticipantScreened',
  'ParticipantRandomised',
  'ParticipantWithdrawn',
  'ConsentGiven',
]);

/** The rows of the product that one event changes; none in a trial without product. */
export function productRows(
  { protocol }: Projected,
  { event, envelope, streamId, version }: Located,
  { key, after }: { readonly key: Row; readonly after: ParticipantState },
): Rows {
  const isOfChain = event !== undefined && chainTypes.has(event.type);
  if (protocol.product === undefined || event === undefined || !(isOfChain || personTypes.has(event.type))) return {};
  const { chain } = after;
  const person = {
    ...key,
    screening_number: after.screening?.screeningNumber,
    identity_code: chain.identityCode ?? null,
    harvests: after.harvests.length,
    is_released: after.product !== undefined,
    is_randomised: after.randomisation !== undefined,
    has_left: after.withdrawals.some(({ kind }) => kind === 'treatment' || kind === 'dataUse'),
    stored_cells: storedCellsFate(protocol, after),
    schedule: chain.schedule,
  };
  if (!isOfChain) return { product_participant: [person] };
  return {
    product_participant: [person],
    bag_state: Object.entries(chain.bags).map(([bagCode, bag]) => ({
      ...key,
      bag_code: bagCode,
      administration: bag.administration,
      volume_ml: bag.volumeMl,
      expires_at: bag.expiresAt ?? null,
      zone: bag.zone ?? null,
      donation_code: bag.donationCode ?? null,
      label_code: bag.labelCode ?? null,
      status: bagStatus(after, bagCode),
    })),
    ...donationRows(event, key),
    chain_entry: [
      {
        ...key,
        stream_id: streamId,
        version,
        type: event.type,
        actor_id: envelope.actorId,
        ...momentOf(event),
        facts: event.payload,
      },
    ],
  };
}

function bagStatus(state: ParticipantState, bagCode: string): string {
  const bag = state.chain.bags[bagCode];
  const all = state.bags[bag?.administration ?? ''] ?? [];
  if (state.infusions.some((infusion) => infusion.bagCode === bagCode)) return 'infused';
  if (bag?.isRecalled) return 'recalled';
  if (isQuarantined(state.chain, bagCode)) return 'setAside';
  if (all.at(-1) !== bagCode) return 'replaced';
  return bag?.isReleased ? 'released' : 'prepared';
}

function donationRows(event: TrialEvent, key: Row): Rows {
  if (event.type !== 'HarvestRecorded' || event.payload.donationCode === undefined) return {};
  const { donationCode, harvestId, harvestedOn } = event.payload;
  const on = typeof harvestedOn === 'string' ? harvestedOn : null;
  return { donation: [{ ...key, donation_code: donationCode, harvest_id: harvestId, harvested_on: on }] };
}

/** When what an event says happened, as it may be known. */
function momentOf(event: TrialEvent): { readonly happened_at: string | null; readonly zone: string | null } {
  switch (event.type) {
    case 'HandoverRecorded':
    case 'BedsideChecked':
    case 'InfusionStepRecorded':
      return { happened_at: event.payload.happenedAt?.at ?? null, zone: event.payload.happenedAt?.zone ?? null };
    case 'InfusionRecorded':
      return { happened_at: textOf(event.payload.startedAt), zone: event.payload.zone ?? null };
    case 'HarvestRecorded': {
      const { harvestedAt, harvestedOn } = event.payload;
      return { happened_at: harvestedAt?.at ?? textOf(harvestedOn), zone: harvestedAt?.zone ?? null };
    }
    case 'InfusionScheduled':
      return { happened_at: event.payload.collectionAt ?? event.payload.infusionOn, zone: event.payload.zone ?? null };
    case 'ProductReleased':
      return { happened_at: textOf(event.payload.releasedOn), zone: null };
    default:
      return { happened_at: null, zone: null };
  }
}

function textOf(when: unknown): string | null {
  return typeof when === 'string' ? when : null;
}
