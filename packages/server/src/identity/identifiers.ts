// What a site keeps of who a participant is: its form, which fields are there, and how a person is found by it.
import { IdentifierField } from '@equipoise/trial';
import { z } from 'zod';

/** A text that any database and any JSON can hold. */
const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !/[\0\p{Surrogate}]/u.test(value), 'a text without NUL and without half of a surrogate pair');
const line = text(200);

/** The identifiers of one participant. They are no part of the record. */
export const Identifiers = z.strictObject({
  name: z.strictObject({ given: line, family: line }).optional(),
  initials: text(10).optional(),
  dateOfBirth: z.iso.date().optional(),
  hospitalNumber: line.optional().describe('of the hospital’s own system'),
  contact: z
    .strictObject({
      telephone: line.optional(),
      email: line.optional(),
      address: text(1000).optional(),
      other: text(1000).optional().describe('such as who else is called'),
    })
    .optional(),
});
export type Identifiers = z.infer<typeof Identifiers>;

/** The fields that are there, in the order of their kinds. */
export function fieldsOf(identifiers: Identifiers): readonly IdentifierField[] {
  return IdentifierField.options.filter((field) => identifiers[field] !== undefined);
}

/** The fields by which people are looked for. */
export const searchedFields = ['name', 'initials', 'hospitalNumber'] as const satisfies readonly IdentifierField[];

/**
 * Whether every word of a text begins a word of the name, the initials or the number: case, accents and the punctuation
 * of numbers do not count.
 */
export function isFoundBy(text: string, { name, initials, hospitalNumber }: Identifiers): boolean {
  const words = wordsOf([name?.given, name?.family, initials].join(' '));
  const number = plain(hospitalNumber ?? '').replace(/[^\p{L}\p{N}]/gu, '');
  const asked = wordsOf(text);
  const askedNumber = asked.join('');
  if (asked.length === 0) return false;
  if (number !== '' && number.startsWith(askedNumber)) return true;
  return asked.every((one) => words.some((word) => word.startsWith(one)));
}

function wordsOf(text: string): readonly string[] {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Letters that stand for others in names and are no accents: ø, ß, ł … */
const likeLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
};

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđðþæœßı]/g, (letter) => likeLetters[letter] ?? letter);
}
