// Events of amendments: another version of the protocol is drafted, approved, and comes into force site by site.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { Day, SiteOrNationalTrial } from './access.js';
import { open } from './definition.js';
import { sha256 } from './part.js';

/** Whether an amendment needs the approval of authority and ethics committee (Regulation (EU) 536/2014, art. 2(13)). */
export const AmendmentKind = z.enum(['substantial', 'notSubstantial']);
export type AmendmentKind = z.infer<typeof AmendmentKind>;

/** What an authority or an ethics committee of the place said to an amendment. */
export const AmendmentApproval = z.strictObject({
  by: z.enum(['authority', 'ethicsCommittee']),
  reference: z.string().min(1).max(200).describe('number or name of the document'),
  grantedOn: Day,
});
export type AmendmentApproval = z.infer<typeof AmendmentApproval>;

export const amendmentEvents = {
  AmendmentDrafted: open(
    'trial',
    z.strictObject({
      amendmentId: RandomId,
      kind: AmendmentKind,
      basedOn: RandomId.optional().describe(
        'the amendment that it was compared with; absent: the protocol of the creation',
      ),
      protocolVersion: z.string(),
      protocolDigest: sha256,
      protocolSource: z.string().describe('the protocol file, whole'),
    }),
  ),
  AmendmentApproved: open(
    'trial',
    z.strictObject({ amendmentId: RandomId, protocolVersion: z.string(), protocolDigest: sha256 }),
  ),
  AmendmentActivated: open(
    'trial',
    z.strictObject({
      amendmentId: RandomId,
      protocolVersion: z.string(),
      at: SiteOrNationalTrial,
      sites: z.array(Slug).min(1).describe('the sites that work by it from now on'),
      from: Day.describe('the day from which it counts there'),
      approvals: z.array(AmendmentApproval),
    }),
  ),
  AmendmentWithdrawn: open('trial', z.strictObject({ amendmentId: RandomId })),
} as const;
