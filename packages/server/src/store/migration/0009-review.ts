// Read tables of the review of data, and dictionaries for coding, which belong to the installation and to no trial.
import type { Migration } from '../migrate.js';
import { rowSecurity } from '../read-table/row-security.js';

const times = ['data_query', 'query_step', 'form_review', 'signature', 'coding', 'monitoring_visit'] as const;
const seesForms = ['verification', 'visitPack', 'signingPack', 'roadToLock']
  .map((right) => `api.sees(trial_id, site_id, '${right}')`)
  .join(' or ');

export const review: Migration = {
  name: '0009-review',
  sql: (role) => `
create table read.data_query (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, query_id uuid not null,
  status text not null, place jsonb not null, category text not null, check_id text, text text not null, assigned_to text,
  opened_by uuid not null, closed_by text, stream_id uuid not null, opened_version integer not null, version integer not null,
  opened_at timestamptz not null, recorded_at timestamptz not null,
  constraint query_id_unique primary key (trial_id, query_id)
);
create index data_query_by_status on read.data_query (trial_id, status, opened_at);
create table read.query_step (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, query_id uuid not null,
  version integer not null, step text not null, actor_id uuid not null, text text, by_check boolean not null,
  stream_id uuid not null, recorded_at timestamptz not null, primary key (trial_id, query_id, version)
);
create table read.form_review (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, visit text not null,
  form text not null, occurrence integer not null, content jsonb, unverified_critical text[] not null,
  unverified_others text[] not null, draw double precision not null, frozen boolean not null, locked boolean not null,
  signed text[] not null, stream_id uuid not null, version integer not null, recorded_at timestamptz not null,
  primary key (trial_id, participant_id, visit, form, occurrence)
);
create index form_review_to_verify on read.form_review (trial_id, site_id, draw)
  where cardinality(unverified_critical) + cardinality(unverified_others) > 0;
create table read.signature (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, signature_id uuid not null,
  meaning text not null, statement text not null, scope text not null, protocol_version text not null, signer uuid not null,
  forms jsonb not null, hash text, valid boolean not null, stream_id uuid not null, version integer not null,
  recorded_at timestamptz not null, constraint signature_id_unique primary key (trial_id, signature_id)
);
create index signature_by_participant on read.signature (trial_id, participant_id);
create table read.participant_review (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, locked boolean not null,
  blocks jsonb not null, unverified jsonb not null, findings integer not null, queries_open integer not null,
  primary key (trial_id, participant_id)
);
create table read.coding (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, thing text not null,
  coding text not null, place jsonb not null, verbatim text not null, coded_verbatim text, dictionary text,
  dictionary_version text, code text, term text, path jsonb, method text, coded_by uuid, stream_id uuid not null,
  version integer, recorded_at timestamptz, primary key (trial_id, participant_id, thing)
);
create table read.monitoring_visit (
  trial_id uuid not null, mode text not null, site_id text not null, monitoring_visit_id uuid not null, visited_on text not null,
  kind text not null, summary text, monitor uuid not null, stream_id uuid not null, version integer not null,
  recorded_at timestamptz not null, constraint monitoring_visit_id_unique primary key (trial_id, monitoring_visit_id)
);
create table read.action_item (
  trial_id uuid not null, mode text not null, site_id text not null, action_item_id uuid not null,
  monitoring_visit_id uuid not null, text text not null, due_on text not null, closed boolean not null, comment text,
  constraint action_item_id_unique primary key (trial_id, action_item_id)
);

-- When something was recorded is what the record says: it took its time from the clock of the database.
create function read.take_recorded_at() returns trigger language plpgsql as $$
begin
  select e.recorded_at into new.recorded_at from record.event e
    where e.trial_id = new.trial_id and e.stream_id = new.stream_id and e.version = new.version;
  return new;
end $$;
create function read.take_opened_at() returns trigger language plpgsql as $$
begin
  select e.recorded_at into new.opened_at from record.event e
    where e.trial_id = new.trial_id and e.stream_id = new.stream_id and e.version = new.opened_version;
  return new;
end $$;
${times
  .map(
    (table) =>
      `create trigger take_recorded_at before insert or update on read.${table} for each row execute function read.take_recorded_at();`,
  )
  .join('\n')}
create function read.take_changed_at() returns trigger language plpgsql as $$
begin
  select e.recorded_at into new.changed_at from record.event e
    where e.trial_id = new.trial_id and e.stream_id = new.participant_id and e.version = new.version;
  return new;
end $$;
create trigger take_changed_at before insert or update on read.thing_version for each row execute function read.take_changed_at();
create trigger take_opened_at before insert or update on read.data_query for each row execute function read.take_opened_at();

${rowSecurity('data_query', role, { right: 'queries' })}
${rowSecurity('query_step', role, { right: 'queryHistory' })}
${rowSecurity('form_review', role, { using: seesForms })}
${rowSecurity('signature', role, {
  using: `api.sees(trial_id, site_id, 'signatures') or api.sees(trial_id, site_id, 'signingPack')`,
})}
${rowSecurity('participant_review', role, {
  using: `api.sees(trial_id, site_id, 'roadToLock') or api.sees(trial_id, site_id, 'verification') or api.sees(trial_id, site_id, 'visitPack')`,
})}
${rowSecurity('coding', role, { right: 'codingList' })}
${rowSecurity('monitoring_visit', role, { right: 'visitPack' })}
${rowSecurity('action_item', role, { right: 'visitPack' })}

${[
  'data_query',
  'query_step',
  'form_review',
  'signature',
  'participant_review',
  'coding',
  'monitoring_visit',
  'action_item',
]
  .map(
    (table) => `create view api.${table} with (security_invoker = true) as select * from read.${table};
grant select on api.${table} to ${role.reader};`,
  )
  .join('\n')}

-- Of which participants somebody may open sealed queries: no more is said of them here.
create view api.sealed_query_participant with (security_barrier = true) as
  select trial_id, participant_id, site_id from read.participant where api.sees(trial_id, site_id, 'sealedQueries');
grant select on api.sealed_query_participant to ${role.reader};

create schema dictionary;
grant usage on schema dictionary to ${role.writer}, ${role.reader};
create table dictionary.version (
  dictionary text not null, version text not null, terms integer not null, digest bytea not null,
  imported_at timestamptz not null default now(), primary key (dictionary, version)
);
create table dictionary.term (
  dictionary text not null, version text not null, code text not null, term text not null, normalised text not null,
  current boolean not null, path jsonb not null, primary key (dictionary, version, code),
  foreign key (dictionary, version) references dictionary.version on delete cascade
);
create index term_by_words on dictionary.term (dictionary, version, normalised);
create index term_by_word on dictionary.term using gin (to_tsvector('simple', normalised));
grant select on dictionary.version, dictionary.term to ${role.writer}, ${role.reader};
grant insert, delete on dictionary.version, dictionary.term to ${role.writer};
`,
};
