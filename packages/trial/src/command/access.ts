// Commands about who may do what, and where: roles and sites.
import { z } from 'zod';
import { ActorId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { reason } from './part.js';

export const accessCommands = {
  grantRole: z.strictObject({ actorId: ActorId, role: Slug, sites: z.union([z.literal('all'), z.array(Slug)]) }),
  revokeRole: z.strictObject({ actorId: ActorId, role: Slug, reason }),
  activateSite: z.strictObject({ siteId: Slug, approvedOn: DateOrMissing }),
} as const;
