// Commands about amendments: another version of the protocol is drafted, approved by another person, and activated.
import { z } from 'zod';
import { Day, SiteOrNationalTrial } from '../event/access.js';
import { AmendmentApproval, AmendmentKind } from '../event/amendment.js';
import { RandomId } from '../id.js';
import { reason } from './part.js';

export const amendmentCommands = {
  draftAmendment: z.strictObject({
    amendmentId: RandomId,
    kind: AmendmentKind.describe('substantial: nothing of it counts at a place before an approval there'),
    protocolSource: z.string().describe('the new version of the protocol, whole'),
    reason,
  }),
  approveAmendment: z.strictObject({ amendmentId: RandomId }),
  activateAmendment: z.strictObject({
    amendmentId: RandomId,
    at: SiteOrNationalTrial,
    from: Day.describe('the day from which it counts there; today, or a day before'),
    approvals: z
      .array(AmendmentApproval)
      .max(20)
      .describe('what the authority and the ethics committee of the place said; at least one for a substantial one'),
  }),
  withdrawDraft: z.strictObject({ amendmentId: RandomId, reason }),
} as const;
