// Permissions of roles, approvals and states of sites, delegated tasks and training.
import { countsAt, isValid, mayGrant, validGrants } from '../../blinding/access.js';
import { findRole, incompatibility, isBlinded, type Role } from '../../blinding/role.js';
import type { CommandBody } from '../../command/catalogue.js';
import { doOverlap, type Grant, isBefore, placeOf, placesOfGrant } from '../../evolve/access-state.js';
import { tasksOf } from '../../protocol/site-approval.js';
import { type Refusal, refuse } from '../../refusal.js';
import { periodOf } from '../grant-period.js';
import type { Permissions, Situation } from '../situation.js';
import { approvalMissing, approvalsNeeded, approvalsOf, missingApprovals } from './site.js';

export const accessPermissions: Permissions<
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
  grantRole: (body, situation) => grantRefusal(body, situation),
  revokeRole: (body, situation) => revocationRefusal(body, situation),

  recordApproval: ({ approvalId, at, approval, grantedOn, validUntil }, situation) => {
    const { trial, protocol } = situation;
    const place = placeRefusal(at, situation);
    if (place !== undefined) return place;
    if (trial.access.approvals[approvalId] !== undefined) {
      return refuse('approval-known', 'This approval is recorded already; another one has an id of its own.');
    }
    const needed = approvalsNeeded(trial.creation?.mode, protocol);
    const definition = needed.find(({ id }) => id === approval);
    if (definition === undefined) {
      const allowed = needed.map(({ id }) => id);
      return refuse(
        'approval-unknown',
        `The trial asks for no approval "${approval}"; it asks for: ${list(allowed)}.`,
        {
          approval,
          allowed,
        },
      );
    }
    const isNational = 'nationalTrial' in at;
    if (definition.per === 'site' && isNational) {
      return refuse('approval-unknown', `The approval ${approval} is one of each site.`, { approval });
    }
    if (validUntil === undefined || grantedOn <= validUntil) return undefined;
    return refuse('period-invalid', `An approval of ${grantedOn} cannot end on ${validUntil}, before it.`);
  },

  withdrawApproval: ({ approvalId }, situation) => {
    const approval = situation.trial.access.approvals[approvalId];
    const isTheirs = approval !== undefined && holdsAt(situation, 'withdrawApproval', placeOf(approval.at));
    if (!isTheirs || approval.withdrawnOn !== undefined) {
      return refuse(
        'approval-not-there',
        'No approval with this id counts here; only one that is recorded is withdrawn.',
      );
    }
    return placeRefusal(approval.at, situation);
  },

  activateSite: ({ siteId }, { trial, protocol, now }) => {
    const unknown = unknownSites([siteId], protocol.sites);
    if (unknown !== undefined) return unknown;
    const site = trial.access.sites[siteId];
    if (site?.status === 'active') return refuse('site-active', `Site ${siteId} is active already.`, { siteId });
    if (site !== undefined) {
      return refuse('site-closed', `Site ${siteId} is ${site.status}; it does not take part again.`, { siteId });
    }
    const missing = missingApprovals(approvalsOf(trial), protocol, { siteId, now });
    return missing.length === 0 ? undefined : approvalMissing(siteId, missing);
  },

  suspendSite: ({ at }, situation) => {
    const refusal = placeRefusal(at, situation);
    if (refusal !== undefined || !situation.trial.access.suspended.includes(placeOf(at))) return refusal;
    return refuse('site-suspended', `${placeOf(at)} is suspended already.`, { place: placeOf(at) });
  },

  resumeSite: ({ at }, situation) => {
    const refusal = placeRefusal(at, situation);
    if (refusal !== undefined || situation.trial.access.suspended.includes(placeOf(at))) return refusal;
    return refuse('site-not-suspended', `${placeOf(at)} is not suspended.`, { place: placeOf(at) });
  },

  closeSite: ({ siteId }, { trial, protocol }) => {
    const unknown = unknownSites([siteId], protocol.sites);
    if (unknown !== undefined || trial.access.sites[siteId]?.status === 'active') return unknown;
    return refuse('site-not-active', `Site ${siteId} is not active; only a site that takes part is closed.`, {
      siteId,
    });
  },

  removeSite: ({ siteId }, { trial, protocol }) => {
    const unknown = unknownSites([siteId], protocol.sites);
    if (unknown !== undefined) return unknown;
    const site = trial.access.sites[siteId];
    if (site?.status === 'removed') return refuse('site-closed', `Site ${siteId} is removed already.`, { siteId });
    const users = Object.values(trial.access.grants)
      .flat()
      .filter(({ sites }) => placesOfGrant(sites).includes(siteId)).length;
    if (site === undefined && users === 0) return undefined;
    const why = site === undefined ? `${users} roles are held there` : 'it was active and may have participants';
    return refuse('site-in-use', `Site ${siteId} is not removed: ${why}. Close it; what it recorded stays.`, {
      siteId,
      users,
    });
  },

  delegateTasks: ({ delegationId, siteId, delegateId, tasks, from, until }, { trial, protocol, now, actorId }) => {
    const unknown = unknownSites([siteId], protocol.sites);
    if (unknown !== undefined) return unknown;
    if (trial.access.delegations[delegationId] !== undefined) {
      return refuse('delegation-known', 'A delegation with this id is on the log already.');
    }
    const known = tasksOf(protocol).map(({ id }) => id);
    const strange = tasks.filter((task) => !known.includes(task));
    if (strange.length > 0) {
      return refuse('task-unknown', `The trial has no task ${list(strange)}; it has: ${list(known)}.`, {
        tasks: strange,
        allowed: known,
      });
    }
    if (until !== undefined && until < from) {
      return refuse('period-invalid', `A delegation from ${from} cannot end on ${until}, before it.`);
    }
    const isStaff = validGrants(trial, { actorId: delegateId, now }).some((grant) => countsAt(grant, siteId, protocol));
    if (isStaff && delegateId !== actorId) return undefined;
    return refuse('delegate-unknown', `Tasks are delegated to somebody else who holds a role at ${siteId} now.`, {
      siteId,
    });
  },

  acceptDelegation: ({ delegationId }, { trial, actorId }) => {
    const delegation = trial.access.delegations[delegationId];
    // Of a delegation to somebody else nobody learns more than of one that does not exist.
    if (delegation === undefined || delegation.delegateId !== actorId) return delegationUnknown();
    if (!delegation.isAccepted && delegation.endedOn === undefined) return undefined;
    return refuse('delegation-known', 'This delegation is accepted, or ended, already.');
  },

  endDelegation: ({ delegationId, endedOn }, situation) => {
    const delegation = situation.trial.access.delegations[delegationId];
    if (delegation === undefined || !holdsAt(situation, 'endDelegation', delegation.siteId)) return delegationUnknown();
    if (delegation.endedOn !== undefined) return refuse('delegation-known', 'This delegation is ended already.');
    if (delegation.from <= endedOn) return undefined;
    return refuse('period-invalid', `A delegation from ${delegation.from} cannot end on ${endedOn}, before it.`);
  },

  recordTraining: ({ trainingId, training, siteId, trainedOn, validUntil }, situation) => {
    const { trial, protocol } = situation;
    const unknown = siteId === undefined ? undefined : unknownSites([siteId], protocol.sites);
    if (unknown !== undefined) return unknown;
    if (siteId === undefined && !holdsAt(situation, 'recordTraining', '*')) {
      return refuse('right-missing', 'Only who has the right in the whole trial records a training without a site.', {
        command: 'recordTraining',
      });
    }
    if (trial.access.trainings[trainingId] !== undefined) {
      return refuse('training-known', 'A training with this id is recorded already.');
    }
    const known = protocol.delegation?.trainings?.map(({ id }) => id);
    if (known !== undefined && !known.includes(training)) {
      return refuse('training-unknown', `The trial has no training "${training}"; it has: ${list(known)}.`, {
        training,
        allowed: known,
      });
    }
    if (validUntil === undefined || trainedOn <= validUntil) return undefined;
    return refuse('period-invalid', `A training of ${trainedOn} cannot end on ${validUntil}, before it.`);
  },
};

