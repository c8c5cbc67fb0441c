// The views of rights: people, who had which right on a date, sites and what they lack, delegated tasks, training.
import { approvalsNeeded, missingApprovals, type RecordedApprovals, Text, type TrialId } from '@equipoise/trial';
import { z } from 'zod';
import { streamIdOf } from '../stream.js';
import { view } from './contract.js';

const text = z.string();
const none = z.object({});
const trialStream = (trialId: TrialId) => streamIdOf(trialId, { kind: 'trial' });
const ofTrial = ({ trialId }: { readonly trialId: string }) => [trialId];

const held = {
  actor_id: text,
  role: text,
  role_name: text,
  blinded: z.boolean(),
  /** A site, `*` for the whole trial, or `@` and the id of a national trial. */
  site_id: text,
  valid_from: z.date().nullable(),
  valid_until: z.date().nullable(),
  granted_at: z.date().nullable(),
  granted_by: text.nullable(),
};
const heldColumns = `p.actor_id, p.role, p.role_name, p.blinded, p.site_id, p.valid_from, p.valid_until,
  g.recorded_at as granted_at, g.actor_id as granted_by`;

const approval = z.object({
  approval: text,
  reference: text.nullable(),
  granted_on: text,
  valid_until: text.nullable(),
  withdrawn_on: text.nullable(),
});

export const accessViews = {
  people: view({
    summary: 'Who holds which role now or later: where, and from when to when.',
    right: 'people',
    params: z.object({ siteId: text.optional().describe('only roles of this site') }),
    row: z.object(held),
    query: ({ trialId }, { siteId }) => ({
      text: `select ${heldColumns} from api.role_period p
             left join lateral api.grant_event(p.trial_id, $3, p.granted_version) g on true
             where p.trial_id = $1 and p.ended_version is null and (p.valid_until is null or now() < p.valid_until)
               and ($2::text is null or p.site_id = $2)
             order by p.site_id, p.role, p.actor_id, p.granted_version`,
      values: [trialId, siteId ?? null, trialStream(trialId)],
    }),
  }),
  accessOn: view({
    summary: 'Who had which right at an instant, as recorded: every role with its rights of then.',
    right: 'accessOn',
    params: z.object({
      at: z.union([z.iso.date(), z.iso.datetime()]).describe('an instant, or a day for its end (UTC)'),
      actorId: z.uuid().optional().describe('only this person'),
    }),
    row: z.object({
      ...held,
      rights: z.array(text),
      ended_at: z.date().nullable(),
      ended_by: text.nullable(),
      end_reason: text.nullable(),
    }),
    query: ({ trialId }, { at, actorId }) => ({
      text: `select ${heldColumns}, p.rights, e.recorded_at as ended_at, e.actor_id as ended_by, e.reason as end_reason
             from api.role_period p
             left join lateral api.grant_event(p.trial_id, $4, p.granted_version) g on true
             left join lateral api.grant_event(p.trial_id, $4, p.ended_version) e on true
             where p.trial_id = $1 and g.recorded_at <= $2::timestamptz and (e.recorded_at is null or e.recorded_at > $2::timestamptz)
               and (p.valid_from is null or p.valid_from <= $2::timestamptz) and (p.valid_until is null or $2::timestamptz < p.valid_until)
               and ($3::uuid is null or p.actor_id = $3)
             order by p.actor_id, p.role, p.site_id, p.granted_version`,
      values: [trialId, at.length === 10 ? `${at}T23:59:59.999Z` : at, actorId ?? null, trialStream(trialId)],
    }),
  }),
  sites: view({
    summary: 'The sites: whether they take part, their approvals, and what is missing.',
    right: 'sites',
    params: none,
    row: z.object({
      site_id: text,
      name: Text,
      national_trial: text.nullable(),
      status: z.enum(['notActive', 'active', 'closed', 'removed']),
      is_suspended: z.boolean(),
      approvals: z.array(approval),
      needed: z.array(z.object({ id: text, name: Text })),
      missing: z.array(text),
    }),
    query: (asked) => ({
      text: `select s.site_id, s.name, s.national_trial, s.status, s.is_suspended, t.mode,
               coalesce((select jsonb_agg(to_jsonb(a) order by a.approval, a.granted_on, a.approval_id) from api.approval a
                 where a.trial_id = s.trial_id and (a.site_id = s.site_id or a.national_trial = s.national_trial)), '[]') as approvals
             from api.site s join api.trial t using (trial_id) where s.trial_id = $1 order by s.site_id`,
      values: ofTrial(asked),
    }),
    shape: (rows, { protocol, now }) =>
      rows.map((row) => {
        const found = row as unknown as SiteRow;
        const recorded: RecordedApprovals = { mode: found.mode, approvals: found.approvals.map(asRecorded) };
        const { mode: _, approvals, ...site } = found;
        return {
          ...site,
          name: protocol.sites.find(({ id }) => id === site.site_id)?.name ?? site.name,
          approvals: approvals.map(({ approval: kind, reference, granted_on, valid_until, withdrawn_on }) => ({
            approval: kind,
            reference,
            granted_on,
            valid_until,
            withdrawn_on,
          })),
          needed: approvalsNeeded(found.mode, protocol).map(({ id, name }) => ({ id, name })),
          missing: [...missingApprovals(recorded, protocol, { siteId: found.site_id, now })],
        };
      }),
  }),
  delegations: view({
    summary: 'The log of tasks that investigators delegated, whether accepted, and from when to when.',
    right: 'delegations',
    params: none,
    row: z.object({
      delegation_id: text,
      site_id: text,
      delegate_id: text,
      delegated_by: text,
      tasks: z.array(text),
      valid_from: text,
      valid_until: text.nullable(),
      is_accepted: z.boolean(),
      ended_on: text.nullable(),
    }),
    query: (asked) => ({
      text: `select delegation_id, site_id, delegate_id, delegated_by, tasks, valid_from, valid_until, is_accepted, ended_on
             from api.delegation where trial_id = $1 order by site_id, valid_from, delegation_id`,
      values: ofTrial(asked),
    }),
  }),
  trainings: view({
    summary: 'Who was trained in what, when, and until when it counts.',
    right: 'trainings',
    params: none,
    row: z.object({
      training_id: text,
      site_id: text.nullable(),
      actor_id: text,
      training: text,
      trained_on: text,
      valid_until: text.nullable(),
    }),
    query: (asked) => ({
      text: `select training_id, site_id, actor_id, training, trained_on, valid_until from api.training
             where trial_id = $1 order by site_id, actor_id, trained_on, training_id`,
      values: ofTrial(asked),
    }),
  }),
} as const;

interface StoredApproval extends z.output<typeof approval> {
  readonly approval_id: string;
  readonly site_id: string | null;
  readonly national_trial: string | null;
}

interface SiteRow {
  readonly site_id: string;
  readonly name: string;
  readonly national_trial: string | null;
  readonly status: 'notActive' | 'active' | 'closed' | 'removed';
  readonly is_suspended: boolean;
  readonly mode: string;
  readonly approvals: readonly StoredApproval[];
}

function asRecorded(stored: StoredApproval): RecordedApprovals['approvals'][number] {
  return {
    approvalId: stored.approval_id,
    at: stored.site_id === null ? { nationalTrial: stored.national_trial ?? '' } : { siteId: stored.site_id },
    approval: stored.approval,
    grantedOn: stored.granted_on,
    ...(stored.valid_until === null ? {} : { validUntil: stored.valid_until }),
    ...(stored.withdrawn_on === null ? {} : { withdrawnOn: stored.withdrawn_on }),
  };
}
