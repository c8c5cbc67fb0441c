// Read tables of rights: grants with their history, sites and their approvals, delegated tasks, training, hidden items.

export const accessTables = {
  /** One row for each place of each grant, those that are over included. */
  role_period: {
    key: ['trial_id', 'granted_version', 'site_id'],
    values: [
      'mode',
      'actor_id',
      'role',
      'role_name',
      'blinded',
      'rights',
      'valid_from',
      'valid_until',
      'ended_version',
    ],
  },
  site: { key: ['trial_id', 'site_id'], values: ['mode', 'name', 'national_trial', 'status', 'is_suspended'] },
  approval: {
    key: ['trial_id', 'approval_id'],
    values: ['mode', 'site_id', 'national_trial', 'approval', 'reference', 'granted_on', 'valid_until', 'withdrawn_on'],
  },
  delegation: {
    key: ['trial_id', 'delegation_id'],
    values: [
      'mode',
      'site_id',
      'delegate_id',
      'delegated_by',
      'tasks',
      'valid_from',
      'valid_until',
      'is_accepted',
      'ended_on',
    ],
  },
  training: {
    key: ['trial_id', 'training_id'],
    values: ['mode', 'site_id', 'actor_id', 'training', 'trained_on', 'valid_until'],
  },
  /** Items that only some roles see, by the protocol. */
  restricted_item: { key: ['trial_id', 'form', 'item'], values: ['mode', 'seen_by'] },
} as const;
