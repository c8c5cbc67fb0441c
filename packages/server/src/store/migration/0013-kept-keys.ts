// Which command and signing keys an installation has: a recovery that gives others back is not whole.
import type { Migration } from '../migrate.js';

export const keptKeys: Migration = {
  name: '0013-kept-keys',
  sql: () => `
alter table ops.installation add column kept_keys_fingerprint text;
-- An escrow of the master key alone, rehearsed after a rotation, did not bring the other keys back: it is made and rehearsed anew.
update ops.installation set recovery_rehearsed_at = null where exists (select 1 from ops.key_event where kind = 'rotated');
`,
};
