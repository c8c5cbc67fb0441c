// What people see is asked once for a query and not once for each row; and lists are found in the order in which they are shown.
import type { Migration } from '../migrate.js';
import type { ReadTable } from '../read-table/read-table.js';
import { countsNow, seenAt } from '../read-table/row-security.js';
import { openingEvents } from './0006-allocation.js';

const anyOf = (...rights: readonly Parameters<typeof seenAt>[0][]) => rights.map((right) => seenAt(right)).join(' or ');
const own = (columns: string, condition: string) =>
  `(select ${columns} from read.role_grant g where g.actor_id = api.actor() and ${condition} and ${countsNow('g')})`;

/** The tables whose policy asked a function for each row, with the condition in its place: the same rows are seen. */
const seen = {
  thing_version: `(thing like 'form/%' and (${seenAt('schedule')})) or (thing not like 'form/%' and (${seenAt('adverseEvents')}))`,
  randomisation: anyOf('randomisationDashboard', 'codeBreakPreview', 'raters', 'allocations', 'sealedOpenings'),
  product_participant: anyOf('productStatus', 'laboratory'),
  donation: anyOf('productStatus', 'laboratory'),
  bag_state: anyOf('productStatus', 'laboratory'),
  chain_entry: anyOf('productStatus', 'laboratory'),
  form_review: anyOf('verification', 'visitPack', 'signingPack', 'roadToLock'),
  signature: anyOf('signatures', 'signingPack'),
  participant_review: anyOf('roadToLock', 'verification', 'visitPack'),
  safety_listing: `trial_id in ${own('g.trial_id', "'safetyReconciliation' = any (g.rights)")}`,
  notice: `exists (select 1 from unnest(roles) as r(role) where
    (site_id is null and (trial_id, r.role) in ${own('g.trial_id, g.role', 'true')})
    or (trial_id, r.role) in ${own('g.trial_id, g.role', "g.site_id = '*'")}
    or (trial_id, site_id, r.role) in ${own('g.trial_id, g.site_id, g.role', 'true')})`,
} as const satisfies Partial<Record<ReadTable, string>>;

export const readPath: Migration = {
  name: '0020-read-path',
  sql: (role) => `
${Object.entries(seen)
  .map(([table, condition]) => `alter policy seen on read.${table} to ${role.reader} using (${condition});`)
  .join('\n')}
alter policy seen on record.event to ${role.reader} using (visibility = 'open' and (
  trial_id in ${own('g.trial_id', "g.site_id = '*' and 'audit' = any (g.rights)")}
  or (trial_id, api.site_now(trial_id, stream_id, site_id)) in ${own('g.trial_id, g.site_id', "'audit' = any (g.rights)")}));
alter policy opening_seen on record.event to ${role.reader} using (visibility = 'open'
  and type in (${openingEvents.map((type) => `'${type}'`).join(', ')}) and (${seenAt('openings')}));
create or replace view api.sealed_query_participant with (security_barrier = true) as
  select trial_id, participant_id, site_id from read.participant where ${seenAt('sealedQueries')};

-- A form of which nothing is hidden is handed on as it is kept, and not put together anew.
create or replace view api.form with (security_barrier = true) as
  select f.trial_id, f.participant_id, f.site_id, f.visit, f.form, f.occurrence, f.happened_on, f.version,
         case when shown.value is null then f.items else shown.value->'items' end as items,
         case when shown.value is null then f.rows else shown.value->'rows' end as rows
  from (select * from read.form where ${seenAt('forms')}) f
  cross join lateral (select case when exists (select 1 from read.restricted_item r where r.trial_id = f.trial_id)
    then api.hidden_items(f.trial_id, f.site_id) else '{}' end as items offset 0) hidden
  cross join lateral (select case when cardinality(hidden.items) > 0
    then api.without_items(jsonb_build_object('form', f.form, 'items', f.items, 'rows', f.rows), hidden.items, null, false)
    end as value) shown;

create index deviation_in_order on read.deviation (trial_id, site_id, participant_id, deviation_id);
create index deviation_by_day on read.deviation (trial_id, (facts->>'occurredOn'), site_id, participant_id, deviation_id);
create index participant_in_order on read.participant (trial_id, site_id, screening_number);
create index participant_review_in_order on read.participant_review (trial_id, site_id, participant_id);
create index form_review_of_site on read.form_review (trial_id, site_id, participant_id, recorded_at)
  where cardinality(unverified_critical) + cardinality(unverified_others) > 0;
create index data_query_of_participant on read.data_query (trial_id, participant_id) where status <> 'closed';
create index adverse_event_of_participant on read.adverse_event (trial_id, participant_id);
create index safety_case_of_participant on read.safety_case (trial_id, participant_id);
create index data_query_in_order on read.data_query (trial_id, opened_at, query_id);
`,
};
