// Commands from the planned day of an infusion to a bag that may be used.
import { z } from 'zod';
import { RandomId, Slug } from '../../id.js';
import { Day } from '../../protocol/schema/text.js';
import { bagCode, items, participantId, remark } from '../part.js';
import { labelCode, moment } from './part.js';

const note = remark.optional();

export const bagCommands = {
  scheduleInfusion: z
    .strictObject({ participantId, administration: Slug, infusionOn: Day })
    .describe('asks for a bag on a day; it is collected at the fixed time of the protocol'),
  postponeInfusion: z
    .strictObject({ participantId, administration: Slug, reason: remark })
    .describe('takes the planned day away; to everybody else one neutral word, whoever sends it and why'),
  prepareInfusion: z.strictObject({
    participantId,
    administration: Slug,
    bagCode: bagCode.optional().describe('of a bag from stock; absent: drawn'),
    batchId: RandomId.optional().describe('the batch that it was filled from'),
    preparedAt: moment,
    laboratory: items,
    note,
  }),
  releaseBag: z
    .strictObject({ participantId, bagCode, laboratory: items, outOfSpecification: RandomId.optional(), note })
    .describe('releases a bag on its day; the tests of the day count for bags that hold the product; values sealed'),
  recallBag: z
    .strictObject({ participantId, bagCode, reason: remark })
    .describe('takes a bag out of use; the reason is sealed'),
  printLabel: z
    .strictObject({ participantId, bagCode, reason: remark.optional() })
    .describe('prints the label of a bag; a reprint needs a reason and voids the label before it'),
  recordLabelFate: z
    .strictObject({
      participantId,
      labelCode,
      fate: z.enum(['attached', 'destroyed', 'lost']),
      happenedAt: moment,
      note,
    })
    .describe('what became of one printed label; sealed'),
} as const;
