// The read tables of the product, and what of the laboratory's hours the record shows to people.
import type { Migration } from '../migrate.js';
import { rowSecurity } from '../read-table/row-security.js';

/**
 * Open events that follow from what the laboratory does with a bag, or with what it found: the moment would tell how long
 * that took, so people see the day.
 */
export const eventsOfTheLaboratory = [
  'BagPrepared',
  'BagReleased',
  'BagRecalled',
  'LabelReplaced',
  'InfusionPostponed',
  'HandoverRecorded',
  'QuarantineResolved',
  'MaterialFindingNotified',
  'ProductReleased',
  'HarvestRequested',
] as const;

const seenBy = ['productStatus', 'laboratory'].map((right) => `api.sees(trial_id, site_id, '${right}')`).join(' or ');

export const product: Migration = {
  name: '0007-product',
  sql: (role) => `
create table read.product_participant (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, screening_number text not null,
  identity_code text, harvests integer not null, is_released boolean not null, is_randomised boolean not null,
  has_left boolean not null, stored_cells text not null, schedule jsonb not null,
  primary key (trial_id, participant_id),
  constraint identity_code_unique unique (trial_id, identity_code)
);
create table read.donation (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, donation_code text not null,
  harvest_id uuid not null, harvested_on text,
  constraint donation_code_unique primary key (trial_id, donation_code)
);
create table read.bag_state (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, bag_code text not null,
  administration text not null, volume_ml double precision not null, expires_at text, zone text, donation_code text,
  label_code text, status text not null,
  primary key (trial_id, bag_code)
);
create index bag_state_by_participant on read.bag_state (trial_id, participant_id);
create table read.chain_entry (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, stream_id uuid not null,
  version integer not null, type text not null, actor_id uuid not null, happened_at text, zone text, facts jsonb not null,
  primary key (trial_id, stream_id, version)
);
create index chain_entry_by_participant on read.chain_entry (trial_id, participant_id);
${['product_participant', 'donation', 'bag_state', 'chain_entry'].map((table) => rowSecurity(table, role, { using: seenBy })).join('')}
create view api.product_participant with (security_invoker = true) as
  select trial_id, participant_id, site_id, screening_number, identity_code, harvests, is_released, is_randomised, has_left,
         stored_cells, schedule from read.product_participant;
create view api.donation with (security_invoker = true) as
  select trial_id, participant_id, site_id, donation_code, harvest_id, harvested_on from read.donation;
create view api.bag_state with (security_invoker = true) as
  select trial_id, participant_id, site_id, bag_code, administration, volume_ml, expires_at, zone, donation_code, label_code,
         status from read.bag_state;
create view api.chain_entry with (security_invoker = true) as
  select trial_id, participant_id, site_id, stream_id, version, type, actor_id, happened_at, zone, facts from read.chain_entry;
grant select on api.product_participant, api.donation, api.bag_state, api.chain_entry to ${role.reader};

create or replace view api.record with (security_invoker = true) as
  select e.trial_id, e.stream_id, e.version, e.site_id, e.type, e.actor_id,
         case when e.type in (${eventsOfTheLaboratory.map((type) => `'${type}'`).join(', ')})
              then date_trunc('day', e.recorded_at) else e.recorded_at end as recorded_at,
         e.reason, e.protocol_version,
         api.seen_payload(e.trial_id, e.stream_id, e.version) collate "C" as payload
  from record.event e;
`,
};
