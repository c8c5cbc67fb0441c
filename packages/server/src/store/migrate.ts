// Forward-only, named migrations: each runs once, in one transaction, as the owner; and what is made anew when it changed.
import { createHash } from 'node:crypto';
import { type Role, standardRoles } from '@equipoise/trial';
import type { Client, ClientBase, Pool } from 'pg';
import { appendFunction } from './append-function.js';
import { record } from './migration/0001-record.js';
import { read } from './migration/0002-read.js';
import { append } from './migration/0003-append.js';
import { account } from './migration/0004-account.js';
import { commitOrder } from './migration/0004-commit-order.js';
import { access } from './migration/0005-access.js';
import { allocation } from './migration/0006-allocation.js';
import { product } from './migration/0007-product.js';
import { capture } from './migration/0008-capture.js';
import { review } from './migration/0009-review.js';
import { safety } from './migration/0010-safety.js';
import { job } from './migration/0011-job.js';
import { amendment } from './migration/0012-amendment.js';
import { identity } from './migration/0013-identity.js';
import { keptKeys } from './migration/0013-kept-keys.js';
import { exchange } from './migration/0014-exchange.js';
import { collection } from './migration/0015-collection.js';
import { draftKey } from './migration/0016-draft-key.js';
import { appendTogether } from './migration/0017-append-together.js';
import { analysis } from './migration/0018-analysis.js';
import { openingSeen } from './migration/0019-opening-seen.js';
import { readPath } from './migration/0020-read-path.js';
import { reading } from './migration/0021-reading.js';
import { participantCourse } from './migration/0022-participant-course.js';
import { designWithheld } from './migration/0023-design-withheld.js';
import { setUpMoments } from './migration/0024-set-up-moments.js';
import { valuesOfForms } from './migration/0025-values-of-forms.js';
import { designAfterUnblinding } from './migration/0026-design-after-unblinding.js';
import { logOfLooks } from './migration/0027-log-of-looks.js';
import { codingVersion } from './migration/0028-coding-version.js';
import { unscheduledReadings } from './migration/0029-unscheduled-readings.js';
import type { RoleNames } from './pool.js';
import { projectionVersion, readTables } from './read-table/read-table.js';

export interface Migration {
  readonly name: string;
  readonly sql: (role: RoleNames) => string;
}

const migrations: readonly Migration[] = [
  record,
  read,
  append,
  account,
  commitOrder,
  access,
  allocation,
  product,
  capture,
  safety,
  review,
  job,
  amendment,
  keptKeys,
  identity,
  exchange,
  collection,
  draftKey,
  appendTogether,
  analysis,
  openingSeen,
  readPath,
  reading,
  participantCourse,
  designWithheld,
  setUpMoments,
  valuesOfForms,
  designAfterUnblinding,
  logOfLooks,
  codingVersion,
  unscheduledReadings,
];

/** What follows from the program's own lists: made anew whenever its text changed. */
const repeatables: readonly Migration[] = [{ name: 'record.append', sql: (role) => appendFunction(readTables, role) }];

/** One lock for all processes that migrate the same database. */
const migrationLock = 4_151_923;

export interface Migrated {
  /** The names of the migrations that ran. */
  readonly ran: readonly string[];
  /** Whether the rows of the read tables were written by another version, so that they must be rebuilt. */
  readonly readRowsAreOld: boolean;
}

/**
 * Brings a database to today's schema.
 * @throws Error when the database holds a migration that this version does not know (it was written by a newer one).
 */
