// Events of the allocation while the trial runs: appends to a list, openings by two people, answers to a third party.
import { z } from 'zod';
import { ActorId, ParticipantId, RandomId, Slug } from '../id.js';
import { Instant } from '../value.js';
import { open, sealed } from './definition.js';
import { sha256 } from './part.js';

export const allocationEvents = {
  AllocationListAppended: open(
    'trial',
    z.strictObject({
      part: z.int().min(2).describe('the list that was committed first is part 1'),
      commitment: sha256.describe('of this part, under the committed design'),
      entries: z.record(z.string(), z.int()).describe('by stratum: entries that this part adds'),
    }),
  ),
  ListOpeningRequested: open(
    'trial',
    z.strictObject({ openingId: RandomId, until: Instant.describe('confirmed later, it needs another request') }),
  ),
  ListOpened: open(
    'trial',
    z.strictObject({
      openingId: RandomId,
      requestedBy: ActorId,
      shownTo: z.array(ActorId).describe('these people alone see the list'),
      until: Instant.describe('from then on nobody sees it by this opening'),
    }),
  ),
  AnswerCollected: open(
    'participant',
    z.strictObject({
      codeDigest: sha256.describe('which code break it answers'),
      isOfTrial: z
        .boolean()
        .describe('whether who collected it holds a role of the trial, and so is barred from now on'),
    }),
  ),
  EntryOpened: open(
    'participant',
    z.strictObject({ through: ParticipantId.describe('who shares the entry, and whose code was broken') }),
  ),
  ThirdPartyNamed: sealed(
    'sealedParticipant',
    z.strictObject({
      name: z.string().min(1),
      function: z.string().min(1),
      collectionCode: z.string().describe('what the operator passes on; good once'),
    }),
  ),
  AllocationReported: sealed(
    'sealedParticipant',
    z.strictObject({ sequence: Slug, adverseEventId: RandomId, recipient: z.string().min(1) }),
  ),
} as const;
