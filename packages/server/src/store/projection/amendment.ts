// The read rows of amendments that an event of the trial's stream changes, and those of consents.
import type { TrialState } from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

/** `after` is the state after the event. */
export function amendmentRows({ trialId, mode }: Projected, located: Located, after: TrialState): Rows {
  const { event, streamId, version } = located;
  const key = { trial_id: trialId, mode };
  switch (event?.type) {
    case 'AmendmentDrafted':
    case 'AmendmentApproved':
    case 'AmendmentWithdrawn': {
      const draft = after.amendments.drafts[event.payload.amendmentId];
      if (draft === undefined) return {};
      const row = {
        amendment_id: draft.amendmentId,
        kind: draft.kind,
        protocol_version: draft.protocolVersion,
        protocol_digest: draft.protocolDigest,
        based_on: draft.basedOn ?? null,
        status: draft.status,
        stream_id: streamId,
        drafted_version: draft.version,
        approved_version: draft.approvedVersion ?? null,
        withdrawn_version: draft.withdrawnVersion ?? null,
      };
      return { amendment: [{ ...key, ...row }] };
    }
    case 'AmendmentActivated': {
      const { amendmentId, sites, from, approvals } = event.payload;
      const facts = { amendment_id: amendmentId, from_day: from, approvals, stream_id: streamId, version };
      return { amendment_site: sites.map((site) => ({ ...key, ...facts, site_id: site })) };
    }
    default:
      return {};
  }
}

/** @param key the columns that every row of this participant bears */
export function consentRows({ event }: Located, key: Row): Rows {
  if (event?.type !== 'ConsentGiven') return {};
  const { consent, consentVersion, givenOn } = event.payload;
  const day = typeof givenOn === 'string' ? givenOn : `missing: ${givenOn.missing}`;
  return { consent: [{ ...key, consent, consent_version: consentVersion, given_on: day }] };
}
