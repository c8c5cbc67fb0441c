// Commands about recorded data: queries, source verification, signatures, freeze and lock, coding.
import { z } from 'zod';
import {
  ActionItemFacts,
  CodedThing,
  FormPlace,
  QueryCategory,
  QueryPlace,
  SealedQueryStep,
} from '../event/review-part.js';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { participantId, reason } from './part.js';

const text = z.string().trim().min(3, 'at least 3 characters').max(2000, 'at most 2000 characters');
const forms = z.array(FormPlace).min(1).max(500);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits');

export const reviewCommands = {
  openQuery: z
    .strictObject({
      participantId,
      queries: z
        .array(z.strictObject({ queryId: RandomId, place: QueryPlace }))
        .min(1)
        .max(200)
        .describe('one query for each place, all with the same text'),
      category: QueryCategory.exclude(['editCheck']),
      text,
      assignedTo: Slug.optional().describe('role that is asked; absent: whoever fills the form'),
    })
    .describe('one text for one place or many'),
  answerQuery: z.strictObject({ participantId, queryId: RandomId, text }),
  closeQuery: z.strictObject({
    participantId,
    queryIds: z.array(RandomId).min(1).max(200),
    comment: text.optional(),
  }),
  reopenQuery: z.strictObject({ participantId, queryId: RandomId, text, assignedTo: Slug.optional() }),
  recordSealedQuery: z
    .strictObject({
      participantId,
      queryId: RandomId,
      step: SealedQueryStep,
      about: z.string().min(1).max(200).describe('the batch, the bag or the laboratory value'),
      text: z.string().trim().min(3).max(1000, 'at most 1000 characters'),
    })
    .describe('about what only unblinded people know: sealed, and seen by them alone'),

  verifySource: z
    .strictObject({
      participantId,
      forms: z
        .array(
          FormPlace.extend({
            version: z.int().min(1).describe('version of the form that was compared'),
            items: z
              .array(z.string().min(1).max(140))
              .min(1)
              .optional()
              .describe('of rows as "row/item"; absent: every recorded item'),
          }),
        )
        .max(500),
      participant: z.boolean().optional().describe('true: also what belongs to no form, such as the consent'),
    })
    .describe('states that values were compared with their source and agree'),
  withdrawVerification: z.strictObject({ participantId, forms, reason }),
  recordMonitoringVisit: z.strictObject({
    monitoringVisitId: RandomId,
    siteId: Slug,
    visitedOn: DateOrMissing,
    kind: z.enum(['onSite', 'remote']),
    summary: text.optional(),
    actionItems: z.array(ActionItemFacts).max(100).optional(),
  }),
  closeActionItem: z.strictObject({ siteId: Slug, actionItemId: RandomId, comment: text }),

  signForms: z.strictObject({
    participantId,
    meaning: Slug.describe('of the protocol, with the scope "form"'),
    forms: z
      .array(FormPlace.extend({ hash: sha256.describe('of what the screen of the signer showed') }))
      .min(1)
      .max(500),
  }),
  signParticipant: z.strictObject({
    participantId,
    meaning: Slug.describe('of the protocol, with the scope "participant"'),
    hash: sha256.describe('of what the screen of the signer showed'),
  }),

  declareMissed: z
    .strictObject({ participantId, forms, reason })
    .describe('of forms that will not be recorded, because the visit or the examination did not take place'),
  freezeForms: z.strictObject({ participantId, forms }).describe('no more edits; queries go on'),
  unfreezeForms: z.strictObject({ participantId, forms, reason }),
  lockForms: z.strictObject({ participantId, forms }),
  unlockForms: z.strictObject({ participantId, forms, reason }),
  lockParticipant: z.strictObject({ participantId }),
  unlockParticipant: z.strictObject({ participantId, reason }),
  requestTrialUnlock: z.strictObject({ reason }),
  unlockTrial: z.strictObject({ reason }).describe('by another person than the one who requested it'),

  codeTerm: z.strictObject({
    participantId,
    thing: CodedThing,
    code: z.string().min(1).max(64).describe('of a term in the dictionary of the trial'),
    reason: reason.optional().describe('why another code is better'),
  }),
  codeAutomatically: z.strictObject({
    participantId,
    coding: Slug.describe('id of a coding of the protocol'),
  }),
  addSynonym: z
    .strictObject({
      coding: Slug,
      verbatim: z.string().trim().min(1).max(500),
      code: z.string().min(1).max(64),
      reason,
    })
    .describe('codes what is written so automatically from now on'),
  changeDictionaryVersion: z
    .strictObject({ coding: Slug, version: z.string().min(1).max(32), reason })
    .describe('terms coded with another version are to be coded again'),
} as const;
