// What verifications of the record found.
import { z } from 'zod';
import { view } from './contract.js';

const text = z.string();

export const recordVerificationViews = {
  recordVerifications: view({
    summary: 'Each verification of the record, the newest first: when, up to how many open events, and what was found.',
    right: 'audit',
    params: z.object({}),
    row: z.object({
      verified_at: z.date(),
      events: z.int().describe('of the open record; sealed events are verified as well and not counted'),
      erased: z.int().describe('open events whose content was erased, each by a tombstone'),
      checkpoint_at: z.date().nullable().describe('of the signed checkpoint that it was held against'),
      is_sound: z.boolean(),
      findings: z.array(
        z.object({
          code: text,
          streamId: text.nullable().describe('where the actor may see the stream'),
          version: z.int().nullable(),
        }),
      ),
    }),
    query: ({ trialId }) => ({
      text: `select v.verified_at, v.events, v.erased, v.checkpoint_at, v.findings = '[]' as is_sound,
               (select coalesce(jsonb_agg(case when exists (select 1 from record.event e where e.trial_id = v.trial_id
                   and e.stream_id = (f->>'streamId')::uuid) then f
                   else jsonb_build_object('code', f->'code', 'streamId', null, 'version', null) end order by place), '[]')
                from jsonb_array_elements(v.findings) with ordinality as each(f, place)) as findings
             from ops.record_verification v where v.trial_id = $1 order by v.position desc`,
      values: [trialId],
    }),
  }),
} as const;
