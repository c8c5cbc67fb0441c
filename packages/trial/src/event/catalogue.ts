// Every type of event that the record may hold: its visibility, its stream, its schema, its upcasters.
import { z } from 'zod';
import { ActorId, ParticipantId, RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant, ItemValue } from '../value.js';
import { RandomisationDesign } from './randomisation-design.js';

export type Visibility = 'open' | 'sealed';

/** The kinds of stream. Sealed events live in streams of their own. */
export type StreamKind = 'trial' | 'participant' | 'stratum' | 'cap' | 'sealedTrial' | 'sealedParticipant';

interface Definition<S extends z.ZodType> {
  readonly visibility: Visibility;
  readonly stream: StreamKind;
  /** Version that is written today. */
  readonly schemaVersion: number;
  readonly schema: S;
  /** `upcast[v]` turns a payload of version v into one of version v + 1. */
  readonly upcast: Readonly<Record<number, (payload: unknown) => unknown>>;
}

function open<S extends z.ZodType>(stream: StreamKind, schema: S, upcast: Definition<S>['upcast'] = {}): Definition<S> {
  return { visibility: 'open', stream, schemaVersion: 1 + Object.keys(upcast).length, schema, upcast };
}

/** For a version that only added keys that may be absent, or values that were not there before. */
function unchanged(payload: unknown): unknown {
  return payload;
}

