// The views of queries, verification and signatures.
import { isDue, verificationPercent } from '@equipoise/trial';
import { z } from 'zod';
import { type Asked, view } from './contract.js';
import { type ReadinessRow, readinessOf, type Signable, toSign } from './review-shape.js';

const text = z.string();
const json = z.unknown();
export const ofPlace = z.object({
  participantId: z.uuid().optional().describe('only this participant'),
  siteId: text.optional().describe('only this site'),
});
export const wherePlace = '($2::uuid is null or participant_id = $2) and ($3::text is null or site_id = $3)';
export const placeValues = ({ trialId }: Asked, { participantId, siteId }: z.output<typeof ofPlace>) => [
  trialId,
  participantId ?? null,
  siteId ?? null,
];

/** What of a form is not verified, with the findings at its site. */
export interface Unverified {
  readonly site_id: string;
  readonly unverified_critical: readonly string[];
  readonly unverified_others: readonly string[];
  readonly draw: number;
  readonly findings: number;
}

/** What of a form is to be verified now, by the share of its site. */
export function dueOf(row: Unverified, { protocols }: Asked) {
  const { draw, unverified_critical: critical, unverified_others: others, findings } = row;
  const percent = verificationPercent(protocols.at(row.site_id), findings);
  const isSampled = isDue({ draw, critical: [], others }, percent);
  return { critical, sampled: isSampled ? others : [], percent };
}

/** Findings of each site, counted once for a query: this joins them to the rows of `f`, whose number is `findings`. */
const findingsOfSites = `left join (select p.site_id as of_site, sum(p.findings)::int as findings from api.participant_review p
    where p.trial_id = $1 group by p.site_id) found on found.of_site = f.site_id`;
const findings = 'coalesce(found.findings, 0)';

