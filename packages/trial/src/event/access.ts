// Events about who may do what, and where.
import { z } from 'zod';
import { ActorId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { open } from './definition.js';

export const accessEvents = {
  RoleGranted: open(
    'trial',
    z.strictObject({ actorId: ActorId, role: Slug, sites: z.union([z.literal('all'), z.array(Slug)]) }),
  ),
  RoleRevoked: open('trial', z.strictObject({ actorId: ActorId, role: Slug })),
  SiteActivated: open('trial', z.strictObject({ siteId: Slug, approvedOn: DateOrMissing })),
} as const;
