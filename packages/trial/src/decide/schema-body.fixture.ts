// Bodies of commands drawn from their schemas, so that every command of the catalogue is drawn, a new one from its first day.
import fc from 'fast-check';
import { z } from 'zod';
import { type CommandName, commands } from '../command/catalogue.js';

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
}

const days = ['2020-01-06', '2020-02-25', '2020-08-11'] as const;
const instants = ['2020-02-25T08:00:00.000Z', '2020-08-11T21:30:00.000Z'] as const;
/** The words of a small trial, and one that it does not know, for texts that nothing else says more of. */
const texts = ['because', 'R222222', 'LEAVE', '{}'] as const;

/** Bodies of a command that mostly fit its schema; `known` draws for keys of these names wherever they stand. */
export function bodyOf(
  name: CommandName,
  known: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<unknown> {
  return drawnFrom(z.toJSONSchema(commands[name], { io: 'input' }) as JsonSchema, known);
}

function drawnFrom(schema: JsonSchema, known: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => drawnFrom(choice, known)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known);
    case 'array':
      return fc.array(drawnFrom(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 2, (schema.minItems ?? 0) + 2),
      });
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number': {
      const least = schema.exclusiveMinimum === undefined ? (schema.minimum ?? 0) : schema.exclusiveMinimum + 1;
      const from = Math.max(least, -100);
      return fc.integer({ min: from, max: Math.max(from, Math.min(schema.maximum ?? from + 9, from + 9)) });
    }
    case 'boolean':
      return fc.boolean();
    default:
      return fc.constantFrom<unknown>(0, 'x', true);
  }
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  known: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<unknown> {
  if (typeof additionalProperties === 'object') {
    return fc.dictionary(fc.constantFrom('gel', 'edss', 'one'), drawnFrom(additionalProperties, known), { maxKeys: 2 });
  }
  const keys = Object.entries(properties).map(
    ([key, member]) => [key, known[key] ?? drawnFrom(member, known)] as const,
  );
  return fc.record(Object.fromEntries(keys), { requiredKeys: [...required] });
}

function textOf({ format, pattern = '', minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.nat(2).map((index) => `70000000-0000-4000-8000-00000000000${index + 1}`);
  if (format === 'date' || pattern.startsWith('^\\d{4}(-') || pattern.startsWith('^\\d{4}-('))
    return fc.constantFrom(...days);
  if (format === 'date-time' || pattern.includes('T\\d\\d:')) return fc.constantFrom(...instants);
  if (pattern !== '') return fc.stringMatching(new RegExp(pattern));
  const fitting = texts.filter((text) => text.length >= minLength && text.length <= maxLength);
  return fc.constantFrom(...(fitting.length > 0 ? fitting : ['x'.repeat(minLength)]));
}
