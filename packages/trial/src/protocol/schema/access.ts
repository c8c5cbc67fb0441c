// What a site needs before it takes part, and the log of tasks that its investigator delegates.
import { z } from 'zod';
import { provenance } from './provenance.js';
import { named } from './text.js';

export const ApprovalDefinition = z.strictObject({
  ...named,
  per: z
    .enum(['site', 'nationalTrial'])
    .describe('nationalTrial: one for all its sites; a site that belongs to none needs one of its own'),
  ...provenance,
});
export type ApprovalDefinition = z.infer<typeof ApprovalDefinition>;

export const SiteActivation = z.strictObject({
  approvals: z
    .array(ApprovalDefinition)
    .describe('all that must be there, and not expired, before anybody is screened or randomised at a site'),
  ...provenance,
});
export type SiteActivation = z.infer<typeof SiteActivation>;

export const DelegationTask = z.strictObject({
  ...named,
  commands: z.array(z.string()).optional().describe('commands that carry the task out'),
  ...provenance,
});
export type DelegationTask = z.infer<typeof DelegationTask>;

export const Delegation = z.strictObject({
  tasks: z.array(DelegationTask).optional().describe('what can be delegated; absent: the usual tasks'),
  demandedFor: z
    .array(z.string())
    .optional()
    .describe('commands that only who is on the log for them may send; absent: the log is kept and shown, no more'),
  trainings: z
    .array(z.strictObject({ ...named, ...provenance }))
    .optional()
    .describe('what staff are trained in'),
  ...provenance,
});
export type Delegation = z.infer<typeof Delegation>;
