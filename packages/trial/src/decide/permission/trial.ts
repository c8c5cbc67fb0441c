// Permissions of commands about the whole trial: roles, sites, allocation, plan, cuts, lock, unblinding.
import { findRole, incompatibility, isBlinded } from '../../blinding/role.js';
import type { CommandBody } from '../../command/catalogue.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';

export const trialPermissions: Permissions<
  | 'createTrial'
  | 'grantRole'
  | 'revokeRole'
  | 'activateSite'
  | 'commitAllocation'
  | 'goLive'
  | 'commitAnalysisPlan'
  | 'makeDataCut'
  | 'openDataCut'
  | 'lockTrial'
  | 'unblindTrial'
  | 'erasePayload'
> = {
  createTrial: () => undefined,

  grantRole: (body, situation) => grantRefusal(body, situation),

  revokeRole: ({ actorId, role }, { trial }) => {
    const isHeld = (trial.grants[actorId] ?? []).some((grant) => grant.role === role);
    if (!isHeld) return refuse('role-not-held', `This person does not hold the role ${role}.`, { role });
    const managers = Object.values(trial.grants).filter((grants) => grants.some((one) => one.role === 'trialManager'));
    if (role !== 'trialManager' || managers.length > 1) return undefined;
    return refuse('last-manager', 'A trial keeps at least one trial manager; grant the role to another person first.');
  },

  activateSite: ({ siteId }, { trial, protocol }) => {
    const unknown = unknownSites([siteId], protocol.sites);
    if (unknown !== undefined) return unknown;
    if (trial.activeSites[siteId] === undefined) return undefined;
    return refuse('site-active', `Site ${siteId} is active already.`, { siteId });
  },

  commitAllocation: ({ list }, { trial, protocol }) => {
    if (trial.allocation !== undefined) {
      return refuse('allocation-committed', 'The allocation is committed already; it is never replaced.');
    }
    const { method } = protocol.randomisation;
    if (method === 'uploadedList' && list === undefined) {
      return refuse('list-required', 'The protocol randomises by an uploaded list; give the list.');
    }
    if (method !== 'uploadedList' && list !== undefined) {
      return refuse('list-not-used', 'The protocol draws the allocation from a seed; a list has no use.');
    }
    return undefined;
  },

  goLive: (_body, { trial }) => {
    if (trial.isLive) return refuse('trial-live', 'The trial is live already.');
    return allocationMissing(trial);
  },

  commitAnalysisPlan: (_body, { trial }) => {
    if (trial.plan === undefined) return undefined;
    return refuse('plan-committed', 'The analysis plan is committed already; what comes later is post hoc.');
  },

  makeDataCut: ({ cut }, { trial, protocol }) => {
    const cuts = (protocol.cuts ?? []).map((one) => one.id);
    if (!cuts.includes(cut)) {
      const allowed = cuts.join(', ') || 'none';
      return refuse('cut-unknown', `The protocol names no data cut "${cut}"; it names: ${allowed}.`, { cut });
    }
    if (trial.cuts[cut] !== undefined) return refuse('cut-made', `The data cut ${cut} is made already.`, { cut });
    return trial.isLive ? undefined : refuse('trial-not-live', 'There are no data to cut before go-live.');
  },

  openDataCut: ({ cut }, { trial, actorId }) => {
    const made = trial.cuts[cut];
    if (made === undefined) return refuse('cut-not-made', `The data cut ${cut} is not made yet.`, { cut });
    const isAudience = (trial.grants[actorId] ?? []).some((grant) => made.audience.includes(grant.role));
    if (!isAudience) {
      const allowed = made.audience.join(', ');
      return refuse('cut-audience', `The data cut ${cut} is opened only by: ${allowed}.`, {
        cut,
        allowed: made.audience,
      });
    }
    return planMissing(trial);
  },

  lockTrial: (_body, { trial }) => planMissing(trial),

  unblindTrial: (_body, { trial }) => {
    if (trial.isUnblinded) return refuse('trial-unblinded', 'The trial is unblinded already.');
    if (!trial.isLocked) return refuse('trial-not-locked', 'The trial is not locked; lock it before unblinding.');
    return allocationMissing(trial) ?? planMissing(trial);
  },

  erasePayload: () => undefined,
};

function grantRefusal(
  { actorId, role: id, sites }: CommandBody<'grantRole'>,
  { trial, protocol }: Situation,
): Refusal | undefined {
  const role = findRole(protocol, id);
  if (role === undefined) return refuse('role-unknown', `The trial has no role "${id}".`, { role: id });
  if (role.scope === 'trial' && sites !== 'all') {
    return refuse('role-scope', `The role ${id} counts for the whole trial; grant it for "all" sites.`, { role: id });
  }
  if (sites !== 'all') {
    if (sites.length === 0) return refuse('role-scope', `The role ${id} needs at least one site.`, { role: id });
    const unknown = unknownSites(sites, protocol.sites);
    if (unknown !== undefined) return unknown;
  }
  const held = trial.grants[actorId] ?? [];
  const same = held.find((grant) => grant.role === id);
  if (same !== undefined && JSON.stringify(same.sites) === JSON.stringify(sites)) {
    return refuse('role-held', `This person holds the role ${id} there already.`, { role: id });
  }
  for (const grant of held) {
    const why = incompatibility(protocol, id, grant.role);
    if (why === undefined) continue;
    return refuse('roles-incompatible', `The roles ${id} and ${grant.role} cannot be held by one person: ${why}.`, {
      roles: [id, grant.role],
    });
  }
  const former = (trial.everHeld[actorId] ?? []).find((one) => !isBlinded(protocol, one));
  if (former === undefined || !role.blinded) return undefined;
  return refuse('roles-incompatible', `The role ${id} is blinded; this person was unblinded as ${former}.`, {
    roles: [id, former],
  });
}

function unknownSites(sites: readonly string[], known: readonly { readonly id: string }[]): Refusal | undefined {
  const unknown = sites.filter((site) => !known.some((one) => one.id === site));
  if (unknown.length === 0) return undefined;
  return refuse('site-unknown', `The protocol has no site ${unknown.map((site) => `"${site}"`).join(', ')}.`, {
    sites: unknown,
  });
}

function allocationMissing(trial: Situation['trial']): Refusal | undefined {
  if (trial.allocation !== undefined) return undefined;
  return refuse('allocation-not-committed', 'The allocation is not committed yet; commit it first.');
}

function planMissing(trial: Situation['trial']): Refusal | undefined {
  if (trial.plan !== undefined) return undefined;
  return refuse('plan-not-committed', 'The analysis plan is not committed yet; commit it first.');
}