export const reviewViews = {
  queries: view({
    summary: 'Data queries, the oldest first.',
    right: 'queries',
    params: ofPlace.extend({
      status: z.enum(['open', 'answered', 'closed', 'unclosed']).optional().describe('unclosed: open or answered'),
      minimumAgeDays: z.coerce.number().int().min(0).optional().describe('opened at least so many days ago'),
      mine: z
        .enum(['true', 'false'])
        .optional()
        .describe('true: that wait for the actor, as one who answers or who asked'),
    }),
    row: z.object({
      query_id: text,
      participant_id: text,
      site_id: text,
      status: text,
      place: json,
      category: text,
      check_id: text.nullable(),
      text,
      assigned_to: text.nullable(),
      opened_by: text,
      opened_at: z.date(),
      changed_at: z.date(),
      age_days: z.int(),
    }),
    query: (asked, params) => ({
      text: `select query_id, participant_id, site_id, status, place, category, check_id, text, assigned_to, opened_by, opened_at,
               recorded_at as changed_at, greatest(0, floor(extract(epoch from ($4::timestamptz - opened_at)) / 86400))::int as age_days
             from api.data_query q where trial_id = $1 and ${wherePlace}
               and ($5::text is null or status = $5 or ($5 = 'unclosed' and status <> 'closed'))
               and ($6::int is null or opened_at <= $4::timestamptz - make_interval(days => $6))
               and (not $7::boolean or (status = 'answered' and opened_by = api.actor()) or (status = 'open' and case
                 when assigned_to is null then api.sees(trial_id, site_id, 'answerQuery')
                 else exists (select 1 from read.role_grant g where g.trial_id = q.trial_id and g.actor_id = api.actor() and g.role = assigned_to) end))
             order by opened_at, query_id`,
      values: [
        ...placeValues(asked, params),
        asked.now,
        params.status ?? null,
        params.minimumAgeDays ?? null,
        params.mine === 'true',
      ],
    }),
  }),

  queryHistory: view({
    summary: 'Every step of queries.',
    right: 'queryHistory',
    params: ofPlace.extend({ queryId: z.uuid().optional().describe('only this query') }),
    row: z.object({
      query_id: text,
      participant_id: text,
      site_id: text,
      step: text,
      actor_id: text,
      by_check: z.boolean(),
      text: text.nullable(),
      recorded_at: z.date(),
    }),
    query: (asked, params) => ({
      text: `select query_id, participant_id, site_id, step, actor_id, by_check, text, recorded_at from api.query_step
             where trial_id = $1 and ${wherePlace} and ($4::uuid is null or query_id = $4) order by query_id, version`,
      values: [...placeValues(asked, params), params.queryId ?? null],
    }),
  }),

  verification: view({
    summary: 'What is to be compared with its source now: critical items, and the sample of each site.',
    right: 'verification',
    params: ofPlace.extend({
      limit: z.coerce.number().int().min(1).max(100_000).optional().describe('at most so many forms'),
      offset: z.coerce.number().int().min(0).optional().describe('leave out so many forms first'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      visit: text,
      form: text,
      occurrence: z.int(),
      version: z.int(),
      changed_at: z.date(),
      critical: z.array(text),
      sampled: z.array(text),
      site_percent: z.number(),
    }),
    query: (asked, params) => ({
      text: `select participant_id, site_id, visit, form, occurrence, version, recorded_at as changed_at, unverified_critical,
               unverified_others, draw, ${findings} as findings
             from api.form_review f ${findingsOfSites} where trial_id = $1 and ${wherePlace}
               and cardinality(unverified_critical) + cardinality(unverified_others) > 0
             order by site_id, participant_id, recorded_at, visit, form, occurrence`,
      values: placeValues(asked, params),
    }),
    // What is due follows from the share of each site: pages are of what is due, and not of what is asked about.
    shape: (rows, asked, { limit, offset = 0 }) => {
      const due = rows.flatMap((row) => {
        const { unverified_critical, unverified_others, draw, findings, ...shown } = row as typeof row & Unverified;
        const found = dueOf({ ...row, unverified_critical, unverified_others, draw, findings } as Unverified, asked);
        if (found.critical.length + found.sampled.length === 0) return [];
        return [{ ...shown, critical: found.critical, sampled: found.sampled, site_percent: found.percent } as never];
      });
      return due.slice(offset, limit === undefined ? undefined : offset + limit);
    },
  }),

  visitPack: view({
    summary: 'For a visit to a site: what changed since the last one, the riskiest first, queries, and action items.',
    right: 'visitPack',
    params: z.object({
      siteId: text.describe('the site'),
      since: z.iso.datetime().optional().describe("absent: since this monitor's last visit to the site"),
    }),
    row: z.object({
      kind: z.enum(['form', 'query', 'actionItem']),
      participant_id: text.nullable(),
      place: json,
      changed_at: z.date().nullable(),
      version: z.int().nullable(),
      critical: z.array(text),
      sampled: z.array(text),
      queries: z.int(),
      text: text.nullable(),
      since: z.date().nullable(),
      risk: z
        .int()
        .describe('3 for each critical item to verify, 2 for each query that waits, 1 for each item of the sample'),
    }),
    query: ({ trialId }, { siteId, since }) => ({
      text: `with last as (select coalesce($3::timestamptz, (select max(recorded_at) from api.monitoring_visit
                 where trial_id = $1 and site_id = $2 and monitor = api.actor())) as at)
             select 'form' as kind, participant_id, jsonb_build_object('visit', visit, 'form', form, 'occurrence', occurrence) as place,
               recorded_at as changed_at, version, unverified_critical, unverified_others, draw, ${findings} as findings,
               (select count(*)::int from api.data_query q where q.trial_id = f.trial_id and q.participant_id = f.participant_id
                 and q.status <> 'closed' and q.place->>'visit' = f.visit and q.place->>'form' = f.form) as queries,
               null::text as text, last.at as since
             from api.form_review f ${findingsOfSites} cross join last where trial_id = $1 and site_id = $2 and (last.at is null or recorded_at > last.at)
             union all
             select 'query', participant_id, place, recorded_at, null, '{}', '{}', 1, 0, 1, text, last.at from api.data_query, last
             where trial_id = $1 and site_id = $2 and status <> 'closed'
             union all
             select 'actionItem', null, jsonb_build_object('actionItemId', action_item_id, 'dueOn', due_on), null, null, '{}', '{}', 1, 0, 0,
               text, last.at from api.action_item, last where trial_id = $1 and site_id = $2 and not closed
             order by kind, participant_id, place`,
      values: [trialId, siteId, since ?? null],
    }),
    shape: (rows, asked) =>
      rows
        .map((row) => {
          const { unverified_critical, unverified_others, draw, findings, ...shown } = row as typeof row & Unverified;
          const due = dueOf({ ...row, unverified_critical, unverified_others, draw, findings } as Unverified, asked);
          const risk = 3 * due.critical.length + due.sampled.length + 2 * Number(shown.queries);
          return { ...shown, critical: due.critical, sampled: due.sampled, risk };
        })
        .toSorted((a, b) => b.risk - a.risk) as never,
  }),

  signingPack: view({
    summary: 'What waits for a signature, with the hash of what is shown and what changed since the last one.',
    right: 'signingPack',
    params: ofPlace,
    row: z.object({
      participant_id: text,
      site_id: text,
      scope: z.enum(['form', 'participant']),
      meaning: text,
      statement: text,
      visit: text.nullable(),
      form: text.nullable(),
      occurrence: z.int().nullable(),
      hash: text,
      changed_at: z.date().nullable(),
      signed_before_at: z.date().nullable(),
      changed_items: z.array(text).describe('since the signature that no longer holds'),
    }),
    query: (asked, params) => ({
      text: `select f.participant_id, f.site_id,
               (select screening_number from api.participant p where p.trial_id = f.trial_id and p.participant_id = f.participant_id) as screening_number,
               array(select distinct g.role from read.role_grant g where g.trial_id = f.trial_id and g.actor_id = api.actor()) as roles,
               jsonb_agg(jsonb_build_object('content', f.content, 'changedAt', f.recorded_at)) as forms,
               (select coalesce(jsonb_object_agg(a.adverse_event_id, a.facts), '{}') from api.adverse_event a
                 where a.trial_id = f.trial_id and a.participant_id = f.participant_id) as adverse_events,
               (select coalesce(jsonb_agg(jsonb_build_object('meaning', s.meaning, 'scope', s.scope, 'forms', s.forms, 'valid', s.valid,
                 'version', s.version, 'at', s.recorded_at) order by s.version), '[]')
                 from api.signature s where s.trial_id = f.trial_id and s.participant_id = f.participant_id) as signatures
             from api.form_review f where f.trial_id = $1 and ${wherePlace.replaceAll('participant_id', 'f.participant_id').replaceAll('site_id', 'f.site_id')}
               and f.content is not null
             group by f.trial_id, f.participant_id, f.site_id order by f.site_id, f.participant_id`,
      values: placeValues(asked, params),
    }),
    shape: (rows, asked) => rows.flatMap((row) => toSign(row as unknown as Signable, asked)) as never,
  }),

  signatures: view({
    summary: 'Signatures with their meaning, signer and time, and whether they still hold.',
    right: 'signatures',
    params: ofPlace,
    row: z.object({
      signature_id: text,
      participant_id: text,
      site_id: text,
      meaning: text,
      statement: text,
      scope: text,
      protocol_version: text,
      signer: text,
      signed_at: z.date(),
      forms: json.describe('each with its place, its hash, and whether the signature still holds over it'),
      hash: text.nullable(),
      holds: z.enum(['all', 'some', 'none']).describe('over how many of its forms the signature still holds'),
      valid: z.boolean().describe('whether it still holds over all that was signed'),
    }),
    query: (asked, params) => ({
      // 21 CFR 11.70: a signature is linked to its record; over a form that changed since, it is none.
      text: `select signature_id, participant_id, site_id, meaning, statement, scope, protocol_version, signer, recorded_at as signed_at,
               (select coalesce(jsonb_agg(f || jsonb_build_object('valid', valid and not f ? 'voidedVersion') order by place), '[]')
                from jsonb_array_elements(forms) with ordinality as each(f, place)) as forms, hash,
               case when not valid then 'none' when jsonb_path_exists(forms, '$[*].voidedVersion') then 'some' else 'all' end as holds,
               valid and not jsonb_path_exists(forms, '$[*].voidedVersion') as valid
             from api.signature where trial_id = $1 and ${wherePlace} order by recorded_at, signature_id`,
      values: placeValues(asked, params),
    }),
  }),

  roadToLock: view({
    summary: 'Participants and conditions of the lock; each cell names what blocks.',
    right: 'roadToLock',
    params: ofPlace,
    row: z.object({
      participant_id: text,
      site_id: text,
      locked: z.boolean(),
      ready: z.boolean().describe('whether every condition that the protocol demands is met'),
      queries_open: z.int(),
      conditions: z.array(z.object({ condition: text, demanded: z.boolean(), blocks: z.int(), places: z.array(text) })),
    }),
    query: (asked, params) => ({
      text: `select participant_id, site_id, locked, blocks, unverified, queries_open, ${findings} as findings
             from api.participant_review f ${findingsOfSites} where trial_id = $1 and ${wherePlace} order by site_id, participant_id`,
      values: placeValues(asked, params),
    }),
    shape: (rows, { protocols }) =>
      (rows as unknown as readonly ReadinessRow[]).map((row) => readinessOf(row, protocols.at(row.site_id))) as never,
  }),
} as const;
