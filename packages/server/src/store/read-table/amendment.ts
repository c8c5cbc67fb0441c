// Read tables of amendments: versions of the protocol, the sites that work by them, and the consents that were given.

export const amendmentTables = {
  amendment: {
    key: ['trial_id', 'amendment_id'],
    values: [
      'mode',
      'kind',
      'protocol_version',
      'protocol_digest',
      'based_on',
      'status',
      'stream_id',
      'drafted_version',
      'approved_version',
      'withdrawn_version',
    ],
  },
  /** One row for each site and amendment; by the highest version a site works. */
  amendment_site: {
    key: ['trial_id', 'amendment_id', 'site_id'],
    values: ['mode', 'from_day', 'approvals', 'stream_id', 'version'],
  },
  /** The last consent of each kind. */
  consent: {
    key: ['trial_id', 'participant_id', 'consent'],
    values: ['mode', 'site_id', 'consent_version', 'given_on'],
  },
} as const;
