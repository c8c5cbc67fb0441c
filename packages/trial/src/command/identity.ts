// Commands about the identifiers of participants. What the identifiers say travels beside them, and into no event.
import { z } from 'zod';
import { IdentifierField } from '../protocol/schema/retention.js';
import { participantId, reason } from './part.js';

export const identityCommands = {
  keepIdentifiers: z
    .strictObject({
      participantId,
      fields: z.array(IdentifierField).min(1).max(IdentifierField.options.length),
      content: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('keyed digest of the identifiers, made by the server; no event holds it'),
      reason: reason.optional(),
    })
    .describe('sent by PUT …/participants/{participant}/identifiers, with the identifiers themselves'),
  eraseIdentifiers: z
    .strictObject({ participantId, reason })
    .describe('destroys the key of the identifiers; refused while a class of retention runs'),
} as const;
