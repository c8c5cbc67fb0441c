// Code breaks are found at once: whoever collects an answer is not signed in, and must not make the database read every event.
import type { Migration } from '../migrate.js';

export const collection: Migration = {
  name: '0015-collection',
  sql: () => `
create index event_code_broken on record.event (trial_id, stream_id, version) where type = 'CodeBroken';
`,
};
