// Values of items against their types and codes. A value outside a range is recorded as what it is.

import { isMissing } from '../../missing.js';
import type { Item } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import { Instant, type ItemValue, PartialDate, TimeOfDay } from '../../value.js';

/** All values that their items do not allow, in one refusal. */
export function itemsRefusal(items: readonly Item[], values: Readonly<Record<string, ItemValue>>): Refusal | undefined {
  const known = new Map(items.map((item) => [item.id, item]));
  const unknown = Object.keys(values).filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const allowed = [...known.keys()].join(', ');
    return refuse('item-unknown', `There is no item ${unknown.join(', ')} here; there are: ${allowed}.`, {
      items: unknown,
    });
  }
  const problems = Object.entries(values).flatMap(([id, value]) => {
    const item = known.get(id)!;
    const allowed = allowedBy(item);
    if (item.value !== undefined) return [{ id, text: `${id} is calculated and never typed in` }];
    const isAllowed = allowed.accepts(value) && (typeof value !== 'number' || isPossible(item, value));
    return isAllowed ? [] : [{ id, text: `${id} is ${JSON.stringify(value)}, allowed: ${allowed.text}` }];
  });
  if (problems.length === 0) return undefined;
  return refuse('value-not-allowed', `Not allowed: ${problems.map((problem) => problem.text).join('; ')}.`, {
    items: problems.map((problem) => problem.id),
  });
}

/** Whether a number is within the hard range and has no more decimals than its item. */
function isPossible({ hardMin, hardMax, decimals }: Item, value: number): boolean {
  if (hardMin !== undefined && value < hardMin) return false;
  if (hardMax !== undefined && value > hardMax) return false;
  return decimals === undefined || Number(value.toFixed(decimals)) === value;
}

interface Allowed {
  readonly text: string;
  readonly accepts: (value: ItemValue) => boolean;
}

function allowedBy(item: Item): Allowed {
  const { text: type, accepts } = allowedValues(item);
  const text = [
    type,
    ...(item.hardMin === undefined ? [] : [`at least ${item.hardMin}`]),
    ...(item.hardMax === undefined ? [] : [`at most ${item.hardMax}`]),
    ...(item.decimals === undefined ? [] : [`at most ${item.decimals} decimals`]),
  ].join(', ');
  return { text: `${text}, or why it is missing`, accepts: (value) => isMissing(value) || accepts(value) };
}

function allowedValues(item: Item): Allowed {
  switch (item.type) {
    case 'integer':
      return { text: 'a whole number', accepts: (value) => Number.isSafeInteger(value) };
    case 'decimal':
      return { text: 'a number', accepts: (value) => Number.isFinite(value) };
    case 'text':
      return { text: 'a text', accepts: (value) => typeof value === 'string' };
    case 'boolean':
      return { text: 'true or false', accepts: (value) => typeof value === 'boolean' };
    case 'date':
    case 'partialDate':
      return {
        text: 'a date as YYYY-MM-DD, YYYY-MM or YYYY',
        accepts: (value) => PartialDate.safeParse(value).success,
      };
    case 'time':
      return { text: 'a time of day as hh:mm', accepts: (value) => TimeOfDay.safeParse(value).success };
    case 'instant':
      return { text: 'an instant as YYYY-MM-DDThh:mm:ss.sssZ', accepts: (value) => Instant.safeParse(value).success };
    case 'code': {
      const codes = (item.codes ?? []).map((one) => one.code);
      return { text: codes.join(', '), accepts: (value) => typeof value === 'string' && codes.includes(value) };
    }
  }
}
