// The views of safety behind the firewall: the board's tables, and what became of reports of suspected reactions.
import type { CountedParticipant } from '@equipoise/analysis';
import { Text } from '@equipoise/trial';
import { z } from 'zod';
import { openAllocation } from '../../seal/open-sequences.js';
import { Opener } from '../../seal/opener.js';
import type { System } from '../../system.js';
import { streamIdOf } from '../stream.js';
import { type Asked, view } from './contract.js';
import { stoppingFacts, stoppingQuery } from './safety.js';

const text = z.string();

const BoardTableRow = z.object({
  meeting: text,
  table: z.enum(['bySequence', 'byTreatmentAtOnset', 'stoppingRule']),
  events: text,
  name: text,
  group: text.describe('a letter; of a stopping rule the treatment'),
  participants: z.int(),
  with_event: z.int(),
  count: z.int().nullable(),
  is_reached: z.boolean().nullable(),
});

const ReportRow = z.object({
  participant_id: text,
  site_id: text,
  adverse_event_id: text,
  clock: text,
  recipient: Text,
  part: z.enum(['initial', 'followUp']),
  due_at: text,
  state: z.enum(['due', 'overdue', 'sent', 'sentLate', 'notReportable']),
  decided_at: text.nullable(),
  receipt: text.nullable(),
});

export const closedSafetyViews = {
  dsmbTables: view({
    summary:
      'Adverse events by sequence and by treatment at onset under letters drawn for each opened meeting; rules by treatment.',
    right: 'dsmbTables',
    params: z.object({}),
    row: BoardTableRow,
    query: ({ trialId }) => ({
      // Every participant once, with all opened meetings: none where no meeting is opened.
      text: `select f.*, m.meetings from (${stoppingQuery}) f
             cross join (select array_agg(meeting) as meetings from api.board_meeting where trial_id = $1 and is_opened) m
             where f.is_randomised and m.meetings is not null order by f.participant_id`,
      values: [trialId],
    }),
    open: (rows, asked, system) => openTables(rows, asked, system),
  }),
  reactionReports: view({
    summary:
      'Reports of suspected unexpected serious reactions: what was decided and sent, by whom nobody blinded learns.',
    right: 'reactionReports',
    params: z.object({}),
    row: ReportRow,
    query: ({ trialId }) => ({
      text: `select participant_id, site_id, adverse_event_id, clock, part, due_at from api.safety_clock
             where trial_id = $1 and is_sealed order by due_at, site_id, participant_id, adverse_event_id, clock, part desc`,
      values: [trialId],
    }),
    open: (rows, asked, system) => openReports(rows, asked, system),
  }),
} as const;

async function openTables(
  rows: readonly Readonly<Record<string, unknown>>[],
  { trialId, protocol }: Asked,
  system: System,
): Promise<readonly z.output<typeof BoardTableRow>[]> {
  if (rows.length === 0) return [];
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const keyed = await opener.list({
    types: ['SafetyTablesKeyed'],
    streamId: streamIdOf(trialId, { kind: 'sealedTrial' }),
  });
  const { boardTables, evaluateStoppingRules, treatmentsOf } = await import('@equipoise/analysis');
  const meetings = keyed.flatMap(({ event }) => (event.type === 'SafetyTablesKeyed' ? [event.payload] : []));
  const { rows: broken } = await system.pools.writer.query<{ some: boolean }>(
    "select exists (select 1 from record.event where trial_id = $1 and type = 'CodeBroken') as some",
    [trialId],
  );
  const opened = rows[0]?.meetings as readonly string[];
  const everybody = await withSequences(system, trialId, stoppingFacts(rows));
  return meetings.flatMap(({ meeting, saltHex }) => {
    const participants = opened.includes(meeting) ? everybody : [];
    const input = { protocol, participants, saltHex, isCodeBroken: broken[0]?.some === true };
    return [
      ...boardTables(input).map((row) => ({
        meeting,
        table: row.table,
        events: row.events,
        name: row.name,
        group: row.group,
        participants: row.participants,
        with_event: row.withEvent,
        count: row.count,
        is_reached: null,
      })),
      ...evaluateStoppingRules(protocol, participants, treatmentsOf(input)).map((one) => ({
        meeting,
        table: 'stoppingRule' as const,
        events: one.rule,
        name: one.name,
        group: protocol.safety?.stoppingRules?.find(({ id }) => id === one.rule)?.treatment ?? '',
        participants: one.participants,
        with_event: one.withEvent,
        count: null,
        is_reached: one.isReached,
      })),
    ];
  });
}

/** Participants with the sequence of each. The caller shows what comes of it behind the firewall alone. */
export async function withSequences(
  system: System,
  trialId: Asked['trialId'],
  participants: readonly CountedParticipant[],
): Promise<readonly (CountedParticipant & { readonly sequence: string })[]> {
  const { rows } = await system.pools.writer.query<{ participant_id: string; stratum: string; entry: number }>(
    'select participant_id, stratum, entry from read.randomisation where trial_id = $1 order by stratum, entry',
    [trialId],
  );
  const entries = new Map(rows.map((row) => [row.participant_id, { stratum: row.stratum, index: row.entry }]));
  const opened = await openAllocation(system, trialId, [...entries.values()]);
  if (opened === undefined) return [];
  return participants.flatMap((one) => {
    const entry = entries.get(one.participantId);
    return entry === undefined ? [] : [{ ...one, sequence: opened.sequenceOf(entry) }];
  });
}

async function openReports(
  rows: readonly Readonly<Record<string, unknown>>[],
  { trialId, protocol, now }: Asked,
  system: System,
): Promise<readonly z.output<typeof ReportRow>[]> {
  if (rows.length === 0) return [];
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const known = new Map(
    (await opener.list({ types: ['SafetyReportSealed'] })).flatMap(({ event }) => {
      if (event.type !== 'SafetyReportSealed') return [];
      const { adverseEventId, clock, part } = event.payload;
      // The last one counts.
      return [[`${adverseEventId}/${clock}/${part}` as string, event.payload] as const];
    }),
  );
  return rows.map((row) => {
    const report = known.get(`${row.adverse_event_id}/${row.clock}/${row.part}`);
    const dueAt = (row.due_at as Date).toISOString();
    const clock = protocol.adverseEvents?.clocks?.find(({ id }) => id === row.clock);
    return {
      participant_id: String(row.participant_id),
      site_id: String(row.site_id),
      adverse_event_id: String(row.adverse_event_id),
      clock: String(row.clock),
      recipient: clock?.recipient ?? '',
      part: row.part as 'initial' | 'followUp',
      due_at: dueAt,
      state: stateOf(report, dueAt, now),
      decided_at: report?.decidedAt ?? null,
      receipt: report?.receipt ?? null,
    };
  });
}

function stateOf(
  report: { readonly decision: 'sent' | 'notReportable'; readonly decidedAt: string } | undefined,
  dueAt: string,
  now: string,
): z.output<typeof ReportRow>['state'] {
  if (report === undefined) return now <= dueAt ? 'due' : 'overdue';
  if (report.decision === 'notReportable') return 'notReportable';
  return report.decidedAt <= dueAt ? 'sent' : 'sentLate';
}
