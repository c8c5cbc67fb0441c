// Row-level security of a read table: written by commands and rebuild, seen by people through a view and its right.
import type { ViewName } from '@equipoise/trial';
import type { RoleNames } from '../pool.js';

/** SQL: whether a row of read.role_grant counts at this moment. */
export function countsNow(grant: string): string {
  return `(${grant}.valid_from is null or ${grant}.valid_from <= now()) and (${grant}.valid_until is null or now() < ${grant}.valid_until)`;
}

/**
 * SQL: whether the actor has a right at the site of a row. PostgreSQL asks it once for a query, not once for each row.
 *
 * @param items for tables with the columns form and item: values of items that only other roles see stay hidden
 */
export function seenAt(right: ViewName, shown: 'all' | 'items' = 'all'): string {
  const own = (columns: string, condition: string) =>
    `(select ${columns} from read.role_grant g where g.actor_id = api.actor() and ${condition} and ${countsNow('g')})`;
  const has = `'${right}' = any (g.rights)`;
  const atSite = `(trial_id in ${own('g.trial_id', `g.site_id = '*' and ${has}`)} or (trial_id, site_id) in ${own('g.trial_id, g.site_id', has)})`;
  if (shown === 'all') return atSite;
  const shownItems = (columns: string, condition: string) =>
    `(select ${columns} from read.restricted_item r join read.role_grant g on g.trial_id = r.trial_id and g.role = any (r.seen_by)
      where g.actor_id = api.actor() and ${condition} and ${countsNow('g')})`;
  return `${atSite} and (
    (trial_id, form, item) not in (select r.trial_id, r.form, r.item from read.restricted_item r)
    or (trial_id, form, item) in ${shownItems('r.trial_id, r.form, r.item', "g.site_id = '*'")}
    or (trial_id, site_id, form, item) in ${shownItems('r.trial_id, g.site_id, r.form, r.item', 'true')})`;
}

/**
 * The SQL that puts a new read table under row-level security. The table has the columns trial_id, mode and, where
 * `right` is given without a condition of its own, site_id.
 *
 * @param seen.right people see the rows of the sites at which they hold this right
 * @param seen.shown `items` for a table with values of forms (columns form and item)
 * @param seen.using another condition, in SQL, in place of that
 */
export function rowSecurity(
  table: string,
  role: RoleNames,
  seen: { readonly right: ViewName; readonly shown?: 'items' } | { readonly using: string },
): string {
  const condition = 'right' in seen ? seenAt(seen.right, seen.shown) : seen.using;
  return `
alter table read.${table} enable row level security;
alter table read.${table} force row level security;
create policy written on read.${table} to ${role.writer}, ${role.owner} using (true) with check (true);
create policy seen on read.${table} for select to ${role.reader} using (${condition});
grant select, insert, update, delete on read.${table} to ${role.writer};
grant select on read.${table} to ${role.reader};
`;
}
