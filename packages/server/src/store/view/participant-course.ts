// Views of what became of a participant: consents, assessments, gates and infusions, milestones, and the history of what was reported.
import { wallClock, zoneOfSite } from '@equipoise/trial';
import { z } from 'zod';
import { type Asked, view } from './contract.js';
import { dueOf, type Unverified } from './review.js';

const text = z.string();
const json = z.unknown();
const params = z.object({ participantId: z.uuid().describe('of this participant') });
const common = {
  participant_id: text,
  site_id: text,
  version: z.int().describe('of the participant: in this order they were recorded'),
  actor_id: text.describe('who recorded it'),
  recorded_at: z.date(),
};
const happenedOn = text.nullable().describe('a day, a month or a year; null where it is not known');
const items = z.record(z.string(), z.boolean());
const criterion = z.object({ id: text, rule: text, satisfied: z.boolean(), facts: z.record(z.string(), json) });

interface EventRow {
  readonly participant_id: string;
  readonly site_id: string;
  readonly version: number;
  readonly type: string;
  readonly actor_id: string;
  readonly recorded_at: Date;
  readonly reason: string | null;
  readonly protocol_version: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The events of a participant that a right shows. */
const eventsBy =
  (right: string, types: readonly string[] = []) =>
  ({ trialId }: Asked, { participantId }: z.output<typeof params>) => ({
    text: `select participant_id, site_id, version, type, actor_id, recorded_at, reason, protocol_version, payload
           from api.participant_event($1, $2, $3) where $4::text[] = '{}' or type = any ($4) order by version`,
    values: [trialId, participantId, right, types],
  });

const eventsOf = (rows: readonly Readonly<Record<string, unknown>>[]) => rows as unknown as readonly EventRow[];

const commonOf = ({ participant_id, site_id, version, actor_id, recorded_at }: EventRow) => ({
  participant_id,
  site_id,
  version,
  actor_id,
  recorded_at,
});

/** A date as it was given; null where it is said to be missing. */
function dayOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const formState = z.object({
  participant_id: text,
  site_id: text,
  visit: text,
  form: text,
  occurrence: z.int(),
  closed_by: z
    .enum(['participant', 'locked', 'frozen'])
    .nullable()
    .describe('why it cannot be changed: the participant is locked, the form is, or it is frozen'),
  signed: z.array(text).describe('the meanings of the signatures that hold'),
  verification: z
    .enum(['done', 'due'])
    .nullable()
    .describe('against the source: done since its last change, or due; null where it is neither'),
  verified_at: z.date().nullable(),
  verified_by: text.nullable(),
  changed_at: z.date(),
});

const milestones = {
  ParticipantScreened: 'screened',
  ParticipantRescreened: 'screenedAgain',
  ParticipantTransferred: 'transferred',
  ProductReleased: 'productSecured',
  ParticipantRandomised: 'randomised',
  ParticipantReplaced: 'replaced',
  ParticipantWithdrawn: 'withdrawn',
  ExcludedFromAnalysisSet: 'excluded',
} as const;
type Milestone = keyof typeof milestones;

const steps = {
  HarvestRecorded: 'harvested',
  InfusionScheduled: 'scheduled',
  InfusionPostponed: 'postponed',
  GateOverrideRequested: 'overrideRequested',
  InfusionPermitted: 'permitted',
  InfusionRecorded: 'infused',
} as const;

const changeRow = (thing: string) =>
  z.object({
    ...common,
    [thing]: text,
    action: z.enum(['recorded', 'changed', 'removed']),
    changes: z
      .array(z.object({ fact: text, from: json, to: json }))
      .describe('what became of each fact; null where there was none'),
    reason: text.nullable(),
  });

/** Folds what was recorded of things, one event after another, into what each event changed. */
function changesIn(rows: readonly EventRow[], thing: string, key: string) {
  const known = new Map<string, Record<string, unknown>>();
  return rows.map((row) => {
    const { [key]: id, ...facts } = row.payload;
    const before = known.get(String(id));
    known.set(String(id), { ...before, ...facts });
    const isRemoved = row.type.endsWith('Removed');
    const changes = isRemoved
      ? []
      : Object.entries(facts)
          .filter(([fact, to]) => JSON.stringify(before?.[fact]) !== JSON.stringify(to))
          .map(([fact, to]) => ({ fact, from: before?.[fact] ?? null, to: to ?? null }));
    const action = isRemoved
      ? ('removed' as const)
      : before === undefined
        ? ('recorded' as const)
        : ('changed' as const);
    return { ...commonOf(row), [thing]: String(id), action, changes, reason: row.reason };
  });
}

export const participantCourseViews = {
  participantConsents: view({
    summary:
      'The consents that a participant gave: which, in which version, when, with which items, and who recorded it.',
    right: 'participants',
    params,
    row: z.object({
      ...common,
      consent: text,
      consent_version: text,
      given_on: happenedOn,
      items: items.describe('of the consent: whether it was given to each'),
      is_latest: z.boolean().describe('no later one of this consent was recorded'),
    }),
    query: eventsBy('participants', ['ConsentGiven']),
    shape: (rows) =>
      eventsOf(rows).map((row, index, all) => {
        const { consent, consentVersion, givenOn, items: given } = row.payload;
        return {
          ...commonOf(row),
          consent: String(consent),
          consent_version: String(consentVersion),
          given_on: dayOf(givenOn),
          items: given as z.output<typeof items>,
          is_latest: all.findLastIndex((one) => one.payload.consent === consent) === index,
        };
      }),
  }),

  participantEligibility: view({
    summary:
      'The assessments of eligibility that were recorded: each criterion with its verdict and the values that decided it.',
    right: 'forms',
    params,
    row: z.object({
      ...common,
      protocol_version: text,
      stage: text,
      assessed_on: happenedOn,
      eligible: z.boolean(),
      criteria: z.array(criterion),
    }),
    query: eventsBy('forms', ['EligibilityAssessed']),
    shape: (rows) =>
      eventsOf(rows).map((row) => {
        const { stage, assessedOn, eligible, criteria } = row.payload;
        return {
          ...commonOf(row),
          protocol_version: row.protocol_version,
          stage: String(stage),
          assessed_on: dayOf(assessedOn),
          eligible: eligible === true,
          criteria: (criteria as readonly Partial<z.output<typeof criterion>>[]).map(
            ({ id = '', rule = '', satisfied = false, facts = {} }) => ({ id, rule, satisfied, facts }),
          ),
        };
      }),
  }),

  participantGates: view({
    summary: 'Harvests, planned and given infusions, and the gates before them; never anything of a product.',
    right: 'schedule',
    params,
    row: z.object({
      ...common,
      step: z.enum(['harvested', 'scheduled', 'postponed', 'overrideRequested', 'permitted', 'infused']),
      administration: text.nullable(),
      happened_on: happenedOn.describe('the day at the site; of an infusion that is planned, the planned day'),
      gate: z
        .object({ rule: text, satisfied: z.boolean(), facts: z.record(z.string(), json) })
        .nullable()
        .describe('what decided; shown to who sees forms'),
      requested_by: text.nullable().describe('who asked to override the gate'),
      confirmed_by: text.nullable().describe('who agreed'),
      why: text.nullable().describe('the reason of an override; shown to who sees forms'),
    }),
    query: eventsBy('schedule'),
    shape: (rows, { protocols }) =>
      eventsOf(rows).map((row) => {
        const { payload, site_id } = row;
        const protocol = protocols.at(site_id);
        const zone = typeof payload.zone === 'string' ? payload.zone : zoneOfSite(protocol, site_id);
        const override = payload.override as { requestedBy: string; confirmedBy: string; reason: string } | undefined;
        const isRequest = row.type === 'GateOverrideRequested';
        return {
          ...commonOf(row),
          step: steps[row.type as keyof typeof steps],
          administration: dayOf(payload.administration),
          happened_on: dayAt(payload.startedAt ?? payload.infusionOn ?? payload.harvestedOn, zone),
          gate: (payload.gate ?? null) as { rule: string; satisfied: boolean; facts: Record<string, unknown> } | null,
          requested_by: override?.requestedBy ?? (isRequest ? row.actor_id : null),
          confirmed_by: override?.confirmedBy ?? null,
          why: override?.reason ?? (isRequest ? dayOf(payload.reason) : null),
        };
      }),
  }),

  participantMilestones: view({
    summary: 'What changed where a participant stands: screened, randomised, transferred, withdrawn, and when.',
    right: 'participants',
    params,
    row: z.object({
      ...common,
      milestone: z.enum(Object.values(milestones)),
      happened_on: happenedOn,
      detail: text.nullable().describe('the kind of a withdrawal, the site of a transfer, an analysis set'),
      reason: text.nullable(),
    }),
    query: eventsBy('participants', Object.keys(milestones)),
    shape: (rows) =>
      eventsOf(rows).map((row) => {
        const { kind, to, set, screenedOn, transferredOn, releasedOn, randomisedOn, withdrawnOn } = row.payload;
        return {
          ...commonOf(row),
          milestone: milestones[row.type as Milestone],
          happened_on: dayOf(screenedOn ?? transferredOn ?? releasedOn ?? randomisedOn ?? withdrawnOn),
          detail: dayOf(kind ?? to ?? set),
          // Why a product is secured only then, or somebody is randomised, is not told beside it.
          reason: ['ParticipantWithdrawn', 'ParticipantTransferred', 'ExcludedFromAnalysisSet'].includes(row.type)
            ? row.reason
            : null,
        };
      }),
  }),

  adverseEventHistory: view({
    summary:
      'The history of a participant’s adverse events in place: who changed what, when, from what to what, and why.',
    right: 'adverseEvents',
    params,
    row: changeRow('adverse_event_id'),
    query: eventsBy('adverseEvents'),
    shape: (rows) => changesIn(eventsOf(rows), 'adverse_event_id', 'adverseEventId') as never,
  }),

  deviationHistory: view({
    summary: 'The history of a participant’s deviations in place: who changed what, when, from what to what, and why.',
    right: 'deviations',
    params,
    row: changeRow('deviation_id'),
    query: eventsBy('deviations'),
    shape: (rows) => changesIn(eventsOf(rows), 'deviation_id', 'deviationId') as never,
  }),

  attachmentHistory: view({
    summary: 'The files of a participant that were added and removed: who did it, when, and why.',
    right: 'attachments',
    params,
    row: changeRow('attachment_id'),
    query: eventsBy('attachments'),
    shape: (rows) => changesIn(eventsOf(rows), 'attachment_id', 'attachmentId') as never,
  }),

  formStates: view({
    summary:
      'Where each form of a participant stands: whether it still changes, who signed it, and whether it is verified.',
    right: 'schedule',
    params,
    row: formState,
    query: ({ trialId }, { participantId }) => ({
      text: `select participant_id, site_id, visit, form, occurrence, frozen, locked, participant_locked, signed, unverified_critical,
               unverified_others, draw, findings, changed_at, verified_at, verified_by
             from api.form_state($1, $2) order by visit, form, occurrence`,
      values: [trialId, participantId],
    }),
    shape: (rows, asked) =>
      (rows as unknown as readonly StateRow[]).map((row): z.output<typeof formState> => {
        const due = dueOf(row, asked);
        const isVerified = row.verified_at !== null && row.verified_at >= row.changed_at;
        const isDue = due.critical.length + due.sampled.length > 0;
        const { participant_id, site_id, visit, form, occurrence, signed, verified_at, verified_by, changed_at } = row;
        return {
          ...{ participant_id, site_id, visit, form, occurrence, signed: [...signed], changed_at },
          closed_by: row.participant_locked ? 'participant' : row.locked ? 'locked' : row.frozen ? 'frozen' : null,
          verification: isDue ? 'due' : isVerified ? 'done' : null,
          verified_at: isVerified && !isDue ? verified_at : null,
          verified_by: isVerified && !isDue ? verified_by : null,
        };
      }),
  }),

  recordVerifications: view({
    summary: 'Each verification of the record, the newest first: when, up to how many open events, and what was found.',
    right: 'audit',
    params: z.object({}),
    row: z.object({
      verified_at: z.date(),
      events: z.int().describe('of the open record; sealed events are verified as well and not counted'),
      erased: z.int().describe('open events whose content was erased, each by a tombstone'),
      checkpoint_at: z.date().nullable().describe('of the signed checkpoint that it was held against'),
      is_sound: z.boolean(),
      findings: z.array(
        z.object({
          code: text,
          streamId: text.nullable().describe('where the actor may see the stream'),
          version: z.int().nullable(),
        }),
      ),
    }),
    query: ({ trialId }) => ({
      text: `select v.verified_at, v.events, v.erased, v.checkpoint_at, v.findings = '[]' as is_sound,
               (select coalesce(jsonb_agg(case when exists (select 1 from record.event e where e.trial_id = v.trial_id
                   and e.stream_id = (f->>'streamId')::uuid) then f
                   else jsonb_build_object('code', f->'code', 'streamId', null, 'version', null) end order by place), '[]')
                from jsonb_array_elements(v.findings) with ordinality as each(f, place)) as findings
             from ops.record_verification v where v.trial_id = $1 order by v.position desc`,
      values: [trialId],
    }),
  }),
} as const;

interface StateRow extends Unverified {
  readonly participant_id: string;
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly frozen: boolean;
  readonly locked: boolean;
  readonly participant_locked: boolean;
  readonly signed: readonly string[];
  readonly changed_at: Date;
  readonly verified_at: Date | null;
  readonly verified_by: string | null;
}

/** The day of a moment at a site: an instant, a date that may be partial, or nothing where it is missing. */
function dayAt(moment: unknown, zone: string): string | null {
  if (typeof moment !== 'string') return null;
  return moment.length > 10 ? wallClock(moment, zone).day : moment;
}
