// Row-level security of a read table: written by commands and rebuild, seen by people through a view and its right.
import type { ViewName } from '@equipoise/trial';
import type { RoleNames } from '../pool.js';

/**
 * The SQL that puts a new read table under row-level security. The table has the columns trial_id, mode and, where
 * `right` is given without a condition of its own, site_id.
 *
 * @param seen.right people see the rows of the sites at which they hold this right
 * @param seen.using another condition, in SQL, in place of that
 */
export function rowSecurity(
  table: string,
  role: RoleNames,
  seen: { readonly right: ViewName } | { readonly using: string },
): string {
  const condition = 'right' in seen ? `api.sees(trial_id, site_id, '${seen.right}')` : seen.using;
  return `
alter table read.${table} enable row level security;
alter table read.${table} force row level security;
create policy written on read.${table} to ${role.writer}, ${role.owner} using (true) with check (true);
create policy seen on read.${table} for select to ${role.reader} using (${condition});
grant select, insert, update, delete on read.${table} to ${role.writer};
grant select on read.${table} to ${role.reader};
`;
}
