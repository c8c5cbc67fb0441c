// Which guesses of the treatment were given, and when; never what was guessed, which is sealed.
import { z } from 'zod';
import { view } from './contract.js';

const text = z.string();

export const treatmentGuessViews = {
  treatmentGuesses: view({
    summary: 'At which visits whose guess of the treatment was recorded. What was guessed is sealed.',
    right: 'schedule',
    params: z.object({ participantId: z.uuid().describe('of this participant') }),
    row: z.object({
      participant_id: text,
      site_id: text,
      visit: text,
      guessed_by: z.enum(['participant', 'rater', 'investigator']),
      recorded_at: z.date(),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: 'select participant_id, site_id, visit, guessed_by, recorded_at from api.treatment_guess($1, $2)',
      values: [trialId, participantId],
    }),
  }),
} as const;
