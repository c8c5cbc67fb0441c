// Keys of drafts that lie on people's devices: half of each is here, the other half in the keys of the installation.
import type { Migration } from '../migrate.js';

export const draftKey: Migration = {
  name: '0016-draft-key',
  sql: (role) => `
-- What is deleted here opens no draft any more, whoever holds the keys of the installation.
create table account.draft_key (
  draft_key_id uuid primary key default gen_random_uuid(),
  account_id uuid not null references account."user" on delete cascade,
  -- Of the session that asked for it last; a session that ended by itself leaves its drafts.
  session_id uuid not null,
  salt bytea not null check (octet_length(salt) = 32),
  created_at timestamptz not null,
  used_at timestamptz not null
);
create index draft_key_by_account on account.draft_key (account_id, used_at);
grant select, insert, update, delete on account.draft_key to ${role.account};
`,
};