function grantRefusal(body: CommandBody<'grantRole'>, situation: Situation): Refusal | undefined {
  const { actorId, role: id } = body;
  const { trial, protocol, now } = situation;
  const role = findRole(protocol, id);
  if (role === undefined) return refuse('role-unknown', `The trial has no role "${id}".`, { role: id });
  const scope = scopeRefusal(role, body, protocol);
  if (scope !== undefined) return scope;
  const period = periodOf(body, now);
  if (period.until !== undefined && (period.until <= period.from || period.until <= now)) {
    return refuse('period-invalid', `A role that ends at ${period.until} would count at no instant from now on.`, {
      role: id,
    });
  }
  const places = placesOfGrant(body.sites);
  const ceiling = ceilingRefusal({ role, places, isForOneself: actorId === situation.actorId }, situation);
  if (ceiling !== undefined) return ceiling;
  const held = trial.access.grants[actorId] ?? [];
  const isHeld = places.every((place) =>
    held.some((grant) => grant.role === id && placesOfGrant(grant.sites).includes(place) && period.isSame(grant)),
  );
  if (isHeld) return refuse('role-held', `This person holds the role ${id} there already.`, { role: id });
  return keptApart(role, period, { trial, protocol, actorId }) ?? managerRefusal(body, period, situation);
}

