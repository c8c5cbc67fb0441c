// Where the forms of a participant stand: closed to changes, signed, verified.
import { z } from 'zod';
import { view } from './contract.js';
import { params } from './participant-event.js';
import { dueOf, type Unverified } from './review.js';

const text = z.string();

const formState = z.object({
  participant_id: text,
  site_id: text,
  visit: text,
  form: text,
  occurrence: z.int(),
  closed_by: z
    .enum(['participant', 'locked', 'frozen'])
    .nullable()
    .describe('why it cannot be changed: the participant is locked, the form is, or it is frozen'),
  signed: z.array(text).describe('the meanings of the signatures that hold'),
  verification: z
    .enum(['done', 'due'])
    .nullable()
    .describe('against the source: done since its last change, or due; null where it is neither'),
  verified_at: z.date().nullable(),
  verified_by: text.nullable(),
  changed_at: z.date(),
});

export const formStateViews = {
  formStates: view({
    summary:
      'Where each form of a participant stands: whether it still changes, who signed it, and whether it is verified.',
    right: 'schedule',
    params,
    row: formState,
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, visit, form, occurrence, frozen, locked, participant_locked, signed, unverified_critical,
               unverified_others, draw, findings, changed_at, verified_at, verified_by
             from api.form_state($1, $2) order by visit, form, occurrence`,
      values: [trialId, participantId],
    }),
    shape: (rows, asked) =>
      (rows as unknown as readonly StateRow[]).map((row): z.output<typeof formState> => {
        const due = dueOf(row, asked);
        const isVerified = row.verified_at !== null && row.verified_at >= row.changed_at;
        const isDue = due.critical.length + due.sampled.length > 0;
        const { participant_id, site_id, visit, form, occurrence, signed, verified_at, verified_by, changed_at } = row;
        return {
          ...{ participant_id, site_id, visit, form, occurrence, signed: [...signed], changed_at },
          closed_by: row.participant_locked ? 'participant' : row.locked ? 'locked' : row.frozen ? 'frozen' : null,
          verification: isDue ? 'due' : isVerified ? 'done' : null,
          verified_at: isVerified && !isDue ? verified_at : null,
          verified_by: isVerified && !isDue ? verified_by : null,
        };
      }),
  }),
} as const;

interface StateRow extends Unverified {
  readonly participant_id: string;
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly frozen: boolean;
  readonly locked: boolean;
  readonly participant_locked: boolean;
  readonly signed: readonly string[];
  readonly changed_at: Date;
  readonly verified_at: Date | null;
  readonly verified_by: string | null;
}
