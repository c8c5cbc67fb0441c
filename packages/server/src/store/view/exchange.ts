// The view that exports of data are made of: forms whole, of all participants whom the actor may see.
import { z } from 'zod';
import { view } from './contract.js';

const text = z.string();
const id = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const idList = new RegExp(`^${id}(,${id}){0,99}$`);

export const exchangeViews = {
  formEntries: view({
    summary:
      'Forms whole, of all participants: items, rows of groups that repeat, and the version to send with a change.',
    right: 'forms',
    params: z.object({
      form: text.optional().describe('only this form'),
      siteId: text.optional().describe('only this site'),
      participantIds: z
        .string()
        .regex(idList, 'up to 100 ids with commas between them')
        .optional()
        .describe('only these participants'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text.nullable().describe('null for who may not see participants'),
      visit: text,
      form: text,
      occurrence: z.int(),
      happened_on: text,
      version: z.int(),
      items: z.record(text, z.unknown()),
      rows: z.array(z.unknown()),
    }),
    query: ({ trialId }, { form, siteId, participantIds }) => ({
      text: `select f.participant_id, f.site_id, p.screening_number, f.visit, f.form, f.occurrence, f.happened_on, f.version,
               f.items, f.rows
             from (select * from api.form where trial_id = $1 and ($2::text is null or form = $2)
               and ($3::text is null or site_id = $3) and ($4::uuid[] is null or participant_id = any ($4))) f
             left join api.participant p on p.trial_id = f.trial_id and p.participant_id = f.participant_id
             order by f.site_id, f.participant_id, f.visit, f.form, f.occurrence`,
      values: [trialId, form ?? null, siteId ?? null, participantIds?.split(',') ?? null],
    }),
  }),
} as const;
