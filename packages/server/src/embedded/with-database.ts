// Opens the database for the time of one piece of work, and closes it also on Ctrl-C.
import { type Database, type OpenDatabaseOptions, openDatabase } from './open-database.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof exitCodes;

/** Does the work with an open database and closes it afterwards; on SIGINT and SIGTERM it closes it and ends the process. */
export async function withDatabase<T>(
  options: OpenDatabaseOptions,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(options);
  const signals = Object.keys(exitCodes) as Signal[];
  const stop = (signal: Signal) => {
    void database.close().finally(() => process.exit(exitCodes[signal]));
  };
  for (const signal of signals) process.once(signal, stop);
  try {
    return await work(database);
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
    await database.close();
  }
}
