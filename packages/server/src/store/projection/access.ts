// The read rows of rights, sites, delegated tasks and training that an event of the trial's stream changes.
import {
  findRole,
  type Grant,
  isBlinded,
  type Protocol,
  placesOfGrant,
  rightsOf,
  sitesOfGrant,
  type TrialState,
} from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

/** `before` and `after` are the states around the event. */
export function accessRows(about: Projected, located: Located, before: TrialState, after: TrialState): Rows {
  const { event, version } = located;
  const key = { trial_id: about.trialId, mode: about.mode };
  switch (event?.type) {
    case 'TrialCreated':
      return { site: siteRows(about, after), restricted_item: restrictedRows(key, about.protocol) };
    case 'RoleGranted':
    case 'RoleRevoked':
      return grantChanges(about, event.payload.actorId, { before, after, version });
    case 'AmendmentActivated': {
      // New sites, new hidden items, and who holds a role in a national trial that has a new site.
      const activated = about.versions.of(event.payload.amendmentId);
      const grants = Object.entries(after.access.grants).flatMap(([actorId, held]) =>
        held.flatMap((grant) => grantRows(about, actorId, grant)),
      );
      return {
        site: siteRows(about, after),
        restricted_item: restrictedRows(key, activated),
        role_grant: grants,
      };
    }
    case 'ApprovalRecorded':
    case 'ApprovalWithdrawn': {
      const approval = after.access.approvals[event.payload.approvalId];
      return approval === undefined ? {} : { approval: [{ ...key, ...approvalRow(approval) }] };
    }
    case 'SiteActivated':
    case 'SiteSuspended':
    case 'SiteResumed':
    case 'SiteClosed':
    case 'SiteRemoved':
      return { site: siteRows(about, after) };
    case 'TasksDelegated':
    case 'DelegationAccepted':
    case 'DelegationEnded': {
      const delegation = after.access.delegations[event.payload.delegationId];
      return delegation === undefined ? {} : { delegation: [{ ...key, ...delegationRow(delegation) }] };
    }
    case 'TrainingRecorded': {
      const { trainingId, siteId, actorId, training, trainedOn, validUntil } = event.payload;
      const row = { training_id: trainingId, site_id: siteId ?? null, actor_id: actorId, training };
      return { training: [{ ...key, ...row, trained_on: trainedOn, valid_until: validUntil ?? null }] };
    }
    default:
      return {};
  }
}

interface Around {
  readonly before: TrialState;
  readonly after: TrialState;
  /** Of the event between them. */
  readonly version: number;
}

function grantChanges(about: Projected, actorId: string, { before, after, version }: Around): Rows {
  const grants = (state: TrialState) => state.access.grants[actorId] ?? [];
  const kept = grants(after).flatMap((grant) => grantRows(about, actorId, grant));
  const keys = new Set(kept.map(grantKey));
  const gone = grants(before)
    .flatMap((grant) => grantRows(about, actorId, grant))
    .filter((row) => !keys.has(grantKey(row)));
  const open = grants(after).flatMap((grant) => periodRows(about, actorId, grant));
  const places = new Set(open.map(periodKey));
  const ended = grants(before)
    .flatMap((grant) => periodRows(about, actorId, grant))
    .filter((row) => !places.has(periodKey(row)))
    .map((row) => ({ ...row, ended_version: version }));
  return { role_grant: [...gone.map((row) => ({ ...row, isGone: true })), ...kept], role_period: [...ended, ...open] };
}

/** What the database asks when somebody reads or writes: one row for each site at which a grant counts. */
function grantRows({ trialId, mode, protocol }: Projected, actorId: string, grant: Grant): readonly Row[] {
  return sitesOfGrant(grant, protocol).map((site_id) => ({
    trial_id: trialId,
    mode,
    actor_id: actorId,
    role: grant.role,
    site_id,
    granted_version: grant.version,
    blinded: isBlinded(protocol, grant.role),
    rights: rightsOf(protocol, grant.role),
    valid_from: grant.from ?? null,
    valid_until: grant.until ?? null,
  }));
}

function grantKey(row: Row): string {
  return `${row.role}|${row.site_id}|${row.granted_version}`;
}

/** What people and inspectors ask: one row for each place as it was granted. */
function periodRows({ trialId, mode, protocol }: Projected, actorId: string, grant: Grant): readonly Row[] {
  return placesOfGrant(grant.sites).map((site_id) => ({
    trial_id: trialId,
    mode,
    granted_version: grant.version,
    site_id,
    actor_id: actorId,
    role: grant.role,
    role_name: findRole(protocol, grant.role)?.name ?? grant.role,
    blinded: isBlinded(protocol, grant.role),
    rights: rightsOf(protocol, grant.role),
    valid_from: grant.from ?? null,
    valid_until: grant.until ?? null,
    ended_version: null,
  }));
}

function periodKey(row: Row): string {
  return `${row.granted_version}|${row.site_id}`;
}

function siteRows({ trialId, mode, protocol }: Projected, { access }: TrialState): readonly Row[] {
  return protocol.sites.map((site) => {
    const places = site.nationalTrial === undefined ? [site.id] : [site.id, `@${site.nationalTrial}`];
    return {
      trial_id: trialId,
      mode,
      site_id: site.id,
      name: typeof site.name === 'string' ? site.name : (Object.values(site.name)[0] ?? site.id),
      national_trial: site.nationalTrial ?? null,
      status: access.sites[site.id]?.status ?? 'notActive',
      is_suspended: places.some((place) => access.suspended.includes(place)),
    };
  });
}

function approvalRow(approval: TrialState['access']['approvals'][string]): Row {
  const { at } = approval;
  return {
    approval_id: approval.approvalId,
    site_id: 'siteId' in at ? at.siteId : null,
    national_trial: 'siteId' in at ? null : at.nationalTrial,
    approval: approval.approval,
    reference: approval.reference ?? null,
    granted_on: approval.grantedOn,
    valid_until: approval.validUntil ?? null,
    withdrawn_on: approval.withdrawnOn ?? null,
  };
}

function delegationRow(delegation: TrialState['access']['delegations'][string]): Row {
  return {
    delegation_id: delegation.delegationId,
    site_id: delegation.siteId,
    delegate_id: delegation.delegateId,
    delegated_by: delegation.delegatedBy,
    tasks: delegation.tasks,
    valid_from: delegation.from,
    valid_until: delegation.until ?? null,
    is_accepted: delegation.isAccepted,
    ended_on: delegation.endedOn ?? null,
  };
}

function restrictedRows(key: Row, protocol: Protocol): readonly Row[] {
  return protocol.forms.flatMap((form) =>
    form.items.flatMap((item) => {
      const seenBy = item.seenBy ?? form.seenBy;
      return seenBy === undefined ? [] : [{ ...key, form: form.id, item: item.id, seen_by: seenBy }];
    }),
  );
}