function sealed<S extends z.ZodType>(stream: StreamKind, schema: S): Definition<S> {
  return { visibility: 'sealed', stream, schemaVersion: 1, schema, upcast: {} };
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const scalar = z.union([z.number(), z.string(), z.boolean()]);
const items = z.record(Slug, ItemValue);

export const CausalityTarget = z.enum(['harvest', 'infusion', 'product']);
export const Causality = z.enum(['unrelated', 'unlikely', 'possible', 'probable', 'definite']);
export const AdverseEventOutcome = z.enum([
  'recovered',
  'recovering',
  'notRecovered',
  'recoveredWithSequelae',
  'fatal',
  'unknown',
]);
export const SeriousnessCriterion = z.enum([
  'death',
  'lifeThreatening',
  'hospitalisation',
  'disability',
  'congenitalAnomaly',
  'medicallyImportant',
]);

/** What is known of an adverse event; an update holds the keys that change. */
export const AdverseEventFacts = z.strictObject({
  term: z.string().min(1).describe('as reported'),
  systemOrganClass: Slug,
  preferredTerm: z.string().optional(),
  startedOn: DateOrMissing,
  endedOn: DateOrMissing.optional(),
  severity: Slug,
  serious: z.boolean(),
  seriousness: z.array(SeriousnessCriterion).optional(),
  causality: z.partialRecord(CausalityTarget, Causality),
  outcome: AdverseEventOutcome,
});

export const WithdrawalKind = z.enum(['treatment', 'visits', 'contact', 'dataUse']);

export const DeviationFacts = z.strictObject({
  deviationId: RandomId,
  category: z.enum([
    'consent',
    'eligibility',
    'visitWindow',
    'administration',
    'product',
    'randomisation',
    'assessment',
    'blinding',
    'other',
  ]),
  importance: z.enum(['minor', 'important']),
  occurredOn: DateOrMissing,
  description: z.string().min(1),
  detectedBy: z.enum(['person', 'rule']),
  rule: z.string().optional().describe('refusal code or rule that a permission would have met'),
});

const CriterionResult = z.strictObject({
  id: Slug,
  rule: z.string(),
  satisfied: z.boolean(),
  facts: z.record(z.string(), ItemValue),
});

const EligibilityResult = z.strictObject({
  stage: z.enum(['harvest', 'randomisation']),
  assessedOn: DateOrMissing,
  eligible: z.boolean(),
  criteria: z.array(CriterionResult),
});

/** A stratum, with what it and the factors of minimisation were made of. */
const StratumAsKnown = z.strictObject({
  stratum: z.string(),
  stratumFacts: z.record(Slug, scalar),
  levels: z.record(Slug, scalar).optional(),
});

/** What a seed's or a list's sealed envelope holds; revealed at unblinding. */
export const AllocationSecret = z.union([
  z.strictObject({ kind: z.literal('seed'), seedHex: sha256, saltHex: sha256 }),
  z.strictObject({
    kind: z.literal('list'),
    saltHex: sha256,
    entries: z
      .record(z.string(), z.array(z.int().min(0)))
      .describe('for each stratum, indices into the design’s sequences'),
  }),
]);
export type AllocationSecret = z.infer<typeof AllocationSecret>;

/** The closed union of reasons for which an allocation is ever opened. */
export const OpeningKind = z.enum(['dispensing', 'codeBreak', 'dataCut', 'unblinding']);
export type OpeningKind = z.infer<typeof OpeningKind>;

export const catalogue = {
  // ── the trial's own stream ────────────────────────────────────────────────────────────────────
  TrialCreated: open(
    'trial',
    z.strictObject({
      protocolId: Slug,
      protocolVersion: z.string(),
      protocolDigest: sha256,
      protocolSource: z.string().describe('the protocol file, whole'),
      mode: z.enum(['rehearsal', 'live', 'imported']),
      synthetic: z.boolean(),
      origin: z.strictObject({
        scenario: z.string().optional(),
        seed: z.int().optional(),
        participants: z.int().optional(),
        dataDigest: sha256.optional(),
        source: z.string().optional(),
      }),
      manager: ActorId,
    }),
  ),
  RoleGranted: open(
    'trial',
    z.strictObject({ actorId: ActorId, role: Slug, sites: z.union([z.literal('all'), z.array(Slug)]) }),
  ),
  RoleRevoked: open('trial', z.strictObject({ actorId: ActorId, role: Slug })),
  SiteActivated: open('trial', z.strictObject({ siteId: Slug, approvedOn: DateOrMissing })),
  AllocationCommitted: open(
    'trial',
    z.strictObject({
      scheme: z.literal('equipoise-allocation-1'),
      commitment: sha256,
      design: RandomisationDesign,
      entries: z.record(z.string(), z.int()).optional().describe('length of an uploaded list by stratum'),
    }),
    { 1: unchanged },
  ),
  WentLive: open(
    'trial',
    z.strictObject({ custody: z.strictObject({ keyApartFromData: z.boolean(), recoveryRehearsed: z.boolean() }) }),
  ),
  AnalysisPlanCommitted: open(
    'trial',
    z.strictObject({ planDigest: sha256, analyses: z.array(z.strictObject({ id: Slug, digest: sha256 })) }),
  ),
  DataCutMade: open('trial', z.strictObject({ cut: Slug, visits: z.array(Slug), audience: z.array(Slug) })),
  DataCutOpened: open('trial', z.strictObject({ cut: Slug, purpose: z.string() })),
  TrialLocked: open('trial', z.strictObject({})),
  TrialUnblinded: open('trial', z.strictObject({ revealed: AllocationSecret })),
  PayloadErased: open(
    'trial',
    z.strictObject({ streamId: z.uuid().toLowerCase(), version: z.int().positive(), basis: z.string().min(1) }),
  ),

  // ── a stratum's stream: entry i of the stratum is the i-th event ───────────────────────────────
  AllocationClaimed: open(
    'stratum',
    z.strictObject({
      stratum: z.string(),
      index: z.int().min(0),
      participantId: ParticipantId,
      levels: z.record(Slug, scalar).optional().describe('of the factors of minimisation, as they were used'),
    }),
    { 1: unchanged },
  ),

  // ── a cap's stream: the i-th event takes the i-th place that the cap allows ─────────────────────
  PlaceTaken: open(
    'cap',
    z.strictObject({
      cap: z.string().describe('"trial", "site=…" or "stratum=…"'),
      place: z.int().min(1),
      participantId: ParticipantId,
    }),
  ),

  // ── a participant's stream ─────────────────────────────────────────────────────────────────────
  ParticipantScreened: open(
    'participant',
    z.strictObject({
      participantId: ParticipantId,
      siteId: Slug,
      screeningNumber: z.string(),
      screenedOn: DateOrMissing,
    }),
  ),
  ConsentGiven: open(
    'participant',
    z.strictObject({
      consent: Slug,
      consentVersion: z.string(),
      givenOn: DateOrMissing,
      items: z.record(Slug, z.boolean()),
    }),
  ),
  EligibilityAssessed: open('participant', EligibilityResult),
  HarvestRecorded: open(
    'participant',
    z.strictObject({
      harvestId: RandomId,
      chainOfIdentityCode: z.string(),
      harvestedOn: DateOrMissing,
      volumeMl: z.number().positive(),
    }),
  ),
  ProductReleased: open('participant', z.strictObject({ releasedOn: DateOrMissing })),
  ParticipantRandomised: open(
    'participant',
    z.strictObject({
      randomisationNumber: z.string(),
      stratum: z.string(),
      stratumFacts: z.record(Slug, scalar),
      index: z.int().min(0),
      randomisedOn: DateOrMissing,
      automatic: z.boolean(),
      levels: z.record(Slug, scalar).optional().describe('of the factors of minimisation'),
      replaces: ParticipantId.optional().describe('the participant whose place this one takes'),
    }),
    { 1: unchanged },
  ),
  StratumCorrected: open(
    'participant',
    z.strictObject({ from: StratumAsKnown, to: StratumAsKnown }).describe('the allocation stays as it was'),
  ),
  ParticipantReplaced: open(
    'participant',
    z.strictObject({
      by: ParticipantId,
      sameEntry: z.boolean().describe('whether both have one entry, so one sequence'),
    }),
  ),
  BagPrepared: open(
    'participant',
    z.strictObject({ administration: Slug, bagCode: z.string(), volumeMl: z.number().positive() }),
  ),
  GateOverrideRequested: open('participant', z.strictObject({ administration: Slug, reason: z.string().min(1) })),
  InfusionPermitted: open(
    'participant',
    z.strictObject({
      administration: Slug,
      gate: z
        .strictObject({ rule: z.string(), satisfied: z.boolean(), facts: z.record(z.string(), ItemValue) })
        .optional(),
      override: z.strictObject({ requestedBy: ActorId, confirmedBy: ActorId, reason: z.string() }).optional(),
    }),
  ),
  InfusionRecorded: open(
    'participant',
    z.strictObject({
      administration: Slug,
      bagCode: z.string(),
      startedAt: z.union([Instant, DateOrMissing]),
      endedAt: z.union([Instant, DateOrMissing]).optional(),
      volumeInfusedMl: z.number().min(0),
      interrupted: z.boolean(),
    }),
  ),
  FormRecorded: open(
    'participant',
    z.strictObject({ visit: Slug, form: Slug, occurrence: z.int().min(1), happenedOn: DateOrMissing, items }),
  ),
  FormCorrected: open(
    'participant',
    z.strictObject({
      visit: Slug,
      form: Slug,
      occurrence: z.int().min(1),
      happenedOn: z.strictObject({ from: DateOrMissing, to: DateOrMissing }).optional(),
      items: z.record(Slug, z.strictObject({ from: ItemValue, to: ItemValue })),
    }),
  ),
  AdverseEventReported: open('participant', AdverseEventFacts.extend({ adverseEventId: RandomId })),
  AdverseEventUpdated: open('participant', AdverseEventFacts.partial().extend({ adverseEventId: RandomId })),
  DeviationRecorded: open('participant', DeviationFacts),
  ParticipantWithdrawn: open('participant', z.strictObject({ kind: WithdrawalKind, withdrawnOn: DateOrMissing })),
  ExcludedFromAnalysisSet: open('participant', z.strictObject({ set: Slug, criterion: z.string() })),
  CodeBroken: open(
    'participant',
    z.strictObject({
      emergency: z.boolean(),
      administrations: z.array(Slug).describe('all whose treatment is thereby known'),
    }),
  ),
  TreatmentGuessRecorded: open(
    'participant',
    z.strictObject({ visit: Slug, by: z.enum(['participant', 'rater', 'investigator']) }),
  ),

  // ── sealed ─────────────────────────────────────────────────────────────────────────────────────
  AllocationSealed: sealed('sealedTrial', AllocationSecret),
  CutUnblinded: sealed('sealedTrial', z.strictObject({ kind: z.literal('dataCut'), cut: Slug, purpose: z.string() })),
  BatchReleased: sealed(
    'sealedParticipant',
    z.strictObject({
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: z.record(Slug, ItemValue),
      tests: z.array(CriterionResult),
      note: z.string().optional(),
    }),
  ),
  BatchFailed: sealed(
    'sealedParticipant',
    z.strictObject({
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: z.record(Slug, ItemValue),
      tests: z.array(CriterionResult),
      note: z.string().optional(),
    }),
  ),
  AllocationOpened: sealed(
    'sealedParticipant',
    z.strictObject({
      kind: OpeningKind,
      sequence: Slug,
      administration: Slug.optional(),
    }),
  ),
  BagFilled: sealed(
    'sealedParticipant',
    z.strictObject({
      administration: Slug,
      bagCode: z.string(),
      treatment: Slug,
      preparedAt: z.union([Instant, DateOrMissing]),
      laboratory: z.record(Slug, ItemValue),
      note: z.string().optional(),
    }),
  ),
  GuessSealed: sealed(
    'sealedParticipant',
    z.strictObject({
      visit: Slug,
      by: z.enum(['participant', 'rater', 'investigator']),
      guess: z.union([Slug, z.literal('unknown')]),
      reason: z.string().optional(),
    }),
  ),
} as const;

export type Catalogue = typeof catalogue;
export type EventType = keyof Catalogue;
export type Payload<T extends EventType> = z.infer<Catalogue[T]['schema']>;

/**
 * The types whose payload can be erased: what describes a person. What allocation, blinding and the conduct of the trial
 * rest on stays; without it a participant could be randomised twice, or the trial never be unblinded.
 */
export const erasableTypes: ReadonlySet<EventType> = new Set<EventType>([
  'ConsentGiven',
  'EligibilityAssessed',
  'GateOverrideRequested',
  'FormRecorded',
  'FormCorrected',
  'AdverseEventReported',
  'AdverseEventUpdated',
  'DeviationRecorded',
  'BatchReleased',
  'BatchFailed',
  'GuessSealed',
]);

/** An event as `evolve` and derivations read it: upcast to today's schema. */
export type TrialEvent = { [T in EventType]: { readonly type: T; readonly payload: Payload<T> } }[EventType];
