// Events of who a participant is: which identifiers are kept, never what they say.
import { z } from 'zod';
import { IdentifierField } from '../protocol/schema/retention.js';
import { open } from './definition.js';

const fields = z.array(IdentifierField).min(1).max(IdentifierField.options.length);

export const identityEvents = {
  IdentifiersKept: open(
    'participant',
    z.strictObject({
      fields: fields.describe('all that are kept from now on; what they say is no part of the record'),
      removed: fields.optional().describe('those that were kept before and no longer are'),
    }),
  ),
  IdentifiersErased: open('participant', z.strictObject({ fields: fields.describe('those that were kept') })),
} as const;
