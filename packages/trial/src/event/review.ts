// Events of the review of recorded data: queries, verification, signatures, freeze and lock, coding.
import { z } from 'zod';
import { RandomId, Slug } from '../id.js';
import { DateOrMissing, ItemValue } from '../value.js';
import { open, sealed } from './definition.js';
import { sha256 } from './part.js';
import {
  ActionItemFacts,
  CodedThing,
  DictionaryTerm,
  FormPlace,
  QueryCategory,
  QueryPlace,
  SealedQueryStep,
} from './review-part.js';

const values = z.record(Slug, ItemValue).describe('of the items that it is about, as they were');
const forms = z.array(FormPlace).min(1);

export const reviewEvents = {
  DataQueryOpened: open(
    'participant',
    z.strictObject({
      queryId: RandomId,
      place: QueryPlace,
      category: QueryCategory,
      check: Slug.optional().describe('the edit check, or the kind of question about one item, that raised it'),
      text: z.string(),
      assignedTo: Slug.optional(),
      values,
    }),
  ),
  DataQueryAnswered: open('participant', z.strictObject({ queryId: RandomId, text: z.string() })),
  DataQueryClosed: open(
    'participant',
    z.strictObject({
      queryId: RandomId,
      by: z.enum(['person', 'check']).describe('check: the value no longer raises the question'),
      comment: z.string().optional(),
    }),
  ),
  DataQueryReopened: open(
    'participant',
    z.strictObject({
      queryId: RandomId,
      by: z.enum(['person', 'check']),
      text: z.string().optional(),
      assignedTo: Slug.optional(),
      values,
    }),
  ),
  SealedQueryWritten: sealed(
    'sealedParticipant',
    z.strictObject({ queryId: RandomId, step: SealedQueryStep, about: z.string(), text: z.string() }),
  ),
  SourceVerified: open(
    'participant',
    z.strictObject({
      forms: z.array(FormPlace.extend({ items: z.array(z.string()).describe('of rows as "row/item"') })),
      participant: z.boolean().describe('also what belongs to no form'),
    }),
  ),
  VerificationWithdrawn: open('participant', z.strictObject({ forms })),
  MonitoringVisitRecorded: open(
    'trial',
    z.strictObject({
      monitoringVisitId: RandomId,
      siteId: Slug,
      visitedOn: DateOrMissing,
      kind: z.enum(['onSite', 'remote']),
      summary: z.string().optional(),
      actionItems: z.array(ActionItemFacts),
    }),
  ),
  ActionItemClosed: open('trial', z.strictObject({ siteId: Slug, actionItemId: RandomId, comment: z.string() })),
  Signed: open(
    'participant',
    z.strictObject({
      signatureId: RandomId,
      meaning: Slug,
      statement: z.string().describe('the words of the protocol that were signed'),
      scope: z.enum(['form', 'participant']),
      protocolVersion: z.string(),
      confirmedBy: z.enum(['password', 'passkey', 'singleSignOn', 'operator']),
      screeningNumber: z.string(),
      unseen: z.array(z.string()).describe('items that the signer may not see, as "form.item"'),
      forms: z.array(FormPlace.extend({ hash: sha256 })).describe('none for the scope "participant"'),
      hash: sha256.optional().describe('of everything, for the scope "participant"'),
    }),
  ),
  SignatureVoided: open(
    'participant',
    z.strictObject({
      signatureId: RandomId,
      forms: z.array(FormPlace).describe('whose signed content changed; none for the scope "participant"'),
    }),
  ),
  FormsDeclaredMissed: open('participant', z.strictObject({ forms })),
  FormsFrozen: open('participant', z.strictObject({ forms })),
  FormsUnfrozen: open('participant', z.strictObject({ forms })),
  FormsLocked: open('participant', z.strictObject({ forms })),
  FormsUnlocked: open('participant', z.strictObject({ forms })),
  ParticipantLocked: open('participant', z.strictObject({ conditions: z.array(Slug).describe('that were met') })),
  ParticipantUnlocked: open('participant', z.strictObject({})),
  TrialUnlockRequested: open('trial', z.strictObject({})),
  TrialUnlocked: open('trial', z.strictObject({})),
  TermCoded: open(
    'participant',
    z.strictObject({
      thing: CodedThing,
      coding: Slug,
      verbatim: z.string(),
      to: DictionaryTerm,
      method: z.enum(['exact', 'normalised', 'synonym', 'person']),
    }),
  ),
  SynonymAdded: open('trial', z.strictObject({ coding: Slug, verbatim: z.string(), to: DictionaryTerm })),
  DictionaryVersionChanged: open('trial', z.strictObject({ coding: Slug, from: z.string(), to: z.string() })),
} as const;
