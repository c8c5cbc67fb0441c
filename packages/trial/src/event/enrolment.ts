// Events that bring a participant in, and out.
import { z } from 'zod';
import { ParticipantId, Slug } from '../id.js';
import { DateOrMissing } from '../value.js';
import { open, unchanged } from './definition.js';
import { CriterionResult, scalar } from './part.js';

export const WithdrawalKind = z.enum(['treatment', 'visits', 'contact', 'dataUse']);

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

export const enrolmentEvents = {
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
  PlaceTaken: open(
    'cap',
    z.strictObject({
      cap: z.string().describe('"trial", "site=…" or "stratum=…"'),
      place: z.int().min(1),
      participantId: ParticipantId,
    }),
  ),
  ParticipantScreened: open(
    'participant',
    z.strictObject({
      participantId: ParticipantId,
      siteId: Slug,
      screeningNumber: z.string(),
      screenedOn: DateOrMissing,
      rescreens: ParticipantId.optional().describe('the same person, screened before'),
      earlierScreenings: z.int().min(1).optional().describe('how often the person was screened before'),
    }),
    { 1: unchanged },
  ),
  ParticipantRescreened: open(
    'participant',
    z.strictObject({ by: ParticipantId.describe('the same person, screened later') }),
  ),
  ParticipantTransferred: open('participant', z.strictObject({ from: Slug, to: Slug, transferredOn: DateOrMissing })),
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
  ParticipantWithdrawn: open('participant', z.strictObject({ kind: WithdrawalKind, withdrawnOn: DateOrMissing })),
  ExcludedFromAnalysisSet: open('participant', z.strictObject({ set: Slug, criterion: z.string() })),
} as const;
