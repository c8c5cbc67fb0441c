// The views of safety that show no treatment: serious events, clocks, listings, reconciliation, stopping rules, notifications.
import {
  clockState,
  type ListedCase,
  noticeLanguages,
  type Reconciled,
  type ReconciledEvent,
  reconcile,
  Text,
  wordNotice,
} from '@equipoise/trial';
import { z } from 'zod';
import type { Asked } from './contract.js';
import { view } from './contract.js';
import { emergencyView } from './emergency.js';

const text = z.string();
const json = z.unknown();
const ofOne = z.object({
  participantId: z.uuid().optional().describe('only this participant'),
  siteId: text.optional().describe('only this site'),
});
const whereOne = 'trial_id = $1 and ($2::uuid is null or participant_id = $2) and ($3::text is null or site_id = $3)';
const valuesOfOne = ({ trialId }: Pick<Asked, 'trialId'>, params: z.output<typeof ofOne>) => [
  trialId,
  params.participantId ?? null,
  params.siteId ?? null,
];
const iso = (instant: unknown): string => (instant as Date).toISOString();

export const safetyViews = {
  seriousEvents: view({
    summary: 'Serious events as cases: both judgements side by side, what the sponsor held when; and pregnancies.',
    right: 'seriousEvents',
    params: ofOne,
    row: z.object({
      kind: z.enum(['seriousEvent', 'pregnancy']),
      participant_id: text,
      site_id: text,
      participant: text.nullable().describe('the randomisation code, else the screening number'),
      id: text,
      event: json.nullable(),
      facts: json,
    }),
    query: (asked, params) => ({
      text: `select s.kind, s.participant_id, s.site_id, coalesce(p.randomisation_number, p.screening_number) as participant,
               s.id, s.event, s.facts
             from (select 'seriousEvent' as kind, c.trial_id, c.participant_id, c.site_id, c.adverse_event_id as id,
                     a.facts as event, c.facts
                   from (select * from api.safety_case where ${whereOne} and (facts->>'isSerious')::boolean) c
                   left join api.adverse_event a using (trial_id, adverse_event_id)
                   union all
                   select 'pregnancy', trial_id, participant_id, site_id, pregnancy_id, null, facts
                   from api.pregnancy where ${whereOne}) s
             left join api.participant p using (trial_id, participant_id)
             order by s.site_id, s.participant_id, s.kind, s.id`,
      values: valuesOfOne(asked, params),
    }),
  }),

  safetyClocks: view({
    summary:
      'Who must be told by when. Of suspected reactions everybody reads the same, whatever became of the report.',
    right: 'safetyClocks',
    params: ofOne,
    row: z.object({
      participant_id: text,
      site_id: text,
      adverse_event_id: text,
      clock: text,
      recipient: Text,
      part: z.enum(['initial', 'followUp']),
      starts_at: text,
      due_at: text,
      time_zone: text,
      state: z.enum(['due', 'overdue', 'sent', 'sentLate', 'withPharmacovigilance', 'acknowledged']),
      is_provisional: z.boolean(),
      sent_at: text.nullable(),
      receipt: text.nullable(),
    }),
    query: (asked, params) => ({
      text: `select participant_id, site_id, adverse_event_id, clock, part, starts_at, due_at, is_sealed, is_provisional, sent_at, receipt
             from api.safety_clock where ${whereOne} order by due_at, site_id, participant_id, adverse_event_id, clock, part desc`,
      values: valuesOfOne(asked, params),
    }),
    shape: (rows, { protocols, now }) =>
      rows.map((row) => {
        const clock = protocols.at(String(row.site_id)).adverseEvents?.clocks?.find(({ id }) => id === row.clock);
        const sentAt = row.sent_at === null ? undefined : iso(row.sent_at);
        const dueAt = iso(row.due_at);
        return {
          participant_id: String(row.participant_id),
          site_id: String(row.site_id),
          adverse_event_id: String(row.adverse_event_id),
          clock: String(row.clock),
          recipient: clock?.recipient ?? '',
          part: row.part as 'initial' | 'followUp',
          starts_at: iso(row.starts_at),
          due_at: dueAt,
          time_zone: clock?.timeZone ?? 'UTC',
          state: clockState(
            { dueAt, isSealed: row.is_sealed === true, ...(sentAt === undefined ? {} : { sentAt }) },
            now,
          ),
          is_provisional: row.is_provisional === true,
          sent_at: sentAt ?? null,
          receipt: row.receipt as string | null,
        };
      }),
  }),

  lineListing: view({
    summary: 'Line listing of adverse events, all or the serious ones, by site and participant, with windows; blinded.',
    right: 'lineListing',
    params: ofOne.extend({ events: z.enum(['all', 'serious', 'specialInterest']).optional().describe('absent: all') }),
    row: z.object({
      site_id: text,
      participant: text,
      participant_id: text,
      adverse_event_id: text,
      facts: json,
      seriousness: json,
      sponsor: json.nullable(),
      day_zero: text.nullable(),
      windows: json,
      special_interests: json,
      administrations: json.describe('with the day of each: never with a treatment'),
    }),
    query: (asked, params) => ({
      text: `select a.site_id, coalesce(p.randomisation_number, p.screening_number) as participant, a.participant_id, a.adverse_event_id,
               a.facts, c.facts->'seriousness' as seriousness, c.facts->'sponsor' as sponsor, c.facts->>'dayZero' as day_zero,
               coalesce(c.facts->'windows', '[]') as windows, coalesce(c.facts->'specialInterests', '[]') as special_interests,
               coalesce((select jsonb_agg(jsonb_build_object('administration', t.administration, 'startedAt', t.started_at) order by t.version)
                         from api.treatment_day t where t.trial_id = a.trial_id and t.participant_id = a.participant_id), '[]') as administrations
             from (select * from api.adverse_event where ${whereOne}) a
             join api.participant p using (trial_id, participant_id)
             left join api.safety_case c using (trial_id, adverse_event_id)
             where $4 = 'all' or ($4 = 'serious' and (c.facts->>'isSerious')::boolean)
               or ($4 = 'specialInterest' and jsonb_array_length(c.facts->'specialInterests') > 0)
             order by a.site_id, participant, a.facts->>'startedOn', a.adverse_event_id`,
      values: [...valuesOfOne(asked, params), params.events ?? 'all'],
    }),
  }),

  stoppingRules: view({
    summary: 'The stopping rules that count over everybody, as they stand now; those by treatment are not here.',
    right: 'stoppingRules',
    params: z.object({}),
    row: z.object({
      rule: text,
      name: Text,
      participants: z.int(),
      with_event: z.int(),
      bound: z.number().nullable(),
      limit: z.number(),
      is_reached: z.boolean(),
    }),
    query: ({ trialId }) => ({
      text: `select f.* from (${stoppingQuery}) f where api.sees_anywhere($1, 'stoppingRules') order by f.participant_id`,
      values: [trialId],
    }),
    shape: async (rows, { protocol }) => {
      // Who sees no participant sees no count either.
      if (rows.length === 0) return [];
      const { evaluateStoppingRules } = await import('@equipoise/analysis');
      return evaluateStoppingRules(protocol, stoppingFacts(rows)).map((one) => ({
        rule: one.rule,
        name: protocol.safety?.stoppingRules?.find(({ id }) => id === one.rule)?.name ?? one.name,
        participants: one.participants,
        with_event: one.withEvent,
        bound: one.bound ?? null,
        limit: one.limit,
        is_reached: one.isReached,
      }));
    },
  }),

  boardMeetings: view({
    summary: 'Meetings of the safety board and what it recommended.',
    right: 'boardMeetings',
    params: z.object({}),
    row: z.object({ meeting: text, is_opened: z.boolean(), recommendation: json.nullable() }),
    query: ({ trialId }) => ({
      text: 'select meeting, is_opened, recommendation from api.board_meeting where trial_id = $1 order by meeting',
      values: [trialId],
    }),
  }),

  safetyReconciliation: view({
    summary: 'Serious events held against the last listing of the safety database, with differences by field.',
    right: 'safetyReconciliation',
    params: z.object({}),
    row: z.object({
      match: z.enum(['same', 'differs', 'onlyInTrial', 'onlyInListing']),
      site_id: text.nullable(),
      participant_id: text.nullable(),
      adverse_event_id: text.nullable(),
      case_number: text.nullable(),
      term: text,
      differences: z.array(z.object({ field: text, trial: text, listing: text })),
    }),
    query: ({ trialId }) => ({
      text: `select 'event' as kind, a.adverse_event_id::text as id, a.site_id, a.participant_id, p.screening_number, p.randomisation_number,
               a.facts, c.facts->'seriousness' as seriousness
             from api.adverse_event a join api.participant p using (trial_id, participant_id) join api.safety_case c using (trial_id, adverse_event_id)
             where a.trial_id = $1 and (c.facts->>'isSerious')::boolean and api.sees_anywhere($1, 'safetyReconciliation')
             union all
             select 'listed', case_number, null, null, null, null, facts, null from api.safety_listing where trial_id = $1
             order by 1, 3, 5, 2`,
      values: [trialId],
    }),
    shape: (rows) => {
      const events = rows.filter(({ kind }) => kind === 'event').map(reconciledEvent);
      const listed = rows.filter(({ kind }) => kind === 'listed').map(({ facts }) => facts as ListedCase);
      return reconcile(events, listed).map(reconciledRow);
    },
  }),

  notifications: view({
    summary: 'What you are told: newest last. Reading and acknowledging are marked apart from the record.',
    right: 'notifications',
    params: z.object({
      unread: z.stringbool().optional().describe('true: only what you have not read'),
      language: z.enum(noticeLanguages).optional().describe('absent: English'),
    }),
    row: z.object({
      notice_id: text,
      code: text,
      is_urgent: z.boolean(),
      at: text,
      site_id: text.nullable(),
      participant_id: text.nullable(),
      facts: z.record(z.string(), z.string()),
      subject: text,
      text,
      read_at: text.nullable(),
      acknowledged_at: text.nullable(),
    }),
    query: ({ trialId, now }, { unread }) => ({
      text: `select notice_id, code, is_urgent, at, site_id, participant_id, facts, read_at, acknowledged_at from api.notification
             where trial_id = $1 and (not_before is null or not_before <= $2) and (not $3 or read_at is null) order by at, notice_id`,
      values: [trialId, now, unread ?? false],
    }),
    shape: (rows, _asked, { language }) =>
      rows.map((row) => {
        const facts = row.facts as Record<string, string>;
        return {
          notice_id: String(row.notice_id),
          code: String(row.code),
          is_urgent: row.is_urgent === true,
          at: iso(row.at),
          site_id: row.site_id as string | null,
          participant_id: row.participant_id as string | null,
          facts,
          ...wordNotice(row.code as Parameters<typeof wordNotice>[0], facts, language),
          read_at: row.read_at === null ? null : iso(row.read_at),
          acknowledged_at: row.acknowledged_at === null ? null : iso(row.acknowledged_at),
        };
      }),
  }),

  emergency: emergencyView,
} as const;

