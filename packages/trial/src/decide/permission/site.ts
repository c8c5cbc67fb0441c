// Whether a site takes part now: its approvals are there and not expired, it is active, and nothing suspends it.
import type { AccessState } from '../../evolve/access-state.js';
import type { TrialState } from '../../evolve/trial-state.js';
import type { Protocol } from '../../protocol/schema.js';
import { type ApprovalDefinition, standardApprovals } from '../../protocol/site-approval.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Situation } from '../situation.js';

/**
 * Why nobody is screened or randomised at a site now (ICH E6(R3) 4.3.5: released per site after all approvals). What
 * happened there stays recordable.
 */
export function siteRefusal({ trial, protocol, now }: Situation, siteId: string): Refusal | undefined {
  const site = trial.access.sites[siteId];
  if (site === undefined) {
    return refuse('site-not-active', `Site ${siteId} is not active; activate it first.`, { siteId });
  }
  if (site.status !== 'active') {
    return refuse('site-closed', `Site ${siteId} is ${site.status}; nobody is screened or randomised there.`, {
      siteId,
    });
  }
  const suspended = placesOfSite(protocol, siteId).filter((place) => trial.access.suspended.includes(place));
  if (suspended.length > 0) {
    const text = `Site ${siteId} is suspended; nobody is screened or randomised there until it is resumed.`;
    return refuse('site-suspended', text, { siteId, suspended });
  }
  const missing = missingApprovals(approvalsOf(trial), protocol, { siteId, now });
  return missing.length === 0 ? undefined : approvalMissing(siteId, missing);
}

/** The approvals that are recorded in a trial of a mode. */
export interface RecordedApprovals {
  readonly mode: string | undefined;
  readonly approvals: readonly AccessState['approvals'][string][];
}

/** The approvals of a trial. */
export function approvalsOf({ access, creation }: TrialState): RecordedApprovals {
  return { mode: creation?.mode, approvals: Object.values(access.approvals) };
}

/** The approvals that a site needs and that are not there, or no longer, on the day of an instant. */
export function missingApprovals(
  recorded: RecordedApprovals,
  protocol: Protocol,
  at: { readonly siteId: string; readonly now: string },
): readonly string[] {
  return approvalsNeeded(recorded.mode, protocol)
    .filter((needed) => approvalIdsFor(recorded, protocol, { ...at, needed }).length === 0)
    .map(({ id }) => id);
}

/** The approvals of a site that count on the day of an instant, of all kinds that it needs. */
export function countingApprovals(
  recorded: RecordedApprovals,
  protocol: Protocol,
  at: { readonly siteId: string; readonly now: string },
): readonly string[] {
  return approvalsNeeded(recorded.mode, protocol).flatMap((needed) =>
    approvalIdsFor(recorded, protocol, { ...at, needed }),
  );
}

/** The refusal where approvals are missing. */
export function approvalMissing(siteId: string, missing: readonly string[]): Refusal {
  const text = `Site ${siteId} lacks, or no longer has: ${missing.join(', ')}; record these approvals first.`;
  return refuse('approval-missing', text, { siteId, missing });
}

/**
 * What the protocol asks for; where it says nothing, the usual approvals in a live trial, and none otherwise. An import is
 * of what is over: nobody is let in by it.
 */
export function approvalsNeeded(mode: string | undefined, protocol: Protocol): readonly ApprovalDefinition[] {
  if (mode === 'imported') return [];
  if (protocol.siteActivation !== undefined) return protocol.siteActivation.approvals;
  return mode === 'live' ? standardApprovals : [];
}

/** A site, and its national trial as `@` and its id. */
function placesOfSite(protocol: Protocol, siteId: string): readonly string[] {
  const nationalTrial = protocol.sites.find(({ id }) => id === siteId)?.nationalTrial;
  return nationalTrial === undefined ? [siteId] : [siteId, `@${nationalTrial}`];
}

function approvalIdsFor(
  { approvals }: RecordedApprovals,
  protocol: Protocol,
  asked: { readonly siteId: string; readonly now: string; readonly needed: ApprovalDefinition },
): readonly string[] {
  const { siteId, now, needed } = asked;
  const nationalTrial = protocol.sites.find(({ id }) => id === siteId)?.nationalTrial;
  const isNational = needed.per === 'nationalTrial' && nationalTrial !== undefined;
  const day = now.slice(0, 10);
  return approvals
    .filter(({ at, approval, grantedOn, validUntil, withdrawnOn }) => {
      const isHere =
        'siteId' in at ? !isNational && at.siteId === siteId : isNational && at.nationalTrial === nationalTrial;
      const isOver =
        (validUntil !== undefined && validUntil < day) || (withdrawnOn !== undefined && withdrawnOn <= day);
      return isHere && approval === needed.id && grantedOn <= day && !isOver;
    })
    .map(({ approvalId }) => approvalId);
}
