// Views of what is found at visits: today's work, calendars, forms with their history, open questions, laboratory values, files.
import { type ItemValue, LOG_VISIT, type Protocol, type RecordedForm } from '@equipoise/trial';
import { z } from 'zod';
import { view } from './contract.js';
import { dayAtSites } from './day-at-site.js';
import { type LaboratoryRow, laboratoryValuesIn } from './laboratory-value.js';
import { type QuestionedRow, questionsIn } from './open-question.js';
import { changesOf, type HistoryRow } from './value-history.js';

const text = z.string();
const json = z.unknown();
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a day as YYYY-MM-DD');
const participantId = z.uuid().describe('of this participant');
const anyParticipant = z.uuid().optional().describe('only this participant');
const anySite = text.optional().describe('only this site');

/** SQL: where a visit stands on the day that it is at its site; `$d` holds the days by site, with that of other sites under "". */
const stateAt = (days: string) => `case
  when standing = 'begun' then 'incomplete'
  when standing <> 'open' then standing
  when last_day is null then 'undated'
  when coalesce(${days}::jsonb->>site_id, ${days}::jsonb->>'') > last_day then 'overdue'
  when coalesce(${days}::jsonb->>site_id, ${days}::jsonb->>'') >= first_day then 'due'
  else 'later' end`;

const formRow = z.object({
  participant_id: text,
  site_id: text,
  visit: text,
  form: text,
  occurrence: z.int(),
  happened_on: text,
  version: z.int(),
  items: z.record(text, json),
  rows: z.array(json),
});

interface FormRow extends Omit<z.output<typeof formRow>, 'items' | 'rows'> {
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly rows: NonNullable<RecordedForm['rows']>;
}

