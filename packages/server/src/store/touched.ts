// How many participants, forms and values changes of a protocol touch: one query, for decisions and for people.
import type { Change, DataScope, Protocol, TrialId } from '@equipoise/trial';
import { lossesOf } from '@equipoise/trial';
import type pg from 'pg';

/** A change with the values, or the people, that it is about. */
export interface CountedScope extends DataScope {
  /** The number under which it is counted. */
  readonly change: number;
  readonly touches: Change['touches'];
}

/**
 * SQL: for each number and site, how many participants, forms and values. What only some roles see is not counted: how much of it
 * there is may tell what they know.
 *
 * @param of.sites a query of the sites that may be looked at, `*` for all
 */
export function touchedQuery(of: { readonly trial: string; readonly scopes: string; readonly sites?: string }): string {
  const { trial, scopes, sites = "select '*'::text as site_id" } = of;
  return `  with scope as materialized (
    select * from jsonb_to_recordset(${scopes}) as s(change integer, touches text, visit text, form text, item text)
  ), shown as materialized (${sites}), recorded as (
    select f.site_id, f.participant_id, f.visit, f.form, f.occurrence, i.item
    from read.form f, jsonb_object_keys(f.items) as i(item)
    where f.trial_id = ${trial} and exists (select 1 from scope s where s.touches = 'data')
    union all
    select f.site_id, f.participant_id, f.visit, f.form, f.occurrence, i.item
    from read.form f, jsonb_array_elements(f.rows) as r(r), jsonb_object_keys(r.r->'items') as i(item)
    where f.trial_id = ${trial} and f.rows <> '[]' and exists (select 1 from scope s where s.touches = 'data')
  )
  select s.change, v.site_id, count(distinct v.participant_id)::integer as participants,
    count(distinct (v.participant_id, v.visit, v.form, v.occurrence))::integer as forms, count(*)::integer as item_values
  from scope s join recorded v on (s.visit is null or s.visit = v.visit) and (s.form is null or s.form = v.form)
    and (s.item is null or s.item = v.item)
  where s.touches = 'data' and (v.site_id in (select site_id from shown) or '*' in (select site_id from shown))
    and (v.form, v.item) not in (select h.form, h.item from read.restricted_item h where h.trial_id = ${trial})
  group by s.change, v.site_id
  union all
  select s.change, p.site_id, count(*)::integer, 0, 0
  from scope s join read.participant p on s.touches = 'everyone' or (s.touches = 'notRandomised' and p.randomisation_number is null)
  where p.trial_id = ${trial} and (p.site_id in (select site_id from shown) or '*' in (select site_id from shown))
  group by s.change, p.site_id`;
}

/** By path of a change that recorded values do not survive: how many there are, at all sites. */
export async function countLosses(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  { replaced, proposed }: { readonly replaced: readonly Protocol[]; readonly proposed: Protocol },
): Promise<Readonly<Record<string, { readonly participants: number; readonly values: number }>>> {
  const losses = replaced.flatMap((before) => lossesOf(before, proposed));
  if (losses.length === 0) return {};
  const scopes = losses.map(({ scope }, change): CountedScope => ({ ...scope, change, touches: 'data' }));
  const { rows } = await client.query<{ change: number; participants: number; item_values: number }>(
    touchedQuery({ trial: '$1', scopes: '$2::jsonb' }),
    [trialId, JSON.stringify(scopes)],
  );
  const recorded: Record<string, { participants: number; values: number }> = {};
  for (const { change, participants, item_values } of rows) {
    const path = losses[change]?.path;
    if (path === undefined) continue;
    const { participants: people = 0, values = 0 } = recorded[path] ?? {};
    recorded[path] = { participants: people + participants, values: values + item_values };
  }
  return recorded;
}
