// The mapping of a data file: which column becomes what in the record of a finished trial.
import { z } from 'zod';
import { AdverseEventOutcome } from '../event/catalogue.js';
import { Slug } from '../id.js';

const Column = z.string().min(1).describe('the name of a column, as in the first line of the file');
const Level = z.record(z.string(), Slug).describe('each text of the column with the id that it stands for');
const CodedColumn = z.strictObject({ column: Column, values: Level });

const AdverseEventColumns = z.strictObject({
  data: z.string().min(1).describe('a second file, beside the first: one row is one adverse event'),
  participant: z.strictObject({ column: Column }),
  term: z.strictObject({ column: Column }),
  systemOrganClass: CodedColumn,
  severity: CodedColumn,
  serious: z.strictObject({ column: Column, values: z.record(z.string(), z.boolean()) }),
  outcome: z.strictObject({ column: Column, values: z.record(z.string(), AdverseEventOutcome) }).optional(),
  startedOn: z.strictObject({ column: Column }).optional(),
  endedOn: z.strictObject({ column: Column }).optional(),
});

export const ImportMapping = z.strictObject({
  import: z.literal(1).describe('version of this language'),
  data: z.string().min(1).describe('the file that `equipoise import TRIAL` takes where none is named'),
  source: z.string().min(1).describe('where the data come from'),
  site: z.union([z.strictObject({ constant: Slug }), CodedColumn]),
  participant: z.strictObject({ column: Column }),
  sequence: CodedColumn.describe('the sequence that each participant was allocated'),
  visit: CodedColumn.optional().describe('the visit of a row; absent where one row is one participant'),
  treatment: CodedColumn.optional().describe('the treatment in the period of the row: checked against the sequence'),
  items: z
    .array(
      z.strictObject({
        column: Column,
        form: Slug,
        item: Slug,
        visit: Slug.optional().describe('recorded once, at this visit; all rows of a participant must agree'),
        values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      }),
    )
    .min(1),
  dates: z
    .strictObject({ screened: Column.optional(), randomised: Column.optional(), visit: Column.optional() })
    .optional()
    .describe('columns of dates; what the source does not have is recorded as missing: notInSource'),
  consents: z
    .array(z.strictObject({ consent: Slug, givenOn: Column.optional() }))
    .optional()
    .describe('consents that the source states for every participant'),
  adverseEvents: AdverseEventColumns.optional(),
  missing: z.array(z.string()).optional().describe('texts that mean "no value"; "" and "NA" where not stated'),
  missingVisits: z
    .enum(['refused', 'allowed'])
    .optional()
    .describe('whether a participant may lack rows for visits; refused where not stated'),
  ignore: z.array(Column).optional().describe('columns that are left out on purpose'),
});
export type ImportMapping = z.infer<typeof ImportMapping>;
export type CodedColumn = z.infer<typeof CodedColumn>;
