// Events of the trial as a whole.
import { z } from 'zod';
import { ActorId, Slug } from '../id.js';
import { open, sealed, unchanged } from './definition.js';
import { sha256 } from './part.js';
import { RandomisationDesign } from './randomisation-design.js';

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

export const trialEvents = {
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
  AllocationCommitted: open(
    'trial',
    z.strictObject({
      scheme: z.literal('equipoise-allocation-1'),
      commitment: sha256,
      design: RandomisationDesign,
      entries: z.record(z.string(), z.int()).optional().describe('length of an uploaded list by stratum'),
      comparison: z
        .strictObject({ saltHex: sha256, digests: z.record(z.string(), sha256) })
        .optional()
        .describe('by stratum: a keyed digest of a live list, by which go-live finds one that was rehearsed'),
    }),
    { 1: unchanged, 2: unchanged },
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
  TrialUnblinded: open(
    'trial',
    z.strictObject({
      revealed: AllocationSecret,
      appended: z.array(AllocationSecret).optional().describe('the parts of a list that were appended, in order'),
    }),
    { 1: unchanged },
  ),
  TrialEndRecorded: open(
    'trial',
    z.strictObject({
      nationalTrial: Slug.optional().describe('absent: the whole trial'),
      milestone: z.enum(['lastVisit', 'end', 'halt', 'restart']),
      on: z.iso.date(),
      premature: z.strictObject({ why: z.string().min(3) }).optional(),
    }),
  ),
  TrialEndNotified: open(
    'trial',
    z.strictObject({
      nationalTrial: Slug.optional().describe('absent: the whole trial'),
      milestone: z.enum(['end', 'halt', 'restart', 'summary']),
      to: z.enum(['authority', 'ethicsCommittee', 'investigators', 'registry']),
      notifiedOn: z.iso.date(),
      reference: z.string().optional(),
    }),
  ),
  PayloadErased: open(
    'trial',
    z.strictObject({ streamId: z.uuid().toLowerCase(), version: z.int().positive(), basis: z.string().min(1) }),
  ),
  AllocationSealed: sealed('sealedTrial', AllocationSecret),
  CutUnblinded: sealed('sealedTrial', z.strictObject({ kind: z.literal('dataCut'), cut: Slug, purpose: z.string() })),
} as const;
