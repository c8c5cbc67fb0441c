// The views of the product that everybody who follows it may see: bags and the chain, the same for every sequence.
import { z } from 'zod';
import { view } from './contract.js';

const text = z.string();
const ofOne = z.object({ participantId: z.uuid().optional().describe('only this participant') });

export const productViews = {
  bagList: view({
    summary: 'The bags with expiry and state, as everybody may know of them.',
    right: 'productStatus',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text,
      identity_code: text.nullable(),
      administration: text,
      bag_code: text,
      label_code: text.nullable(),
      donation_code: text.nullable(),
      volume_ml: z.number(),
      expires_at: text.nullable().describe('UTC'),
      zone: text.nullable().describe('in which the label shows it'),
      status: z.enum(['prepared', 'released', 'recalled', 'setAside', 'replaced', 'infused']),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select b.participant_id, b.site_id, p.screening_number, p.identity_code, b.administration, b.bag_code, b.label_code,
               b.donation_code, b.volume_ml, b.expires_at, b.zone, b.status
             from api.bag_state b join api.product_participant p using (trial_id, participant_id)
             where b.trial_id = $1 and ($2::uuid is null or b.participant_id = $2)
             order by b.site_id, p.screening_number, b.administration, b.bag_code`,
      values: [trialId, participantId ?? null],
    }),
  }),
  chainOfIdentity: view({
    summary: 'The chain of each participant’s product, from the first code to the bedside, as everybody may know it.',
    right: 'productStatus',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      version: z.int(),
      type: text,
      actor_id: text,
      happened_at: text.nullable(),
      zone: text.nullable(),
      facts: z.unknown(),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, version, type, actor_id, happened_at, zone, facts from api.chain_entry
             where trial_id = $1 and ($2::uuid is null or participant_id = $2) order by site_id, participant_id, version`,
      values: [trialId, participantId ?? null],
    }),
  }),
  productProgress: view({
    summary: 'How far the product of each participant is: code, harvests, secured, planned infusions.',
    right: 'productStatus',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text,
      identity_code: text.nullable(),
      harvests: z.int(),
      is_secured: z
        .boolean()
        .describe('a batch was released; it is reserved for every administration of every sequence'),
      schedule: z.unknown(),
    }),
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, screening_number, identity_code, harvests, is_released as is_secured, schedule
             from api.product_participant where trial_id = $1 and ($2::uuid is null or participant_id = $2)
             order by site_id, screening_number`,
      values: [trialId, participantId ?? null],
    }),
  }),
} as const;
