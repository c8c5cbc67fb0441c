// Values of items as people type them, and as the record keeps them.
import { Instant, type Item, type ItemValue, isMissing, type Missing, PartialDate } from '@equipoise/trial';
import type { MessageKey, MessageValues } from '../../language/message.js';
import { dayOf, monthOf } from '../../language/month.js';
import { localText, parseTime, utcOf } from '../../part/moment.js';

/** What stands in a field: text as it was typed, or why there is no value. */
export type Raw = string | Missing;

/** Why what was typed is not a value. */
export interface ValueProblem {
  readonly key: MessageKey;
  readonly values?: MessageValues;
}

export type Parsed =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: ItemValue }
  | { readonly kind: 'problem'; readonly problem: ValueProblem };

const empty: Parsed = { kind: 'empty' };

/** Reads what was typed for an item. */
export function parseRaw(item: Pick<Item, 'type' | 'hardMin' | 'hardMax' | 'decimals' | 'codes'>, raw: Raw): Parsed {
  if (typeof raw !== 'string') return { kind: 'value', value: raw };
  const text = raw.trim();
  if (text === '') return empty;
  switch (item.type) {
    case 'integer':
    case 'decimal':
      return parseNumber(item, text);
    case 'text':
      return value(text);
    case 'boolean':
      return text === 'true' || text === 'false' ? value(text === 'true') : problem('form.problem.choice');
    case 'code':
      return item.codes?.some(({ code }) => code === text) ? value(text) : problem('form.problem.choice');
    case 'date':
    case 'partialDate': {
      const day = parseDay(text);
      return day === undefined ? problem('form.problem.date') : value(day);
    }
    case 'time': {
      const time = parseTime(text);
      return time === undefined ? problem('form.problem.time') : value(time);
    }
    case 'instant': {
      const at = parseInstant(text);
      return at === undefined ? problem('form.problem.instant') : value(at);
    }
  }
}

function parseNumber({ type, hardMin, hardMax, decimals }: Parameters<typeof parseRaw>[0], text: string): Parsed {
  const plain = text.replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return problem('form.problem.number');
  const number = Number(plain);
  if (!Number.isFinite(number)) return problem('form.problem.number');
  if (type === 'integer' && !Number.isSafeInteger(number)) return problem('form.problem.integer');
  if (hardMin !== undefined && number < hardMin) return problem('form.problem.hardMin', { limit: hardMin });
  if (hardMax !== undefined && number > hardMax) return problem('form.problem.hardMax', { limit: hardMax });
  if (decimals !== undefined && Number(number.toFixed(decimals)) !== number)
    return problem('form.problem.decimals', { decimals });
  return value(number);
}

/** A day, a month or a year, as ISO or as "24 Nov 2026" in a language of the pages; undefined where it is none that exists. */
export function parseDay(text: string): string | undefined {
  const given = text.trim();
  const digits = /^(\d{4})(\d\d)(\d\d)$/.exec(given);
  const words = /^(?:(\d{1,2})[ .-]+)?(\p{L}+)[ .-]+(\d{4})$/u.exec(given);
  let iso = given;
  if (digits) iso = `${digits[1]}-${digits[2]}-${digits[3]}`;
  if (words) {
    const month = monthOf(words[2] ?? '');
    if (month === undefined) return undefined;
    const day = words[1] === undefined ? '' : `-${words[1].padStart(2, '0')}`;
    iso = `${words[3]}-${String(month).padStart(2, '0')}${day}`;
  }
  return PartialDate.safeParse(iso).success ? iso : undefined;
}

/** A day with a time in the zone of the device, as a UTC instant: 2026-11-24 14:05 or 24 Nov 2026 14:05. */
function parseInstant(text: string): string | undefined {
  const [, dayText = '', timeText = ''] = /^(.*[^\s,T])[\sT,]+(\d{1,2}[:.h]?\d\d)$/.exec(text) ?? [];
  const [day, time] = [dayOf(dayText), parseTime(timeText)];
  const at = day === null || time === undefined ? '' : utcOf(`${day}T${time}`);
  return Instant.safeParse(at).success ? at : undefined;
}

/** What a field shows for a recorded value. */
export function rawOf(item: Pick<Item, 'type'>, recorded: ItemValue | undefined): Raw {
  if (recorded === undefined) return '';
  if (isMissing(recorded)) return recorded;
  if (item.type !== 'instant') return String(recorded);
  return localText(String(recorded)).replace('T', ' ');
}

/** Whether two values are the same, missing ones by their reason. */
export function isSameValue(a: ItemValue | undefined, b: ItemValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b) && a.missing === b.missing;
  return a === b;
}

/** Whether two fields hold the same. */
export function isSameRaw(a: Raw, b: Raw): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.missing === b.missing;
}

/** Whether two fields say the same, however it was typed: "3 Mar 2026" is 2026-03-03, and "70,5" is 70.5. */
export function meansSame(item: Parameters<typeof parseRaw>[0], a: Raw, b: Raw): boolean {
  if (isSameRaw(a, b)) return true;
  const [one, other] = [parseRaw(item, a), parseRaw(item, b)];
  return one.kind === 'value' && other.kind === 'value' && isSameValue(one.value, other.value);
}

function value(of: ItemValue): Parsed {
  return { kind: 'value', value: of };
}

function problem(key: MessageKey, values?: MessageValues): Parsed {
  return { kind: 'problem', problem: { key, ...(values === undefined ? {} : { values }) } };
}
