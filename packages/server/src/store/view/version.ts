// Versions of forms and adverse events, for who is about to change one of them.
import { z } from 'zod';
import { view } from './contract.js';

export const versionViews = {
  versions: view({
    summary: 'The version of each form and each adverse event, and who changed it last: what If-Match is sent with.',
    right: 'schedule',
    params: z.object({ participantId: z.uuid().optional().describe('only this participant') }),
    row: z.object({
      participant_id: z.string(),
      site_id: z.string(),
      thing: z.string().describe('form/<visit>/<form>/<occurrence>, or adverseEvent/<id>'),
      version: z.int(),
      changed_by: z.string(),
      changed_at: z.date(),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, thing, version, changed_by, changed_at from api.thing_version
             where trial_id = $1 and ($2::uuid is null or participant_id = $2) order by site_id, participant_id, thing`,
      values: [trialId, participantId ?? null],
    }),
  }),
} as const;
