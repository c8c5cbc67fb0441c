// Cells of CSV files: what an export writes, an import reads back as the same value, and no spreadsheet takes for a formula.
import { isMissing } from '../missing.js';
import { MissingReason } from '../value.js';

/** What a text may not begin with: a spreadsheet would compute it, or it would read as the reason why a value is missing. */
const guarded = /^'*(?:[=+\-@\t\r\n＝＋－＠]|missing: ?[A-Za-z]+$)/;

/**
 * A value as a cell of CSV (RFC 4180): instants as ISO 8601, a missing value as "missing: notDone", lists and objects as
 * JSON, nothing for null. A text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (isMissing(value)) return `missing: ${value.missing}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return quoted(guarded.test(text) ? `'${text}` : text);
}

/** A line of cells, with its end. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

/** The text of a cell as it was before it was guarded. */
export function textOfCell(cell: string): string {
  return cell.startsWith("'") && guarded.test(cell) ? cell.slice(1) : cell;
}

/** Why the value of a cell is missing; undefined where the cell does not say that. */
export function missingOfCell(cell: string): MissingReason | undefined {
  const [, reason] = /^missing: ?([A-Za-z]+)$/.exec(cell) ?? [];
  return MissingReason.safeParse(reason).data;
}

function quoted(text: string): string {
  return /[",;\r\n\t]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
