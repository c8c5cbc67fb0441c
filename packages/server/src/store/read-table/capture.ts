// The read tables of what is found at visits: forms whole, the calendar, attachments, reference ranges.

export const captureTables = {
  form: {
    key: ['trial_id', 'participant_id', 'visit', 'form', 'occurrence'],
    values: ['mode', 'site_id', 'happened_on', 'items', 'rows', 'version'],
  },
  visit: {
    key: ['trial_id', 'participant_id', 'visit'],
    values: [
      'mode',
      'site_id',
      'screening_number',
      'randomisation_number',
      'place',
      'standing',
      'target_day',
      'first_day',
      'last_day',
      'is_actual',
      'happened_on',
      'forms_missing',
      'deferred',
      'is_next',
    ],
  },
  attachment: {
    key: ['trial_id', 'attachment_id'],
    values: ['mode', 'participant_id', 'site_id', 'facts', 'version'],
  },
  reference_range: { key: ['trial_id', 'range_id'], values: ['mode', 'site_id', 'analyte', 'valid_from', 'facts'] },
} as const;
