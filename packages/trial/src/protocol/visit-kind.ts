// Which visits come before randomisation.
import type { Epoch, Visit } from './schema.js';

/**
 * Whether a planned visit lies before randomisation: it has no period, and its epoch, where it names one, is one of
 * screening or run-in. Unscheduled visits belong to no time.
 */
export function isBeforeRandomisation(visit: Visit, epochs: readonly Epoch[] | undefined): boolean {
  if (visit.unscheduled === true || visit.period !== undefined) return false;
  if (visit.epoch === undefined) return true;
  const type = epochs?.find(({ id }) => id === visit.epoch)?.type;
  return type === 'screening' || type === 'runIn';
}
