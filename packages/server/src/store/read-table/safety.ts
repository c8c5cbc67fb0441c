// The read tables of safety: cases, clocks, days of treatment, pregnancies, notices, the imported listing, the board.

export const safetyTables = {
  safety_case: {
    key: ['trial_id', 'adverse_event_id'],
    values: ['mode', 'participant_id', 'site_id', 'facts', 'stream_id', 'version'],
  },
  safety_clock: {
    key: ['trial_id', 'clock', 'part', 'adverse_event_id'],
    values: [
      'mode',
      'participant_id',
      'site_id',
      'starts_at',
      'due_at',
      'is_sealed',
      'is_provisional',
      'sent_at',
      'receipt',
    ],
  },
  treatment_day: {
    key: ['trial_id', 'participant_id', 'version'],
    values: ['mode', 'site_id', 'administration', 'started_at'],
  },
  pregnancy: { key: ['trial_id', 'pregnancy_id'], values: ['mode', 'participant_id', 'site_id', 'facts'] },
  notice: {
    key: ['trial_id', 'notice_id'],
    values: [
      'mode',
      'participant_id',
      'site_id',
      'code',
      'roles',
      'is_urgent',
      'not_before',
      'subject',
      'facts',
      'stream_id',
      'version',
    ],
  },
  safety_listing: { key: ['trial_id', 'case_number'], values: ['mode', 'source', 'as_of', 'facts'] },
  board_meeting: { key: ['trial_id', 'meeting'], values: ['mode', 'is_opened', 'recommendation'] },
} as const;
