// Reads the names that case files give to boundaries and spending functions.
import type { EfficacyBoundary, SpendingFunction } from '@equipoise/stats';

/** A boundary by its name; without "Lan-DeMets" or "type", O'Brien–Fleming and Pocock mean what the context says. */
export function boundaryNamed(name: string, meaning: 'classical' | 'spending'): EfficacyBoundary {
  if (/wang.?tsiatis/i.test(name)) return { kind: 'wang-tsiatis', delta: lastNumber(name) };
  const isSpending = /lan.?demets|type|spending/i.test(name) || (meaning === 'spending' && !/classical/i.test(name));
  if (!isSpending && /o.?brien/i.test(name)) return { kind: 'obrien-fleming' };
  if (!isSpending && /pocock/i.test(name)) return { kind: 'pocock' };
  return spendingNamed(name);
}

/** A spending function by its name. */
export function spendingNamed(name: string): SpendingFunction {
  if (/o.?brien/i.test(name)) return { kind: 'lan-demets-obrien-fleming' };
  if (/pocock/i.test(name)) return { kind: 'lan-demets-pocock' };
  if (/kim/i.test(name)) return { kind: 'kim-demets', power: lastNumber(name) };
  if (/hwang/i.test(name)) return { kind: 'hwang-shih-decani', gamma: lastNumber(name) };
  throw new Error(`The boundary or spending function "${name}" is not known.`);
}

/** The last number of a text, such as −4 in "gamma=-4". */
export function lastNumber(source: string): number {
  const found = source.match(/[-−]?(?:\d+\.?\d*|\.\d+)/g)?.at(-1);
  if (found === undefined) throw new Error(`"${source}" has no number.`);
  return Number(found.replace('−', '-'));
}
