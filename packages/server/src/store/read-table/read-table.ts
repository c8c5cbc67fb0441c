// Every read table: derived from the record by projection, rebuilt at will. Appending and `rebuild` go through this list.
import { accessTables } from './access.js';
import { allocationTables } from './allocation.js';
import { amendmentTables } from './amendment.js';
import { captureTables } from './capture.js';
import { coreTables } from './core.js';
import { productTables } from './product.js';
import { reviewTables } from './review.js';
import { safetyTables } from './safety.js';
import { thingVersionTables } from './thing-version.js';

export const readTables = {
  ...coreTables,
  ...accessTables,
  ...allocationTables,
  ...amendmentTables,
  ...thingVersionTables,
  ...reviewTables,
  ...productTables,
  ...captureTables,
  ...safetyTables,
} as const;

export type ReadTable = keyof typeof readTables;
export const readTableNames = Object.keys(readTables) as readonly ReadTable[];

/** The tables whose rows belong to a participant, each written by the events of that participant's stream. */
export const participantTables = readTableNames.filter((name) => {
  const { key, values } = readTables[name];
  return [...key, ...values].includes('participant_id' as never);
});

/** Raised whenever a projection gives other rows than before for the same events: an upgrade then rebuilds them. */
export const projectionVersion = 2;
