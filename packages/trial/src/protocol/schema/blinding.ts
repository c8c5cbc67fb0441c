// Who is kept blind, and the roles of the trial with their rights.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { named, Text } from './text.js';

export const RoleDefinition = z.strictObject({
  ...named,
  blinded: z.boolean().describe('whether the role is kept from knowing treatments'),
  rights: z.array(z.string()).describe('commands and views'),
  mayGrant: z
    .array(Slug)
    .optional()
    .describe('roles that who holds this one, with the right grantRole, may grant at the own sites; absent: none'),
  rates: z
    .boolean()
    .optional()
    .describe('whether it rates outcomes blind; its holders are barred from a participant whose code was broken'),
  scope: z.enum(['trial', 'site']).describe('trial: everywhere; site: at the sites for which it is granted'),
});
export type RoleDefinition = z.infer<typeof RoleDefinition>;

export const Blinding = z.strictObject({
  masked: z.array(z.string()).describe('who is kept blind'),
  openLabel: z
    .boolean()
    .optional()
    .describe(
      'true where treatments are known to all once they are assigned; the usual roles still see none, roles of your own with blinded: false can',
    ),
  description: Text.optional().describe('how the blind is kept (ICH M11 section 6.8)'),
  roles: z.array(RoleDefinition).optional().describe('replaces or adds to the standard roles'),
  incompatible: z
    .array(z.tuple([Slug, Slug]))
    .optional()
    .describe('pairs of roles that nobody may hold together'),
  ...provenance,
});
export type Blinding = z.infer<typeof Blinding>;
