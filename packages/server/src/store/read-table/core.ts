// The read tables of the first release: their keys and their other columns.

export const coreTables = {
  trial: {
    key: ['trial_id'],
    values: ['mode', 'protocol_id', 'acronym', 'protocol_version', 'status', 'synthetic'],
  },
  role_grant: {
    key: ['trial_id', 'actor_id', 'role', 'site_id', 'granted_version'],
    values: ['mode', 'blinded', 'rights', 'valid_from', 'valid_until'],
  },
  participant: {
    key: ['trial_id', 'participant_id'],
    values: [
      'mode',
      'site_id',
      'screening_number',
      'screened_on',
      'status',
      'randomisation_number',
      'stratum',
      'randomised_on',
      'product_secured',
      'withdrawn',
    ],
  },
  bag: { key: ['trial_id', 'bag_code'], values: ['mode', 'participant_id', 'site_id', 'administration', 'volume_ml'] },
  adverse_event: {
    key: ['trial_id', 'adverse_event_id'],
    values: ['mode', 'participant_id', 'site_id', 'facts', 'stream_id', 'version'],
  },
  deviation: {
    key: ['trial_id', 'deviation_id'],
    values: ['mode', 'participant_id', 'site_id', 'facts', 'stream_id', 'version'],
  },
} as const;
