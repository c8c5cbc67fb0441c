// Parts that commands and events about recorded data share.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';

/** One form of a participant. */
export const FormPlace = z.strictObject({ visit: Slug, form: Slug, occurrence: z.int().min(1) });
export type FormPlace = z.infer<typeof FormPlace>;

/** What a query is about: an item, a form, a visit, an adverse event, or (with no key) the participant. */
export const QueryPlace = z
  .strictObject({
    visit: Slug.optional(),
    form: Slug.optional(),
    occurrence: z.int().min(1).optional(),
    items: z.array(Slug).min(1).optional(),
    rowId: z.string().min(1).max(64).optional().describe('the row of a group that repeats'),
    adverseEventId: RandomId.optional(),
  })
  .refine((place) => place.form === undefined || place.visit !== undefined, 'a form is named with its visit')
  .refine((place) => place.items === undefined || place.form !== undefined, 'items are named with their form')
  .refine(
    (place) => place.adverseEventId === undefined || place.visit === undefined,
    'an adverse event or a place in the visits, not both',
  );
export type QueryPlace = z.infer<typeof QueryPlace>;

export const QueryCategory = z.enum([
  'editCheck',
  'sourceDiffers',
  'missing',
  'implausible',
  'inconsistent',
  'coding',
  'safety',
  'other',
]);
export type QueryCategory = z.infer<typeof QueryCategory>;

export const SealedQueryStep = z.enum(['opened', 'answered', 'closed', 'reopened']);

export const ActionItemFacts = z.strictObject({
  actionItemId: RandomId,
  text: z.string().trim().min(3).max(2000),
  dueOn: DateOrMissing,
});

/** What is coded: the term of an adverse event, or a text item. */
export const CodedThing = z.union([
  z.strictObject({ adverseEventId: RandomId }),
  FormPlace.extend({ item: Slug, rowId: z.string().min(1).max(64).optional() }),
]);
export type CodedThing = z.infer<typeof CodedThing>;

/** A term of a dictionary, with its place in the hierarchy from the narrowest level to the widest. */
export const DictionaryTerm = z.strictObject({
  dictionary: Slug,
  version: z.string(),
  code: z.string(),
  term: z.string(),
  path: z.array(z.strictObject({ level: z.string(), code: z.string(), term: z.string() })),
});
export type DictionaryTerm = z.infer<typeof DictionaryTerm>;
