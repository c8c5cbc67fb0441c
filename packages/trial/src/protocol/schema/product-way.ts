// The way of a product from the laboratory to the bedside, and what a protocol may ask for on it. Every part is optional.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Expression, named, Text } from './text.js';

export const Laboratory = z.strictObject({
  ...named,
  sites: z.array(Slug).min(1).describe('sites whose products it makes'),
  timeZone: z.string().optional().describe('IANA time zone, such as "Europe/Rome"'),
  facilityCode: z
    .string()
    .regex(/^[A-Z0-9]{5}$/, 'five capital letters or digits')
    .optional()
    .describe('facility identification number of ISBT 128, which begins the donation codes; absent: EQ000'),
  ...provenance,
});
export type Laboratory = z.infer<typeof Laboratory>;

const dayOfUse = z
  .strictObject({
    tests: z
      .array(
        z.strictObject({
          ...named,
          rule: Expression.describe('true where the bag may be used; over the laboratory values'),
          ...provenance,
        }),
      )
      .describe('rules over the laboratory values of a bag that holds the product, such as the count after the thaw'),
    ...provenance,
  })
  .optional()
  .describe('a bag is released on the day of its use; absent: a bag that is prepared may be used');

const collection = z
  .strictObject({
    timeOfDay: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'hh:mm')
      .describe(
        'when a bag is collected, by the clock of the site: the same for every bag, so that no delay tells what it holds',
      ),
    preparedWithinHours: z
      .number()
      .positive()
      .describe(
        'a bag is prepared within this many hours before; the expiry that it shows counts from the earliest moment',
      ),
    ...provenance,
  })
  .optional()
  .describe('the fixed time of collection, from which the expiry on the label follows');

const labels = z
  .strictObject({
    text: Text.optional().describe('what the label calls the content: one text for every treatment'),
    storage: Text.optional().describe('how the bag is kept'),
    warnings: z.array(Text).optional().describe('further lines of the label, the same for every treatment'),
    ...provenance,
  })
  .optional()
  .describe('bags bear a printed label with a code of its own, and labels are reconciled');

const bedside = z
  .strictObject({
    validMinutes: z.int().positive().describe('how long a check at the bedside counts until the infusion starts'),
    ...provenance,
  })
  .optional()
  .describe('two people scan wristband and bag before an infusion is cleared');

export const productWay = {
  secondIdentifier: z
    .enum(['screeningNumber', 'donationCode'])
    .optional()
    .describe('what is scanned at handovers beside the chain-of-identity code; absent: screeningNumber'),
  batchSteps: z
    .array(z.strictObject({ ...named, ...provenance }))
    .min(1)
    .optional()
    .describe('steps of manufacture and storage, in order; absent: any'),
  lateTests: z
    .array(z.strictObject({ ...named, ...provenance }))
    .min(1)
    .optional()
    .describe('results that come after release, such as a culture of fourteen days'),
  findings: z
    .array(
      z.strictObject({
        ...named,
        advice: Text.describe('what the site is told to do: true whatever was infused, so that it tells no treatment'),
        ...provenance,
      }),
    )
    .min(1)
    .optional()
    .describe('notices about material of a participant, which exists for every sequence'),
  dayOfUse,
  collection,
  labels,
  bedside,
  outOfSpecification: z
    .strictObject({
      unblinds: z.array(Slug).min(1).describe('unblinded roles that learn of it: who asks, evaluates and is told'),
      ...provenance,
    })
    .optional()
    .describe('use of what is out of specification on request; absent: never'),
  storedCellsAtWithdrawal: z
    .strictObject({
      consent: Slug.describe('id of the consent that asks'),
      item: Slug.describe('id of its item'),
      agreed: z.enum(['kept', 'research']).describe('what becomes of stored cells where it was agreed to'),
      ...provenance,
    })
    .optional()
    .describe('what becomes of stored cells at withdrawal: destroyed, unless this item of the consent was agreed to'),
};
