// Where a statement of a protocol comes from: keys that every part may have.
import { z } from 'zod';

/** `assumed` marks what no source says. */
export const provenance = {
  source: z.string().optional().describe('where this statement comes from'),
  assumed: z.boolean().optional().describe('true where no source says it'),
};