function scopeRefusal(
  role: Role,
  { sites }: Pick<CommandBody<'grantRole'>, 'sites'>,
  protocol: Situation['protocol'],
): Refusal | undefined {
  const { id } = role;
  if (sites === 'all') return undefined;
  if (role.scope === 'trial') {
    return refuse('role-scope', `The role ${id} counts for the whole trial; grant it for "all" sites.`, { role: id });
  }
  if ('nationalTrial' in sites) return unknownNationalTrial(sites.nationalTrial, protocol);
  if (sites.length === 0) return refuse('role-scope', `The role ${id} needs at least one site.`, { role: id });
  return unknownSites(sites, protocol.sites);
}

function ceilingRefusal(
  asked: { readonly role: Role; readonly places: readonly string[]; readonly isForOneself: boolean },
  { trial, protocol, actorId, now }: Situation,
): Refusal | undefined {
  if (mayGrant(trial, protocol, { ...asked, actorId, now })) return undefined;
  const where = asked.places.includes('*') ? 'in the whole trial' : `at ${list(asked.places)}`;
  return refuse(
    'grant-above-own',
    `The role ${asked.role.id} ${where} is above the rights of this person, or not theirs to grant or revoke there.`,
    { role: asked.role.id, places: asked.places },
  );
}

/** Roles that one person never holds at one time, and unblinded ones after which nobody is blinded again. */
function keptApart(
  role: Role,
  period: Pick<Grant, 'from' | 'until'>,
  {
    trial,
    protocol,
    actorId,
  }: Pick<Situation, 'trial' | 'protocol'> & {
    readonly actorId: string;
  },
): Refusal | undefined {
  for (const grant of trial.access.grants[actorId] ?? []) {
    const why = incompatibility(protocol, role.id, grant.role);
    if (why === undefined) continue;
    const blinded = role.blinded ? period : grant;
    const unblinded = role.blinded ? grant : period;
    const isMixed = role.blinded !== isBlinded(protocol, grant.role);
    // Who was unblinded never becomes blinded again: the blinded role has to be over before the other begins.
    const meet = isMixed ? isBefore(unblinded.from, blinded.until) : doOverlap(period, grant);
    if (!meet) continue;
    return refuse(
      'roles-incompatible',
      `The roles ${role.id} and ${grant.role} cannot be held by one person: ${why}.`,
      {
        roles: [role.id, grant.role],
      },
    );
  }
  if (!role.blinded) return undefined;
  const former = (trial.access.everHeld[actorId] ?? []).find(
    (one) => !isBlinded(protocol, one.role) && (period.until === undefined || one.since < period.until),
  );
  if (former === undefined) return undefined;
  return refuse('roles-incompatible', `The role ${role.id} is blinded; this person was unblinded as ${former.role}.`, {
    roles: [role.id, former.role],
  });
}

