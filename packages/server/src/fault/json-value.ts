// Values for a JSON schema: such as it asks for, and hostile ones that no schema asks for.
import type { Draw } from './draw.js';

/** A JSON schema (draft 2020-12), as far as our description uses it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Words that mean something where the requests go, by the name of the property that holds them; "" for any name. */
export type Vocabulary = ReadonlyMap<string, readonly unknown[]>;

/** What a value is drawn with. */
export interface ValueSource {
  readonly draw: Draw;
  readonly vocabulary: Vocabulary;
}

const deepest = 6;

/** A value that the schema takes, as far as a schema tells; words of the vocabulary go first. */
export function validValue(source: ValueSource, schema: JsonSchema, name = '', depth = 0): unknown {
  const { draw } = source;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return draw.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && choices.length > 0) return validValue(source, draw.pick(choices), name, depth);
  if (schema.allOf !== undefined) return validValue(source, mergeAll(schema.allOf), name, depth);
  const type = Array.isArray(schema.type) ? draw.pick(schema.type as readonly string[]) : schema.type;
  switch (type) {
    case 'object':
      return validObject(source, schema, name, depth);
    case 'array':
      return validArray(source, schema, name, depth);
    case 'string':
      return validText(source, schema, name);
    case 'integer':
    case 'number':
      return validNumber(source, schema, type === 'integer');
    case 'boolean':
      return draw.between(0, 1) === 1;
    case 'null':
      return null;
    default:
      return draw.pick(['text', 7, true, null, {}]);
  }
}

