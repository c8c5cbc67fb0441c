// Forms, items, code lists and edit checks: what is collected, and what is asked back.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { Log } from './capture.js';
import { provenance } from './provenance.js';
import { Expression, named, Reads, Text } from './text.js';

const codes = z
  .array(
    z.strictObject({
      code: z.string().min(1).describe('what is recorded'),
      name: Text.describe('what people read'),
      score: z.number().optional().describe('the number that an ordinal endpoint gives to this code'),
    }),
  )
  .min(1);

/** Codes that several items share. */
export const CodeList = z.strictObject({ ...named, codes: codes.describe('the codes, in order'), ...provenance });
export type CodeList = z.infer<typeof CodeList>;

export const Item = z.strictObject({
  ...named,
  type: z
    .enum(['integer', 'decimal', 'text', 'boolean', 'date', 'partialDate', 'time', 'instant', 'code'])
    .describe(
      'date: one that rules compare; partialDate: to the day, the month or the year; time: hh:mm; instant: a moment in UTC; code: one of `codes`',
    ),
  unit: z.string().optional().describe('unit of measurement in UCUM, such as "mm[Hg]"'),
  min: z.number().optional().describe('smallest plausible value; beyond it the value is recorded and asked back'),
  max: z.number().optional().describe('largest plausible value; beyond it the value is recorded and asked back'),
  hardMin: z.number().optional().describe('smallest possible value; less is refused'),
  hardMax: z.number().optional().describe('largest possible value; more is refused'),
  decimals: z.int().min(0).max(12).optional().describe('digits after the decimal point; more are refused'),
  codes: codes.optional().describe('what an item of type code may be'),
  codeList: Slug.optional().describe('id of a list in `codeLists`, in place of `codes`'),
  required: z.boolean().optional().describe('a missing value is asked back'),
  requiredWhen: Expression.optional().describe('a missing value is asked back where this is true'),
  visibleWhen: Expression.optional().describe('the item is asked for only where this is true'),
  value: Expression.optional().describe('the item is calculated by this expression and never typed in'),
  reads: Reads.optional(),
  group: Slug.optional().describe('id of the group of the form in which it stands'),
  seenBy: z.array(Slug).min(1).optional().describe('roles that see the item; absent: all who see the form'),
  editedBy: z.array(Slug).min(1).optional().describe('roles that fill and correct the item; absent: those of the form'),
  instructions: Text.optional().describe('help for the person who fills it'),
  analyte: Slug.optional().describe('id of the analyte of the laboratory that a number measures'),
  unitItem: Slug.optional().describe(
    'id of an item of type code of the form that holds the unit of the value; absent: `unit`',
  ),
  cdash: z.string().optional().describe('CDASH or SDTM variable, such as "VS.VSORRES"'),
  ...provenance,
});
export type Item = z.infer<typeof Item>;

/** A part of a form with its own heading; one that repeats has rows. */
export const ItemGroup = z.strictObject({
  ...named,
  repeats: z.boolean().optional().describe('true where it has any number of rows'),
  minRows: z.int().min(0).optional().describe('fewest rows'),
  maxRows: z.int().positive().optional().describe('most rows'),
  ...provenance,
});
export type ItemGroup = z.infer<typeof ItemGroup>;

export const Form = z.strictObject({
  ...named,
  items: z.array(Item).min(1).describe('the items, in order'),
  groups: z.array(ItemGroup).optional().describe('parts of the form, which items name'),
  repeats: z.boolean().optional().describe('true where it can be filled any number of times at a visit'),
  log: Log.optional(),
  filledBy: z
    .array(Slug)
    .min(1)
    .optional()
    .describe('roles that fill and correct the form; absent: all with the right'),
  seenBy: z.array(Slug).min(1).optional().describe('roles that see the form; absent: all with the right'),
  domain: z.string().optional().describe('SDTM domain, such as "VS"'),
  ...provenance,
});
export type Form = z.infer<typeof Form>;

/** A rule that recorded values must meet, over one form or several, of one visit or several. */
export const EditCheck = z.strictObject({
  id: named.id,
  form: Slug.describe('id of the form whose recording sets the check off, and where the question is asked'),
  visits: z.array(Slug).min(1).optional().describe('visits at which it holds; absent: all that have the form'),
  rule: Expression.describe('true where nothing is to be asked; over the items of the form and `reads`'),
  reads: Reads.optional(),
  message: Text.describe('the question, where the rule is false'),
  severity: z
    .enum(['query', 'warning'])
    .describe('query: a question that must be answered; warning: told to the person who enters, nothing more'),
  items: z
    .array(Slug)
    .min(1)
    .optional()
    .describe('items that the question is about; absent: those that the rule reads'),
  ...provenance,
});
export type EditCheck = z.infer<typeof EditCheck>;
