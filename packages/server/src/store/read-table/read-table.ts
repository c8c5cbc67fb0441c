// Every read table: derived from the record by projection, rebuilt at will. Appending and `rebuild` go through this list.
import { coreTables } from './core.js';

export const readTables = {
  ...coreTables,
} as const;

export type ReadTable = keyof typeof readTables;
export const readTableNames = Object.keys(readTables) as readonly ReadTable[];

/** Raised whenever a projection gives other rows than before for the same events: an upgrade then rebuilds them. */
export const projectionVersion = 1;
