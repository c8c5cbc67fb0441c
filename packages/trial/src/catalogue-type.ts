// How the catalogues name the type of a key: in words, from the JSON Schema of its definition.
import { z } from 'zod';
import { RandomisationDesign } from './event/randomisation-design.js';
import { Slug } from './id.js';
import { DateOrMissing, Instant, ItemValue, Missing } from './value.js';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
}

/** One key of a payload or of a command's body. */
export interface KeyDescription {
  readonly key: string;
  readonly isOptional: boolean;
  readonly type: string;
  readonly meaning: string;
}

/** Types that the catalogues name instead of spelling them out, longest first. */
const named = (
  [
    ['value', ItemValue],
    ['date or missing', DateOrMissing],
    ['missing', Missing],
    ['instant', Instant],
    ['design', RandomisationDesign],
    ['name', Slug],
  ] as const
).map(([name, schema]) => [name, fingerprint(jsonSchemaOf(schema))] as const);

/** What the named types are, one row each. */
export const namedTypes: readonly (readonly [string, string])[] = [
  ['name', 'a name that the protocol gives: a letter, then letters, digits, "_" or "-", at most 64'],
  ['UUID', 'an id; random wherever a blinded person can see it'],
  ['date', '"2019-07-31", a day that exists'],
  ['date or missing', '"2019-07-31", "2019-07", "2019", or { missing: reason }'],
  ['instant', '"2019-07-31T08:15:00.000Z"'],
  ['design', 'method, sequences, strata and what the method needs: the keys of docs/randomisation-scheme.md'],
  ['value', 'number, text, boolean, or { missing: reason }'],
  ['32 bytes', '64 lower-case hexadecimal digits'],
];

/** The keys of an object's schema; of a union of objects one list for each. */
export function describeKeys(schema: z.ZodType): readonly (readonly KeyDescription[])[] {
  const json = jsonSchemaOf(schema);
  return (json.anyOf ?? [json]).map(keysOf);
}

function keysOf({ properties = {}, required = [] }: JsonSchema): readonly KeyDescription[] {
  return Object.entries(properties).map(([key, value]) => ({
    key,
    isOptional: !required.includes(key),
    type: typeOf(value),
    meaning: value.description ?? '',
  }));
}

function typeOf(schema: JsonSchema): string {
  const known = named.find(([, print]) => print === fingerprint(schema))?.[0];
  if (known !== undefined) return known;
  if (schema.anyOf) return unionOf(schema.anyOf.map(typeOf));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) return unionOf(schema.type.map((type) => typeOf({ ...schema, type })));
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  switch (schema.type) {
    case 'string':
      return textTypeOf(schema);
    case 'array':
      return `list of ${typeOf(schema.items ?? {})}${schema.minItems === undefined ? '' : `, at least ${schema.minItems}`}`;
    case 'object':
      return objectTypeOf(schema);
    case 'integer':
    case 'number':
      return numberTypeOf(schema);
    case 'boolean':
      return 'true or false';
    default:
      throw new Error(`the catalogues have no words for ${JSON.stringify(schema)}`);
  }
}

function textTypeOf({ format, pattern, minLength, maxLength }: JsonSchema): string {
  if (format === 'uuid') return 'UUID';
  if (format === 'date') return 'date';
  if (pattern === '^[0-9a-f]{64}$') return '32 bytes';
  if (pattern !== undefined) return `text like \`${pattern}\``;
  const bounds = [
    ...(minLength === undefined ? [] : [`at least ${minLength}`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength}`]),
  ];
  return bounds.length === 0 ? 'text' : `text, ${bounds.join(', ')} long`;
}

function numberTypeOf({ type, minimum, exclusiveMinimum }: JsonSchema): string {
  const name = type === 'integer' ? 'whole number' : 'number';
  if (exclusiveMinimum !== undefined) return `${name} > ${exclusiveMinimum}`;
  // A whole number of JavaScript has this bound of its own.
  return minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? name : `${name} ≥ ${minimum}`;
}

function objectTypeOf(schema: JsonSchema): string {
  if (typeof schema.additionalProperties === 'object') {
    const keys = schema.propertyNames === undefined ? 'text' : typeOf({ type: 'string', ...schema.propertyNames });
    return `for each ${keys}: ${typeOf(schema.additionalProperties)}`;
  }
  const keys = keysOf(schema);
  if (keys.length === 0) return '{ }';
  return `{ ${keys.map(({ key, isOptional, type }) => `${key}${isOptional ? '?' : ''}: ${type}`).join('; ')} }`;
}

function unionOf(types: readonly string[]): string {
  return [...new Set(types)].join(' or ');
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema & { readonly $schema?: string };
  return json;
}

/** Two schemas that differ in their description alone are the same type. */
function fingerprint({ description: _, ...schema }: JsonSchema): string {
  return JSON.stringify(schema);
}
