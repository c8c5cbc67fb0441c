// One at a time: what counts administrators or first accounts must not be done by two at once.
import type pg from 'pg';
import { inTransaction } from '../../store/pool.js';

const administrationLock = 4_151_924;

/** Does the work while no other process does such work; the lock is that of a transaction of its own. */
export function lockInstallation<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'begin', async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [administrationLock]);
    return work(client);
  });
}
