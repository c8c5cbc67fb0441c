// Views: what people see, one query each, through row-level security as the actor who asks.
import type { TrialId } from '@equipoise/trial';
import { type Pools, readAs } from './pool.js';

interface ViewDefinition {
  readonly from: string;
  readonly columns: string;
  /** An order that never follows from an allocation: what people typed, then random ids. */
  readonly order: string;
}

/** Every view by the name of the right that shows it. */
export const views = {
  status: {
    from: 'api.trial',
    columns: 'protocol_id, acronym, protocol_version, mode, status, synthetic',
    order: 'protocol_id',
  },
  participants: {
    from: 'api.participant',
    columns:
      'participant_id, site_id, screening_number, screened_on, status, randomisation_number, stratum, randomised_on, product_secured, withdrawn',
    order: 'site_id, screening_number',
  },
  productStatus: {
    from: 'api.bag',
    columns: 'participant_id, site_id, administration, bag_code, volume_ml',
    order: 'site_id, participant_id, administration, bag_code',
  },
  forms: {
    from: 'api.form_value',
    columns: 'participant_id, site_id, visit, form, occurrence, item, value',
    order: 'site_id, participant_id, visit, form, occurrence, item',
  },
  adverseEvents: {
    from: 'api.adverse_event',
    columns: 'participant_id, site_id, adverse_event_id, facts',
    order: 'site_id, participant_id, adverse_event_id',
  },
  deviations: {
    from: 'api.deviation',
    columns: 'participant_id, site_id, deviation_id, facts',
    order: 'site_id, participant_id, deviation_id',
  },
  audit: {
    from: 'api.record',
    columns: 'stream_id, version, site_id, type, actor_id, recorded_at, reason, protocol_version, payload',
    order: 'recorded_at, stream_id, version',
  },
} as const satisfies Record<string, ViewDefinition>;

export type StoredView = keyof typeof views;

/** The rows of a view that an actor may see; none where no role of the actor has the right. */
export async function readView(
  pools: Pools,
  trialId: TrialId,
  { actorId, view }: { readonly actorId: string; readonly view: StoredView },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { from, columns, order } = views[view];
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query(`select ${columns} from ${from} where trial_id = $1 order by ${order}`, [
      trialId,
    ]);
    return rows;
  });
}
