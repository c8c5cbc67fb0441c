// People's accounts, in a schema and under a role of their own: the record and its read tables never see them.
import type { Migration } from '../migrate.js';

export const account: Migration = {
  name: '0004-account',
  sql: (role) => `
create schema account;
grant usage on schema account to ${role.account};

-- The tables of better-auth 1.7.25, as its own migration makes them for our options (a test compares); its names are kept.
create table account."user" (
  "id" uuid default gen_random_uuid() not null primary key,
  "name" text not null,
  "email" text not null unique check ("email" = lower("email")),
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null,
  "twoFactorEnabled" boolean,
  "role" text,
  "banned" boolean,
  "banReason" text,
  "banExpires" timestamptz,
  "actorId" text not null unique,
  "expiresAt" timestamptz,
  "mayCreateTrials" boolean not null,
  "locale" text not null,
  "isDemonstration" boolean not null
);
create table account."session" (
  "id" uuid default gen_random_uuid() not null primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null references account."user" ("id") on delete cascade,
  "impersonatedBy" text,
  "method" text not null,
  "hasSecondFactor" boolean not null,
  "lastSeenAt" timestamptz not null
);
create table account."account" (
  "id" uuid default gen_random_uuid() not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null references account."user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "authenticatedAt" timestamptz,
  unique ("providerId", "accountId")
);
create table account."verification" (
  "id" uuid default gen_random_uuid() not null primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);
create table account."twoFactor" (
  "id" uuid default gen_random_uuid() not null primary key,
  "secret" text not null,
  "backupCodes" text not null,
  "userId" uuid not null references account."user" ("id") on delete cascade,
  "verified" boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create index "session_userId_idx" on account."session" ("userId");
create index "account_userId_idx" on account."account" ("userId");
create index "verification_identifier_idx" on account."verification" ("identifier");
create index "twoFactor_secret_idx" on account."twoFactor" ("secret");
create index "twoFactor_userId_idx" on account."twoFactor" ("userId");

-- Public keys of people's authenticators (WebAuthn).
create table account.passkey (
  passkey_id uuid primary key default gen_random_uuid(),
  account_id uuid not null references account."user" on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_by_account on account.passkey (account_id);

-- A code of an authenticator app is good once, although it is valid for a minute and a half.
create table account.used_code (
  account_id uuid not null references account."user" on delete cascade,
  code_digest bytea not null,
  used_at timestamptz not null,
  primary key (account_id, code_digest)
);

-- Failed attempts, by account and by address; both as keyed digests, so that unknown accounts are counted like known ones.
create table account.attempt (
  attempt_id bigint generated always as identity primary key,
  key bytea not null,
  begun_at timestamptz not null
);
create index attempt_by_key on account.attempt (key, begun_at);

-- Counts an attempt before it is made, so that many at once are no way round the limit.
create function account.begin_attempt(p_key bytea, p_now timestamptz, p_window interval, p_allowed integer)
returns table (attempt_id bigint, retry_at timestamptz) language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_count integer;
  v_oldest timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(p_key, 'hex'), 4));
  delete from account.attempt a where a.key = p_key and a.begun_at <= p_now - p_window;
  select count(*), min(a.begun_at) into v_count, v_oldest
    from (select begun_at from account.attempt where key = p_key order by begun_at desc limit p_allowed) a;
  if v_count >= p_allowed then
    return query select null::bigint, v_oldest + p_window;
    return;
  end if;
  return query insert into account.attempt as a (key, begun_at) values (p_key, p_now) returning a.attempt_id, null::timestamptz;
end $$;

-- What a person confirmed by giving the credentials again: good once, for one command, in one session.
create table account.confirmation (
  token_digest bytea primary key,
  account_id uuid not null references account."user" on delete cascade,
  session_id uuid not null references account."session" on delete cascade,
  trial_id uuid not null,
  command text not null,
  command_id uuid not null,
  method text not null check (method in ('password', 'passkey', 'singleSignOn')),
  confirmed_at timestamptz not null,
  expires_at timestamptz not null
);

-- A sign-in at the provider that confirmed something confirms nothing else.
create table account.used_sign_in (
  session_id uuid primary key references account."session" on delete cascade
);

create table account.api_token (
  api_token_id uuid primary key default gen_random_uuid(),
  account_id uuid not null references account."user" on delete cascade,
  name text not null,
  token_digest bytea not null unique,
  scopes text[] not null check (cardinality(scopes) > 0),
  has_second_factor boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_token_by_account on account.api_token (account_id);

-- Who signed in, failed, was locked, changed what: added to and read, never changed (ICH E6(R3) 4.3.1, 21 CFR 11.300(d)).
create table account.security_event (
  position bigint generated always as identity primary key,
  at timestamptz not null,
  type text not null,
  account_id uuid,
  by_account_id uuid,
  address text,
  facts jsonb not null
);
create index security_event_by_account on account.security_event (account_id, position);

create function account.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the security log is never changed';
end $$;
create trigger never_changed before update or delete on account.security_event
  for each row execute function account.refuse_change();
create trigger never_emptied before truncate on account.security_event
  for each statement execute function account.refuse_change();

-- Whether a pseudonym ever acted in a trial: only then its name is told to that trial's people.
create index command_by_actor on record.command (actor_id, trial_id);

grant select, insert, update, delete on account."user", account."session", account."account", account."verification",
  account."twoFactor", account.passkey, account.used_code, account.attempt, account.confirmation, account.used_sign_in,
  account.api_token to ${role.account};
grant select, insert on account.security_event to ${role.account};
revoke execute on all functions in schema account from public;
grant execute on function account.begin_attempt to ${role.account};
`,
};
