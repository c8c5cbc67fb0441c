// The version of each form and each adverse event: what a sender has to have seen to change it.

export const thingVersionTables = {
  thing_version: {
    key: ['trial_id', 'participant_id', 'thing'],
    values: ['mode', 'site_id', 'version', 'changed_by', 'changed_at'],
  },
} as const;
