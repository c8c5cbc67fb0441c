// Forward-only, named migrations: each runs once, in one transaction, as the owner.
import type { Client } from 'pg';
import { record } from './migration/0001-record.js';
import { read } from './migration/0002-read.js';
import { append } from './migration/0003-append.js';
import type { RoleNames } from './pool.js';

export interface Migration {
  readonly name: string;
  readonly sql: (role: RoleNames) => string;
}

const migrations: readonly Migration[] = [record, read, append];

/** One lock for all processes that migrate the same database. */
const migrationLock = 4_151_923;

/**
 * Brings a database to today's schema and answers with the names of the migrations that ran.
 * @throws Error when the database holds a migration that this version does not know (it was written by a newer one).
 */
export async function migrate(client: Client, role: RoleNames): Promise<readonly string[]> {
  await client.query('select pg_advisory_lock($1)', [migrationLock]);
  try {
    // Under the lock as well: two at once that grant on the same database fail with "tuple concurrently updated".
    await createRoles(client, role);
    await client.query(
      'create table if not exists public.equipoise_migration (name text primary key, ran_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string }>('select name from public.equipoise_migration');
    const done = new Set(rows.map((row) => row.name));
    const unknown = [...done].filter((name) => !migrations.some((migration) => migration.name === name));
    if (unknown.length > 0)
      throw new Error(
        `this database was written by a newer version of Equipoise (it holds ${unknown.join(', ')}); use that version or a newer one`,
      );
    const ran: string[] = [];
    for (const migration of migrations.filter((each) => !done.has(each.name))) {
      await client.query('begin');
      try {
        await client.query(`set local role ${role.owner}`);
        await client.query(migration.sql(role));
        await client.query('reset role');
        await client.query('insert into public.equipoise_migration (name) values ($1)', [migration.name]);
        await client.query('commit');
      } catch (cause) {
        await client.query('rollback');
        throw new Error(`migration ${migration.name} failed`, { cause });
      }
      ran.push(migration.name);
    }
    return ran;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
  }
}

/** Roles are global to a cluster and may be there already, from another database of this installation. */
async function createRoles(client: Client, role: RoleNames): Promise<void> {
  for (const name of Object.values(role)) {
    await client.query(
      `do $$ begin create role ${name} nologin; exception when duplicate_object or unique_violation then null; end $$`,
    );
  }
  await client.query(
    `do $$ begin execute format('grant create on database %I to ${role.owner}', current_database()); end $$`,
  );
  await client.query(`do $$ begin if not (select rolsuper from pg_roles where rolname = current_user) then
    grant ${Object.values(role).join(', ')} to current_user; end if; end $$`);
}
