// Commands about the allocation while the trial runs: appends, openings by two people, code breaks and their answers.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { participantId, reason } from './part.js';

const listLines = z.array(z.strictObject({ stratum: z.string(), sequence: Slug }));
const name = z.string().trim().min(3).max(200);

export const allocationCommands = {
  appendAllocationList: z
    .strictObject({
      list: listLines.describe('entries that come after those that are there, in order'),
      reason,
      typedConfirmation: z.literal('APPEND'),
    })
    .describe('only to an uploaded list; nothing that is there changes'),
  requestListOpening: z.strictObject({ openingId: RandomId, reason, typedConfirmation: z.literal('OPEN THE LIST') }),
  confirmListOpening: z
    .strictObject({ openingId: RandomId, typedConfirmation: z.literal('OPEN THE LIST') })
    .describe('by another person than who requested it'),
  breakCode: z.strictObject({
    participantId,
    emergency: z.boolean(),
    reason,
    typedConfirmation: z.string().describe('the randomisation number, typed'),
    answerTo: z
      .strictObject({ thirdParty: z.strictObject({ name, function: name }) })
      .optional()
      .describe('who gets the answer in place of the sender, who then stays blind'),
  }),
  collectAnswer: z
    .strictObject({
      participantId,
      collectionCode: z.string().describe('as the operator passed it on'),
      collectedBy: name.describe('name and function of who reads the answer'),
      typedConfirmation: z.string().describe('the randomisation number, typed'),
    })
    .describe('once, by the third party of a code break'),
  unblindForReport: z
    .strictObject({
      participantId,
      adverseEventId: RandomId,
      recipient: name.describe('to whom the report goes'),
      reason,
    })
    .describe(
      'for the report of a suspected unexpected serious adverse reaction; nobody else learns it, nor that it was done',
    ),
} as const;
