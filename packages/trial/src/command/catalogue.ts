// Every command: the schema of its body. A command is data; `decide` says what comes of it.
import { z } from 'zod';
import { AdverseEventFacts, DeviationFacts, WithdrawalKind } from '../event/catalogue.js';
import { ActorId, type CommandId, ParticipantId, RandomId, Slug } from '../id.js';
import { DateOrMissing, Instant, ItemValue } from '../value.js';

const participantId = ParticipantId;
const items = z.record(Slug, ItemValue);
/** Sealed, in a body of fixed length: longer ones would show. */
const remark = z.string().max(1000, 'at most 1000 characters');
const reason = z.string().trim().min(3, 'a reason of at least 3 characters');
const bagCode = z.string().regex(/^[0-9A-Z]{10}$/, '10 digits or capital letters');

export const commands = {
  // trial
  createTrial: z.strictObject({
    protocolSource: z.string(),
    mode: z.enum(['rehearsal', 'live', 'imported']),
    synthetic: z.boolean(),
    origin: z.strictObject({
      scenario: z.string().optional(),
      seed: z.int().optional(),
      participants: z.int().optional(),
      dataDigest: z.string().optional(),
      source: z.string().optional(),
    }),
  }),
  grantRole: z.strictObject({ actorId: ActorId, role: Slug, sites: z.union([z.literal('all'), z.array(Slug)]) }),
  revokeRole: z.strictObject({ actorId: ActorId, role: Slug, reason }),
  activateSite: z.strictObject({ siteId: Slug, approvedOn: DateOrMissing }),
  commitAllocation: z.strictObject({
    list: z
      .array(z.strictObject({ stratum: z.string(), sequence: Slug }))
      .optional()
      .describe('required for the method uploadedList, in order'),
  }),
  goLive: z.strictObject({}),
  commitAnalysisPlan: z.strictObject({}),
  makeDataCut: z.strictObject({ cut: Slug }),
  openDataCut: z.strictObject({ cut: Slug, purpose: z.string().min(3) }),
  lockTrial: z.strictObject({ reason: reason.optional() }),
  unblindTrial: z.strictObject({ typedConfirmation: z.literal('UNBLIND') }),
  erasePayload: z.strictObject({
    streamId: z.uuid().toLowerCase(),
    version: z.int().positive(),
    basis: z.string().min(3),
  }),
  // participant
  screenParticipant: z.strictObject({
    participantId,
    siteId: Slug,
    screeningNumber: z.string().min(1).max(32),
    screenedOn: DateOrMissing,
  }),
  recordConsent: z.strictObject({
    participantId,
    consent: Slug,
    consentVersion: z.string(),
    givenOn: DateOrMissing,
    items: z.record(Slug, z.boolean()).optional(),
  }),
  assessEligibility: z.strictObject({
    participantId,
    stage: z.enum(['harvest', 'randomisation']),
    assessedOn: DateOrMissing,
  }),
  recordHarvest: z.strictObject({
    participantId,
    harvestId: RandomId,
    chainOfIdentityCode: z.string().min(6).max(32),
    harvestedOn: DateOrMissing,
    volumeMl: z.number().positive(),
  }),
  releaseProduct: z
    .strictObject({
      participantId,
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: items,
      releasedOn: DateOrMissing,
      note: remark.optional(),
    })
    .describe(
      'releases a batch whose laboratory values pass every release test (values sealed; to all others it reads "secured")',
    ),
  recordFailedBatch: z
    .strictObject({
      participantId,
      batchId: RandomId,
      harvestId: RandomId,
      laboratory: items,
      note: remark.optional(),
    })
    .describe('a batch that failed: sealed, no blinded screen moves'),
  randomise: z.strictObject({
    participantId,
    randomisedOn: DateOrMissing,
    automatic: z.boolean().optional(),
    replaces: ParticipantId.optional().describe('who withdrew and is replaced, where the protocol allows it'),
  }),
  correctStratum: z
    .strictObject({ participantId, reason })
    .describe('after the values that it is made of were corrected'),
  prepareInfusion: z.strictObject({
    participantId,
    administration: Slug,
    bagCode,
    preparedAt: z.union([Instant, DateOrMissing]),
    laboratory: items,
    note: remark.optional(),
  }),
  requestGateOverride: z.strictObject({ participantId, administration: Slug, reason }),
  permitInfusion: z.strictObject({
    participantId,
    administration: Slug,
    confirmOverride: z.strictObject({ reason, typedConfirmation: z.literal('OVERRIDE') }).optional(),
  }),
  recordInfusion: z.strictObject({
    participantId,
    administration: Slug,
    bagCode: z.string().min(1),
    startedAt: z.union([Instant, DateOrMissing]),
    endedAt: z.union([Instant, DateOrMissing]).optional(),
    volumeInfusedMl: z.number().min(0),
    interrupted: z.boolean(),
  }),
  recordForm: z.strictObject({
    participantId,
    visit: Slug,
    form: Slug,
    occurrence: z.int().min(1).optional(),
    happenedOn: DateOrMissing,
    items,
  }),
  correctValue: z.strictObject({
    participantId,
    visit: Slug,
    form: Slug,
    occurrence: z.int().min(1).optional(),
    happenedOn: DateOrMissing.optional().describe('where the day itself is corrected'),
    items,
    reason,
  }),
  reportAdverseEvent: AdverseEventFacts.extend({ participantId, adverseEventId: RandomId }),
  updateAdverseEvent: AdverseEventFacts.partial().extend({ participantId, adverseEventId: RandomId, reason }),
  recordDeviation: DeviationFacts.omit({ detectedBy: true, rule: true }).extend({ participantId }),
  withdraw: z.strictObject({ participantId, kind: WithdrawalKind, withdrawnOn: DateOrMissing, reason }),
  recordTreatmentGuess: z.strictObject({
    participantId,
    visit: Slug,
    by: z.enum(['participant', 'rater', 'investigator']),
    guess: z.union([Slug, z.literal('unknown')]),
    reason: remark.optional(),
  }),
  breakCode: z.strictObject({
    participantId,
    emergency: z.boolean(),
    reason,
    typedConfirmation: z.string().describe('the randomisation number, typed'),
  }),
  excludeFromAnalysisSet: z.strictObject({ participantId, set: Slug, criterion: z.string().min(3), reason }),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
export type CommandBody<N extends CommandName> = z.infer<Commands[N]>;

/** A command as it reaches `decide`. */
export type Command = { [N in CommandName]: { readonly name: N; readonly body: CommandBody<N> } }[CommandName];

/** A command on its way to the record: who sends it and under which id. `at` is a simulated instant (rehearsal, import). */
export interface SubmittedCommand {
  readonly commandId: CommandId;
  readonly actorId: ActorId;
  readonly at?: string;
  readonly command: Command;
}
