// The read tables of the allocation: who was randomised where, how long an uploaded list is, and who may no longer rate.

export const allocationTables = {
  randomisation: {
    key: ['trial_id', 'participant_id'],
    values: [
      'mode',
      'site_id',
      'randomisation_number',
      'stratum',
      'entry',
      'corrected_stratum',
      'randomised_on',
      'automatic',
      'replaces',
      'shares_entry',
    ],
  },
  list_stratum: { key: ['trial_id', 'stratum'], values: ['mode', 'entries'] },
  rating_bar: { key: ['trial_id', 'participant_id', 'barred'], values: ['mode', 'site_id'] },
} as const;
