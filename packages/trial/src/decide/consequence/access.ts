// What follows from commands about roles, sites, delegated tasks and training.

import { periodOf } from '../grant-period.js';
import { approvalsOf, countingApprovals } from '../permission/site.js';
import { type Consequences, effect, trialStream } from './effect.js';

export const accessConsequences: Consequences<
  | 'grantRole'
  | 'revokeRole'
  | 'recordApproval'
  | 'withdrawApproval'
  | 'activateSite'
  | 'suspendSite'
  | 'resumeSite'
  | 'closeSite'
  | 'removeSite'
  | 'delegateTasks'
  | 'acceptDelegation'
  | 'endDelegation'
  | 'recordTraining'
> = {
  grantRole: ({ actorId, role, sites, from, until }, { now }) => {
    const period = periodOf({ from, until }, now);
    const begins = period.from > now ? { from: period.from } : {};
    const ends = period.until === undefined ? {} : { until: period.until };
    const payload = { actorId, role, sites, ...begins, ...ends };
    return effect([{ stream: trialStream, type: 'RoleGranted', payload }]);
  },

  revokeRole: ({ actorId, role, sites, reason }) =>
    effect([
      {
        stream: trialStream,
        type: 'RoleRevoked',
        payload: { actorId, role, ...(sites === undefined ? {} : { sites }) },
        reason,
      },
    ]),

  recordApproval: (body) =>
    effect([{ stream: trialStream, type: 'ApprovalRecorded', payload: body, ...siteOf(body.at) }]),

  withdrawApproval: ({ approvalId, withdrawnOn, reason }, { trial }) => {
    const at = trial.access.approvals[approvalId]?.at;
    return effect([
      {
        stream: trialStream,
        type: 'ApprovalWithdrawn',
        payload: { approvalId, withdrawnOn },
        ...(at === undefined ? {} : siteOf(at)),
        reason,
      },
    ]);
  },

  activateSite: ({ siteId, approvedOn }, { trial, protocol, now }) => {
    const approvals = countingApprovals(approvalsOf(trial), protocol, { siteId, now });
    const rested = approvals.length === 0 ? {} : { approvals: [...approvals] };
    return effect([{ stream: trialStream, type: 'SiteActivated', payload: { siteId, approvedOn, ...rested }, siteId }]);
  },

  suspendSite: ({ at, reason }) =>
    effect([{ stream: trialStream, type: 'SiteSuspended', payload: { at }, ...siteOf(at), reason }]),

  resumeSite: ({ at, reason }) =>
    effect([{ stream: trialStream, type: 'SiteResumed', payload: { at }, ...siteOf(at), reason }]),

  closeSite: ({ siteId, closedOn, reason }) =>
    effect([{ stream: trialStream, type: 'SiteClosed', payload: { siteId, closedOn }, siteId, reason }]),

  removeSite: ({ siteId, reason }) =>
    effect([{ stream: trialStream, type: 'SiteRemoved', payload: { siteId }, siteId, reason }]),

  delegateTasks: (body) =>
    effect([{ stream: trialStream, type: 'TasksDelegated', payload: body, siteId: body.siteId }]),

  acceptDelegation: ({ delegationId }, { trial }) => {
    const siteId = trial.access.delegations[delegationId]?.siteId;
    return effect([
      {
        stream: trialStream,
        type: 'DelegationAccepted',
        payload: { delegationId },
        ...(siteId === undefined ? {} : { siteId }),
      },
    ]);
  },

  endDelegation: ({ delegationId, endedOn, reason }, { trial }) => {
    const siteId = trial.access.delegations[delegationId]?.siteId;
    return effect([
      {
        stream: trialStream,
        type: 'DelegationEnded',
        payload: { delegationId, endedOn },
        ...(siteId === undefined ? {} : { siteId }),
        reason,
      },
    ]);
  },

  recordTraining: (body) =>
    effect([
      {
        stream: trialStream,
        type: 'TrainingRecorded',
        payload: body,
        ...(body.siteId === undefined ? {} : { siteId: body.siteId }),
      },
    ]),
};

function siteOf(at: { readonly siteId: string } | { readonly nationalTrial: string }): { readonly siteId?: string } {
  return 'siteId' in at ? { siteId: at.siteId } : {};
}
