// The body weight that volume and dose follow from: the item that the protocol names, its latest value, and its day.

import { exactDay } from '../decide/day.js';
import { latestValues } from '../decide/rule.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { Protocol } from '../protocol/schema.js';

export interface Weighing {
  readonly weightKg: number;
  /** YYYY-MM-DD; absent where the day is not known exactly. */
  readonly weighedOn?: string;
}

/** The latest value of the item that the dose names, else of the first in kg; undefined where none is recorded. */
export function findWeighing(protocol: Protocol, participant: ParticipantState): Weighing | undefined {
  const named = protocol.product?.dose.weight;
  const item = protocol.forms
    .flatMap((form) => form.items)
    .find((one) => (named === undefined ? one.unit === 'kg' : one.id === named));
  const weightKg = item === undefined ? undefined : latestValues(protocol, participant)[item.id];
  if (item === undefined || typeof weightKg !== 'number' || weightKg <= 0) return undefined;
  const days = Object.values(participant.forms)
    .filter((form) => Object.hasOwn(form.items, item.id) && form.items[item.id] === weightKg)
    .flatMap((form) => (typeof form.happenedOn === 'string' ? (exactDay(form.happenedOn) ?? []) : []));
  const weighedOn = days.sort().at(-1);
  return weighedOn === undefined ? { weightKg } : { weightKg, weighedOn };
}

/** The volume of a bag in mL, from the body weight alone, never from a cell count: the same for every treatment. */
export function bagVolumeMl(protocol: Protocol, weightKg: number): number {
  const { volumeMlPerKg = 0, volumeLimitsMl } = protocol.product ?? {};
  const volume = Math.round(weightKg * volumeMlPerKg * 10) / 10;
  if (volumeLimitsMl === undefined) return volume;
  return Math.min(volumeLimitsMl.max, Math.max(volumeLimitsMl.min, volume));
}
