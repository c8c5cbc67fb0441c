// Parts that the payloads of several events share.
import { z } from 'zod';
import { Slug } from '../id.js';
import { ItemValue } from '../value.js';

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const scalar = z.union([z.number(), z.string(), z.boolean()]);
export const items = z.record(Slug, ItemValue);

/** One rule with the facts that its result rests on. */
export const CriterionResult = z.strictObject({
  id: Slug,
  rule: z.string(),
  satisfied: z.boolean(),
  facts: z.record(z.string(), ItemValue),
});
