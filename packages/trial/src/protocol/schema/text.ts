// What every part of a protocol is made of: labels in one or more languages, names, rules, and where a statement comes from.
import { z } from 'zod';
import { Slug } from '../../id.js';

/** A language of a text: ISO 639-1, with a country where it matters ("en", "pt-BR"). */
export const Language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'a language such as "en" or "pt-BR"');

/** A label: one text, or one text for each language. */
export const Text = z
  .union([z.string().min(1), z.record(Language, z.string().min(1))])
  .describe('one text, or a text for each language: { en: …, it: … }');
export type Text = z.infer<typeof Text>;

/** A text in several languages, apart from the places where it stands. */
export const Translation = z
  .record(Language, z.string().min(1))
  .describe('a text in the first language and in others; in the first alone: the same in all');
export type Translation = z.infer<typeof Translation>;

/** An expression in CEL over the items that the protocol collects. */
export const Expression = z.string().min(1).describe('an expression in CEL over the items that may be read here');
export type Expression = z.infer<typeof Expression>;

/** The id and the label that every named part has. */
export const named = {
  id: Slug.describe('a name of its own among parts of this kind: a letter, then letters, digits, "_" or "-"'),
  name: Text.describe('the label that people read'),
};

/** A day of the calendar, known to the day. */
export const Day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day as YYYY-MM-DD');

/** An item by the form that it is on. */
export const ItemPath = z.strictObject({
  form: Slug.describe('id of the form'),
  item: Slug.describe('id of an item on that form'),
});
export type ItemPath = z.infer<typeof ItemPath>;

/** Values of other visits that a rule may read, by the name that the rule uses. */
export const Reads = z
  .record(
    Slug,
    z.strictObject({
      form: Slug.optional().describe('id of the form; needed where the item is on several forms'),
      item: Slug.describe('id of the item whose value is read'),
      visit: Slug.optional().describe('id of the visit whose value is read; absent: the latest value'),
      occurrence: z
        .enum(['first', 'last', 'sum', 'count', 'min', 'max'])
        .optional()
        .describe('of a form or group that repeats: which entry, or what is made of them all; absent: the last'),
    }),
  )
  .describe('values of other visits or forms, by the name that the rule gives them');
export type Reads = z.infer<typeof Reads>;