/** Participants with what was given when, and every adverse event with its case: what stopping rules count. */
export const stoppingQuery = `select p.participant_id, p.stratum is not null as is_randomised,
    coalesce((select jsonb_agg(jsonb_build_object('administration', t.administration, 'startedAt', t.started_at) order by t.version)
              from read.treatment_day t where (t.trial_id, t.participant_id) = (p.trial_id, p.participant_id)), '[]') as given,
    coalesce((select jsonb_agg(jsonb_build_object('facts', a.facts, 'case', c.facts) order by a.adverse_event_id)
              from read.adverse_event a join read.safety_case c using (trial_id, adverse_event_id)
              where (a.trial_id, a.participant_id) = (p.trial_id, p.participant_id)), '[]') as events
  from read.participant p where p.trial_id = $1 order by p.participant_id`;

/** The rows of `stoppingQuery` as the rules read them. */
export function stoppingFacts(rows: readonly Readonly<Record<string, unknown>>[]) {
  return rows.map((row) => ({
    participantId: String(row.participant_id),
    given: row.given as readonly { readonly administration: string; readonly startedAt: string | null }[],
    events: row.events as readonly {
      readonly facts: {
        readonly systemOrganClass: string;
        readonly startedOn: unknown;
        readonly grade?: number;
        readonly outcome: string;
      };
      readonly case: {
        readonly isSerious: boolean;
        readonly isSuspected: boolean;
        readonly specialInterests: readonly string[];
      };
    }[],
  }));
}

function reconciledEvent(row: Readonly<Record<string, unknown>>): ReconciledEvent {
  const facts = row.facts as { term: string; preferredTerm?: string; startedOn: unknown; outcome: string };
  return {
    adverseEventId: String(row.id),
    siteId: String(row.site_id),
    participantId: String(row.participant_id),
    screeningNumber: String(row.screening_number),
    randomisationNumber: row.randomisation_number as string | null,
    term: facts.term,
    preferredTerm: facts.preferredTerm,
    startedOn: typeof facts.startedOn === 'string' ? facts.startedOn : '',
    seriousness: row.seriousness as readonly string[],
    outcome: facts.outcome,
  };
}

function reconciledRow({ match, event, listed, differences }: Reconciled) {
  return {
    match,
    site_id: event?.siteId ?? null,
    participant_id: event?.participantId ?? null,
    adverse_event_id: event?.adverseEventId ?? null,
    case_number: listed?.caseNumber ?? null,
    term: event?.term ?? listed?.term ?? '',
    differences: [...differences],
  };
}
