// The central reading of scans: who reads, what counts as a lesion, and what happens where readers differ.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Expression, ItemPath, named, Text } from './text.js';

const LesionRule = z.strictObject({
  ...named,
  counts: Text.describe('what counts as a lesion of this kind'),
  item: ItemPath.describe('the item that holds the number of them'),
  minimumSizeMm: z
    .union([z.number().positive(), z.literal('none')])
    .describe('longest diameter from which a lesion counts, or "none"'),
  persistingCountsAgain: z.boolean().describe('whether a lesion that was there at the scan before counts again'),
  ...provenance,
});

/** How scans become numbers. */
export const Reading = z.strictObject({
  ...named,
  form: Slug.describe('id of the form that holds the reading'),
  modality: z.string().describe('DICOM modality, such as "MR"'),
  sequences: z.array(z.string()).optional().describe('acquisitions that a scan must have'),
  readers: z.int().min(1).max(9).describe('readers of each scan, each without knowledge of the others'),
  masked: z
    .array(z.enum(['treatment', 'participant', 'site', 'date', 'visitOrder']))
    .optional()
    .describe('what readers do not see'),
  adjudication: z
    .strictObject({
      when: Expression.describe('true where readings differ by too much; over `first` and `second` of `item`'),
      item: Slug.describe('id of the item that is compared'),
      by: z.enum(['thirdReader', 'consensus', 'median']).describe('how the difference is settled'),
      ...provenance,
    })
    .optional()
    .describe('what happens where readers differ'),
  lesions: z.array(LesionRule).optional().describe('what counts'),
  quality: z
    .strictObject({
      item: Slug.describe('id of the item that says whether the scan could be read'),
      repeatWithinDays: z.int().positive().optional().describe('days within which a scan that failed is repeated'),
      ...provenance,
    })
    .optional()
    .describe('how a scan that cannot be read is told and repeated'),
  withinWorkingDays: z.int().positive().optional().describe('a scan is read within this many working days'),
  ...provenance,
});
export type Reading = z.infer<typeof Reading>;
