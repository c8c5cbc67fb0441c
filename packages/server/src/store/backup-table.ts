// The tables of a backup: which they are, in which order they go back, and their rows as PostgreSQL's own COPY text.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';

export const BackedUpTable = z.strictObject({
  /** With its schema: record.event */
  name: z.string().regex(/^[a-z_]+\.[a-zA-Z_]+$/),
  columns: z.array(z.string()),
});
export type BackedUpTable = z.infer<typeof BackedUpTable>;

/** What follows from the record, or passes: rebuilt or begun anew. */
const leftOut = ['read', 'api', 'job', 'pgboss', 'public', 'information_schema'];
/** Rows travel in parts of about this size. */
const partBytes = 4_194_304;

/** Every table that holds what can't be derived, those that others refer to first. */
export async function listTables(client: pg.ClientBase): Promise<readonly BackedUpTable[]> {
  const { rows } = await client.query<{ oid: number; name: string; columns: string[]; refers: number[] }>(
    `select c.oid, n.nspname || '.' || c.relname as name,
            -- Numbers of transactions mean nothing in another database.
            array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                  and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype order by a.attnum) as columns,
            array(select k.confrelid from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as refers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> all ($1) order by 2`,
    [leftOut],
  );
  const ordered: BackedUpTable[] = [];
  const placed = new Set<number>();
  let waiting = rows;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ refers }) => refers.every((oid) => placed.has(oid)));
    if (ready.length === 0) throw new Error(`tables that refer to each other in a circle: ${waiting[0]?.name}`);
    for (const { oid, name, columns } of ready) {
      placed.add(oid);
      ordered.push({ name, columns });
    }
    waiting = waiting.filter(({ oid }) => !placed.has(oid));
  }
  return ordered;
}

/** The rows of a table as text of COPY, in parts; none for an empty table. */
export async function* readRows(client: pg.ClientBase, table: BackedUpTable): AsyncGenerator<Buffer> {
  const stream = client.query(copyTo(`copy (select ${columnList(table)} from ${quoted(table)}) to stdout`));
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    parts.push(chunk);
    size += chunk.length;
    if (size < partBytes) continue;
    yield Buffer.concat(parts, size);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts, size);
}

/** Puts the rows of a table back; answers with their number. */
export async function writeRows(
  client: pg.ClientBase,
  table: BackedUpTable,
  parts: AsyncIterable<Buffer>,
): Promise<number> {
  const stream = client.query(copyFrom(`copy ${quoted(table)} (${columnList(table)}) from stdin`));
  await pipeline(Readable.from(parts, { objectMode: false }), stream);
  return stream.rowCount;
}

/**
 * Lets the owners of tables pass their row-level security, for the transaction of a restore: COPY refuses such tables to
 * a login that is no superuser. Nobody else sees the tables meanwhile.
 * @returns those to force again
 */
export async function liftRowSecurity(
  client: pg.ClientBase,
  tables: readonly BackedUpTable[],
): Promise<readonly BackedUpTable[]> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relforcerowsecurity and n.nspname || '.' || c.relname = any ($1)`,
    [tables.map(({ name }) => name)],
  );
  const forced = tables.filter(({ name }) => rows.some((row) => row.name === name));
  for (const table of forced) await client.query(`alter table ${quoted(table)} no force row level security`);
  return forced;
}

/** Forces the row-level security of tables again. */
export async function forceRowSecurity(client: pg.ClientBase, tables: readonly BackedUpTable[]): Promise<void> {
  for (const table of tables) await client.query(`alter table ${quoted(table)} force row level security`);
}

/** Lets identity columns go on after the greatest number that was put back. */
export async function continueNumbers(client: pg.ClientBase, tables: readonly BackedUpTable[]): Promise<void> {
  for (const table of tables) {
    const { rows } = await client.query<{ column: string; sequence: string }>(
      `select a.attname as column, pg_get_serial_sequence($1, a.attname) as sequence from pg_attribute a
       where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and pg_get_serial_sequence($1, a.attname) is not null`,
      [quoted(table)],
    );
    for (const { column, sequence } of rows)
      await client.query(
        `select setval($1, coalesce(max("${column}"), 1), max("${column}") is not null) from ${quoted(table)}`,
        [sequence],
      );
  }
}

/**
 * Takes the rows away that a migration put into a table (the one row of ops.installation): the backup's take their place.
 */
export async function emptySeeded(client: pg.ClientBase, table: BackedUpTable): Promise<void> {
  const { rows } = await client.query<{ some: boolean }>(`select exists (select 1 from ${quoted(table)}) as some`);
  if (rows[0]?.some) await client.query(`delete from ${quoted(table)}`);
}

function quoted({ name }: BackedUpTable): string {
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

function columnList({ columns }: BackedUpTable): string {
  return columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
}
