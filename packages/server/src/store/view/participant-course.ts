// Views of what became of a participant: consents, assessments of eligibility, gates and infusions, milestones.
import { wallClock, zoneOfSite } from '@equipoise/trial';
import { z } from 'zod';
import { view } from './contract.js';
import { common, commonOf, dayOf, eventsBy, eventsOf, params } from './participant-event.js';

const text = z.string();
const json = z.unknown();
const happenedOn = text.nullable().describe('a day, a month or a year; null where it is not known');
const items = z.record(z.string(), z.boolean());
const criterion = z.object({ id: text, rule: text, satisfied: z.boolean(), facts: z.record(z.string(), json) });

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
} as const;

/** The day of a moment at a site: an instant, a date that may be partial, or nothing where it is missing. */
function dayAt(moment: unknown, zone: string): string | null {
  if (typeof moment !== 'string') return null;
  return moment.length > 10 ? wallClock(moment, zone).day : moment;
}