export const captureViews = {
  worklist: view({
    summary: 'Today: for each participant the next visit with its days, the most urgent first.',
    right: 'schedule',
    params: z.object({
      siteId: anySite,
      until: day.optional().describe('only what ends on this day or before'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text,
      randomisation_number: text.nullable(),
      visit: text,
      state: text,
      target_day: text.nullable(),
      first_day: text.nullable(),
      last_day: text.nullable(),
      is_actual: z.boolean(),
      deferred: json,
      incomplete: z.int().describe('visits of which forms are missing'),
    }),
    query: ({ trialId, protocol, now }, { siteId, until }) => ({
      text: `select v.participant_id, v.site_id, v.screening_number, v.randomisation_number, v.visit, ${stateAt('$2')} as state,
               v.target_day, v.first_day, v.last_day, v.is_actual, v.deferred,
               (select count(*)::integer from api.visit b where b.trial_id = v.trial_id and b.participant_id = v.participant_id
                and b.standing = 'begun') as incomplete
             from api.visit v where v.trial_id = $1 and v.is_next and ($3::text is null or v.site_id = $3)
               and ($4::text is null or v.last_day <= $4)
             order by v.last_day, v.screening_number`,
      values: [trialId, dayAtSites(protocol, now), siteId ?? null, until ?? null],
    }),
  }),

  calendar: view({
    summary: 'Every planned visit of a participant with its days and where it stands.',
    right: 'schedule',
    params: z.object({ participantId }),
    row: z.object({
      participant_id: text,
      site_id: text,
      visit: text,
      state: text,
      target_day: text.nullable(),
      first_day: text.nullable(),
      last_day: text.nullable(),
      is_actual: z.boolean(),
      happened_on: text.nullable(),
      forms_missing: z.array(text),
      deferred: json,
    }),
    query: ({ trialId, protocol, now }, params) => ({
      text: `select participant_id, site_id, visit, ${stateAt('$2')} as state, target_day, first_day, last_day, is_actual, happened_on,
               forms_missing, deferred
             from api.visit where trial_id = $1 and participant_id = $3 order by place`,
      values: [trialId, dayAtSites(protocol, now), params.participantId],
    }),
  }),

  calendars: view({
    summary: 'The planned visits of some participants, a row for each participant: what a list of them draws.',
    right: 'schedule',
    params: z.object({
      participantIds: z
        .string()
        .regex(/^[0-9a-fA-F-]{36}(,[0-9a-fA-F-]{36}){0,99}$/, 'up to 100 ids with commas between them')
        .describe('these participants'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      visits: z.array(
        z.object({
          visit: text,
          state: text,
          target_day: text.nullable(),
          first_day: text.nullable(),
          last_day: text.nullable(),
          is_actual: z.boolean(),
          happened_on: text.nullable(),
          forms_missing: z.array(text),
          deferred: json,
        }),
      ),
    }),
    query: ({ trialId, protocol, now }, { participantIds }) => ({
      text: `select participant_id, site_id, jsonb_agg(jsonb_build_object('visit', visit, 'state', ${stateAt('$2')}, 'target_day', target_day,
               'first_day', first_day, 'last_day', last_day, 'is_actual', is_actual, 'happened_on', happened_on,
               'forms_missing', to_jsonb(forms_missing), 'deferred', deferred) order by place) as visits
             from api.visit where trial_id = $1 and participant_id = any ($3::uuid[])
             group by participant_id, site_id order by site_id, participant_id`,
      values: [trialId, dayAtSites(protocol, now), participantIds.split(',')],
    }),
  }),

  form: view({
    summary: 'Forms whole: items, rows of groups that repeat, and the version to send with a change.',
    right: 'forms',
    params: z.object({
      participantId,
      visit: text.optional().describe('only this visit; "log" for logs'),
      form: text.optional().describe('only this form'),
    }),
    row: formRow,
    query: ({ trialId }, params) => ({
      text: `select participant_id, site_id, visit, form, occurrence, happened_on, version, items, rows from api.form
             where trial_id = $1 and participant_id = $2 and ($3::text is null or visit = $3) and ($4::text is null or form = $4)
             order by visit, form, occurrence`,
      values: [trialId, params.participantId, params.visit ?? null, params.form ?? null],
    }),
  }),

  logEntries: view({
    summary: 'Entries of logs (medication, illnesses): what started, what ended, what goes on.',
    right: 'forms',
    params: z.object({
      participantId: anyParticipant,
      form: text.optional().describe('only this log'),
      open: z.enum(['true', 'false']).optional().describe('true: only what goes on; false: only what ended'),
    }),
    row: formRow.extend({ started: text.nullable(), ended: text.nullable(), is_open: z.boolean() }),
    query: ({ trialId }, params) => ({
      text: `select participant_id, site_id, visit, form, occurrence, happened_on, version, items, rows from api.form
             where trial_id = $1 and visit = '${LOG_VISIT}' and ($2::uuid is null or participant_id = $2) and ($3::text is null or form = $3)
             order by site_id, participant_id, form, occurrence`,
      values: [trialId, params.participantId ?? null, params.form ?? null],
    }),
    shape: (rows, { protocols }, { open }) =>
      (rows as unknown as readonly FormRow[])
        .map((row) => ({ ...row, rows: [...row.rows], ...courseOf(protocols.at(row.site_id), row) }))
        .filter((row) => open === undefined || row.is_open === (open === 'true')),
  }),

  valueHistory: view({
    summary: 'The history of values in place: who recorded or changed what, when, from what to what, and why.',
    right: 'forms',
    params: z.object({
      participantId,
      visit: text.optional(),
      form: text.optional(),
      occurrence: z.coerce.number().int().min(1).optional(),
      item: text.optional(),
    }),
    row: z.object({
      version: z.int(),
      visit: text,
      form: text,
      occurrence: z.int(),
      row_id: text.nullable(),
      item: text.describe('of the form; "happenedOn" for its day, "form" where the form was taken back or moved'),
      action: z.enum(['recorded', 'corrected', 'row removed', 'taken back', 'moved here']),
      from: json,
      to: json,
      actor_id: text,
      recorded_at: z.date(),
      reason: text.nullable(),
    }),
    query: ({ trialId }, params) => ({
      text: `select version, type, actor_id, recorded_at, reason, payload from api.form_history($1, $2, $3, $4)`,
      values: [trialId, params.participantId, params.visit ?? null, params.form ?? null],
    }),
    shape: (rows, _asked, { occurrence, item }) =>
      (rows as unknown as readonly HistoryRow[])
        .flatMap<ReturnType<typeof changesOf>[number]>((row) => [...changesOf(row)])
        .filter(
          (change) =>
            (occurrence === undefined || change.occurrence === occurrence) &&
            (item === undefined || change.item === item || change.item === 'form'),
        ),
  }),

  openQuestions: view({
    summary: 'Questions that checks raise about recorded values now, participant by participant.',
    right: 'forms',
    params: z.object({
      participantId: anyParticipant,
      siteId: anySite,
      after: text.optional().describe('the screening number of the last participant of the page before'),
      participants: z.coerce.number().int().min(1).max(500).default(25).describe('on a page'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      screening_number: text,
      questions: z.array(
        z.object({
          visit: text,
          form: text,
          occurrence: z.int(),
          items: z.array(text),
          row_id: text.nullable(),
          check: text,
          severity: text,
          question: text,
        }),
      ),
    }),
    // The participants of a page, each with the forms that the actor may see; the checks run over what is seen alone.
    query: ({ trialId }, params) => ({
      text: `select p.participant_id, p.site_id, p.screening_number, coalesce((
               select jsonb_agg(jsonb_build_object('visit', f.visit, 'form', f.form, 'occurrence', f.occurrence, 'happened_on',
                 f.happened_on, 'items', f.items, 'rows', f.rows) order by f.visit, f.form, f.occurrence)
               from api.form f where f.trial_id = p.trial_id and f.participant_id = p.participant_id), '[]') as forms
             from api.participant p
             where p.trial_id = $1 and ($2::uuid is null or p.participant_id = $2) and ($3::text is null or p.site_id = $3)
               and ($4::text is null or p.screening_number > $4)
             order by p.screening_number limit $5`,
      values: [trialId, params.participantId ?? null, params.siteId ?? null, params.after ?? null, params.participants],
    }),
    shape: (rows, { protocols }) =>
      (rows as unknown as readonly QuestionedRow[]).map(({ forms, ...participant }) => ({
        ...participant,
        questions: questionsIn(protocols.at(participant.site_id), forms),
      })),
  }),

  deviationLog: view({
    summary: 'The log of deviations with what they mean, what is done about them, and whether they are closed.',
    right: 'deviations',
    params: z.object({
      participantId: anyParticipant,
      siteId: anySite,
      category: text.optional(),
      importance: z.enum(['minor', 'important']).optional(),
      status: z.enum(['open', 'closed']).optional(),
      detectedBy: z.enum(['person', 'rule']).optional(),
      from: day.optional().describe('occurred on this day or later'),
      to: day.optional().describe('occurred on this day or before'),
    }),
    row: z.object({
      participant_id: text,
      site_id: text,
      deviation_id: text,
      status: text,
      category: text,
      importance: text,
      occurred_on: json,
      description: text,
      detected_by: text,
      rule: text.nullable(),
      assessment: text.nullable(),
      action: text.nullable(),
    }),
    query: ({ trialId }, params) => ({
      text: `select participant_id, site_id, deviation_id, facts->>'status' as status, facts->>'category' as category,
               facts->>'importance' as importance, facts->'occurredOn' as occurred_on, facts->>'description' as description,
               facts->>'detectedBy' as detected_by, facts->>'rule' as rule, facts->>'assessment' as assessment, facts->>'action' as action
             from api.deviation
             where trial_id = $1 and ($2::uuid is null or participant_id = $2) and ($3::text is null or site_id = $3)
               and ($4::text is null or facts->>'category' = $4) and ($5::text is null or facts->>'importance' = $5)
               and ($6::text is null or facts->>'status' = $6) and ($7::text is null or facts->>'detectedBy' = $7)
               and ($8::text is null or facts->>'occurredOn' >= $8) and ($9::text is null or facts->>'occurredOn' <= $9)
             order by facts->>'occurredOn', site_id, participant_id, deviation_id`,
      values: [
        trialId,
        params.participantId ?? null,
        params.siteId ?? null,
        params.category ?? null,
        params.importance ?? null,
        params.status ?? null,
        params.detectedBy ?? null,
        params.from ?? null,
        params.to ?? null,
      ],
    }),
  }),

  referenceRanges: view({
    summary: 'What the laboratories of the sites call normal, by analyte and date.',
    right: 'forms',
    params: z.object({ siteId: anySite, analyte: text.optional() }),
    row: z.object({ range_id: text, site_id: text, analyte: text, valid_from: text, facts: json }),
    query: ({ trialId }, params) => ({
      text: `select range_id, site_id, analyte, valid_from, facts from api.reference_range
             where trial_id = $1 and ($2::text is null or site_id = $2) and ($3::text is null or analyte = $3)
             order by site_id, analyte, valid_from, range_id`,
      values: [trialId, params.siteId ?? null, params.analyte ?? null],
    }),
  }),

  laboratoryValues: view({
    summary: "A participant's laboratory values with the site's range of the day: low, normal or high.",
    right: 'forms',
    params: z.object({ participantId }),
    row: z.object({
      participant_id: text,
      site_id: text,
      visit: text,
      form: text,
      occurrence: z.int(),
      row_id: text.nullable(),
      item: text,
      analyte: text,
      day: text.nullable(),
      value: z.number(),
      unit: text,
      standard_value: z.number().nullable(),
      standard_unit: text.nullable(),
      flag: z.enum(['low', 'normal', 'high', 'no range']),
      range_id: text.nullable(),
    }),
    query: ({ trialId }, params) => ({
      text: `select f.participant_id, f.site_id, f.visit, f.form, f.occurrence, f.happened_on, f.items, f.rows,
               coalesce((select jsonb_agg(r.facts) from api.reference_range r where r.trial_id = f.trial_id and r.site_id = f.site_id), '[]')
                 as ranges
             from api.form f where f.trial_id = $1 and f.participant_id = $2 order by f.visit, f.form, f.occurrence`,
      values: [trialId, params.participantId],
    }),
    // All of one participant, and so of one site.
    shape: (rows, { protocols }) =>
      laboratoryValuesIn(protocols.at(String(rows[0]?.site_id)), rows as unknown as readonly LaboratoryRow[]),
  }),

  attachments: view({
    summary: 'Files of participants: what they are and belong to. Their content is downloaded by itself.',
    right: 'attachments',
    params: z.object({ participantId: anyParticipant }),
    row: z.object({ attachment_id: text, participant_id: text, site_id: text, facts: json }),
    query: ({ trialId }, params) => ({
      text: `select attachment_id, participant_id, site_id, facts - 'storedAs' as facts from api.attachment
             where trial_id = $1 and ($2::uuid is null or participant_id = $2) order by site_id, participant_id, attachment_id`,
      values: [trialId, params.participantId ?? null],
    }),
  }),
} as const;

/** When the thing of an entry started and ended, by the protocol; it goes on where it has no end. */
function courseOf(protocol: Protocol, { form, items }: FormRow) {
  const log = protocol.forms.find(({ id }) => id === form)?.log;
  const dayOf = (id: string | undefined) => {
    const value = id === undefined ? undefined : items[id];
    return typeof value === 'string' ? value : null;
  };
  const ended = dayOf(log?.endItem);
  return { started: dayOf(log?.startItem), ended, is_open: log?.endItem !== undefined && ended === null };
}
