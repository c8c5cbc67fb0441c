// Events about who may do what, and where: roles, approvals and states of sites, delegated tasks, training.
import { z } from 'zod';
import { ActorId, RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant } from '../value.js';
import { open, unchanged } from './definition.js';

/** Where a role counts: everywhere, at some sites, or at all sites of a national trial. */
export const GrantedPlaces = z.union([z.literal('all'), z.array(Slug), z.strictObject({ nationalTrial: Slug })]);
export type GrantedPlaces = z.infer<typeof GrantedPlaces>;

/** A site, or a national trial with all its sites. */
export const SiteOrNationalTrial = z.union([z.strictObject({ siteId: Slug }), z.strictObject({ nationalTrial: Slug })]);
export type SiteOrNationalTrial = z.infer<typeof SiteOrNationalTrial>;

export const Day = z.iso.date();

export const accessEvents = {
  RoleGranted: open(
    'trial',
    z.strictObject({
      actorId: ActorId,
      role: Slug,
      sites: GrantedPlaces,
      from: Instant.optional().describe('absent: from the moment of recording'),
      until: Instant.optional().describe('the first instant at which it no longer counts; absent: until it is revoked'),
      isWhole: z
        .literal(true)
        .optional()
        .describe('of version 1: takes the place of the same role wherever the person holds it'),
    }),
    { 1: (payload) => ({ ...(payload as object), isWhole: true }) },
  ),
  RoleRevoked: open(
    'trial',
    z.strictObject({
      actorId: ActorId,
      role: Slug,
      sites: GrantedPlaces.optional().describe('absent: wherever it is held'),
    }),
    { 1: unchanged },
  ),
  ApprovalRecorded: open(
    'trial',
    z.strictObject({
      approvalId: RandomId,
      at: SiteOrNationalTrial,
      approval: Slug,
      reference: z.string().optional().describe('number or name of the document'),
      grantedOn: Day,
      validUntil: Day.optional().describe('the last day on which it counts'),
    }),
  ),
  ApprovalWithdrawn: open('trial', z.strictObject({ approvalId: RandomId, withdrawnOn: Day })),
  SiteActivated: open(
    'trial',
    z.strictObject({
      siteId: Slug,
      approvedOn: DateOrMissing,
      approvals: z.array(RandomId).optional().describe('those that the activation rested on'),
    }),
    { 1: unchanged },
  ),
  SiteSuspended: open('trial', z.strictObject({ at: SiteOrNationalTrial })),
  SiteResumed: open('trial', z.strictObject({ at: SiteOrNationalTrial })),
  SiteClosed: open('trial', z.strictObject({ siteId: Slug, closedOn: Day })),
  SiteRemoved: open('trial', z.strictObject({ siteId: Slug })),
  TasksDelegated: open(
    'trial',
    z.strictObject({
      delegationId: RandomId,
      siteId: Slug,
      delegateId: ActorId,
      tasks: z.array(Slug),
      from: Day,
      until: Day.optional().describe('the last day on which it counts'),
    }),
  ),
  DelegationAccepted: open('trial', z.strictObject({ delegationId: RandomId })),
  DelegationEnded: open('trial', z.strictObject({ delegationId: RandomId, endedOn: Day })),
  TrainingRecorded: open(
    'trial',
    z.strictObject({
      trainingId: RandomId,
      actorId: ActorId,
      siteId: Slug.optional(),
      training: Slug,
      trainedOn: Day,
      validUntil: Day.optional().describe('the last day on which it counts'),
    }),
  ),
} as const;
