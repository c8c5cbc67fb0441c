// The views of the first release: the trial, its participants, what is recorded of them, and the record itself.
import { z } from 'zod';
import { streamIdOf } from '../stream.js';
import { view } from './contract.js';

const text = z.string();
const json = z.unknown();
const none = z.object({});
const ofOne = z.object({ participantId: z.uuid().optional().describe('only this participant') });
const ofTrial = ({ trialId }: { readonly trialId: string }) => [trialId];
const ofParticipant = ({ trialId }: { readonly trialId: string }, { participantId }: z.output<typeof ofOne>) => [
  trialId,
  participantId ?? null,
];
const whereParticipant = 'trial_id = $1 and ($2::uuid is null or participant_id = $2)';

export const coreViews = {
  status: view({
    summary: 'The trial and where it stands.',
    right: 'status',
    params: none,
    row: z.object({
      protocol_id: text,
      acronym: text,
      protocol_version: text,
      mode: text,
      status: text,
      synthetic: z.boolean(),
      allocation_committed_at: z.date().nullable(),
      went_live_at: z.date().nullable(),
      plan_committed_at: z.date().nullable().describe('of the analysis plan'),
    }),
    query: (asked) => ({
      text: `select protocol_id, acronym, protocol_version, mode, status, synthetic,
               api.set_up_moment(trial_id, $2::uuid, 'AllocationCommitted') as allocation_committed_at,
               api.set_up_moment(trial_id, $2::uuid, 'WentLive') as went_live_at,
               api.set_up_moment(trial_id, $2::uuid, 'AnalysisPlanCommitted') as plan_committed_at
             from api.trial where trial_id = $1`,
      values: [asked.trialId, streamIdOf(asked.trialId, { kind: 'trial' })],
    }),
  }),
  participants: view({
    summary: 'The participants with their numbers and state.',
    right: 'participants',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text,
      screened_on: text.nullable(),
      status: text,
      randomisation_number: text.nullable(),
      stratum: text.nullable().describe('as randomised'),
      corrected_stratum: text
        .nullable()
        .describe('by the values as they were corrected since; null where nothing was, or where it is not shown'),
      randomised_on: text.nullable(),
      product_secured: z.boolean(),
      withdrawn: z.array(text),
    }),
    query: (asked, params) => ({
      text: `select p.participant_id, p.site_id, p.screening_number, p.screened_on, p.status, p.randomisation_number, p.stratum,
               r.corrected_stratum, p.randomised_on, p.product_secured, p.withdrawn
             from (select * from api.participant where ${whereParticipant}) p
             left join read.randomisation r using (trial_id, participant_id)
             order by p.site_id, p.screening_number`,
      values: ofParticipant(asked, params),
    }),
  }),
  productStatus: view({
    summary: 'The bags that are ready, as everybody may know of them.',
    right: 'productStatus',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      administration: text,
      bag_code: text,
      volume_ml: z.number(),
    }),
    query: (asked, params) => ({
      text: `select participant_id, site_id, administration, bag_code, volume_ml from api.bag
             where ${whereParticipant} order by site_id, participant_id, administration, bag_code`,
      values: ofParticipant(asked, params),
    }),
  }),
  forms: view({
    summary: 'The values of forms as they read now.',
    right: 'forms',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      visit: text,
      form: text,
      occurrence: z.int(),
      item: text,
      value: json,
      form_version: z.int().nullable().describe('of the whole form: what If-Match is sent with to change it'),
    }),
    query: (asked, params) => ({
      text: `select f.participant_id, f.site_id, f.visit, f.form, f.occurrence, f.item, f.value, t.version as form_version
             from (select * from api.form_value where ${whereParticipant}) f
             left join api.thing_version t on t.trial_id = f.trial_id and t.participant_id = f.participant_id
               and t.thing = 'form/' || f.visit || '/' || f.form || '/' || f.occurrence
             order by f.site_id, f.participant_id, f.visit, f.form, f.occurrence, f.item`,
      values: ofParticipant(asked, params),
    }),
  }),
  adverseEvents: view({
    summary: 'Adverse events as they read now.',
    right: 'adverseEvents',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      adverse_event_id: text,
      facts: json,
      version: z.int().nullable().describe('what If-Match is sent with to change it'),
    }),
    query: (asked, params) => ({
      text: `select a.participant_id, a.site_id, a.adverse_event_id, a.facts, t.version
             from (select * from api.adverse_event where ${whereParticipant}) a
             left join api.thing_version t on t.trial_id = a.trial_id and t.participant_id = a.participant_id
               and t.thing = 'adverseEvent/' || a.adverse_event_id
             order by a.site_id, a.participant_id, a.adverse_event_id`,
      values: ofParticipant(asked, params),
    }),
  }),
  deviations: view({
    summary: 'Deviations from the protocol.',
    right: 'deviations',
    params: ofOne,
    row: z.object({ participant_id: text, site_id: text, deviation_id: text, facts: json }),
    query: (asked, params) => ({
      text: `select participant_id, site_id, deviation_id, facts from api.deviation
             where ${whereParticipant} order by site_id, participant_id, deviation_id`,
      values: ofParticipant(asked, params),
    }),
  }),
  trialEnd: view({
    summary: 'What marks the end of the trial, and who was told of it: by when, and when.',
    right: 'audit',
    params: none,
    row: z.object({
      version: z.int(),
      national_trial: text.nullable().describe('null: the whole trial'),
      type: z.enum(['TrialEndRecorded', 'TrialEndNotified']),
      milestone: z.enum(['lastVisit', 'end', 'halt', 'restart', 'summary']),
      happened_on: text,
      premature_why: text.nullable(),
      told_to: text.nullable(),
      reference: text.nullable(),
      due_on: text
        .nullable()
        .describe('by when authorities are told: within 15 days (Regulation (EU) 536/2014, Art. 37)'),
      is_replaced: z.boolean().describe('recorded anew since'),
      reason: text.nullable(),
      recorded_at: z.date(),
      actor_id: text,
    }),
    query: (asked) => ({
      text: `with told as materialized (
               select version, type, reason, recorded_at, actor_id, payload::jsonb as facts from api.record
               where trial_id = $1 and type in ('TrialEndRecorded', 'TrialEndNotified') and payload is not null
             )
             select version, facts->>'nationalTrial' as national_trial, type, facts->>'milestone' as milestone,
               coalesce(facts->>'on', facts->>'notifiedOn') as happened_on, facts->'premature'->>'why' as premature_why,
               facts->>'to' as told_to, facts->>'reference' as reference,
               case when type = 'TrialEndRecorded' and facts->>'milestone' <> 'lastVisit'
                 then ((facts->>'on')::date + 15)::text end as due_on,
               type = 'TrialEndRecorded' and facts->>'milestone' in ('lastVisit', 'end') and exists (
                 select 1 from told later where later.type = told.type and later.version > told.version
                   and later.facts->>'milestone' = told.facts->>'milestone'
                   and later.facts->>'nationalTrial' is not distinct from told.facts->>'nationalTrial') as is_replaced,
               reason, recorded_at, actor_id
             from told order by version`,
      values: ofTrial(asked),
    }),
  }),
  audit: view({
    summary: 'The open record: who changed what, when, and why.',
    right: 'audit',
    params: z.object({
      type: text.optional().describe('only events of this type'),
      actorId: z.uuid().optional().describe('only what this person did'),
      streamId: z.uuid().optional().describe('only this participant, or another stream'),
      siteId: text.optional().describe('only this site'),
      from: z.iso.datetime().optional().describe('recorded at this instant or later'),
      to: z.iso.datetime().optional().describe('recorded before this instant'),
    }),
    row: z.object({
      stream_id: text,
      version: z.int(),
      site_id: text.nullable(),
      type: text,
      actor_id: text,
      recorded_at: z.date(),
      reason: text.nullable(),
      protocol_version: text,
      payload: text.nullable(),
    }),
    query: ({ trialId }, { type, actorId, streamId, siteId, from, to }) => ({
      text: `select stream_id, version, site_id, type, actor_id, recorded_at, reason, protocol_version, payload from api.record
             where trial_id = $1 and ($2::text is null or type = $2) and ($3::uuid is null or actor_id = $3)
               and ($4::uuid is null or stream_id = $4) and ($5::text is null or site_id = $5)
               and ($6::timestamptz is null or recorded_at >= $6) and ($7::timestamptz is null or recorded_at < $7)
             order by recorded_at, stream_id, version`,
      values: [trialId, type ?? null, actorId ?? null, streamId ?? null, siteId ?? null, from ?? null, to ?? null],
    }),
  }),
} as const;
