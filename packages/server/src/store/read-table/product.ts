// The read tables of the product: who has which codes, the state of each bag, and the chain as everybody may know it.

export const productTables = {
  product_participant: {
    key: ['trial_id', 'participant_id'],
    values: [
      'mode',
      'site_id',
      'screening_number',
      'identity_code',
      'harvests',
      'is_released',
      'is_randomised',
      'has_left',
      'stored_cells',
      'schedule',
    ],
  },
  donation: {
    key: ['trial_id', 'donation_code'],
    values: ['mode', 'participant_id', 'site_id', 'harvest_id', 'harvested_on'],
  },
  bag_state: {
    key: ['trial_id', 'bag_code'],
    values: [
      'mode',
      'participant_id',
      'site_id',
      'administration',
      'volume_ml',
      'expires_at',
      'zone',
      'donation_code',
      'label_code',
      'status',
    ],
  },
  chain_entry: {
    key: ['trial_id', 'stream_id', 'version'],
    values: ['mode', 'participant_id', 'site_id', 'type', 'actor_id', 'happened_at', 'zone', 'facts'],
  },
} as const;