/** A value that somebody sends who wants to break something. */
export function hostileValue({ draw, vocabulary }: ValueSource): unknown {
  const word = pickWord({ draw, vocabulary }, '');
  return draw.pick<() => unknown>([
    () => null,
    () =>
      draw.pick([
        '\u0000',
        'a\u0000b',
        '\ud800',
        'x\udc00y',
        '\u202e\u200b',
        '\uffff',
        'e\u0301'.repeat(500),
        '\r\nX-Evil: 1',
      ]),
    () => draw.pick(["'; drop table record.event; --", "\\'; select pg_sleep(9); --", '{{7*7}}', '%00', '$1', '\\x00']),
    () =>
      draw.pick([
        '../../../../etc/passwd',
        '..\\..\\boot.ini',
        'file:///etc/passwd',
        '/dev/zero',
        'CON',
        '.'.repeat(300),
      ]),
    () => draw.pick(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']),
    () => draw.pick([0, -0, -1, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 31, -(2 ** 63), 0.1, 1e21, 4294967296]),
    () =>
      draw.pick([
        '',
        ' ',
        '\t',
        'true',
        '0',
        'NaN',
        '2026-02-30',
        '2026-13-01',
        '9999-12-31',
        '0000-00-00',
        '2026-01-01T25:00:00.000Z',
      ]),
    () => draw.pick([[], {}, [[]], [null], { missing: 'because' }, { __proto__x: 1 }, true, false]),
    () => 'x'.repeat(draw.pick([65, 257, 4097, 70_000])),
    () => Array.from({ length: draw.pick([50, 1001]) }, () => word),
    () => nested(draw.pick([20, 200])),
    () => drawnId(draw),
    () => word,
  ])();
}

/** An id (UUIDv4) that nobody else has. */
export function drawnId(draw: Draw): string {
  const hex = Array.from({ length: 4 }, () => draw.between(0, 0xffffffff).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The value with one to three places of it spoilt. */
export function spoil(source: ValueSource, value: unknown): unknown {
  const { draw } = source;
  let spoilt = structuredClone(value);
  for (let times = draw.between(1, 3); times > 0; times -= 1) spoilt = spoilOnce(source, spoilt);
  return spoilt;
}

/** A word of that property, or of any. */
export function pickWord({ draw, vocabulary }: ValueSource, name: string): unknown {
  const words = vocabulary.get(name) ?? vocabulary.get('') ?? ['word'];
  return words.length === 0 ? 'word' : draw.pick(words);
}

function spoilOnce(source: ValueSource, value: unknown): unknown {
  const { draw } = source;
  if (Array.isArray(value) && value.length > 0 && draw.between(0, 3) > 0) {
    const at = draw.between(0, value.length - 1);
    return value.map((one, index) => (index === at ? spoilOnce(source, one) : one));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return hostileValue(source);
  const entries = Object.entries(value);
  const pick = entries.length === 0 ? undefined : draw.pick(entries);
  const what = draw.between(0, 9);
  if (pick === undefined || what === 0) return { ...value, [String(pickWord(source, ''))]: hostileValue(source) };
  const [key, old] = pick;
  if (what === 1) return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (what === 2) return { ...value, [`${key} `]: old };
  if (what === 3 && typeof old === 'string') return { ...value, [key]: pickWord(source, key) };
  return { ...value, [key]: draw.between(0, 2) === 0 ? hostileValue(source) : spoilOnce(source, old) };
}

function validObject(source: ValueSource, schema: JsonSchema, name: string, depth: number): object {
  const { draw } = source;
  const required = new Set(schema.required ?? []);
  const chance = depth === 0 ? 40 : 25;
  const properties = Object.entries(schema.properties ?? {})
    .filter(([key]) => required.has(key) || (depth < deepest && draw.between(1, 100) <= chance))
    .map(([key, inner]): [string, unknown] => [key, validValue(source, inner, key, depth + 1)]);
  const more = schema.additionalProperties;
  if (typeof more !== 'object' || depth >= deepest) return Object.fromEntries(properties);
  const others = Array.from({ length: draw.between(0, 3) }, (): [string, unknown] => {
    const key = String(pickWord(source, `${name} keys`));
    return [key, validValue(source, more, key, depth + 1)];
  });
  return Object.fromEntries([...properties, ...others]);
}

function validArray(source: ValueSource, schema: JsonSchema, name: string, depth: number): unknown[] {
  const least = schema.minItems ?? 0;
  const most = Math.min(schema.maxItems ?? least + 2, least + 2);
  const length = depth >= deepest ? least : source.draw.between(least, most);
  return Array.from({ length }, () => validValue(source, schema.items ?? {}, name, depth + 1));
}

const plainTexts = [
  ...['a reason that is long enough', 'Zoë Łukasz Ωmega', 'en', '7', '"7"', '123456', '08:30', '2026', '/a'],
  ...['2026-01-15', '2012-06-20', '2012-09', '2026-01-15T08:30:00.000Z', 'ABCDEF1234', 'x', 'made@example.org'],
  'ab'.repeat(32),
];

function validText(
  source: ValueSource,
  { pattern, minLength = 0, maxLength = 1e6, format }: JsonSchema,
  name: string,
): string {
  const { draw, vocabulary } = source;
  const regex = pattern === undefined ? undefined : compiled(pattern);
  const fits = (text: unknown): text is string =>
    typeof text === 'string' && text.length >= minLength && text.length <= maxLength && (regex?.test(text) ?? true);
  const own = (vocabulary.get(name) ?? []).filter(fits);
  if (own.length > 0 && draw.between(0, 9) > 0) return draw.pick(own);
  if (format === 'uuid') return draw.between(0, 1) === 0 ? String(pickWord(source, 'uuid')) : drawnId(draw);
  const others = [...plainTexts, ...(vocabulary.get('') ?? [])].filter(fits);
  return others.length > 0 ? draw.pick(others) : 'y'.repeat(Math.max(1, minLength));
}

function validNumber({ draw }: ValueSource, { minimum = 0, maximum = 1000 }: JsonSchema, isWhole: boolean): number {
  const high = Math.min(maximum, minimum + 1000);
  const whole = draw.between(Math.ceil(minimum), Math.max(Math.ceil(minimum), Math.floor(high)));
  if (draw.between(0, 19) === 0) return maximum;
  return isWhole ? whole : Math.min(high, whole + draw.between(0, 9) / 10);
}

function mergeAll(parts: readonly JsonSchema[]): JsonSchema {
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => part.properties ?? {})),
    required: parts.flatMap((part) => part.required ?? []),
  };
}

const regexes = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = regexes.get(pattern) ?? new RegExp(pattern, 'u');
  regexes.set(pattern, known);
  return known;
}

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
