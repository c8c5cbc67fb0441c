// The sealed view of queries about what only unblinded people know.
import { z } from 'zod';
import { Opener } from '../../seal/opener.js';
import { streamIdOf } from '../stream.js';
import { view } from './contract.js';

const text = z.string();

export const sealedQueryViews = {
  sealedQueries: view({
    summary: 'Queries about what only unblinded people know, step by step.',
    right: 'sealedQueries',
    params: z.object({}),
    row: z.object({
      participant_id: text,
      site_id: text,
      query_id: text,
      step: text,
      about: text,
      text,
      recorded_at: z.date(),
    }),
    query: ({ trialId }) => ({
      // The participants of the sites at which the actor has the right: what they are asked about is opened after that.
      text: `select participant_id, site_id from api.sealed_query_participant where trial_id = $1 order by participant_id`,
      values: [trialId],
    }),
    open: async (rows, { trialId }, system) => {
      if (rows.length === 0) return [];
      const siteOf = new Map(rows.map((row) => [String(row.participant_id), String(row.site_id)]));
      const streamOwners = new Map(
        [...siteOf.keys()].map((id) => [
          streamIdOf(trialId, { kind: 'sealedParticipant', participantId: id as never }),
          id,
        ]),
      );
      const opener = new Opener(system.pools.sealed, trialId, system.keyring);
      const opened = await opener.list({ types: ['SealedQueryWritten'] });
      return opened.flatMap(({ event, envelope }) => {
        const participant_id = streamOwners.get(envelope.streamId);
        if (event.type !== 'SealedQueryWritten' || participant_id === undefined) return [];
        const { queryId: query_id, ...step } = event.payload;
        return [
          {
            participant_id,
            site_id: siteOf.get(participant_id) ?? '',
            query_id,
            ...step,
            recorded_at: new Date(envelope.recordedAt),
          },
        ];
      });
    },
  }),
} as const;
