// Commands about who may do what, and where: roles, approvals and states of sites, delegated tasks, training.
import { z } from 'zod';
import { Day, GrantedPlaces, SiteOrNationalTrial } from '../event/access.js';
import { ActorId, RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant } from '../value.js';
import { reason } from './part.js';

const dayOrInstant = z.union([Day, Instant]);

export const accessCommands = {
  grantRole: z.strictObject({
    actorId: ActorId,
    role: Slug,
    sites: GrantedPlaces,
    from: dayOrInstant.optional().describe('first day (from 0:00 UTC) or instant; absent: now'),
    until: dayOrInstant
      .optional()
      .describe(
        'last day (to its end, UTC), or first instant at which it no longer counts; absent: until it is revoked',
      ),
  }),
  revokeRole: z.strictObject({
    actorId: ActorId,
    role: Slug,
    sites: GrantedPlaces.optional().describe('absent: wherever it is held'),
    reason,
  }),
  recordApproval: z.strictObject({
    approvalId: RandomId,
    at: SiteOrNationalTrial,
    approval: Slug.describe('one that the protocol asks for'),
    reference: z.string().min(1).max(200).optional().describe('number or name of the document'),
    grantedOn: Day,
    validUntil: Day.optional().describe('the last day on which it counts'),
  }),
  withdrawApproval: z.strictObject({ approvalId: RandomId, withdrawnOn: Day, reason }),
  activateSite: z.strictObject({ siteId: Slug, approvedOn: DateOrMissing }),
  suspendSite: z.strictObject({ at: SiteOrNationalTrial, reason }),
  resumeSite: z.strictObject({ at: SiteOrNationalTrial, reason }),
  closeSite: z.strictObject({ siteId: Slug, closedOn: Day, reason }),
  removeSite: z.strictObject({ siteId: Slug, reason }),
  delegateTasks: z.strictObject({
    delegationId: RandomId,
    siteId: Slug,
    delegateId: ActorId,
    tasks: z.array(Slug).min(1),
    from: Day,
    until: Day.optional().describe('the last day on which it counts'),
  }),
  acceptDelegation: z.strictObject({ delegationId: RandomId }),
  endDelegation: z.strictObject({ delegationId: RandomId, endedOn: Day, reason }),
  recordTraining: z.strictObject({
    trainingId: RandomId,
    actorId: ActorId,
    siteId: Slug.optional(),
    training: Slug,
    trainedOn: Day,
    validUntil: Day.optional().describe('the last day on which it counts'),
  }),
} as const;
