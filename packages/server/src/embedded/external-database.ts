// The database that DATABASE_URL names: any PostgreSQL from version 15 on.
import pg from 'pg';
import type { Database } from './open-database.js';
import { StartupProblem } from './startup-problem.js';

const oldestVersion = 15;

/**
 * Checks that the outside database answers and is recent enough.
 *
 * @throws StartupProblem `database-unreachable`, `database-version`
 */
export async function openExternalDatabase(url: string, dataDir: string): Promise<Database> {
  const client = makeClient(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (version < oldestVersion) {
      throw new StartupProblem(
        'database-version',
        `DATABASE_URL names a PostgreSQL ${version}: version ${oldestVersion} or newer is needed.`,
      );
    }
  } catch (error) {
    throw error instanceof StartupProblem ? error : explain(error);
  } finally {
    await client.end().catch(() => undefined);
  }
  return { connectionString: url, kind: 'external', dataDir, close: () => Promise.resolve() };
}

function makeClient(url: string): pg.Client {
  try {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): StartupProblem {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  // The URL holds a password, so it is not repeated.
  return new StartupProblem(
    'database-unreachable',
    `The database that DATABASE_URL names can't be used (${message || code || 'no reason given'}): check its address, user and password, or unset DATABASE_URL to use the embedded database.`,
    { cause: error },
  );
}
