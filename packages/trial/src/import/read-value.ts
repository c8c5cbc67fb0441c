// Turns the text of a cell into a recorded value by the protocol's item.
import type { Item } from '../protocol/schema.js';
import { Instant, type ItemValue, PartialDate, TimeOfDay } from '../value.js';

export interface CellFault {
  readonly code: string;
  readonly message: string;
  readonly allowed: string;
}

export type CellValue =
  | { readonly ok: true; readonly value: ItemValue }
  | { readonly ok: false; readonly fault: CellFault };

/** What a cell is read with. */
export interface CellReading {
  readonly item: Item;
  /** Texts with the values that they stand for, where the mapping names them. */
  readonly values?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Texts that mean "no value". */
  readonly missing: readonly string[];
}

/** Reads one cell. "No value" becomes missing: notInSource, also for items that the protocol requires: the source is what it is. */
export function readValue(text: string, { item, values, missing }: CellReading): CellValue {
  if (missing.includes(text)) return { ok: true, value: { missing: 'notInSource' } };
  if (values) {
    if (Object.hasOwn(values, text)) return checkValue(values[text]!, text, item);
    return fault('level-unknown', `"${text}" has no meaning`, Object.keys(values).map(quote).join(', '));
  }
  switch (item.type) {
    case 'integer':
    case 'decimal': {
      const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
      if (!isNumber) return fault('not-a-number', `${quote(text)} is not a number`, rangeOf(item));
      return checkValue(Number(text), text, item);
    }
    case 'boolean': {
      const isKnown = text === 'true' || text === 'false';
      if (!isKnown) return fault('not-a-boolean', `${quote(text)} is neither true nor false`, '"true", "false"');
      return { ok: true, value: text === 'true' };
    }
    default:
      return checkValue(text, text, item);
  }
}

function checkValue(value: string | number | boolean, text: string, item: Item): CellValue {
  const isNumber = item.type === 'integer' || item.type === 'decimal';
  if (isNumber) {
    if (typeof value !== 'number' || !Number.isFinite(value))
      return fault('not-a-number', `${quote(text)} is not a number`, rangeOf(item));
    if (item.type === 'integer' && !Number.isSafeInteger(value)) {
      return fault('not-a-whole-number', `${quote(text)} is not a whole number`, rangeOf(item));
    }
    const isLow = item.min !== undefined && value < item.min;
    const isHigh = item.max !== undefined && value > item.max;
    return isLow || isHigh ? fault('out-of-range', `${value} is out of range`, rangeOf(item)) : { ok: true, value };
  }
  if (item.type === 'boolean') {
    return typeof value === 'boolean'
      ? { ok: true, value }
      : fault('not-a-boolean', `${quote(text)} is neither true nor false`, 'true, false');
  }
  if (typeof value !== 'string') return fault('not-a-text', `${quote(text)} does not stand for a text`, 'a text');
  if ((item.type === 'date' || item.type === 'partialDate') && !PartialDate.safeParse(value).success) {
    return fault('not-a-date', `${quote(value)} is not a date`, 'YYYY-MM-DD, YYYY-MM or YYYY');
  }
  if (item.type === 'time' && !TimeOfDay.safeParse(value).success) {
    return fault('not-a-time', `${quote(value)} is not a time of day`, 'hh:mm');
  }
  if (item.type === 'instant' && !Instant.safeParse(value).success) {
    return fault('not-an-instant', `${quote(value)} is not an instant`, 'YYYY-MM-DDThh:mm:ss.sssZ');
  }
  const codes = (item.codes ?? []).map((entry) => entry.code);
  if (item.type === 'code' && !codes.includes(value)) {
    return fault('level-unknown', `${quote(value)} is not a code of "${item.id}"`, codes.map(quote).join(', '));
  }
  return { ok: true, value };
}

function fault(code: string, message: string, allowed: string): CellValue {
  return { ok: false, fault: { code, message, allowed } };
}

function rangeOf(item: Item): string {
  const kind = item.type === 'integer' ? 'a whole number' : 'a number';
  const bounds = [item.min === undefined ? '' : `from ${item.min}`, item.max === undefined ? '' : `to ${item.max}`];
  return [kind, ...bounds].filter((part) => part !== '').join(' ');
}

function quote(text: string): string {
  return `"${text}"`;
}
