// The dose of a bag: viable cells for each kilogram, by the named weighing, against the limits of the protocol. Sealed.
import type { Dose } from '../event/product/sealed.js';
import type { Protocol } from '../protocol/schema.js';
import type { ItemValue } from '../value.js';
import type { Weighing } from './weighing.js';

/** The dose that laboratory values give; undefined where the protocol names no count of viable cells, or it is not there. */
export function doseOf(
  protocol: Protocol,
  laboratory: Readonly<Record<string, ItemValue>>,
  weighing: Weighing | undefined,
): Dose | undefined {
  const { dose } = protocol.product ?? {};
  if (dose?.viableCells === undefined || weighing === undefined) return undefined;
  const cells = Object.hasOwn(laboratory, dose.viableCells) ? laboratory[dose.viableCells] : undefined;
  if (typeof cells !== 'number') return undefined;
  const value = dose.perKg ? cells / weighing.weightKg : cells;
  return {
    value: Number(value.toPrecision(6)),
    unit: dose.perKg ? `${dose.unit}/kg` : dose.unit,
    ...weighing,
    isWithinLimits: value >= dose.min && value <= dose.max,
  };
}
