// Reads the cell of an item as the screen would take it: the same types, codes and hard ranges, the same words.
import { itemsRefusal } from '../decide/permission/item.js';
import type { Item } from '../protocol/schema.js';
import { type ItemValue, MissingReason } from '../value.js';
import { missingOfCell, textOfCell } from './csv-cell.js';
import type { RowProblem } from './form-import.js';

type ImportedValue =
  | { readonly ok: true; readonly value: ItemValue }
  | { readonly ok: false; readonly problem: RowProblem };

/** The value that a cell with content stands for. A plausible range is no reason to refuse: a check asks, as on the screen. */
export function readImportCell(cell: string, item: Item): ImportedValue {
  const value = typedCell(cell, item);
  if (value === undefined) {
    const reasons = MissingReason.options.join(', ');
    const message = `${JSON.stringify(cell)} gives no reason why a value is missing; these are: ${reasons}.`;
    return { ok: false, problem: { code: 'reason-unknown', message, facts: { written: cell, reasons } } };
  }
  const refusal = itemsRefusal([item], { [item.id]: value });
  if (refusal === undefined) return { ok: true, value };
  const { code, message } = refusal;
  if (item.value !== undefined)
    return { ok: false, problem: { code: 'item-calculated', message, facts: { item: item.id } } };
  return { ok: false, problem: { code, message, facts: { written: cell, ...allowedOf(item) } } };
}

/** What an item takes, as facts. */
function allowedOf({ type, codes = [], hardMin, hardMax, decimals }: Item): NonNullable<RowProblem['facts']> {
  return {
    type,
    codes: codes.map(({ code }) => code).join(', '),
    min: hardMin ?? 'none',
    max: hardMax ?? 'none',
    decimals: decimals ?? 'none',
  };
}

/** The cell as a value of the item's type; what does not fit stays a text, and is refused with what is allowed. */
function typedCell(cell: string, { type }: Item): ItemValue | undefined {
  const missing = missingOfCell(cell);
  if (missing !== undefined) return { missing };
  if (/^missing:/.test(cell) && type !== 'text') return undefined;
  const text = textOfCell(cell);
  if ((type === 'integer' || type === 'decimal') && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) {
    return Number(text);
  }
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}