/** A manager without end is never made one with an end while there is no other. */
function managerRefusal(
  { actorId, role }: CommandBody<'grantRole'>,
  { until }: Pick<Grant, 'until'>,
  { trial, now }: Situation,
): Refusal | undefined {
  if (role !== 'trialManager' || until === undefined || hasOtherManager(trial, actorId, now)) return undefined;
  return lastManager();
}

function revocationRefusal(
  { actorId, role: id, sites }: CommandBody<'revokeRole'>,
  situation: Situation,
): Refusal | undefined {
  const { trial, protocol, now } = situation;
  const own = (trial.access.grants[actorId] ?? []).filter((grant) => grant.role === id);
  const held = [...new Set(own.flatMap((grant) => placesOfGrant(grant.sites)))];
  const places = sites === undefined ? held : placesOfGrant(sites);
  const strange = places.filter((place) => !held.includes(place) && place !== '*');
  if (held.length === 0 || places.length === 0 || strange.length > 0) {
    const where = strange.length > 0 ? ` at ${list(strange)}` : '';
    return refuse('role-not-held', `This person does not hold the role ${id}${where}.`, { role: id });
  }
  const role = findRole(protocol, id);
  const asked = { places: places.includes('*') ? held : places, isForOneself: false };
  // Anybody may give up a role of their own.
  if (role !== undefined && actorId !== situation.actorId) {
    const ceiling = ceilingRefusal({ role, ...asked }, situation);
    if (ceiling !== undefined) return ceiling;
  }
  return id !== 'trialManager' || hasOtherManager(trial, actorId, now) ? undefined : lastManager();
}

function hasOtherManager(trial: Situation['trial'], actorId: string, now: string): boolean {
  return Object.entries(trial.access.grants).some(
    ([id, grants]) =>
      id !== actorId &&
      grants.some((one) => one.role === 'trialManager' && one.until === undefined && isValid(one, now)),
  );
}

function lastManager(): Refusal {
  return refuse('last-manager', 'A trial keeps at least one trial manager; grant the role to another person first.');
}

function placeRefusal(at: CommandBody<'suspendSite'>['at'], situation: Situation): Refusal | undefined {
  const { protocol } = situation;
  return 'siteId' in at ? unknownSites([at.siteId], protocol.sites) : unknownNationalTrial(at.nationalTrial, protocol);
}

function holdsAt({ trial, protocol, actorId, now }: Situation, right: string, place: string): boolean {
  return validGrants(trial, { actorId, now }).some(
    (grant) => findRole(protocol, grant.role)?.rights.includes(right) && countsAt(grant, place, protocol),
  );
}

function unknownSites(sites: readonly string[], known: readonly { readonly id: string }[]): Refusal | undefined {
  const unknown = sites.filter((site) => !known.some((one) => one.id === site));
  if (unknown.length === 0) return undefined;
  return refuse('site-unknown', `The protocol has no site ${unknown.map((site) => `"${site}"`).join(', ')}.`, {
    sites: unknown,
  });
}

function unknownNationalTrial(id: string, { nationalTrials = [] }: Situation['protocol']): Refusal | undefined {
  if (nationalTrials.some((one) => one.id === id)) return undefined;
  return refuse('site-unknown', `The protocol has no national trial "${id}".`, { nationalTrial: id });
}

function delegationUnknown(): Refusal {
  return refuse('delegation-unknown', 'No delegation with this id is on the log here.');
}

function list(words: readonly string[]): string {
  return words.join(', ') || 'none';
}
