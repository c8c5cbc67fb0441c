// Connections, one pool for each database role: commands write, people read, the opener alone reads what is sealed,
// and accounts stand apart.
import pg from 'pg';
import type { LoginUrls, RoleKey } from './login.js';

export interface RoleNames {
  readonly owner: string;
  readonly writer: string;
  readonly reader: string;
  readonly sealed: string;
  /** Of people's accounts and sessions: sees its own schema and nothing of any trial. */
  readonly account: string;
  /** Of the queue of jobs: owns its schema, and sees nothing of any trial. */
  readonly job: string;
  /** Of who participants are: sees identifiers of the actor's own sites, encrypted, and nothing else of any trial. */
  readonly identity: string;
}

/** Roles are global to a PostgreSQL cluster, so each installation prefixes its own. */
export function roleNames(prefix: string): RoleNames {
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(prefix))
    throw new RangeError(
      `role prefix "${prefix}": lower-case letters, digits and "_", at most 31, beginning with a letter`,
    );
  return {
    owner: `${prefix}_owner`,
    writer: `${prefix}_writer`,
    reader: `${prefix}_reader`,
    sealed: `${prefix}_sealed`,
    account: `${prefix}_account`,
    job: `${prefix}_job`,
    identity: `${prefix}_identity`,
  };
}

export interface Pools {
  readonly role: RoleNames;
  readonly owner: pg.Pool;
  readonly writer: pg.Pool;
  readonly reader: pg.Pool;
  readonly sealed: pg.Pool;
  readonly account: pg.Pool;
  readonly job: pg.Pool;
  readonly identity: pg.Pool;
  close(): Promise<void>;
}

/** Opens the pools of a database; connections are made when first used. */
export function openPools(
  connectionString: string,
  options: {
    readonly rolePrefix?: string;
    readonly writers?: number;
    /** Logins of the roles; a role without one is taken on by the login of `connectionString`. */
    readonly urls?: LoginUrls;
  } = {},
): Pools {
  const role = roleNames(options.rolePrefix ?? process.env.EQUIPOISE_ROLE_PREFIX ?? 'equipoise');
  const pool = (key: RoleKey, max: number, settings = '') => {
    const name = role[key];
    const own = options.urls?.[key];
    const made = new pg.Pool({
      connectionString: own ?? connectionString,
      max,
      options: `${own === undefined ? `-c role=${name} ` : ''}-c timezone=UTC${settings}`,
      application_name: name,
    });
    // A connection that dies while idle is replaced at the next use; without a listener it would end the process.
    made.on('error', () => undefined);
    // One that dies while it is lent out fails the query that uses it; it must not end the process either.
    made.on('connect', (client) => client.on('error', () => undefined));
    return made;
  };
  const pools = {
    owner: pool('owner', 2),
    writer: pool('writer', options.writers ?? 8),
    reader: pool('reader', 4),
    sealed: pool('sealed', 2),
    account: pool('account', 4, ' -c search_path=account'),
    job: pool('job', 4),
    identity: pool('identity', 2),
  };
  return {
    role,
    ...pools,
    close: async () => void (await Promise.all(Object.values(pools).map((each) => each.end()))),
  };
}

/** Runs one transaction: all of it, or, where anything throws, nothing. `begin` is the statement that opens it. */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: 'begin' | 'begin read only' | 'begin isolation level repeatable read read only',
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  } finally {
    client.release();
  }
}

/** Runs one read transaction as an actor: row-level security answers for what that actor may see. */
export function readAs<T>(pools: Pools, actorId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pools.reader, 'begin read only', async (client) => {
    await client.query("select set_config('app.actor', $1, true)", [actorId]);
    return work(client);
  });
}

/** Does a piece of work while no other process of the database does the work of this name. */
export async function withLock<T>(pool: pg.Pool, name: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    }
  } finally {
    client.release();
  }
}

/** Runs several queries on one state of the database: what is recorded meanwhile is in none of them. */
export function readConsistently<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'begin isolation level repeatable read read only', work);
}
