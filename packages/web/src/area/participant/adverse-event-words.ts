// Days of adverse events and deviations in words.
import { type DateOrMissing, isMissing } from '@equipoise/trial';
import type { Say } from '../../language/message.js';

/** A day, or why it is not known. */
export function wordDay(value: DateOrMissing, day: (text: string) => string, say: Say): string {
  return isMissing(value) ? say(`missing.${value.missing}`) : day(value);
}
