// Every type of event that the record may hold, by area, and which of them can be erased.
import type { z } from 'zod';
import { accessEvents } from './access.js';
import { allocationEvents } from './allocation.js';
import { amendmentEvents } from './amendment.js';
import { captureEvents } from './capture.js';
import { enrolmentEvents } from './enrolment.js';
import { exchangeEvents } from './exchange.js';
import { identityEvents } from './identity.js';
import { productEvents } from './product.js';
import { reviewEvents } from './review.js';
import { safetyEvents } from './safety.js';
import { safetyCaseEvents } from './safety-case.js';
import { trialEvents } from './trial.js';

export { AttachmentFacts, DeviationFacts, DeviationUpdate, ReferenceRange } from './capture.js';
export type { StreamKind, Visibility } from './definition.js';
export { WithdrawalKind } from './enrolment.js';
export { AnalysisScope, DataScope, ImportFacts, RecordScope } from './exchange.js';
export {
  AdverseEventFacts,
  AdverseEventOutcome,
  Causality,
  CausalityTarget,
  OpeningKind,
  SeriousnessCriterion,
} from './safety.js';
export { AllocationSecret } from './trial.js';

export const catalogue = {
  ...trialEvents,
  ...amendmentEvents,
  ...allocationEvents,
  ...accessEvents,
  ...enrolmentEvents,
  ...identityEvents,
  ...productEvents,
  ...captureEvents,
  ...reviewEvents,
  ...safetyEvents,
  ...safetyCaseEvents,
  ...exchangeEvents,
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
  'DeviationUpdated',
  'AttachmentAdded',
  'AttachmentSealed',
  'AdverseEventReported',
  'AdverseEventUpdated',
  'SeriousEventAssessed',
  'CaseVersionRecorded',
  'PregnancyRecorded',
  'SafetyListingImported',
  'DeviationRecorded',
  'BatchReleased',
  'BatchFailed',
  'GuessSealed',
  'ProductReasonSealed',
  'DataQueryOpened',
  'DataQueryAnswered',
  'DataQueryClosed',
  'DataQueryReopened',
  'SealedQueryWritten',
  'MonitoringVisitRecorded',
  'ActionItemClosed',
  'TermCoded',
]);

/** An event as `evolve` and derivations read it: upcast to today's schema. */
export type TrialEvent = { [T in EventType]: { readonly type: T; readonly payload: Payload<T> } }[EventType];