export async function migrate(
  client: Client,
  role: RoleNames,
  options: {
    /** These migrations and no others (to load a backup of an earlier version). */
    readonly only?: readonly string[];
  } = {},
): Promise<Migrated> {
  await client.query('select pg_advisory_lock($1)', [migrationLock]);
  try {
    // Under the lock as well: two at once that grant on the same database fail with "tuple concurrently updated".
    await createRoles(client, role);
    await client.query(
      'create table if not exists public.equipoise_migration (name text primary key, ran_at timestamptz not null default now())',
    );
    await client.query(`grant select on public.equipoise_migration to ${role.writer}`);
    const { rows } = await client.query<{ name: string }>('select name from public.equipoise_migration');
    const done = new Set(rows.map((row) => row.name));
    const unknown = [...done, ...(options.only ?? [])].filter(
      (name) => !migrations.some((migration) => migration.name === name),
    );
    if (unknown.length > 0)
      throw new Error(
        `this database was written by a newer version of Equipoise (it holds ${unknown.join(', ')}); use that version or a newer one`,
      );
    const ran: string[] = [];
    const wanted = migrations.filter(({ name }) => options.only?.includes(name) ?? true);
    for (const migration of wanted.filter((each) => !done.has(each.name))) {
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
    if (options.only !== undefined) return { ran, readRowsAreOld: true };
    await runRepeatables(client, role);
    const { rows: kept } = await client.query<{ digest: string }>(
      "select digest from public.equipoise_repeatable where name = 'read rows'",
    );
    return { ran, readRowsAreOld: kept[0]?.digest !== projectionDigest() };
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
  }
}

async function runRepeatables(client: Client, role: RoleNames): Promise<void> {
  await client.query(
    'create table if not exists public.equipoise_repeatable (name text primary key, digest text not null)',
  );
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from public.equipoise_repeatable',
  );
  const known = new Map(rows.map((row) => [row.name, row.digest]));
  for (const { name, sql } of repeatables) {
    const text = sql(role);
    const digest = createHash('sha256').update(text).digest('hex');
    if (known.get(name) === digest) continue;
    await client.query('begin');
    try {
      await client.query(`set local role ${role.owner}`);
      await client.query(text);
      await client.query('reset role');
      await client.query(
        'insert into public.equipoise_repeatable values ($1, $2) on conflict (name) do update set digest = excluded.digest',
        [name, digest],
      );
      await client.query('commit');
    } catch (cause) {
      await client.query('rollback');
      throw new Error(`making ${name} anew failed`, { cause });
    }
  }
}

/** Of all that decides which rows the record gives: rows of grants hold the rights that their roles had when they were written. */
export function projectionDigest(roles: readonly Role[] = standardRoles): string {
  const rights = roles.map(({ id, rights: held }) => [id, held]);
  return createHash('sha256').update(JSON.stringify({ projectionVersion, readTables, rights })).digest('hex');
}

/** Notes that the read rows are those of this version. */
export async function noteReadRows(client: Client): Promise<void> {
  await client.query(
    "insert into public.equipoise_repeatable values ('read rows', $1) on conflict (name) do update set digest = excluded.digest",
    [projectionDigest()],
  );
}

/** The names of the migrations that ran in a database, in their order. */
export async function doneMigrations(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>('select name from public.equipoise_migration');
  const done = new Set(rows.map((row) => row.name));
  return migrations.map(({ name }) => name).filter((name) => done.has(name));
}

/** Whether a database has the schema of this version: every migration ran, and none that this version does not know. */
export async function isSchemaCurrent(client: Client | Pool): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>('select name from public.equipoise_migration');
  const done = new Set(rows.map((row) => row.name));
  return done.size === migrations.length && migrations.every(({ name }) => done.has(name));
}

/** Roles are global to a cluster and may be there already, from another database of this installation. */
async function createRoles(client: Client, role: RoleNames): Promise<void> {
  const { rows } = await client.query<{ may: boolean; there: number }>(
    `select rolsuper or rolcreaterole as may, (select count(*)::int from pg_roles where rolname = any ($1)) as there
     from pg_roles where rolname = current_user`,
    [Object.values(role)],
  );
  // A login that may not change roles works on an installation whose roles somebody else made.
  if (rows[0]?.may !== true && rows[0]?.there === Object.keys(role).length) return;
  for (const name of Object.values(role)) {
    await client.query(
      `do $$ begin create role ${name} nologin; exception when duplicate_object or unique_violation then null; end $$`,
    );
  }
  await client.query(
    // The queue's library asks for its schema again at each start, which needs the privilege though the schema is there.
    `do $$ begin execute format('grant create on database %I to ${role.owner}, ${role.job}', current_database()); end $$`,
  );
  await client.query(`do $$ begin if not (select rolsuper from pg_roles where rolname = current_user) then
    grant ${Object.values(role).join(', ')} to current_user; end if; end $$`);
}
